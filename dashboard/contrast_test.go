package dashboard

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// pairs of tokens and the contrast that WCAG 2.2 asks for: 7 for body text,
// 4.5 for other text, 3 for marks and controls.
var contrastPairs = []struct {
	fore, back string
	need       float64
}{
	{"text", "bg", 7}, {"text", "surface", 7}, {"text", "sunken", 7}, {"text-2", "bg", 4.5}, {"text-2", "surface", 4.5}, {"text-2", "sunken", 4.5}, {"text-3", "bg", 4.5}, {"text-3", "surface", 4.5},
	{"link", "bg", 4.5}, {"link", "surface", 4.5}, {"visited", "bg", 4.5}, {"control", "bg", 3}, {"control", "surface", 3}, {"brand", "surface", 4.5}, {"on-brand", "brand", 4.5},
	{"on-s4", "s4", 4.5}, {"on-s3", "s3", 4.5}, {"on-s2", "s2", 4.5}, {"on-s1", "s1", 4.5}, {"s4", "bg", 3}, {"s3", "bg", 3}, {"pos", "bg", 3}, {"neg", "bg", 3},
	{"c1", "bg", 3}, {"c2", "bg", 3}, {"c3", "bg", 3}, {"c4", "bg", 3}, {"ctx", "bg", 3}, {"est", "bg", 3}, {"est", "band-2", 3}, {"est", "band-1", 3}, {"axis", "bg", 4.5},
	{"text", "q1", 4.5}, {"text", "q2", 4.5}, {"on-q3", "q3", 4.5}, {"on-q4", "q4", 4.5}, {"on-q4", "q5", 4.5},
	{"sim", "bg", 4.5}, {"sim", "sim-bg", 4.5}, {"text", "sim-bg", 7}, {"err", "err-bg", 4.5}, {"warn", "warn-bg", 4.5}, {"ok", "ok-bg", 4.5}, {"text", "warn-bg", 7}, {"link", "sim-bg", 4.5},
}

func TestTokensHaveContrast(t *testing.T) {
	text, err := os.ReadFile("static/css/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile(`(?s):root(\[data-theme="\w+"\])?(?:, :root\[data-theme\])? \{(.*?)\}`)
	themes := map[string]map[string]string{}
	order := []string{"light", "dark", "stored dark", "stored light", "print"}
	for i, m := range block.FindAllStringSubmatch(string(text), -1) {
		tokens := map[string]string{}
		for _, d := range regexp.MustCompile(`--([\w-]+):(#[0-9A-Fa-f]{6})`).FindAllStringSubmatch(m[2], -1) {
			tokens[d[1]] = d[2]
		}
		themes[order[i]] = tokens
	}
	for _, theme := range order[:4] {
		tokens := themes[theme]
		for _, p := range contrastPairs {
			a, b := tokens[p.fore], tokens[p.back]
			if a == "" || b == "" {
				t.Errorf("%s: %s or %s is not defined", theme, p.fore, p.back)
				continue
			}
			if got := contrast(a, b); got < p.need {
				t.Errorf("%s: %s on %s has %.2f, needs %.1f", theme, p.fore, p.back, got, p.need)
			}
		}
	}
	for _, name := range []string{"light", "dark"} {
		for k, v := range themes[name] {
			if themes["stored "+name][k] != v {
				t.Errorf("the stored %s theme differs in --%s", name, k)
			}
		}
	}
	style, err := os.ReadFile("static/css/app.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`var\(--([\w-]+)\)`).FindAllStringSubmatch(string(style), -1) {
		if _, ok := themes["light"][m[1]]; !ok && m[1] != "font" && m[1] != "mono" {
			t.Errorf("app.css uses --%s, which is no token", m[1])
		}
	}
	if m := regexp.MustCompile(`#[0-9A-Fa-f]{3,6}\b[^-]`).FindString(strings.ReplaceAll(string(style), "#", " #")); regexp.MustCompile(`#[0-9A-Fa-f]{6}`).MatchString(m) {
		t.Errorf("app.css has a colour of its own: %s", m)
	}
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func luminance(hex string) float64 {
	sum := 0.0
	for i, w := range []float64{0.2126, 0.7152, 0.0722} {
		n, _ := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += w * c
	}
	return sum
}
