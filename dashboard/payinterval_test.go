package dashboard

import (
	"net/http"
	"strings"
	"testing"
)

// 7,000 yuan with a cv of 5 %: 7,000 · (1 ± 0.06408) = 6,551 and 7,449.
func TestIntervalOfMedianPay(t *testing.T) {
	for _, c := range []struct {
		p50, cv, lo, hi Num
	}{
		{some(7000), some(0.05), some(6600), some(7400)},
		{some(7049), some(0), some(7000), some(7000)},
		{some(7000), Num{}, Num{}, Num{}},
		{Num{}, some(0.05), Num{}, Num{}},
	} {
		if lo, hi := payInterval(c.p50, c.cv); lo != c.lo || hi != c.hi {
			t.Errorf("%v with cv %v: %v to %v, want %v to %v", c.p50, c.cv, lo, hi, c.lo, c.hi)
		}
	}
}

// Every page that shows a median of posted pay shows an interval and names its
// kind and level.
func TestMediansOfPostedPayHaveIntervals(t *testing.T) {
	h := fixtureServer(t).Handler()
	for _, p := range []string{"/", "/occ/6-18-02-04", "/wages", "/wages?occ=6-18-02-04", "/chain/equip", "/catalogue", "/compare?a=6-18-02-04&b=6-18-01-07"} {
		for lang, want := range map[string]string{"": "按企业聚类自助法 CV 的近似 80% 区间", "/en": "approximate 80% interval from the CV of a bootstrap over employers"} {
			code, body, _ := fetch(t, h, lang+p)
			if code != http.StatusOK || !strings.Contains(body, want) {
				t.Errorf("%s%s: %d, the interval of the median is not named", lang, p, code)
			}
		}
		_, body, _ := fetch(t, h, p)
		// 焊工: median 7,400 with cv 0.04 is 7,000 to 7,800
		if !strings.Contains(body, "7,000～7,800") {
			t.Errorf("%s: the interval of 焊工 is missing", p)
		}
	}
	_, body, _ := fetch(t, h, "/wages?basis=survey")
	if !strings.Contains(body, "故无区间") || strings.Contains(body, "近似 80% 区间") {
		t.Error("surveyed wages: the sub-title does not say that there is no interval")
	}
	// the calibration beneath has one for the factor and one for the posted median
	if !strings.Contains(body, "0.88～1.02") || !strings.Contains(body, "7,500～8,100") {
		t.Error("calibration: an interval is missing")
	}
}
