package hashed

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestNumbersAreThoseOfAMap(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, room := range []int{0, 10, 5000} {
		var n Numbers
		n.Grow(room)
		check(t, &n, func(yield func(uint64) bool) {
			for range 20000 {
				if !yield(r.Uint64()%4000) || !yield(r.Uint64()) {
					return
				}
			}
		})
	}
}

func FuzzNumbers(f *testing.F) {
	f.Add([]byte("12345678abcdefgh12345678"))
	f.Fuzz(func(t *testing.T, data []byte) {
		check(t, &Numbers{}, func(yield func(uint64) bool) {
			for chunk := range slices.Chunk(data, 8) {
				var b [8]byte
				copy(b[:], chunk)
				if !yield(binary.LittleEndian.Uint64(b[:])) {
					return
				}
			}
		})
	})
}

func check(t *testing.T, n *Numbers, keys func(func(uint64) bool)) {
	t.Helper()
	want := map[uint64]int32{}
	for key := range keys {
		k, known := want[key]
		if !known {
			k = int32(len(want))
			want[key] = k
		}
		if got, isNew := n.Of(key); got != k || isNew == known {
			t.Fatalf("key %x: number %d, new %v; a map says %d, new %v", key, got, isNew, k, !known)
		}
	}
	if len(n.Keys()) != len(want) {
		t.Fatalf("%d keys, a map has %d", len(n.Keys()), len(want))
	}
	for number, key := range n.Keys() {
		if want[key] != int32(number) {
			t.Fatalf("key %x is number %d, a map says %d", key, number, want[key])
		}
	}
}
