package shortage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
)

// titleCandidates are the unit groups, other than the accepted one, that a
// title may mean. class −1 is a class that the scope has no cell for: an ad
// drawn there leaves its cell.
type titleCandidates struct {
	id   int64
	list []candidate
}

// readCandidates fills m.candidates: the ads that a draw may bring into a
// unit group's cell; accepted ads of an uncertain title are marked so that a
// draw may take them out.
func (m *market) readCandidates(ctx context.Context, db *sql.DB, titles map[int64]int32, ids []int64) error {
	m.titles = make([]titleCandidates, len(ids))
	for i, id := range ids {
		m.titles[i].id = id
	}
	err := each(ctx, db, fmt.Sprintf(`SELECT c.title_id, coalesce(u.i, -1), c.p FROM int_title_candidate c
		LEFT JOIN %s u ON u.kind = 'class' AND u.code = c.occ4
		WHERE c.rank <= %d AND c.p >= 0.02 ORDER BY c.title_id, c.rank`, numberTable, m.method.Int("candidates")), func(v []driver.Value) error {
		if t, ok := titles[v[0].(int64)]; ok {
			m.titles[t].list = append(m.titles[t].list, candidate{int(v[1].(int32)), v[2].(float64)})
		}
		return nil
	})
	if err != nil {
		return err
	}
	a := &m.ads
	for i := range a.unit {
		if a.unit[i] < 0 {
			continue
		}
		for k, c := range m.titles[a.title[i]].list {
			if c.class < 0 || c.class == int(a.unit[i]) {
				continue
			}
			p := placement{int32(i), uint8(k + 1)}
			root := m.at(c.class, 0, int(a.quarter[i]))
			m.candidates[root] = append(m.candidates[root], p)
			if r := int(a.region[i]); r > 0 {
				child := m.at(c.class, r, int(a.quarter[i]))
				m.candidates[child] = append(m.candidates[child], p)
			}
		}
	}
	return nil
}

// certain says whether an ad accepted as class is there in every draw.
func (t *titleCandidates) certain(class int) bool {
	for _, c := range t.list {
		if c.class != class {
			return false
		}
	}
	return true
}
