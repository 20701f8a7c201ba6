package dashboard

import (
	"os"
	"strings"
	"testing"
)

// The chart library travels with its licence, and nothing that is embedded
// asks another host for anything.
func TestAssets(t *testing.T) {
	a, err := loadAssets("")
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range a.files {
		if !strings.HasPrefix(name, "js/") && !strings.HasPrefix(name, "css/") {
			continue
		}
		for _, bad := range []string{"http://", "https://", "eval(", "new Function", "innerHTML", "@import"} {
			if strings.Contains(string(f.body), bad) {
				t.Errorf("%s has %s", name, bad)
			}
		}
	}
	if a.charts == "" {
		if os.Getenv("REQUIRE_ASSETS") != "" {
			t.Fatal("the chart library is not built in: make assets")
		}
		t.Skip("the chart library is not built in")
	}
	for _, name := range []string{"dist/ECHARTS-LICENSE.txt", "dist/ECHARTS-NOTICE.txt", "dist/ZRENDER-LICENSE.txt"} {
		if _, ok := a.files[name]; !ok {
			t.Errorf("%s is missing", name)
		}
	}
}
