package pipeline

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gongqiu/reference"
	"gongqiu/release"
	"gongqiu/sources"
	"gongqiu/transforms/models"
	"gongqiu/transforms/posting"
)

const (
	searchTermDDL = `CREATE OR REPLACE TABLE search_term (kind VARCHAR, code VARCHAR, label VARCHAR, alias VARCHAR, alias_kind VARCHAR, pinyin VARCHAR, initials VARCHAR)`
	quarantineDDL = `CREATE OR REPLACE TABLE staged_quarantine (source_id VARCHAR, reason VARCHAR, rows BIGINT, zh VARCHAR, en VARCHAR)`
	declaredDDL   = `CREATE OR REPLACE TABLE source_declared (source_id VARCHAR, name VARCHAR, licence VARCHAR, attribution VARCHAR, schedule VARCHAR)`
)

// dictionaryDDL is the CREATE TABLE of a published table.
func dictionaryDDL(name string) string {
	t, ok := release.TableByName(name)
	if !ok {
		panic("no table " + name + " in release/fields.yml")
	}
	return strings.Replace(t.CreateSQL(), "CREATE TABLE", "CREATE OR REPLACE TABLE", 1)
}

type filler struct {
	table, ddl string
	fill       func(row func(...driver.Value) error) error
}

func fillAll(ctx context.Context, db *sql.DB, list []filler) error {
	for _, f := range list {
		if err := fillTable(ctx, db, f.ddl, f.table, f.fill); err != nil {
			return err
		}
	}
	return nil
}

// referenceStep writes the classifications as this release uses them.
func (b *build) referenceStep() models.Step {
	published := []string{"ref_occupation", "ref_skill", "ref_industry", "ref_chain", "ref_chain_rule", "ref_chain_link", "ref_region"}
	step := models.Step{Name: "reference", Needs: []string{"int_official", "int_source"}, Makes: append(slices.Clone(published), "search_term"), DDL: []string{searchTermDDL}}
	step.Run = func(ctx context.Context, db *sql.DB) error {
		surveyed, err := readDistinct(ctx, db, `SELECT DISTINCT scope, region_code FROM int_official JOIN int_source USING (source_no) WHERE region_code IS NOT NULL ORDER BY ALL`)
		if err != nil {
			return err
		}
		fills := map[string]func(func(...driver.Value) error) error{
			"ref_occupation": b.fillRefOccupation, "ref_skill": b.fillRefSkill, "ref_industry": b.fillRefIndustry,
			"ref_chain": b.fillRefChain, "ref_chain_rule": b.fillRefChainRule, "ref_chain_link": b.fillRefChainLink,
			"ref_region": func(row func(...driver.Value) error) error { return b.fillRefRegion(row, surveyed) },
		}
		list := []filler{{"search_term", searchTermDDL, b.fillSearchTerms}}
		for _, name := range published {
			list = append(list, filler{name, dictionaryDDL(name), fills[name]})
		}
		return fillAll(ctx, db, list)
	}
	return step
}

func (b *build) fillRefOccupation(row func(...driver.Value) error) error {
	for _, o := range b.ref.Occupations {
		if err := row(o.Code, o.Name, int32(o.Level), text(o.Parent), text(o.Definition), text(o.Tasks), text(joinBar(o.Trades)), o.Green, o.Digital); err != nil {
			return err
		}
	}
	return nil
}

func (b *build) fillRefSkill(row func(...driver.Value) error) error {
	for _, k := range b.ref.Skills {
		level := int32(-1)
		if n, ok := posting.LevelWord(k.Level); ok {
			level = int32(n)
		}
		var weight driver.Value
		if k.Weight > 0 {
			weight = k.Weight
		}
		if err := row(k.OccupationCode, level, k.Name, weight, text(k.Edition)); err != nil {
			return err
		}
	}
	return nil
}

func (b *build) fillRefIndustry(row func(...driver.Value) error) error {
	for _, n := range b.ref.Industries {
		if err := row(n.Code, n.Name, int32(n.Level), text(n.Parent)); err != nil {
			return err
		}
	}
	return nil
}

