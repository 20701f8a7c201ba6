package shortage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strconv"
	"strings"
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
	most := m.method.Int("candidates")
	err := each(ctx, db, "SELECT title_id, candidates FROM known_title WHERE candidates <> ''", func(v []driver.Value) (err error) {
		if t, ok := titles[v[0].(int64)]; ok {
			m.titles[t].list, err = m.parseCandidates(v[1].(string), most)
		}
		return err
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

// parseCandidates reads the first candidates of a title, "code p" joined by bars,
// without those that are hardly meant.
func (m *market) parseCandidates(text string, most int) ([]candidate, error) {
	var list []candidate
	for rest := text; rest != "" && most > 0; most-- {
		var one string
		one, rest, _ = strings.Cut(rest, "|")
		code, share, _ := strings.Cut(one, " ")
		p, err := strconv.ParseFloat(share, 64)
		if err != nil {
			return nil, fmt.Errorf("candidates of a title: found %q, expected a code and a probability", one)
		}
		if p < 0.02 {
			continue
		}
		class, ok := m.classIndex(code)
		if !ok {
			class = -1
		}
		list = append(list, candidate{class, p})
	}
	return list, nil
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
