package pipeline

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"slices"
	"sort"

	"gongqiu/internal/duck"
	"gongqiu/transforms/duplicate"
	"gongqiu/transforms/models"
)

const groupDDL = `CREATE OR REPLACE TABLE map_event (event_id BIGINT, ad_id BIGINT, spell_no SMALLINT, is_first BOOLEAN, kind VARCHAR)`

// groupStep finds which rows are one ad. Each scope is grouped by itself, so
// that no ad can lie in two.
func (b *build) groupStep() models.Step {
	return models.Step{
		Name: "group", Needs: []string{"int_row", "int_title"}, Makes: []string{"map_event"}, DDL: []string{groupDDL},
		Run: func(ctx context.Context, db *sql.DB) error {
			if _, err := db.ExecContext(ctx, groupDDL); err != nil {
				return err
			}
			titles, err := readDistinct(ctx, db, `SELECT DISTINCT title_key FROM int_title ORDER BY ALL`)
			if err != nil {
				return err
			}
			keys := make([]string, len(titles))
			for i, t := range titles {
				keys[i] = t[0]
			}
			var ads int64
			for _, s := range b.cfg.Scopes {
				n, err := b.groupScope(ctx, db, s.ID, keys, ads)
				if err != nil {
					return err
				}
				ads += n
			}
			return nil
		},
	}
}

// groupScope groups one scope's rows; its ads are numbered from first. It
// returns how many there are. titles are the distinct normalised titles, sorted.
func (b *build) groupScope(ctx context.Context, db *sql.DB, scope string, titles []string, first int64) (int64, error) {
	ads := duplicate.Ads{Titles: titles}
	events, err := b.readItems(ctx, db, scope, &ads)
	if err != nil || len(events) == 0 {
		return 0, err
	}
	if err := b.attachTexts(ctx, scope, events, &ads); err != nil {
		return 0, err
	}
	rule := duplicate.DefaultRule()
	rule.GapBySource = map[uint16]int32{}
	for i, s := range b.cfg.Sources {
		rule.GapBySource[uint16(i)] = int32(s.GapDays)
	}
	result := duplicate.Group(ads, rule)
	seen := make([]bool, result.N)
	err = duck.Append(ctx, db, "map_event", func(row func(...driver.Value) error) error {
		for i, event := range events {
			ad := result.Ad[i]
			if err := row(event, first+int64(ad)+1, result.Spell[i]-1, !seen[ad], result.Kind[i].String()); err != nil {
				return err
			}
			seen[ad] = true
		}
		return nil
	})
	return int64(result.N), err
}

// readItems fills ads.Items with the rows of a scope, in the order of the
// returned event ids. Several small numbers share a column, since reading
// columns row by row is what costs.
func (b *build) readItems(ctx context.Context, db *sql.DB, scope string, ads *duplicate.Ads) ([]int64, error) {
	query := `
		WITH titles AS (SELECT title_id, dense_rank() OVER (ORDER BY title_key) - 1 AS n FROM int_title),
		cities AS (SELECT city, row_number() OVER (ORDER BY city) - 1 AS n FROM (SELECT DISTINCT coalesce(prefecture_code, county_code, province_code, '') AS city FROM int_row))
		SELECT r.event_id, r.posting_key, coalesce(r.employer_id, -1), t.n,
			(c.n << 24 | r.source_no << 8 | coalesce(r.skill_level, 0) << 1 | r.is_agency::INTEGER)::BIGINT,
			((coalesce(date_diff('day', DATE '1970-01-01', r.day), -1) + 1) << 32 | (coalesce(date_diff('day', DATE '1970-01-01', r.closed_date), -1) + 1))::BIGINT,
			coalesce(r.pay_lo, 0)::FLOAT, coalesce(r.pay_hi, 0)::FLOAT
		FROM int_row r
		JOIN titles t USING (title_id)
		JOIN cities c ON c.city = coalesce(r.prefecture_code, r.county_code, r.province_code, '')
		WHERE r.scope = ` + duck.Quote(scope) + ` ORDER BY r.event_id`
	var events []int64
	employers := map[int64]int32{-1: -1}
	err := duck.Scan(ctx, db, query, func(v []driver.Value) error {
		employer, ok := employers[v[2].(int64)]
		if !ok {
			employer = int32(len(employers) - 1)
			employers[v[2].(int64)] = employer
		}
		where, when := v[4].(int64), v[5].(int64)
		events = append(events, v[0].(int64))
		ads.Items = append(ads.Items, duplicate.Item{
			Key: uint64(v[1].(int64)), Employer: employer, Title: int32(v[3].(int64)), Text: -1,
			City: int32(where >> 24), Source: uint16(where >> 8), Level: uint8(where) >> 1, Agency: where&1 == 1,
			Day: int32(when>>32) - 1, Expiry: int32(when&0xffffffff) - 1, PayLo: v[6].(float32), PayHi: v[7].(float32),
		})
		return nil
	})
	return events, err
}

// attachTexts gives the items their descriptions. Event ids of a snapshot are
// its row numbers above a base, see eachSnapshot.
func (b *build) attachTexts(ctx context.Context, scope string, events []int64, ads *duplicate.Ads) error {
	known := map[uint64]int32{}
	return b.eachPosting(func(s staged, _ int, base int64) error {
		if s.source.Scope != scope || s.report.Mapping["description"].Confidence == 0 {
			return nil
		}
		t, err := b.signatures(ctx, s)
		if err != nil {
			return err
		}
		if need := len(ads.Texts) + len(t.distinct); need > cap(ads.Texts) {
			ads.Texts = slices.Grow(ads.Texts, need) // to the double: they are large, and copying them costs
		}
		number := make([]int32, len(t.distinct)) // of the snapshot's texts among all
		for i, text := range t.distinct {
			n, ok := known[text.Hash]
			if !ok {
				n = int32(len(ads.Texts))
				known[text.Hash] = n
				ads.Texts = append(ads.Texts, text)
			}
			number[i] = n
		}
		at := sort.Search(len(events), func(i int) bool { return events[i] >= base })
		for i, row := range t.rows {
			for at < len(events) && events[at] < base+row {
				at++
			}
			if at == len(events) {
				break
			}
			if events[at] == base+row && t.index[i] >= 0 {
				ads.Items[at].Text = number[t.index[i]]
			}
		}
		return nil
	})
}
