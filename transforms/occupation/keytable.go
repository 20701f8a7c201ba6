package occupation

// keyTable numbers feature hashes by open addressing; a title looks up about a
// hundred of them.
type keyTable struct {
	keys   []uint32 // by number
	lookup []uint32 // number+1, 0 empty
	mask   uint32
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
	t.lookup, t.mask = make([]uint32, size), uint32(size-1)
	for i, k := range t.keys {
		t.put(k, uint32(i))
	}
}

func (t *keyTable) put(key, number uint32) {
	at := key & t.mask
	for t.lookup[at] != 0 {
		at = (at + 1) & t.mask
	}
	t.lookup[at] = number + 1
}

// find returns the number of a key, -1 if it is not there.
func (t *keyTable) find(key uint32) int {
	for at := key & t.mask; t.lookup[at] != 0; at = (at + 1) & t.mask {
		if i := t.lookup[at] - 1; t.keys[i] == key {
			return int(i)
		}
	}
	return -1
}

// add returns the number of a key, which is new if it was not there.
func (t *keyTable) add(key uint32) (number int, fresh bool) {
	if i := t.find(key); i >= 0 {
		return i, false
	}
	t.keys = append(t.keys, key)
	if 2*len(t.keys) > len(t.lookup) {
		t.grow()
	} else {
		t.put(key, uint32(len(t.keys)-1))
	}
	return len(t.keys) - 1, true
}
