package dashboard

import (
	"context"
	"slices"
)

// scope is one region tree with one chain programme and one set of sources.
type scope struct {
	Scope, Name, NameEn, RegionCode, ChainVersion, Programme, DataUntil string
	IsSimulated, IsVerified                                             bool
}

type region struct {
	Scope, RegionCode, RegionName, ShortName, ParentCode string
	Level, TileRow, TileCol                              int
}

type occupation struct {
	OccupationCode, OccupationName, ParentCode string
	OccupationLevel                            int
	IsGreen, IsDigital                         bool
}

type chainInfo struct {
	Scope, ChainVersion, ChainID, ChainName, Programme, ValidFrom, ValidTo, Source, Note string
	Year, Seq                                                                            int
	IsVerified                                                                           bool
}

type constant struct{ Key, Text, Unit, Zh, En string }

// catalog is what a release says about itself and its classifications, read
// once: names, places, chains, periods and method constants.
type catalog struct {
	scopes      []scope
	regions     map[string][]region // by scope, root first
	occupations map[string]occupation
	chains      map[string][]chainInfo // by scope, of the version in use
	quarters    map[string][]string    // by scope, newest first
	constants   []constant
	tables      map[string]bool // that the release has; older ones lack some
	revised     map[string]int  // by scope: classes of earlier quarters that this release changed, in the whole scope
}

func loadCatalog(ctx context.Context, s *statements) (*catalog, error) {
	c := &catalog{regions: map[string][]region{}, occupations: map[string]occupation{}, chains: map[string][]chainInfo{}, quarters: map[string][]string{}, tables: map[string]bool{}, revised: map[string]int{}}
	var err error
	if c.scopes, err = records[scope](ctx, s, ask(`SELECT scope, name, name_en, region_code, chain_version, programme, data_until, is_simulated, is_verified FROM meta_scope`)); err != nil {
		return nil, err
	}
	version := map[string]string{}
	for _, sc := range c.scopes {
		version[sc.Scope] = sc.ChainVersion
	}
	regions, err := records[region](ctx, s, ask(`SELECT scope, region_code, region_name, short_name, parent_code, level, tile_row, tile_col FROM ref_region ORDER BY parent_code IS NOT NULL AND parent_code <> '', region_code`))
	if err != nil {
		return nil, err
	}
	for _, r := range regions {
		c.regions[r.Scope] = append(c.regions[r.Scope], r)
	}
	occupations, err := records[occupation](ctx, s, ask(`SELECT occupation_code, occupation_name, parent_code, occupation_level, is_green, is_digital FROM ref_occupation`))
	if err != nil {
		return nil, err
	}
	for _, o := range occupations {
		c.occupations[o.OccupationCode] = o
	}
	chains, err := records[chainInfo](ctx, s, ask(`SELECT scope, chain_version, chain_id, chain_name, programme, year, seq, is_verified, valid_from, valid_to, source, note FROM ref_chain ORDER BY seq`))
	if err != nil {
		return nil, err
	}
	for _, ch := range chains {
		if ch.ChainVersion == version[ch.Scope] {
			c.chains[ch.Scope] = append(c.chains[ch.Scope], ch)
		}
	}
	periods, err := records[struct{ Scope, Quarter string }](ctx, s, ask(`SELECT DISTINCT scope, quarter FROM out_shortage ORDER BY quarter DESC`))
	if err != nil {
		return nil, err
	}
	for _, p := range periods {
		c.quarters[p.Scope] = append(c.quarters[p.Scope], p.Quarter)
	}
	if err := c.loadTables(ctx, s); err != nil {
		return nil, err
	}
	c.constants, err = records[constant](ctx, s, ask(`SELECT key, text, unit, zh, en FROM meta_method ORDER BY key`))
	return c, err
}

// loadTables notes which tables there are and how many published classes were
// revised.
func (c *catalog) loadTables(ctx context.Context, s *statements) error {
	tables, err := records[struct{ TableName string }](ctx, s, ask(`SELECT table_name FROM duckdb_tables()`))
	if err != nil {
		return err
	}
	for _, t := range tables {
		c.tables[t.TableName] = true
	}
	if !c.tables["out_change"] {
		return nil
	}
	revised, err := records[struct {
		Scope string
		N     int
	}](ctx, s, ask(`SELECT c.scope, count(*) FILTER (c.last_class <> c.class) AS n FROM out_change c JOIN meta_scope m ON c.scope = m.scope AND c.region_code = m.region_code GROUP BY c.scope`))
	for _, x := range revised {
		c.revised[x.Scope] = x.N
	}
	return err
}

// constant returns the text of a method constant, or the default.
func (c *catalog) constant(key, otherwise string) string {
	for _, k := range c.constants {
		if k.Key == key {
			return k.Text
		}
	}
	return otherwise
}

func (c *catalog) occupationName(code string) string {
	if o, ok := c.occupations[code]; ok {
		return o.OccupationName
	}
	return code
}

// ancestors returns the classes above code, major group first.
func (c *catalog) ancestors(code string) []occupation {
	var list []occupation
	for o, ok := c.occupations[code]; ok && o.ParentCode != ""; {
		if o, ok = c.occupations[o.ParentCode]; ok {
			list = append(list, o)
		}
	}
	slices.Reverse(list)
	return list
}

func (c *catalog) chain(scope, id string) (chainInfo, bool) {
	for _, ch := range c.chains[scope] {
		if ch.ChainID == id {
			return ch, true
		}
	}
	return chainInfo{}, false
}

func (c *catalog) region(scope, code string) (region, bool) {
	for _, r := range c.regions[scope] {
		if r.RegionCode == code {
			return r, true
		}
	}
	return region{}, false
}

// children returns the places below the root of a scope.
func (c *catalog) children(scope, root string) []region {
	var list []region
	for _, r := range c.regions[scope] {
		if r.RegionCode != root {
			list = append(list, r)
		}
	}
	return list
}
