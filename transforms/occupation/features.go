package occupation

import (
	"math"
	"slices"
)

// A feature is the hash of an n-gram with its role; its weight says how much
// the n-gram's length and place count before anything is learned.
type feature struct {
	key    uint32
	weight float32
}

// Roles keep the same characters apart by where they stand.
const (
	roleText   = 0x9E3779B9 // anywhere in the main text
	roleHead   = 0x85EBCA6B // the last characters of the main text
	roleMod    = 0xC2B2AE35 // in brackets or a further segment
	roleField  = 0x27D4EB2F // in the industry
	roleSkill  = 0x165667B1 // in skills
	roleMajor  = 0x7F4A7C15 // in the major
	roleDomain = 0x68E31DA4 // a copy for one source
	roleWhole  = 0x2545F491 // the whole main text
	maxSymbols = 48         // longer titles are cut
)

// symbols turns text into units of n-grams: one for each Han character, one
// for each Latin word or number as a whole.
func symbols(dst []uint32, text string) []uint32 {
	var word uint32
	in := false
	for _, r := range text {
		if isWord(r) || r == '+' || r == '#' || r == '.' {
			if !in {
				word, in = 2166136261, true
			}
			word = (word ^ uint32(r)) * 16777619
			continue
		}
		if in {
			dst, in = append(dst, word|1<<31), false
		}
		if r != ' ' {
			dst = append(dst, uint32(r))
		}
		if len(dst) >= maxSymbols {
			return dst
		}
	}
	if in {
		dst = append(dst, word|1<<31)
	}
	return dst
}

func mix(h, s uint32) uint32 {
	h ^= s * 0xCC9E2D51
	h = h<<13 | h>>19
	return h*5 + 0xE6546B64
}

func finish(h uint32) uint32 {
	h ^= h >> 16
	h *= 0x85EBCA6B
	h ^= h >> 13
	h *= 0xC2B2AE35
	return h ^ h>>16
}

// gramWeight by length, chosen on held-out folds of labels/.
var gramWeight = [5]float32{0, 0.9, 1, 0.8, 0.5}

// grams appends the n-grams of one text, n = 1…4, in one role.
func grams(dst []feature, s []uint32, role uint32, scale float32) []feature {
	for i := range s {
		h := role
		for n := 1; n <= 4 && i+n <= len(s); n++ {
			h = mix(h, s[i+n-1])
			w := gramWeight[n]
			if n == 1 && s[i]>>31 == 1 {
				w = 1 // a Latin word says more than one character
			}
			dst = append(dst, feature{finish(h), w * scale})
		}
	}
	return dst
}

// title appends the features of a cleaned title, of Euclidean length 1.
func titleFeatures(dst []feature, c cleaned, buf []uint32) ([]feature, []uint32) {
	buf = symbols(buf[:0], c.main)
	dst = grams(dst, buf, roleText, 1)
	// The head of a Chinese title is its end: 焊工, 班长, 工程师.
	h := uint32(roleHead)
	for n := 1; n <= 4 && n <= len(buf); n++ {
		h = mix(h, buf[len(buf)-n])
		dst = append(dst, feature{finish(h), 1})
	}
	h = roleWhole
	for _, s := range buf {
		h = mix(h, s)
	}
	dst = append(dst, feature{finish(h), 1})
	for i, m := range c.mods {
		if i == 4 {
			break
		}
		buf = symbols(buf[:0], m)
		dst = grams(dst, buf, roleText, 0.4)
		dst = grams(dst, buf, roleMod, 0.4)
	}
	return unit(dst, 1), buf
}

// fieldFeatures appends the features of a secondary text, of the given length.
func fieldFeatures(dst []feature, text string, role uint32, length float32, buf []uint32) ([]feature, []uint32) {
	if text == "" {
		return dst, buf
	}
	folded := make([]rune, 0, len(text))
	for _, r := range text {
		folded = append(folded, foldRune(r))
	}
	buf = symbols(buf[:0], string(folded))
	start := len(dst)
	dst = grams(dst, buf, role, 1)
	return append(dst[:start], unit(dst[start:], length)...), buf
}

// inDomain appends to f a copy of its features that only titles of one source
// have. What the public set codes in its own way is learned on the copies and
// does not spoil what all sources share (Daumé's feature augmentation).
func inDomain(f []feature) []feature {
	n := len(f)
	for _, x := range f[:n] {
		f = append(f, feature{x.key ^ roleDomain, x.weight})
	}
	return f
}

// unit merges equal features, the largest weight counting, and scales the rest
// to the given length. They come out in the order of their keys.
func unit(f []feature, length float32) []feature {
	// Key and weight in one word: positive floats are in the order of their bits.
	var room [256]uint64
	words := room[:0]
	for _, x := range f {
		words = append(words, uint64(x.key)<<32|uint64(math.Float32bits(x.weight)))
	}
	slices.Sort(words)
	out := f[:0]
	for i, w := range words {
		if i+1 < len(words) && words[i+1]>>32 == w>>32 {
			continue
		}
		out = append(out, feature{uint32(w >> 32), math.Float32frombits(uint32(w))})
	}
	var sum float64
	for _, x := range out {
		sum += float64(x.weight) * float64(x.weight)
	}
	if sum > 0 {
		scale := length / float32(math.Sqrt(sum))
		for i := range out {
			out[i].weight *= scale
		}
	}
	return out
}
