package sources

import "testing"

func TestWordsAreFoundWhereTheyCount(t *testing.T) {
	for _, c := range []struct {
		words *words
		text  string
		want  bool
	}{
		{&titleEnds, "储备质检员", true}, {&titleEnds, "法师", true}, {&titleEnds, "副监", true}, {&titleEnds, "监理", false},
		{&titleEnds, "电工学校", false}, {&titleEnds, "senior java", true}, {&titleEnds, "Java", false}, {&titleEnds, "", false},
		{&employerMarks, "利群超市店", true}, {&employerMarks, "店长", false}, {&employerMarks, "Foxconn CO. shop", true}, {&employerMarks, "Ünlimited", true},
		{&organisationMarks, "材料研究院一部", true}, {&organisationMarks, "研究", false}, {&organisationMarks, "Lear Inc", false}, {&organisationMarks, "Lear INC.", true},
	} {
		if got := c.words.in(c.text); got != c.want {
			t.Errorf("%q: %v", c.text, got)
		}
	}
}
