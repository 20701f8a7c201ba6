package publish

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"gongqiu/release"
)

// changes writes CHANGES.md: what differs from the release that is current
// now, in words.
func (w *writer) changes(ctx context.Context, dataDir string, m *release.Manifest) error {
	w.described["CHANGES.md"] = release.File{ZH: "与上次发布的差异", EN: "What changed since the previous release"}
	path := filepath.Join(w.dir, "CHANGES.md")
	previous, err := release.Current(dataDir)
	if errors.Is(err, release.ErrNone) {
		return os.WriteFile(path, []byte(fmt.Sprintf("# %s\n\n首次发布，没有可比较的前一次。\n\nFirst release; there is none to compare with.\n", m.ID)), 0o644)
	}
	if err != nil {
		return err
	}
	m.Previous = previous
	before, err := release.ReadManifest(release.Dir(dataDir, previous))
	if err != nil {
		return err
	}
	d, err := release.CompareDatabases(ctx, previous, filepath.Join(release.Dir(dataDir, previous), before.Database), m.ID, filepath.Join(w.dir, m.Database))
	if err != nil {
		return err
	}
	return os.WriteFile(path, []byte(Changes(d)), 0o644)
}

var classNames = map[string]string{
	"severe": "非常紧缺", "short": "紧缺", "watch": "一般紧缺", "none": "不紧缺", "unknown": "证据不足", "": "未列",
}

// Changes is the text of CHANGES.md for a comparison.
func Changes(d *release.Diff) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n与 %s 相比。Compared with %[2]s.\n\n## 各表行数 / Rows\n\n", d.To, d.From)
	b.WriteString("| 表 table | 上次 before | 本次 after | 新增 added | 删除 removed | 有变 changed |\n|---|--:|--:|--:|--:|--:|\n")
	for _, t := range d.Tables {
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %d |\n", t.Name, t.Before, t.After, t.Added, t.Removed, t.Changed)
	}
	fmt.Fprintf(&b, "\n## 紧缺程度有变的职业 / Occupations whose class changed: %d\n\n", len(d.Shortage))
	if len(d.Shortage) == 0 {
		b.WriteString("无。None.\n")
		return b.String()
	}
	b.WriteString("| 范围 | 地区 | 职业 | 上次 | 本次 | 指数 |\n|---|---|---|---|---|---|\n")
	for _, c := range d.Shortage {
		mark := ""
		if c.Simulated {
			mark = "〔模拟〕"
		}
		fmt.Fprintf(&b, "| %s%s | %s | %s %s | %s %s | %s %s | %s → %s |\n", mark, c.Scope, c.Region, c.Code, c.Name,
			classNames[c.FromClass], c.FromPeriod, classNames[c.ToClass], c.ToPeriod, score(c.FromScore), score(c.ToScore))
	}
	return b.String()
}

func score(s *float64) string {
	if s == nil {
		return "×"
	}
	return fmt.Sprintf("%.2f", *s)
}
