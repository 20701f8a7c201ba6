package reference

import "testing"

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(""); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSearchTerms(b *testing.B) {
	s := load(b)
	for b.Loop() {
		s.SearchTerms([]string{"jx-14-2022", "qd-13-2021"}, []string{"360000", "370200"})
	}
}

func BenchmarkMatch(b *testing.B) {
	m := NewMatcher(load(b))
	b.ReportAllocs()
	for b.Loop() {
		m.Match("电焊工")
	}
}
