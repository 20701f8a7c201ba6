// Package chain says how much a job ad belongs to each industry chain (产业链) of
// a versioned list.
//
// The rule is fixed, not fitted. For ad i and chain c
//
//	s = max(m, .6·kw, .5·π)
//
// where m is the strength of the ad's industry for the chain, kw that of the
// strongest keyword found in the ad, and π that of its occupation, each in
// [0,1] and zero where the ad does not tell. Two views follow:
//
//	serves    V = Σ H·s            chains overlap, totals may exceed 100 %
//	additive  α = s / max(1, Σ s)  chains and OTHER (非重点链) sum to 1
//
// m and π come from the version's rules in reference/chain_rules.csv: the
// longest rule that covers a class decides. A class that is known only at a
// higher level than the rules speak about (an ad of "39" where the rule says
// 3975) gets the mean over the finest classes in it, unweighted: what one of
// them picked at random would get. Nobody has measured π; it is the strength
// that the proposed rule states for the occupation, so it counts half, and an
// occupation that serves many chains alike (电工) is in no rule of them.
//
// All rules shipped are proposals for a bureau to sign off.
package chain
