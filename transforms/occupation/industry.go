package occupation

import (
	"strings"

	"gongqiu/reference"
	"gongqiu/transforms/chain"
)

// The industry of an ad is a voice of its own: 操作工 in a food factory is most
// likely in 6-02. What a board writes under 行业 is read into GB/T 4754, and the
// divisions of that standard speak for classes of the 大典. The pairs follow
// the names of both classifications, which were drawn up on one another
// (大类 6 of the 大典 goes through manufacturing in the order of GB/T 4754).
// Division: classes that it employs more than others do.
const industryPairs = `
01 5-01 2-03
02 5-02 2-03 4-09-03 4-09-10
03 5-03 2-03
04 5-04
05 5-05 5-01
06 6-16 2-02-03 2-02-04
07 6-16 2-02-03
08 6-16 2-02-03
09 6-16 2-02-03
10 6-16 2-02-03
13 6-01 2-02-24
14 6-02 6-01 2-02-24
15 6-02 2-02-24
16 6-03
17 6-04 2-02-23
18 6-05 2-02-23
19 6-05
20 6-06
21 6-06 2-02-34
22 6-07
23 6-08
24 6-09 2-09-06
25 6-10 2-02-06
26 6-11 2-02-06
27 6-12 2-02-32 2-05-06
28 6-13 2-02-06
29 6-14 2-02-06 2-02-19
30 6-15 2-02-19
31 6-17 2-02-05
32 6-17 2-02-05
33 6-18 6-19 6-20 2-02-07
34 6-20 6-18 2-02-07
35 6-21 6-20 6-18 2-02-07
36 6-22 6-18 2-02-07
37 6-23 6-18 2-02-08
38 6-24 2-02-11 6-25
39 6-25 2-02-09 2-02-10
40 6-26 6-25 2-02-07 2-02-09
41 6-19
42 6-27
43 6-31-01 6-31-02
44 6-28-01 4-11-01 2-02-12 6-29-03-07
45 6-28-02 4-11-02
46 6-28-03 4-11-03
47 6-29 2-02-18 2-02-30
48 6-29 2-02-18 2-02-30 6-30
49 6-29 2-02-18 6-31
50 6-29 2-02-18 4-08-08 2-02-30
51 4-01 2-06-07
52 4-01
53 4-02-01 2-02-17
54 4-02-02 4-02-06 2-02-15
55 4-02-03
56 4-02-04 2-04 2-02-16
58 4-02-05 4-02-06
59 4-02-06 4-02-05 6-30
60 4-02-07 4-02-06
61 4-03-01 4-03-02
62 4-03-02
63 4-04 2-02-10
64 2-02-10 4-04 2-06-07 4-01-06
65 2-02-10 2-02-38 4-04
66 2-06-09 2-06-11 4-05-01
67 2-06-11 4-05-02
68 4-05-03 2-06-10
69 4-05 2-06-09
70 4-06 2-02-30 2-02-18
71 4-07-01
72 4-07 2-06-07 2-07 2-06-08
73 2-01 2-02
74 4-08 2-02-30 2-02-18 2-02-27
75 4-08 2-02
76 4-09-01 2-02-21
77 4-09 2-02-27
78 4-09 4-07-05
79 2-02-02 2-02-18
80 4-10 4-07-05
81 4-12 6-31-01
82 4-09-09 4-10
83 2-08 4-13-04 2-06-08-04
84 2-05 4-14
85 4-10-01 4-14
86 2-10 4-13
87 2-10 2-09-03 4-13-01
88 2-09 4-13
89 2-09-07 4-13-03 4-14-05
90 4-13 4-14-05
91 3-01
92 3-01 1-02
93 3-01 1-04
94 4-14 3-01
95 1-04 3-01`

// industryBoost is added to the score of a class that the industry speaks for,
// industryShare to the log-odds of a candidate in it. They are set by hand, for
// want of titles labelled with their industry.
const (
	industryBoost = 1.2
	industryShare = 0.8
)

// industries reads industry texts into nodes to favour.
type industries struct {
	reader *chain.Industries
	nodes  map[string][]int // division → nodes
}

func newIndustries(h *hierarchy, set *reference.Set) *industries {
	d := &industries{reader: chain.NewIndustries(set), nodes: map[string][]int{}}
	for _, line := range strings.Split(strings.TrimSpace(industryPairs), "\n") {
		f := strings.Fields(line)
		for _, code := range f[1:] {
			if n, ok := h.node[code]; ok {
				d.nodes[f[0]] = append(d.nodes[f[0]], n)
			} else {
				panic("industryPairs: " + code + " is not in the classification")
			}
		}
	}
	return d
}

// favoured returns the nodes that an industry text speaks for.
func (d *industries) favoured(text string) []int {
	if text == "" {
		return nil
	}
	code, confidence, ok := d.reader.Code(text)
	if !ok || confidence < 0.5 || len(code) < 2 {
		return nil
	}
	return d.nodes[code[:2]]
}

// employer returns the nodes that a kind of employer speaks for: most kinds
// (民营, 国企, 外资) say nothing about occupations, a few are a trade of their own.
func (d *industries) employer(kind string) []int {
	switch {
	case kind == "":
		return nil
	case strings.Contains(kind, "医院") || strings.Contains(kind, "诊所"):
		return d.nodes["84"]
	case strings.Contains(kind, "学校") || strings.Contains(kind, "大学") || strings.Contains(kind, "教育机构"):
		return d.nodes["83"]
	case strings.Contains(kind, "机关") || strings.Contains(kind, "政府"):
		return d.nodes["92"]
	case strings.Contains(kind, "银行"):
		return d.nodes["66"]
	}
	return nil
}
