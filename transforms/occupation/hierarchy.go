package occupation

import (
	"fmt"
	"strings"

	"gongqiu/reference"
)

// hierarchy numbers the classes of the 大典. Leaves come first: the 细类 in code
// order, then one for each 小类 that has no 细类 (其他教学人员: the occupations
// that the 大典 does not name), then one for "no occupation can be read from
// this" (none). 小类, 中类 and 大类 follow; a node's number indexes the rows of
// every model.
type hierarchy struct {
	code                 []string // by node
	name                 []string
	units                int      // number of 细类, the first of the leaves
	leaves               int      // number of leaves, none included
	none                 int      // its node
	up                   [][3]int // by leaf: its 小类, 中类, 大类
	parent               []uint16 // by node: the class above, itself for a 大类 and the empty leaf
	firstSub, firstMajor int      // 小类 are [leaves, firstSub), 中类 [firstSub, firstMajor)
	node                 map[string]int
	under                [][]int           // by node: the leaves of an inner one
	recode               map[string]string // codes of later editions → code of 2022
	occ                  []reference.Occupation
}

// levelOf is 1 for 大类 … 4 for 细类, 0 for "".
func levelOf(code string) int {
	if code == "" {
		return 0
	}
	return strings.Count(code, "-") + 1
}

// at is the ancestor of a code at a level, the code itself if it is not deeper.
func at(code string, level int) string {
	n := 0
	for i := range len(code) {
		if code[i] == '-' {
			if n++; n == level {
				return code[:i]
			}
		}
	}
	return code
}

func newHierarchy(set *reference.Set) *hierarchy {
	h := &hierarchy{node: map[string]int{}}
	add := func(code, name string) {
		h.node[code] = len(h.code)
		h.code = append(h.code, code)
		h.name = append(h.name, name)
	}
	has := map[string]bool{} // 小类 with 细类
	for _, o := range set.Occupations {
		if o.Level == 4 {
			add(o.Code, o.Name)
			h.occ = append(h.occ, o)
			has[at(o.Code, 3)] = true
		}
	}
	h.units = len(h.code)
	for _, o := range set.Occupations {
		if o.Level == 3 && !has[o.Code] {
			add(o.Code, o.Name) // the number of the 小类 itself comes later and stays in h.node
			h.occ = append(h.occ, o)
		}
	}
	h.none = len(h.code)
	add("", "无法判断")
	h.leaves = len(h.code)
	for level := 3; level >= 1; level-- {
		switch level {
		case 2:
			h.firstSub = len(h.code)
		case 1:
			h.firstMajor = len(h.code)
		}
		for _, o := range set.Occupations {
			if o.Level == level {
				add(o.Code, o.Name)
			}
		}
	}
	h.up, h.under = make([][3]int, h.leaves), make([][]int, len(h.code))
	for leaf := range h.leaves {
		for i := range 3 {
			if leaf == h.none {
				h.up[leaf][i] = -1
				continue
			}
			n := h.node[at(h.code[leaf], 3-i)]
			h.up[leaf][i] = n
			h.under[n] = append(h.under[n], leaf)
		}
	}
	h.parent = make([]uint16, len(h.code))
	for n, code := range h.code {
		h.parent[n] = uint16(n)
		if level := levelOf(code); n < h.none {
			h.parent[n] = uint16(h.up[n][0])
		} else if level > 1 {
			h.parent[n] = uint16(h.node[at(code, level-1)])
		}
	}
	// A 小类 that was split after 2022 keeps its one 细类 here; an occupation
	// that was added to it is known by its 小类 only.
	h.recode = map[string]string{}
	err := reference.EachRow("", "occupation_2022_changes.csv", []string{"code_2022", "code_now"}, func(r reference.Row) error {
		if now := r.Get("code_now"); now != r.Get("code_2022") {
			h.recode[now] = r.Get("code_2022")
			h.recode[at(now, 3)] = at(now, 3)
		}
		return nil
	})
	if err != nil {
		panic(err) // the embedded table is part of the program
	}
	return h
}

// normal returns the code as the 大典 of 2022 writes it. Codes of the public
// labels write a 小类 as 2-02-01-00, a 中类 as 2-02-00-00 and append L, S or
// L/S for green and digital occupations.
func (h *hierarchy) normal(code string) (string, error) {
	given := code
	code = strings.TrimRight(strings.TrimSpace(code), "LS/ ")
	if code == "X" { // how some label files write "uncodable"
		return "", nil
	}
	for code != "" {
		if _, ok := h.node[code]; ok {
			break
		}
		if old, ok := h.recode[code]; ok {
			return old, nil
		}
		if _, ok := h.recode[at(code, 3)]; ok {
			return at(code, 3), nil
		}
		if !strings.HasSuffix(code, "-00") {
			return "", fmt.Errorf("code %q is not in the 职业分类大典 2022", given)
		}
		code = strings.TrimSuffix(code, "-00")
	}
	return code, nil
}

// leavesOf returns the leaves that a normal code stands for.
func (h *hierarchy) leavesOf(code string) []int {
	if code == "" {
		return []int{h.none}
	}
	n := h.node[code]
	if n < h.leaves {
		return []int{n}
	}
	return h.under[n]
}

// below is the part of z, which goes by node, that belongs to the leaves of a
// 小类; they lie in one run.
func (h *hierarchy) below(z []float32, n int) []float32 {
	in := h.under[n]
	return z[in[0] : in[0]+len(in)]
}

// above is the node of a leaf's class at a level, -1 for the empty leaf and
// where a 小类 without 细类 is asked for its 细类.
func (h *hierarchy) above(leaf int32, level int) int {
	switch {
	case int(leaf) == h.none:
		return -1
	case level == 4 && int(leaf) >= h.units:
		return -1
	case level == 4:
		return int(leaf)
	}
	return h.up[leaf][3-level]
}

// climb calls fn for a node and every class above it.
func (h *hierarchy) climb(n int, fn func(int)) {
	for {
		fn(n)
		up := int(h.parent[n])
		if up == n {
			return
		}
		n = up
	}
}

// within tells whether a leaf is the node or below it.
func (h *hierarchy) within(leaf int32, node int) bool {
	u := h.up[leaf]
	return int(leaf) == node || u[0] == node || u[1] == node || u[2] == node
}
