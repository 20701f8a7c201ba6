// Package hashed numbers hashes: a map for many millions of keys that are random
// already and are never removed.
package hashed

import "math/bits"

// Numbers gives 64-bit hashes numbers from 0, in the order in which they come,
// by open addressing. Keys that are not random would be found slowly. The zero
// value is ready.
type Numbers struct {
	keys  []uint64
	slots []int32 // number+1 of the key that is there, 0 if none is
	shift int     // a key begins its search at its highest bits, spread
}

// Of returns the number of a key, and whether it is a new one.
func (n *Numbers) Of(key uint64) (number int32, isNew bool) {
	if 2*len(n.keys) >= len(n.slots) {
		n.grow(2*len(n.keys) + 8)
	}
	at := n.begin(key)
	for n.slots[at] != 0 {
		if k := n.slots[at] - 1; n.keys[k] == key {
			return k, false
		}
		at = (at + 1) & (len(n.slots) - 1)
	}
	n.keys = append(n.keys, key)
	n.slots[at] = int32(len(n.keys))
	return int32(len(n.keys) - 1), true
}

// Keys are the keys by number.
func (n *Numbers) Keys() []uint64 { return n.keys }

// Grow makes room for so many keys in all.
func (n *Numbers) Grow(keys int) {
	if 2*keys > len(n.slots) {
		n.grow(keys)
		n.keys = append(make([]uint64, 0, keys), n.keys...)
	}
}

func (n *Numbers) grow(keys int) {
	width := bits.Len(uint(2*keys - 1))
	n.slots, n.shift = make([]int32, 1<<width), 64-width
	for k, key := range n.keys {
		at := n.begin(key)
		for n.slots[at] != 0 {
			at = (at + 1) & (len(n.slots) - 1)
		}
		n.slots[at] = int32(k + 1)
	}
}

// begin multiplies by 2^64 divided by the golden ratio, so that keys which
// differ in few bits only lie apart, too.
func (n *Numbers) begin(key uint64) int { return int(key * 0x9e3779b97f4a7c15 >> n.shift) }
