package publish

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"gongqiu/internal/duck"
	"gongqiu/release"
)

// changes writes CHANGES.md: what differs from the release that this one
// follows, in words.
func (w *Writer) changes(ctx context.Context) error {
	w.note("CHANGES.md", release.File{ZH: "与上次发布的差异", EN: "What changed since the previous release"})
	path := filepath.Join(w.dir, "CHANGES.md")
	if w.m.Previous == "" {
		return os.WriteFile(path, []byte(fmt.Sprintf("# %s\n\n首次发布，没有可比较的前一次。\n\nFirst release; there is none to compare with.\n", w.m.ID)), 0o644)
	}
	previous := release.Dir(w.data, w.m.Previous)
	before, err := release.ReadManifest(previous)
	if err != nil {
		return fmt.Errorf("release %s, which this one follows: %w", w.m.Previous, err)
	}
	conn, err := w.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, fmt.Sprintf("ATTACH %s AS previous_release (READ_ONLY)", duck.Quote(filepath.Join(previous, before.Database)))); err != nil {
		return err
	}
	d, err := release.CompareAttached(ctx, conn, release.Attached{ID: w.m.Previous, Name: "previous_release"}, release.Attached{ID: w.m.ID, Name: "out"})
	_, detached := conn.ExecContext(context.WithoutCancel(ctx), "DETACH previous_release")
	if err := errors.Join(err, detached); err != nil {
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
	fmt.Fprintf(&b, "# %s\n\n与 %s 相比。Compared with %[2]s.\n", d.To, d.From)
	if d.Follows {
		b.WriteString("\n指数的变化分三部分，相加等于变化：**实际**，市场在两季之间的变化；**数据修订**，迟到、更正的数据使同一季度的数改变；**方法**，常数、程序或编码器的改变。\n")
	}
	for _, scope := range scopes(d) {
		writeScope(&b, d, scope)
	}
	writeRevisions(&b, d)
	writeMethod(&b, d)
	b.WriteString("\n## 各表行数 / Rows\n\n| 表 table | 上次 before | 本次 after | 新增 added | 删除 removed | 有变 changed |\n|---|--:|--:|--:|--:|--:|\n")
	for _, t := range d.Tables {
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %d |\n", t.Name, t.Before, t.After, t.Added, t.Removed, t.Changed)
	}
	return b.String()
}

// scopes lists the scopes that a comparison speaks of, in its order.
func scopes(d *release.Diff) []string {
	var list []string
	seen := map[string]bool{}
	add := func(scope string) {
		if !seen[scope] {
			seen[scope] = true
			list = append(list, scope)
		}
	}
	for _, s := range d.Split {
		add(s.Scope)
	}
	for _, c := range d.Shortage {
		add(c.Scope)
	}
	return list
}

// move says how a class went: onto the list of shortages, off it, up or down
// outside it, or in and out of sight.
func move(c release.ClassChange) string {
	order := map[string]int{"none": 1, "watch": 2, "short": 3, "severe": 4}
	from, to := order[c.FromClass], order[c.ToClass]
	switch {
	case from == 0 || to == 0:
		return "evidence"
	case to >= 3 && from < 3:
		return "new"
	case to < 3 && from >= 3:
		return "left"
	case to > from:
		return "up"
	}
	return "down"
}

var moves = []struct{ key, zh, en string }{
	{"new", "新进紧缺", "New on the list"}, {"left", "退出紧缺", "Left the list"}, {"up", "升级", "Up"}, {"down", "降级", "Down"}, {"evidence", "证据有无改变", "Evidence gained or lost"},
}

