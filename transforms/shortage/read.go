package shortage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/zeebo/xxh3"

	"gongqiu/internal/duck"
	"gongqiu/transforms/method"
)

// readScopes lists the scopes.
func readScopes(ctx context.Context, db *sql.DB) (names []string, err error) {
	err = each(ctx, db, "SELECT scope FROM int_scope ORDER BY 1", func(v []driver.Value) error {
		names = append(names, v[0].(string))
		return nil
	})
	return names, err
}

func each(ctx context.Context, db *sql.DB, query string, row func(v []driver.Value) error) error {
	return duck.Scan(ctx, db, query, row)
}

func number(v driver.Value) float64 {
	switch x := v.(type) {
	case float64:
		return x
	case int64:
		return float64(x)
	case int32:
		return float64(x)
	}
	return 0
}

// steady is a sum of DuckDB without the last digits, which depend on the order
// in which its threads add.
func steady(v driver.Value) float64 { return math.Round(number(v)*1e9) / 1e9 }

// read loads one scope.
func read(ctx context.Context, db *sql.DB, scope string, mt *method.Method) (*market, error) {
	m := &market{scope: scope, method: mt, names: map[string]string{}, candidates: map[int][]placement{}, references: map[refKey]*reference{}}
	in := duck.Quote(scope)
	var root, last string
	if err := each(ctx, db, "SELECT region_code, coalesce(last_quarter, ''), is_simulated FROM int_scope WHERE scope = "+in, func(v []driver.Value) error {
		root, last, m.simulated = v[0].(string), v[1].(string), v[2].(bool)
		return nil
	}); err != nil {
		return nil, err
	}
	m.regions = []string{root}
	names := map[string]string{}
	if err := each(ctx, db, "SELECT region_code, short_name FROM int_region WHERE scope = "+in+" ORDER BY 1", func(v []driver.Value) error {
		code := v[0].(string)
		names[code], _ = v[1].(string)
		if code != root {
			m.regions = append(m.regions, code)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	for _, r := range m.regions {
		m.regionNames = append(m.regionNames, names[r])
	}
	first := last
	union := `SELECT occupation_code, quarter FROM int_shortage_count WHERE scope = ` + in +
		` UNION SELECT occupation_code, quarter FROM int_shortage_register WHERE scope = ` + in
	classes := map[string]bool{}
	if err := each(ctx, db, "SELECT occupation_code, min(quarter) FROM ("+union+") GROUP BY 1", func(v []driver.Value) error {
		classes[v[0].(string)] = true
		if q := v[1].(string); q < first {
			first = q
		}
		return nil
	}); err != nil {
		return nil, err
	}
	if last == "" || len(classes) == 0 {
		return m, nil
	}
	from, err := quarterIndex(first)
	if err != nil {
		return nil, err
	}
	to, err := quarterIndex(last)
	if err != nil {
		return nil, err
	}
	for q := from; q <= to; q++ {
		m.quarters = append(m.quarters, quarterName(q))
	}
	for code := range classes {
		if strings.Count(code, "-") == 3 {
			classes[code[:7]] = true
			m.classes = append(m.classes, code)
		}
	}
	slices.Sort(m.classes)
	m.units = len(m.classes)
	for code := range classes {
		if strings.Count(code, "-") == 2 {
			m.classes = append(m.classes, code)
		}
	}
	slices.Sort(m.classes[m.units:])
	m.minorOf = make([]int, m.units)
	for i, code := range m.classes[:m.units] {
		m.minorOf[i], _ = m.classIndex(code[:7])
	}
	if err := each(ctx, db, "SELECT occupation_code, occupation_name FROM int_occupation WHERE occupation_level >= 3", func(v []driver.Value) error {
		m.names[v[0].(string)] = v[1].(string)
		return nil
	}); err != nil {
		return nil, err
	}
	m.cells = make([]cell, len(m.classes)*len(m.regions)*len(m.quarters))
	if err := m.readCells(ctx, db, in); err != nil {
		return nil, err
	}
	if err := m.readAds(ctx, db, in); err != nil {
		return nil, err
	}
	return m, m.readChains(ctx, db, in)
}

// cellOf finds the cell of a row whose first columns are region, class, quarter.
func (m *market) cellOf(v []driver.Value, regions map[string]int) *cell {
	r, ok := regions[v[0].(string)]
	if !ok {
		return nil
	}
	c, ok := m.classIndex(v[1].(string))
	if !ok {
		return nil
	}
	q := slices.Index(m.quarters, v[2].(string))
	if q < 0 {
		return nil
	}
	return &m.cells[m.at(c, r, q)]
}

func (m *market) readCells(ctx context.Context, db *sql.DB, in string) error {
	regions := map[string]int{}
	for i, r := range m.regions {
		regions[r] = i
	}
	if err := each(ctx, db, `SELECT region_code, occupation_code, quarter, n_ads, n_employers, headcount, headcount_adjusted, variance, top_share, coder_p, share_skilled
		FROM int_shortage_count WHERE scope = `+in, func(v []driver.Value) error {
		if c := m.cellOf(v, regions); c != nil {
			c.ads, c.employers = v[3].(int64), v[4].(int64)
			c.headcount, c.adjusted, c.variance, c.topShare, c.coderP, c.skilled = number(v[5]), steady(v[6]), steady(v[7]), steady(v[8]), steady(v[9]), steady(v[10])
		}
		return nil
	}); err != nil {
		return err
	}
	if err := each(ctx, db, "SELECT region_code, occupation_code, quarter, seekers, vacancies, seekers_high, vacancies_high FROM int_shortage_register WHERE scope = "+in, func(v []driver.Value) error {
		if c := m.cellOf(v, regions); c != nil {
			c.seekers, c.hasSeekers = number(v[3]), true
			c.vacancies, c.hasVacancies = number(v[4]), v[4] != nil
			c.seekersHigh, c.vacanciesHigh, c.hasHigh = number(v[5]), number(v[6]), v[5] != nil && v[6] != nil
			m.hasRegister = true
		}
		return nil
	}); err != nil {
		return err
	}
	// The level of training is that of the last quarter that names one.
	m.trainingLevel = make([]float64, len(m.classes))
	return each(ctx, db, "SELECT region_code, occupation_code, quarter, supply, mean_level FROM int_shortage_supply WHERE scope = "+in+" ORDER BY quarter", func(v []driver.Value) error {
		if c := m.cellOf(v, regions); c != nil {
			c.supply, c.hasSupply = number(v[3]), true
			if k, _ := m.classIndex(v[1].(string)); v[0].(string) == m.regions[0] && v[4] != nil {
				m.trainingLevel[k] = number(v[4])
			}
		}
		return nil
	})
}

// numberTable is a scratch table with the numbers of occupations, regions,
// quarters and sources.
const numberTable = "shortage_number"

// noClass stands for a unit group or region that an ad does not have.
const noClass = 65535

// writeNumbers makes numberTable. Of an occupation it has the numbers of its unit
// group, shifted by 16 bits, and of its minor group. Sources are told apart up to
// the 127th, as readAds packs them.
func (m *market) writeNumbers(ctx context.Context, db *sql.DB, in string) error {
	var sources []string
	if err := each(ctx, db, "SELECT DISTINCT source_id FROM int_ad WHERE scope = "+in+" ORDER BY 1", func(v []driver.Value) error {
		sources = append(sources, v[0].(string))
		return nil
	}); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, "CREATE OR REPLACE TABLE "+numberTable+" (kind VARCHAR, code VARCHAR, i BIGINT)"); err != nil {
		return err
	}
	return duck.Append(ctx, db, numberTable, func(row func(...driver.Value) error) error {
		for kind, list := range map[string][]string{"class": m.classes, "region": m.regions, "quarter": m.quarters, "source": sources} {
			for i, code := range list {
				n := int64(i)
				switch {
				case kind == "source":
					n %= 127
				case kind == "class" && i < m.units:
					n = n<<16 | int64(m.minorOf[i])
				case kind == "class":
					n |= noClass << 16
				}
				if err := row(kind, code, n); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// readAds loads the ads in a fixed order, with their dimensions packed into
// whole numbers by SQL: strings would cost more than all the rest.
func (m *market) readAds(ctx context.Context, db *sql.DB, in string) error {
	if err := m.writeNumbers(ctx, db, in); err != nil {
		return err
	}
	defer db.ExecContext(ctx, "DROP TABLE IF EXISTS "+numberTable) //nolint:errcheck // a scratch table of a disposable database
	employers := map[int64]int32{}
	if err := each(ctx, db, "SELECT DISTINCT employer_id, employer_key FROM int_ad WHERE employer_id IS NOT NULL AND in_score AND scope = "+in+" ORDER BY 1", func(v []driver.Value) error {
		key, _ := v[1].(string)
		if key == "" {
			key = fmt.Sprint("#", v[0])
		}
		if _, twice := employers[v[0].(int64)]; !twice {
			employers[v[0].(int64)] = int32(len(m.employerHash))
			m.employerHash = append(m.employerHash, xxh3.HashString(key))
		}
		return nil
	}); err != nil {
		return err
	}
	titles := map[int64]int32{}
	var titleIDs []int64
	a := &m.ads
	if err := each(ctx, db, "SELECT count(*) FROM int_ad WHERE in_score AND scope = "+in, func(v []driver.Value) error {
		a.grow(int(v[0].(int64)))
		return nil
	}); err != nil {
		return err
	}
	err := each(ctx, db, `
		SELECT
		  (c.i << 16) | coalesce(r.i, `+strconv.Itoa(noClass)+`),
		  coalesce(a.employer_id, -a.ad_id - 1), coalesce(a.title_id, -1),
		  (q.i << 56) | (s.i << 48) | (least(a.headcount, 65535)::BIGINT << 32)
		    | ((CASE WHEN a.has_spells THEN least(coalesce(a.spell_days, 0), 4000) ELSE 4095 END)::BIGINT << 20)
		    | (coalesce(a.is_open, false)::BIGINT << 19) | (coalesce(a.is_reposted, false)::BIGINT << 18)
		    | ((a.has_spells AND NOT coalesce(a.is_open, false) AND a.first_date + coalesce(a.spell_days, 0)::INTEGER + `+strconv.Itoa(m.method.Int("repost_days"))+` <= (SELECT max(last_date) FROM int_ad WHERE scope = `+in+`))::BIGINT << 17)
		    | (coalesce(a.education, 7)::BIGINT << 12) | (coalesce(a.experience, 6)::BIGINT << 8) | coalesce(a.skill_level, 0)::BIGINT,
		  CASE WHEN a.pay_lo > 0 AND NOT a.is_parttime AND NOT a.is_intern THEN ln((a.pay_lo + a.pay_hi) / 2) ELSE 0 END
		FROM int_ad a
		JOIN shortage_number s ON s.kind = 'source' AND s.code = a.source_id
		JOIN shortage_number q ON q.kind = 'quarter' AND q.code = a.quarter
		JOIN shortage_number c ON c.kind = 'class' AND c.code = a.occupation_code
		LEFT JOIN shortage_number r ON r.kind = 'region' AND r.code = a.region_code
		WHERE a.in_score AND a.scope = `+in+`
		ORDER BY a.employer_id, a.title_id, a.ad_id`, func(v []driver.Value) error {
		place, employer, title, rest := v[0].(int64), v[1].(int64), v[2].(int64), v[3].(int64)
		e, ok := employers[employer]
		if !ok {
			e = int32(len(m.employerHash))
			employers[employer] = e
			m.employerHash = append(m.employerHash, mix(uint64(employer)))
		}
		t, ok := titles[title]
		if !ok {
			t = int32(len(titleIDs))
			titles[title] = t
			titleIDs = append(titleIDs, title)
		}
		unit := int32(place >> 32 & 0xffff)
		if unit == noClass {
			unit = -1
		}
		region := int16(place & noClass) // noClass becomes −1
		days := int16(rest >> 20 & 0xfff)
		if days == 4095 {
			days = -1
		}
		pay := float32(v[4].(float64))
		if pay == 0 {
			pay = float32(math.NaN())
		}
		a.unit, a.minor, a.region = append(a.unit, unit), append(a.minor, int32(place>>16&0xffff)), append(a.region, region)
		a.quarter, a.source = append(a.quarter, uint8(rest>>56)), append(a.source, uint8(rest>>48))
		a.employer, a.title = append(a.employer, e), append(a.title, t)
		a.headcount, a.days = append(a.headcount, float32(rest>>32&0xffff)), append(a.days, days)
		a.open, a.reposted, a.watched = append(a.open, rest>>19&1 == 1), append(a.reposted, rest>>18&1 == 1), append(a.watched, rest>>17&1 == 1)
		a.education, a.experience, a.level = append(a.education, int8(rest>>12&0xf)), append(a.experience, int8(rest>>8&0xf)), append(a.level, int8(rest&0xff))
		a.lnPay = append(a.lnPay, pay)
		return nil
	})
	if err != nil {
		return err
	}
	m.placeAds()
	return m.readCandidates(ctx, db, titles, titleIDs)
}

// placeAds lists the accepted ads of every cell: unit and minor group, in the
// child region and in the root.
func (m *market) placeAds() {
	a := &m.ads
	visit := func(put func(cell int, ad int32)) {
		for i := range a.unit {
			q := int(a.quarter[i])
			for _, class := range [2]int32{a.unit[i], a.minor[i]} {
				if class < 0 {
					continue
				}
				put(m.at(int(class), 0, q), int32(i))
				if r := int(a.region[i]); r > 0 {
					put(m.at(int(class), r, q), int32(i))
				}
			}
		}
	}
	start := make([]int32, len(m.cells)+1)
	visit(func(c int, _ int32) { start[c+1]++ })
	for c := range m.cells {
		start[c+1] += start[c]
	}
	all := make([]int32, start[len(m.cells)])
	next := slices.Clone(start)
	visit(func(c int, ad int32) { all[next[c]] = ad; next[c]++ })
	m.cellAds = make([][]int32, len(m.cells))
	for c := range m.cells {
		m.cellAds[c] = all[start[c]:start[c+1]]
	}
}

func (m *market) readChains(ctx context.Context, db *sql.DB, in string) error {
	regions := map[string]int{}
	for i, r := range m.regions {
		regions[r] = i
	}
	return each(ctx, db, `SELECT c.region_code, c.occupation_code, c.quarter, max(c.n_chains) FROM out_chain_occupation c
		JOIN int_scope s ON c.scope = s.scope AND c.chain_version = s.chain_version WHERE c.scope = `+in+` GROUP BY ALL`, func(v []driver.Value) error {
		if c := m.cellOf(v, regions); c != nil {
			c.chains = int32(number(v[3]))
		}
		return nil
	})
}

// quarterIndex counts quarters: year·4 + quarter − 1.
func quarterIndex(s string) (int, error) {
	var y, q int
	if n, err := fmt.Sscanf(s, "%4dQ%1d", &y, &q); n != 2 || err != nil || q < 1 || q > 4 {
		return 0, fmt.Errorf("quarter %q is not of the form 2026Q3", s)
	}
	return y*4 + q - 1, nil
}

func quarterName(i int) string { return fmt.Sprintf("%04dQ%d", i/4, i%4+1) }
