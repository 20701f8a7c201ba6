package occupation

// keyTable numbers feature hashes by open addressing; a title looks up about a
// hundred of them. A slot holds the key above its number+1, so that most
// look-ups touch one line of memory; an empty slot is 0.
type keyTable struct {
	keys []uint32 // by number
	slot []uint64
	mask uint32
}

func newKeyTable(keys []uint32) keyTable {
	t := keyTable{keys: keys}
	t.grow()
	return t
}

func (t *keyTable) grow() {
	size := 1024
	for size < 2*len(t.keys)+2 {
		size *= 2
	}
	t.slot, t.mask = make([]uint64, size), uint32(size-1)
	for i, k := range t.keys {
		t.put(k, uint32(i))
	}
}

func (t *keyTable) put(key, number uint32) {
	at := key & t.mask
	for t.slot[at] != 0 {
		at = (at + 1) & t.mask
	}
	t.slot[at] = uint64(key)<<32 | uint64(number+1)
}

// find returns the number of a key, -1 if it is not there.
func (t *keyTable) find(key uint32) int {
	for at := key & t.mask; ; at = (at + 1) & t.mask {
		switch s := t.slot[at]; {
		case s == 0:
			return -1
		case uint32(s>>32) == key:
			return int(uint32(s)) - 1
		}
	}
}

// add returns the number of a key, which is new if it was not there.
func (t *keyTable) add(key uint32) (number int, fresh bool) {
	if i := t.find(key); i >= 0 {
		return i, false
	}
	t.keys = append(t.keys, key)
	if 2*len(t.keys) > len(t.slot) {
		t.grow()
	} else {
		t.put(key, uint32(len(t.keys)-1))
	}
	return len(t.keys) - 1, true
}