func writeScope(b *strings.Builder, d *release.Diff, scope string) {
	root := map[string][]release.ClassChange{}
	var parts []release.ClassChange
	var any release.ClassChange
	for _, c := range d.Shortage {
		if c.Scope != scope {
			continue
		}
		any = c
		if c.IsRoot {
			root[move(c)] = append(root[move(c)], c)
		} else {
			parts = append(parts, c)
		}
	}
	name, simulated := any.ScopeName, any.Simulated
	var split *release.ScopeSplit
	for i := range d.Split {
		if d.Split[i].Scope == scope {
			split = &d.Split[i]
			name, simulated = split.Name, split.Simulated
		}
	}
	if name == "" {
		name = scope
	}
	mark := ""
	if simulated {
		mark = "〔模拟〕"
	}
	fmt.Fprintf(b, "\n## %s%s\n\n", mark, name)
	if split != nil {
		b.WriteString(summary(*split))
	}
	if len(root)+len(parts) == 0 {
		fmt.Fprintf(b, "各职业的程度没有变化。\n\n%s: no class changed.\n", englishName(split, name))
		return
	}
	fmt.Fprintf(b, "新进 %d 个，退出 %d 个，升级 %d 个，降级 %d 个，证据有无改变 %d 个。\n", len(root["new"]), len(root["left"]), len(root["up"]), len(root["down"]), len(root["evidence"]))
	fmt.Fprintf(b, "\n%s: %d new, %d left, %d up, %d down, %d with evidence gained or lost.\n", englishName(split, name), len(root["new"]), len(root["left"]), len(root["up"]), len(root["down"]), len(root["evidence"]))
	for _, m := range moves {
		if len(root[m.key]) == 0 {
			continue
		}
		fmt.Fprintf(b, "\n### %s / %s\n\n", m.zh, m.en)
		for _, c := range root[m.key] {
			fmt.Fprintf(b, "- %s\n", sentence(c))
		}
	}
	writeRegions(b, parts)
}

func englishName(split *release.ScopeSplit, name string) string {
	if split != nil && split.NameEN != "" {
		return split.NameEN
	}
	return name
}

// summary says how far scores moved and through what.
func summary(s release.ScopeSplit) string {
	if s.Cells == 0 {
		return fmt.Sprintf("%s 的指数与上次发布不可比（参照期不足，或两次之一未评估）。", s.Quarter)
	}
	if !s.IsNewQuarter && s.Change != nil && *s.Change == 0 {
		return fmt.Sprintf("%s 的指数与上次发布相同。", s.Quarter)
	}
	from := s.BaseQuarter
	if !s.IsNewQuarter {
		from = "上次发布的 " + s.Quarter
	}
	shift := ""
	if s.IsNewQuarter && s.BaseQuarter[:4] != s.Quarter[:4] {
		shift = "两季分属两年，参照期不同，实际变化中含参照期的移动。"
	}
	text := fmt.Sprintf("%s 与%s相比，%d 个职业的指数可以分解，平均变动 %s 分：实际 %s", s.Quarter, spaced(from), s.Cells, plain2(s.Change), plain2(s.Real))
	if s.Unseparated != nil {
		return text + fmt.Sprintf("，数据修订与方法合计 %s（不可分）。", plain2(s.Unseparated)) + shift
	}
	return text + fmt.Sprintf("，数据修订 %s，方法 %s（各部分的绝对值平均，方向可以相抵）。", plain2(s.Revision), plain2(s.Method)) + shift
}

// spaced sets a space before a figure or Latin letter in Chinese text.
func spaced(s string) string {
	if s != "" && s[0] < 0x80 {
		return " " + s + " "
	}
	return s + " "
}

// sentence tells one move: 冲压工（6-18-01-12）由“一般紧缺”升为“紧缺”，指数 1.92 → 2.31：…
func sentence(c release.ClassChange) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s（%s）：", c.Name, c.Code)
	switch {
	case c.FromClass == "":
		fmt.Fprintf(&b, "上次未列，本次“%s”", classNames[c.ToClass])
	case c.ToClass == "":
		fmt.Fprintf(&b, "上次“%s”，本次没有广告和登记", classNames[c.FromClass])
	default:
		fmt.Fprintf(&b, "由“%s”转为“%s”", classNames[c.FromClass], classNames[c.ToClass])
	}
	if c.FromScore != nil && c.ToScore != nil {
		fmt.Fprintf(&b, "，指数 %s → %s", score(c.FromScore), score(c.ToScore))
		if text := partsText(c); text != "" {
			fmt.Fprintf(&b, "（%s）", text)
		}
	}
	why := causes[c.Cause]
	if c.Cause == "rule" && c.RevisedFrom != "" && c.RevisedFrom != c.FromClass {
		why = fmt.Sprintf("按修订后的数据，上季应为“%s”，本季按列入和退出规则定为“%s”", classNames[c.RevisedFrom], classNames[c.ToClass])
	}
	if why != "" {
		b.WriteString("。" + why)
	}
	return strings.TrimSuffix(b.String(), "。") + "。"
}

var causes = map[string]string{
	"real": "主要因为市场变化", "revision": "主要因为数据修订", "method": "主要因为方法改变", "unseparated": "主要因为数据修订或方法改变，两者不可分",
	"rule": "指数没有朝这个方向变动，是列入和退出规则（连续两季、概率、招聘须超过求职）所致", "unsplit": "证据不足，变化无法分解",
}

