package publish

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"gongqiu/release"
)

// simulatedWord begins the name and the title of every bureau file with
// simulated figures.
const simulatedWord = "模拟数据"

// edition is what the bureau files of one scope hold, as text ready to print.
type edition struct {
	manifest  *release.Manifest
	scope     release.ScopeInfo
	quarter   string
	region    string
	chains    string // programme of the chain list, or empty
	verified  bool   // whether every chain name is verified
	catalogue []catalogueRow
	left      []listRow // on the list in the quarter before, no more
	unknown   []listRow // not assessed, with the reason
	wages     []wageRow
	levels    []wageRow
	survey    []wageRow
	notes     []string
}

// catalogueRow is one line of the catalogue in the layout of PRODUCTS §5.1.
type catalogueRow struct {
	chain string
	cells []string // as catalogueHeads
	class string
}

var catalogueHeads = []string{"序号", "产业链", "职业代码", "职业（工种）名称", "技能等级", "紧缺程度", "求人倍率", "缺口人数（区间）",
	"招聘薪酬中位数（P25～P75，元/月）", "共用链数", "上期排位/变化", "紧缺类型", "可信度", "建议培训规模", "补贴比例", "备注"}

type listRow struct{ code, name, detail string }

// wageRow is one line of a wage table; percentiles are in yuan a month, NaN
// where not published.
type wageRow struct {
	code, name, level, period string
	p                         [5]float64
	ads, employers            int64
	quality, note             string
}

var (
	levelNames  = map[int]string{-1: "全部", 0: "未注明", 1: "学徒工", 2: "初级工（五级）", 3: "中级工（四级）", 4: "高级工（三级）", 5: "技师（二级）", 6: "高级技师（一级）", 7: "特级技师", 8: "首席技师"}
	driverNames = map[string]string{"long_training": "数量型（长培养）", "short_training": "数量型（短培养）", "suitability": "能力型", "retention": "留存型", "mismatch": "区域错配型", "seasonal": "动态/季节型"}
	changeNames = map[string]string{"new": "新进", "left": "退出", "up": "升", "down": "降", "same": "持平"}
	qualities   = map[string]string{"reliable": "可靠", "fair": "较可靠", "caution": "慎用", "withheld": "不发布"}
	reasonNames = map[string]string{"N_ADS": "广告不足", "N_EMP": "企业不足", "DOMINANT": "单一企业占比过高", "N_DIM": "可用维度不足", "NO_TF": "缺少供求与招聘难度数据", "CODING": "职业编码把握不足", "CV": "误差过大", "SECONDARY": "补充抑制", "BREAK": "来源中断", "SOURCE": "缺少来源"}
)

// bureau writes catalogue and wage tables of each scope in the layouts that
// bureaus hand out.
func (w *Writer) bureau(ctx context.Context) error {
	if err := os.MkdirAll(filepath.Join(w.dir, "bureau"), 0o755); err != nil {
		return err
	}
	for _, s := range w.m.Scopes {
		e, err := w.edition(ctx, s)
		if err != nil {
			return fmt.Errorf("bureau files of scope %s: %w", s.ID, err)
		}
		for _, f := range []struct {
			name, zh, en string
			write        func(path string, e *edition) error
		}{
			{"紧缺职业（工种）目录.xlsx", "紧缺职业（工种）目录，工作簿", "Catalogue of shortage occupations, workbook", writeCatalogueWorkbook},
			{"紧缺职业（工种）目录.docx", "紧缺职业（工种）目录，公文版式", "Catalogue of shortage occupations, official layout", writeCatalogueDocument},
			{"薪酬信息.xlsx", "招聘薪酬与工资价位（分表）", "Posted pay and surveyed wages, in separate sheets", writeWageWorkbook},
		} {
			name := s.Name + "_" + e.quarter + "_" + f.name
			if s.Simulated {
				name = simulatedWord + "_" + name
				f.zh, f.en = "〔模拟数据〕"+f.zh, "[Simulated] "+f.en
			}
			path := "bureau/" + strings.NewReplacer("/", "-", "\\", "-", " ", "").Replace(name)
			if err := f.write(filepath.Join(w.dir, filepath.FromSlash(path)), e); err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			w.note(path, release.File{ZH: s.Name + " " + f.zh, EN: s.NameEN + ": " + f.en})
		}
	}
	return nil
}

// edition reads what the files of one scope need: its root region, in the last
// complete quarter.
func (w *Writer) edition(ctx context.Context, s release.ScopeInfo) (*edition, error) {
	e := &edition{manifest: &w.m, scope: s, quarter: w.m.Edition, region: s.Name, verified: true}
	var quarter, programme sql.NullString
	err := w.db.QueryRowContext(ctx, `SELECT s.last_quarter, m.programme, coalesce(m.is_verified, true) FROM int_scope s LEFT JOIN meta_scope m ON s.scope = m.scope WHERE s.scope = ?`, s.ID).Scan(&quarter, &programme, &e.verified)
	if err != nil {
		return nil, err
	}
	if quarter.Valid {
		e.quarter = quarter.String
	}
	e.chains = programme.String
	for _, read := range []func(context.Context, *Writer) error{e.readCatalogue, e.readLists, e.readWages, e.readSurvey} {
		if err := read(ctx, w); err != nil {
			return nil, err
		}
	}
	e.notes = e.footnotes()
	return e, nil
}

