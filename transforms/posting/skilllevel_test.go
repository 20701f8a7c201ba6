package posting

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"
)

// Traps of the eight-grade scheme, written by hand: expected grades follow the
// method chapter (certificate before requirement before title; lowest of
// several; what is preferred does not count; 高级工程师 and 美容技师 are no grade).
func TestSkillLevelTraps(t *testing.T) {
	f, err := os.Open("testdata/skill_levels.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 201 {
		t.Errorf("%d traps", len(rows)-1)
	}
	for i, r := range rows[1:] {
		got := SkillLevel(r[2], r[1], r[0])
		if want := int(r[3][0] - '0'); got.Level != want {
			t.Errorf("line %d, title %q, requirement %q, certificate %q: %d (%s from %s), want %d", i+2, r[0], r[1], r[2], got.Level, got.Evidence, got.Source, want)
		}
	}
}

func TestLevelWord(t *testing.T) {
	for text, want := range map[string]int{
		"高级工（三级）": 4, "三级": 4, "三级/高级工": 4, "技师": 5, "二级": 5, "高级技师": 6, "一级": 6, "特级技师": 7, "首席技师": 8, "学徒工": 1, "学徒": 1,
		"初级工": 2, "五级": 2, "中级工": 3, "四级": 3, "国家职业资格四级": 3, "职业资格五级（初级技能）": 2, "高级": 4, "高级技能": 4, "中级": 3, "初级技能": 2, "职业技能等级三级": 4,
		"无等级": 0, "未注明": 0, "无技能等级或职称": 0, "高级职称": -1, "高级专业技术职务": -1, "工程师": -1, "大专": -1, "": -1, "六级": -1, "高級工": 4,
	} {
		got, ok := LevelWord(text)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("LevelWord(%q) = %d, want %d", text, got, want)
		}
	}
}

// TestGoldTitles measures titles against those whose grade was coded by hand.
// That file is for evaluation alone: nothing here was tuned on it.
func TestGoldTitles(t *testing.T) {
	dir := os.Getenv("GONGQIU_SAMPLES")
	if dir == "" {
		t.Skip("set GONGQIU_SAMPLES to the folder of collected postings")
	}
	f, err := os.Open(filepath.Join(dir, "..", "labels", "gold_titles.csv"))
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]int{"": 0, "学徒工": 1, "初级工": 2, "中级工": 3, "高级工": 4, "技师": 5, "高级技师": 6, "特级技师": 7, "首席技师": 8}
	agree := 0
	for _, r := range rows[1:] {
		if got := SkillLevel("", "", r[1]); got.Level == names[r[6]] {
			agree++
		} else {
			t.Logf("%s: %d, coded %q", r[1], got.Level, r[6])
		}
	}
	t.Logf("%d of %d agree", agree, len(rows)-1)
}
