package pipeline

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strings"

	"gongqiu/reference"
	"gongqiu/transforms/models"
	"gongqiu/transforms/posting"
)

const (
	officialDDL = `CREATE OR REPLACE TABLE map_official (scope VARCHAR, region VARCHAR, occupation VARCHAR, occupation_code_text VARCHAR, level_text VARCHAR, period VARCHAR,
	region_code VARCHAR, occupation_code VARCHAR, occupation_level INTEGER, skill_level INTEGER, quarter VARCHAR, problem VARCHAR)`
)

// officialStep reads what new tables of seekers, wages and training name:
// regions, occupations, skill levels and periods. A row that cannot be placed
// counts nowhere; meta_quarantine says how many and why.
func (b *build) officialStep() models.Step {
	return models.Step{
		Name: "official", Needs: []string{"stg_official", "int_source"}, Makes: []string{"map_official"}, DDL: []string{officialDDL},
		Run: func(ctx context.Context, db *sql.DB) error {
			places, err := posting.NewPlaces(b.ref)
			if err != nil {
				return err
			}
			matcher := reference.NewMatcher(b.ref)
			roots := map[string]reference.Region{}
			for _, s := range b.cfg.Scopes {
				roots[s.ID], _ = b.ref.Region(s.Region)
			}
			const query = `SELECT DISTINCT scope, region, occupation, occupation_code, skill_level, period FROM stg_official JOIN int_source USING (source_no) ORDER BY ALL`
			return mapDistinct(ctx, db, query, officialDDL, "map_official", func(in []string) []driver.Value {
				var problems []string
				root := roots[in[0]]
				region, inScope := officialRegion(places, in[1], root)
				if !inScope {
					region = ""
					problems = append(problems, "region")
				}
				code, level := officialOccupation(b.ref, matcher, in[2], in[3])
				if code == "" && !totals[in[2]] {
					problems = append(problems, "occupation")
				}
				skill, ok := officialLevel(in[4])
				if !ok {
					problems = append(problems, "skill_level")
				}
				var quarter string
				if in[5] != "" {
					p, ok := posting.ParsePeriod(in[5])
					quarter = p.QuarterKey()
					if !ok || quarter == "" {
						problems = append(problems, "period")
					}
				}
				return []driver.Value{in[0], in[1], in[2], in[3], in[4], in[5], text(region), text(code), int32(level), int32(skill), text(quarter), text(strings.Join(problems, "|"))}
			})
		},
	}
}

// officialRegion is the region that a table row is about: the root of the
// scope where nothing is said.
func officialRegion(places *posting.Places, cell string, root reference.Region) (code string, inScope bool) {
	if strings.TrimSpace(cell) == "" {
		return root.Code, true
	}
	if cell == root.Name || cell == root.Short || cell == root.Code {
		return root.Code, true
	}
	p := places.Find(cell, "")
	if p.Reason != "" {
		return "", false
	}
	path := []string{"", p.Province, p.Prefecture, p.County}
	return p.Code(), root.Level == 0 || path[root.Level] == root.Code
}

var totals = map[string]bool{"合计": true, "总计": true, "全部": true, "全部职业": true}

func officialOccupation(set *reference.Set, m *reference.Matcher, name, codeCell string) (code string, level int) {
	for _, cell := range []string{codeCell, name} {
		if cell == "" {
			continue
		}
		if c, _, ok := m.Match(cell); ok {
			o, _ := set.Occupation(c)
			return c, o.Level
		}
	}
	return "", 0
}

// officialLevel is a grade of the eight-grade scheme, or -1 where a row is
// about all of them.
func officialLevel(cell string) (level int, ok bool) {
	switch strings.TrimSpace(cell) {
	case "", "全部", "合计", "不分等级":
		return -1, true
	}
	return posting.LevelWord(cell)
}