// partsText writes the parts of a change, signed; empty where it is not divided.
func partsText(c release.ClassChange) string {
	if c.Real == nil {
		return ""
	}
	list := []string{"实际 " + signed(*c.Real)}
	if c.Revision != nil && c.Method != nil {
		list = append(list, "数据修订 "+signed(*c.Revision), "方法 "+signed(*c.Method))
	} else if c.Unseparated != nil {
		list = append(list, "数据修订与方法合计 "+signed(*c.Unseparated))
	}
	return strings.Join(list, "，")
}

// signed writes a part with its sign; what rounds to nothing is 0.
func signed(x float64) string {
	s := fmt.Sprintf("%+.2f", x)
	switch {
	case s == "+0.00" || s == "-0.00":
		return "0"
	case s[0] == '-':
		return "−" + s[1:]
	}
	return s
}

// writeRegions counts the moves in the parts of the scope; the rows are in
// out_change.
func writeRegions(b *strings.Builder, list []release.ClassChange) {
	if len(list) == 0 {
		return
	}
	type count struct {
		name  string
		moves map[string]int
	}
	var order []string
	by := map[string]*count{}
	for _, c := range list {
		x := by[c.Region]
		if x == nil {
			x = &count{name: c.RegionName, moves: map[string]int{}}
			by[c.Region] = x
			order = append(order, c.Region)
		}
		x.moves[move(c)]++
	}
	b.WriteString("\n### 各地 / Regions\n\n| 地区 | 新进 | 退出 | 升级 | 降级 | 证据有无改变 |\n|---|--:|--:|--:|--:|--:|\n")
	for _, code := range order {
		x := by[code]
		fmt.Fprintf(b, "| %s | %d | %d | %d | %d | %d |\n", x.name, x.moves["new"], x.moves["left"], x.moves["up"], x.moves["down"], x.moves["evidence"])
	}
	b.WriteString("\n逐个职业见 out_change 表。Every occupation: table out_change.\n")
}

func writeRevisions(b *strings.Builder, d *release.Diff) {
	if len(d.Revisions) == 0 {
		return
	}
	status := map[string]string{"P": "初步", "R": "修订", "F": "最终"}
	b.WriteString("\n## 以往各季的修订 / Revisions\n\n同一方法下，本次与上次对同一季度的指数之差。\n\n| 范围 | 季度 | 上次状态 | 可比格数 | 平均绝对修订 | 平均修订 | 最大 |\n|---|---|---|--:|--:|--:|--:|\n")
	for _, r := range d.Revisions {
		mark := ""
		if r.Simulated {
			mark = "〔模拟〕"
		}
		fmt.Fprintf(b, "| %s%s | %s | %s | %d | %.3f | %s | %.2f |\n", mark, r.Name, r.Quarter, status[r.Status], r.Cells, r.MeanAbs, strings.Replace(fmt.Sprintf("%+.3f", r.Mean), "-", "−", 1), r.MaxAbs)
	}
}

func writeMethod(b *strings.Builder, d *release.Diff) {
	if !d.Follows {
		return
	}
	b.WriteString("\n## 方法 / Method\n\n")
	if len(d.Method) == 0 {
		b.WriteString("方法、程序、分类和职业编码器都没有变，全部变化来自市场和数据。Method, program, classifications and coder are the same.\n")
		return
	}
	for _, s := range d.Split {
		if s.Unseparated != nil {
			b.WriteString("程序、分类或职业编码器换了版本，旧版本无法在新数据上重算，所以数据修订与方法变化不能分开，合并列出。Program, classifications or coder changed; the old one cannot be run again, so revision and method are not separable.\n\n")
			break
		}
	}
	b.WriteString("| 项 | 上次 | 本次 | 说明 |\n|---|---|---|---|\n")
	for _, c := range d.Method {
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", c.Key, orNone(c.From), orNone(c.To), c.ZH)
	}
}

func orNone(s string) string {
	if s == "" {
		return "无"
	}
	return s
}

func score(s *float64) string {
	if s == nil {
		return "×"
	}
	return fmt.Sprintf("%.2f", *s)
}

// plain2 is a figure with two decimals, or a dash.
func plain2(x *float64) string {
	if x == nil {
		return "—"
	}
	return fmt.Sprintf("%.2f", *x)
}