func (e *edition) readCatalogue(ctx context.Context, w *Writer) error {
	rows, err := w.db.QueryContext(ctx, `
		SELECT CASE chain_id WHEN '' THEN '全部职业（不分产业链）' WHEN 'OTHER' THEN '非重点链' ELSE coalesce(chain_name, chain_id) END, occupation_code, coalesce(occupation_name, ''), skill_level, class, coalesce(is_relative, false), coalesce(stars, 0),
			ratio, gap_lo, gap_hi, p25, p50, p75, coalesce(n_chains, 0), prev_rank, coalesce(change, ''), coalesce(driver, ''), coalesce(grade, ''),
			coalesce(suggested_places, ''), coalesce(subsidy_share, ''), coalesce(note, '')
		FROM out_catalogue WHERE scope = ? AND region_code = ? AND quarter = ? ORDER BY chain_id, seq`, e.scope.ID, e.scope.Region, e.quarter)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var chain, code, name, class, change, driver, grade, places, subsidy, note string
		var relative bool
		var level sql.NullInt64
		var stars, shared int
		var ratio, gapLo, gapHi, p25, p50, p75 sql.NullFloat64
		var prev sql.NullInt64
		if err := rows.Scan(&chain, &code, &name, &level, &class, &relative, &stars, &ratio, &gapLo, &gapHi, &p25, &p50, &p75, &shared, &prev, &change, &driver, &grade, &places, &subsidy, &note); err != nil {
			return err
		}
		pay := "未发布"
		if p50.Valid {
			pay = thousands(p50.Float64)
			if p25.Valid && p75.Valid {
				pay += fmt.Sprintf("（%s～%s）", thousands(p25.Float64), thousands(p75.Float64))
			}
		}
		gap := "—"
		if gapLo.Valid && gapHi.Valid {
			gap = thousands(gapLo.Float64) + "～" + thousands(gapHi.Float64)
		}
		degree := strings.Repeat("★", stars)
		if relative {
			degree += "（相对）"
		}
		before := changeNames[change]
		if prev.Valid {
			before = fmt.Sprintf("%d/%s", prev.Int64, changeNames[change])
		}
		e.catalogue = append(e.catalogue, catalogueRow{chain: chain, class: class, cells: []string{
			fmt.Sprint(len(e.catalogue) + 1), orDash(chain), code, name, levelNames[int(level.Int64)], degree, decimal(ratio, 1), gap, pay,
			fmt.Sprint(shared), orDash(before), orDash(driverNames[driver]), orDash(grade), orDash(places), orDash(subsidy), note,
		}})
	}
	return rows.Err()
}

func (e *edition) readLists(ctx context.Context, w *Writer) error {
	rows, err := w.db.QueryContext(ctx, `
		SELECT s.class, s.occupation_code, coalesce(o.occupation_name, ''), coalesce(s.prev_class, ''), coalesce(s.change, ''), coalesce(s.reason_codes, ''), coalesce(s.n_ads, 0), coalesce(s.n_employers, 0)
		FROM out_shortage s LEFT JOIN ref_occupation o USING (occupation_code)
		WHERE s.scope = ? AND s.region_code = ? AND s.quarter = ? AND (s.class = 'unknown' OR s.change = 'left') ORDER BY s.occupation_code`, e.scope.ID, e.scope.Region, e.quarter)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var class, code, name, prev, change, reasons string
		var ads, employers int64
		if err := rows.Scan(&class, &code, &name, &prev, &change, &reasons, &ads, &employers); err != nil {
			return err
		}
		if change == "left" {
			e.left = append(e.left, listRow{code, name, classNames[prev] + " → " + classNames[class]})
		}
		if class == "unknown" {
			var words []string
			for _, r := range strings.Split(reasons, "|") {
				if word, ok := reasonNames[r]; ok {
					words = append(words, word)
				}
			}
			e.unknown = append(e.unknown, listRow{code, name, fmt.Sprintf("%s（广告 %s 条，企业 %s 家）", strings.Join(words, "、"), thousands(float64(ads)), thousands(float64(employers)))})
		}
	}
	return rows.Err()
}