func (b *build) fillRefChain(row func(...driver.Value) error) error {
	for _, s := range b.cfg.Scopes {
		for _, v := range b.regionVersions(s) {
			for _, c := range b.ref.ChainsOf(v.ID) {
				if err := row(s.ID, v.ID, c.ID, c.Name, text(v.Name), int32(c.Year), int32(c.Seq), c.Verified, text(v.ValidFrom), text(v.ValidTo), text(c.Source), text(c.Note)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// eachVersion calls fn once for every chain list of the scopes' regions.
func (b *build) eachVersion(fn func(version string) error) error {
	seen := map[string]bool{}
	for _, s := range b.cfg.Scopes {
		for _, v := range b.regionVersions(s) {
			if seen[v.ID] {
				continue
			}
			seen[v.ID] = true
			if err := fn(v.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *build) fillRefChainRule(row func(...driver.Value) error) error {
	return b.eachVersion(func(version string) error {
		for _, r := range b.ref.RulesOf(version) {
			if err := row(r.Version, r.ChainID, r.Kind, r.Code, text(r.Name), r.M, r.Verified, text(r.Basis)); err != nil {
				return err
			}
		}
		return nil
	})
}

// fillRefChainLink writes the crosswalks between the chain lists. All of them
// are ours to propose: none is verified.
func (b *build) fillRefChainLink(row func(...driver.Value) error) error {
	return b.eachVersion(func(version string) error {
		for _, l := range b.ref.ChainLinks {
			if l.FromVersion != version {
				continue
			}
			if err := row(l.FromVersion, l.FromChain, l.ToVersion, l.ToChain, l.Weight, false, text(l.Basis)); err != nil {
				return err
			}
		}
		return nil
	})
}

// fillRefRegion lists root and children of each scope, and further regions
// that official tables of the scope are about.
func (b *build) fillRefRegion(row func(...driver.Value) error, surveyed [][]string) error {
	for _, s := range b.cfg.Scopes {
		root, _ := b.ref.Region(s.Region)
		tiles := map[string]reference.Tile{}
		for _, t := range b.ref.TilesOf(s.Region) {
			tiles[t.Code] = t
		}
		listed := map[string]bool{}
		write := func(r reference.Region, parent driver.Value) error {
			if listed[r.Code] {
				return nil
			}
			listed[r.Code] = true
			var tileRow, tileCol driver.Value
			if t, ok := tiles[r.Code]; ok {
				tileRow, tileCol = int32(t.Row), int32(t.Col)
			}
			return row(s.ID, r.Code, r.Name, text(r.Short), parent, int32(r.Level), tileRow, tileCol)
		}
		if err := write(root, nil); err != nil {
			return err
		}
		for _, r := range b.ref.Regions {
			if r.Parent == root.Code {
				if err := write(r, root.Code); err != nil {
					return err
				}
			}
		}
		for _, pair := range surveyed {
			if r, ok := b.ref.Region(pair[1]); ok && pair[0] == s.ID {
				if err := write(r, text(r.Parent)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (b *build) fillSearchTerms(row func(...driver.Value) error) error {
	var versions, roots []string
	for _, s := range b.cfg.Scopes {
		roots = append(roots, s.Region)
		if s.Chains != "" && !slices.Contains(versions, s.Chains) {
			versions = append(versions, s.Chains)
		}
	}
	for _, t := range b.ref.SearchTerms(versions, roots) {
		if err := row(t.Kind, t.Code, t.Label, t.Alias, t.AliasKind, text(t.Pinyin), text(t.Initials)); err != nil {
			return err
		}
	}
	return nil
}

// runStep writes what the run knows of sources and files.
func (b *build) runStep() models.Step {
	makes := []string{"meta_file", "staged_quarantine", "source_declared", "meta_field"}
	return models.Step{
		Name: "deliveries", Makes: makes, DDL: []string{quarantineDDL, declaredDDL},
		Run: func(ctx context.Context, db *sql.DB) error {
			return fillAll(ctx, db, []filler{
				{"meta_file", dictionaryDDL("meta_file"), b.fillMetaFile},
				{"staged_quarantine", quarantineDDL, b.fillQuarantine},
				{"source_declared", declaredDDL, b.fillSources},
				{"meta_field", dictionaryDDL("meta_field"), fillMetaField},
			})
		},
	}
}

func (b *build) fillMetaFile(row func(...driver.Value) error) error {
	for _, s := range b.staged {
		var mapping []string
		for _, column := range slices.Sorted(maps.Keys(s.report.Mapping)) {
			m := s.report.Mapping[column]
			mapping = append(mapping, fmt.Sprintf("%s←%s(%.2f)", column, m.From(), m.Confidence))
		}
		var detail []string
		for _, reason := range slices.Sorted(maps.Keys(s.report.Quarantined)) {
			detail = append(detail, fmt.Sprintf("%s %d", reason, s.report.Quarantined[reason]))
		}
		if err := row(s.source.Scope, s.source.ID, s.snapshot.Name, s.snapshot.SHA256, s.report.Format, s.report.Encoding, strings.Join(mapping, " "),
			s.report.Read, s.report.Accepted, s.report.Bad(), "done", text(strings.Join(detail, ", "))); err != nil {
			return err
		}
	}
	return nil
}

func (b *build) fillQuarantine(row func(...driver.Value) error) error {
	for _, s := range b.staged {
		for _, reason := range slices.Sorted(maps.Keys(s.report.Quarantined)) {
			zh, en := sources.ReasonText(reason)
			if err := row(s.source.ID, reason, s.report.Quarantined[reason], zh, en); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *build) fillSources(row func(...driver.Value) error) error {
	for _, s := range b.cfg.Sources {
		if err := row(s.ID, s.Name, text(s.Licence), text(s.Attribution), text(s.Schedule)); err != nil {
			return err
		}
	}
	return nil
}

func fillMetaField(row func(...driver.Value) error) error {
	for _, t := range release.Dictionary() {
		for _, c := range t.Columns {
			if err := row(t.Name, c.Name, c.Type, c.Unit, c.ZH, c.EN); err != nil {
				return err
			}
		}
	}
	return nil
}
