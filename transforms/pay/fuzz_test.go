package pay

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"gongqiu/internal/zh"
)

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1.5-2万·15薪", "6-8千", "200元/天", "-18000.0", "面议", "底薪3000+提成", "３千及以下", "10-15万/年", "5000-1万", "¥5,000~¥8,000/月(13薪)"} {
		f.Add(s, "", "", "千")
	}
	f.Add("", "6", "8", "K")
	f.Fuzz(func(t *testing.T, text, lo, hi, unit string) {
		in := Input{Text: text, Min: lo, Max: hi, Unit: unit}
		p := Parse(in)
		folded := Parse(Input{Text: zh.Fold(text), Min: zh.Fold(lo), Max: zh.Fold(hi), Unit: zh.Fold(unit)})
		if p != folded {
			t.Fatalf("%+v: %+v, folded %+v", in, p, folded)
		}
		if p.Reason != "" {
			if p.Lo != 0 || p.Hi != 0 {
				t.Fatalf("%+v: missing (%s) but %v to %v", in, p.Reason, p.Lo, p.Hi)
			}
			return
		}
		if !(p.Lo > 0 && p.Lo <= p.Hi && p.Hi <= MaxMonthly && p.Hi/p.Lo <= MaxRatio) || math.IsNaN(p.RawLo+p.RawHi) {
			t.Fatalf("%+v: %+v breaks the edit rules", in, p)
		}
		// a number needs a digit, or a Chinese numeral, that was written
		if !strings.ContainsAny(zh.Fold(text+lo+hi), "0123456789一二三四五六七八九两") {
			t.Fatalf("%+v: %+v invented", in, p)
		}
		if strings.Contains(zh.Simplify(zh.Fold(text)), "面议") {
			t.Fatalf("%+v: negotiable, but priced", in)
		}
	})
}

// More posted is never less read: every form, amounts growing.
func TestMonotone(t *testing.T) {
	for _, form := range []string{"%d-%d", "%d-%d元/月", "%d元-%d元·13薪", "%d到%d元", "%d-%d元/天", "%d-%d/年", "综合%d-%d元"} {
		last := Pay{}
		for a := 500; a < 60000; a += 371 {
			p := Parse(Input{Text: fmt.Sprintf(form, a, a+a/2)})
			if p.Reason == ReasonHigh {
				continue
			}
			if p.Reason != "" || p.Lo <= last.Lo || p.Hi <= last.Hi {
				t.Fatalf("%s with %d: %+v after %+v", form, a, p, last)
			}
			last = p
		}
	}
}

func BenchmarkParse(b *testing.B) {
	texts := []string{"1.5-2万·15薪", "6-8千", "200-250元/天", "面议", "10-15万/年", "5千-1万", "4001-6000", "底薪3000+提成，综合6000-8000元"}
	for i := 0; b.Loop(); i++ {
		Parse(Input{Text: texts[i%len(texts)]})
	}
}
