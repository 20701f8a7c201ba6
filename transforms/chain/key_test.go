package chain

import (
	"sync"
	"testing"
)

func TestKeys(t *testing.T) {
	a := tiny(t)
	k := NewKeys(a)
	car := k.Key("3611", "", "")
	for _, c := range []struct {
		name, industry, occupation string
		kw                         KeywordSet
		want                       int32
	}{
		{"the same again", "3611", "", "", car},
		{"the same weights from another industry", "3670", "", "", car},
		{"an occupation that adds nothing", "3611", "6-22-02-01", "", car},
		{"nothing known", "", "", "", 2},
		{"no chain is like nothing known", "62", "4-03-02-05", "", 2},
		{"another share", "3612", "", "", 3},
	} {
		if got := k.Key(c.industry, c.occupation, c.kw); got != c.want {
			t.Errorf("%s: key %d, want %d", c.name, got, c.want)
		}
	}
	if k.Len() != 3 {
		t.Errorf("%d keys", k.Len())
	}
	if w := k.Weights(car); len(w) != 1 || w[0] != (Weight{"ty-auto", 1, 1}) {
		t.Errorf("weights of %d: %v", car, w)
	}
}

// Run with -race: the answers are shared between goroutines.
func TestAssignerIsSafeForConcurrentUse(t *testing.T) {
	a := tiny(t)
	texts := []string{"LED", "芯片 整车", "PCB", "焊工", "整车LED"}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for i := range 200 {
				if w := a.Weights("3975", "", a.Keywords(texts[i%len(texts)])); len(w) < 2 {
					t.Errorf("%v", w)
				}
			}
		})
	}
	group.Wait()
}
