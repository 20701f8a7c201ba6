package zh

import "testing"

func TestFold(t *testing.T) {
	for _, c := range [][2]string{
		{"", ""}, {"焊工", "焊工"}, {"　焊工\u00a0\t高级 \n", "焊工 高级"},
		{"（１５００）—２０００元／月", "(1500)-2000元/月"}, {"1.5–2万・13薪", "1.5-2万·13薪"},
		{"6\u200b-8千", "6-8千"}, {"【急聘】ＪＡＶＡ", "[急聘]JAVA"}, {"￥８０００～１万", "¥8000~1万"}, {" ", ""},
	} {
		if got := Fold(c[0]); got != c[1] {
			t.Errorf("Fold(%q) = %q, want %q", c[0], got, c[1])
		}
	}
	if got := Compact("８ K - 15 Ｋ "); got != "8k-15k" {
		t.Errorf("Compact = %q", got)
	}
}

func TestSimplify(t *testing.T) {
	for _, c := range [][2]string{
		{"焊工", "焊工"}, {"電焊工（廠區）", "电焊工（厂区）"}, {"積體電路程式設計師", "集成电路程序设计师"},
		{"網際網路行銷經理", "互联网营销经理"}, {"青島嶗山區", "青岛崂山区"}, {"薪資面議", "薪资面议"},
		{"晶片工程师", "晶片工程师"}, {"數控車床操機員", "数控车床操机员"}, {"江西贛州", "江西赣州"}, {"江西贛州縣區", "江西赣州县区"},
	} {
		if got := Simplify(c[0]); got != c[1] {
			t.Errorf("Simplify(%q) = %q, want %q", c[0], got, c[1])
		}
	}
}

// The table must be pairs, and no simplified character may itself be changed.
func TestTable(t *testing.T) {
	if n := len([]rune(pairs)); n%2 != 0 {
		t.Fatalf("%d characters in the table: one has no partner", n)
	}
	for from, to := range simple {
		if again, ok := simple[to]; ok {
			t.Errorf("%c → %c → %c", from, to, again)
		}
	}
}

func FuzzFold(f *testing.F) {
	f.Add("　１５-２０Ｋ・13薪 ")
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if twice := Fold(once); twice != once {
			t.Fatalf("Fold(%q) = %q, folded again %q", s, once, twice)
		}
		if c := Compact(s); Compact(c) != c || Compact(once) != c {
			t.Fatalf("Compact(%q) not stable", s)
		}
		if z := Simplify(s); Simplify(z) != z {
			t.Fatalf("Simplify(%q) = %q, again %q", s, z, Simplify(z))
		}
	})
}
