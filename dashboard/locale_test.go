package dashboard

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func loadBoth(t *testing.T) (zh, en *locale) {
	t.Helper()
	zh, err := loadLocale("zh", "zh-CN")
	if err != nil {
		t.Fatal(err)
	}
	en, err = loadLocale("en", "en")
	if err != nil {
		t.Fatal(err)
	}
	return zh, en
}

func TestLanguagesHaveTheSameKeysAndSlots(t *testing.T) {
	zh, en := loadBoth(t)
	for key, text := range zh.text {
		other, ok := en.text[key]
		if !ok {
			t.Errorf("en.json lacks %s", key)
			continue
		}
		a, b := slots(text), slots(other)
		for _, s := range b { // English may leave out what its grammar does not need, not add to it
			if !slices.Contains(a, s) {
				t.Errorf("%s: English has the slot %s, Chinese does not", key, s)
			}
		}
	}
	for key := range en.text {
		if !zh.has(key) {
			t.Errorf("zh.json lacks %s", key)
		}
	}
}

func slots(text string) []string {
	list := slot.FindAllString(text, -1)
	slices.Sort(list)
	return slices.Compact(list)
}

// keys that Go code completes at run time: every text with one of these
// beginnings may be used.
var keyCall = regexp.MustCompile(`(?:\.t|\bt|\.has)\("([a-z][A-Za-z0-9._-]*)"( \+)?`)
var keyTemplate = regexp.MustCompile(`\bt "([a-z][A-Za-z0-9._]*)"`)

func TestEveryKeyThatIsUsedExists(t *testing.T) {
	zh, _ := loadBoth(t)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	templates, err := filepath.Glob("templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(files, templates...) {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		find := keyCall
		if strings.HasSuffix(name, ".html") {
			find = keyTemplate
		}
		for _, m := range find.FindAllStringSubmatch(string(text), -1) {
			key := m[1]
			if strings.HasSuffix(key, ".") || len(m) > 2 && m[2] != "" {
				found := false
				for k := range zh.text {
					found = found || strings.HasPrefix(k, key)
				}
				if !found {
					t.Errorf("%s: no text begins with %s", name, key)
				}
				continue
			}
			if !zh.has(key) {
				t.Errorf("%s: %s has no text", name, key)
			}
		}
	}
}

// The words of DASHBOARD's tone: no addressing, no exclamation, no hype.
func TestTone(t *testing.T) {
	zh, en := loadBoth(t)
	for key, text := range zh.text {
		for _, bad := range []string{"您", "你", "！", "热门", "急缺", "人才荒", "爆款", "惊人", "火爆"} {
			if strings.Contains(text, bad) {
				t.Errorf("%s says %s", key, bad)
			}
		}
		if m := regexp.MustCompile(`\p{Han}[0-9A-Za-z]|[0-9A-Za-z]\p{Han}`).FindString(text); m != "" {
			t.Errorf("%s: no space between Han and Latin in %q", key, m)
		}
	}
	for key, text := range en.text {
		if strings.Contains(text, "!") {
			t.Errorf("%s shouts", key)
		}
		if m := regexp.MustCompile(`\p{Han}`).FindString(text); m != "" && key != "mirror" && key != "find.hint" {
			t.Errorf("%s: Chinese in the English text", key)
		}
	}
}

func TestSlotsAreFilledByName(t *testing.T) {
	l := &locale{text: map[string]string{"k": "{a}～{b}，{a}；{c}"}}
	if got := l.t("k", "b", 2, "a", "1"); got != "1～2，1；{c}" {
		t.Errorf("got %q", got)
	}
	if got := l.t("none"); got != "none" {
		t.Errorf("a missing key shows as %q", got)
	}
}
