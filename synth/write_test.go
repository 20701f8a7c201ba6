package synth

import (
	"context"
	"testing"
	"time"
)

func TestTry(t *testing.T) {
	p := Demo()
	start := time.Now()
	s, err := Write(context.Background(), p, "/tmp/synth/demo", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(time.Since(start), s.Ads, s.Rows, s.RowsByWhy)
	for _, f := range s.Files {
		t.Log(f)
	}
}