func (e *edition) readWages(ctx context.Context, w *Writer) error {
	rows, err := w.db.QueryContext(ctx, `
		SELECT s.skill_level, s.occupation_code, coalesce(o.occupation_name, ''), s.quarter, s.p10, s.p25, s.p50, s.p75, s.p90, s.n_ads, s.n_employers, coalesce(s.quality, ''), coalesce(s.reason_codes, '')
		FROM out_wage_posted s LEFT JOIN ref_occupation o USING (occupation_code)
		WHERE s.scope = ? AND s.region_code = ? AND s.quarter = ? AND s.occupation_code <> '' AND s.p50 IS NOT NULL
		ORDER BY s.occupation_code, s.skill_level`, e.scope.ID, e.scope.Region, e.quarter)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var level int
		var r wageRow
		var p [5]sql.NullFloat64
		var quality, reasons string
		if err := rows.Scan(&level, &r.code, &r.name, &r.period, &p[0], &p[1], &p[2], &p[3], &p[4], &r.ads, &r.employers, &quality, &reasons); err != nil {
			return err
		}
		r.fill(p, level)
		r.quality = qualities[quality]
		if level == -1 {
			e.wages = append(e.wages, r)
		} else {
			e.levels = append(e.levels, r)
		}
	}
	return rows.Err()
}

func (e *edition) readSurvey(ctx context.Context, w *Writer) error {
	rows, err := w.db.QueryContext(ctx, `
		SELECT s.skill_level, s.occupation_code, coalesce(o.occupation_name, ''), s.stat_year::VARCHAR, s.p10, s.p25, s.p50, s.p75, s.p90, coalesce(s.n_people, 0), coalesce(s.n_firms, 0),
			coalesce(g.region_name, s.region_code) || ' ' || coalesce(s.source_document, '')
		FROM out_wage_survey s LEFT JOIN ref_occupation o USING (occupation_code) LEFT JOIN ref_region g ON g.scope = s.scope AND g.region_code = s.region_code
		WHERE s.scope = ? AND s.p50 IS NOT NULL ORDER BY s.occupation_code, s.region_code, s.skill_level, s.stat_year, s.source_document`, e.scope.ID)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var level int
		var r wageRow
		var p [5]sql.NullFloat64
		if err := rows.Scan(&level, &r.code, &r.name, &r.period, &p[0], &p[1], &p[2], &p[3], &p[4], &r.ads, &r.employers, &r.note); err != nil {
			return err
		}
		r.fill(p, level)
		e.survey = append(e.survey, r)
	}
	return rows.Err()
}

func (r *wageRow) fill(p [5]sql.NullFloat64, level int) {
	r.level = levelNames[level]
	for i, v := range p {
		r.p[i] = math.NaN()
		if v.Valid {
			r.p[i] = v.Float64
		}
	}
}

// title is the official title of the catalogue.
func (e *edition) title() string {
	t := fmt.Sprintf("%s紧缺职业（工种）目录（%s）", e.region, quarterWords(e.quarter))
	if e.scope.Simulated {
		t = "〔模拟数据〕" + t
	}
	return t
}

func (e *edition) footnotes() []string {
	notes := []string{
		"数据来源：网上招聘广告、求职登记与培训取证记录；数据截至 " + e.manifest.DataUntil + "。计数单位为招聘人数，同一广告在多处或多次发布只计一次。",
		"紧缺程度：★★★★★ 非常紧缺，★★★★、★★★ 紧缺，★★、★ 一般紧缺；“相对”指得分达到而招聘未明显超过求职。",
		"招聘薪酬为广告开价，税前，含 13 薪折算，不是工资价位，不能与企业薪酬调查直接相比。",
		"缺口为 80% 区间；可信度 A～D 的含义见方法说明；“—”不适用或无数据；未列入而证据不足的职业见附表，证据不足不等于不紧缺。",
		"门槛：每季去重后广告不少于 30 条且企业不少于 10 家；薪酬另有误差与占比门槛。方法版本 " + e.manifest.MethodVersion + "，发布编号 " + e.manifest.ID + "。",
		"本期为初步数，两个季度后为最终数；修订见 CHANGES.md。",
	}
	if !e.verified {
		notes = append(notes, "产业链名称或对应关系尚未经主管部门核实，仅供内部讨论。")
	}
	if e.manifest.Contact != "" {
		notes = append(notes, "咨询与申诉："+e.manifest.Contact)
	}
	if e.scope.Simulated {
		notes = append([]string{"本文件全部数字由程序模拟生成，仅供演示，不得引用。"}, notes...)
	}
	return notes
}

func quarterWords(q string) string {
	year, n, ok := strings.Cut(q, "Q")
	names := map[string]string{"1": "一", "2": "二", "3": "三", "4": "四"}
	if !ok || names[n] == "" {
		return q
	}
	return year + " 年" + names[n] + "季度"
}

// thousands prints a whole number with commas and a true minus sign.
func thousands(v float64) string {
	s := fmt.Sprintf("%.0f", math.Abs(v))
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if v < 0 && s != "0" {
		s = "−" + s
	}
	return s
}

func decimal(v sql.NullFloat64, digits int) string {
	if !v.Valid {
		return "—"
	}
	return fmt.Sprintf("%.*f", digits, v.Float64)
}

func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}
