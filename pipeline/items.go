package pipeline

import (
	"io"

	"gongqiu/internal/columnar"
	"gongqiu/transforms/duplicate"
)

// codedItems are the rows of one snapshot. Numbers of employers, cities and
// texts are its own, and titles have none, until join gives those of the scope.
type codedItems struct {
	name      string  // of the source and the file
	rows      []int64 // row_no
	titles    []int64 // title_id
	items     []duplicate.Item
	employers []int64 // employer_id by number
	cities    []int64 // city_id by number
	texts     []duplicate.Text
}

// read reads a file of coded rows, those in scope.
func (p *codedItems) read(path string, source uint16) error {
	r, err := columnar.Open(path, 1<<14)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := r.Only("row_no", "in_scope", "posting_key", "employer_id", "title_id", "city_id", "skill_level", "is_agency", "day", "posted_date", "closed_date", "pay_lo", "pay_hi"); err != nil {
		return err
	}
	rows := int(r.Rows())
	p.rows, p.titles, p.items = make([]int64, 0, rows), make([]int64, 0, rows), make([]duplicate.Item, 0, rows)
	employers, cities := numbers{}, numbers{}
	for {
		batch, err := r.Next()
		if err == io.EOF {
			p.employers, p.cities = employers.list, cities.list
			return nil
		}
		if err != nil {
			return err
		}
		c := batch.Columns
		there := func(column, i int) bool { return c[column].Valid == nil || c[column].Valid[i] }
		day := func(column, i int) int32 {
			if !there(column, i) {
				return -1
			}
			return int32(c[column].Int[i])
		}
		amount := func(column, i int) float32 {
			if !there(column, i) {
				return 0
			}
			return float32(c[column].Float[i])
		}
		for i := range batch.Rows {
			if c[1].Int[i] == 0 {
				continue
			}
			employer := int32(-1)
			if there(3, i) {
				employer = employers.of(c[3].Int[i])
			}
			var level uint8
			if there(6, i) {
				level = uint8(c[6].Int[i])
			}
			p.rows, p.titles = append(p.rows, c[0].Int[i]), append(p.titles, c[4].Int[i])
			p.items = append(p.items, duplicate.Item{
				Key: uint64(c[2].Int[i]), Employer: employer, City: cities.of(c[5].Int[i]), Text: -1,
				Level: level, Agency: c[7].Int[i] == 1, Source: source,
				Day: day(8, i), Posted: day(9, i), Expiry: day(10, i),
				PayLo: amount(11, i), PayHi: amount(12, i), Priced: there(11, i) || there(12, i),
			})
		}
	}
}

// numbers numbers identities from 0 in the order in which they come.
type numbers struct {
	known map[int64]int32
	list  []int64
}

func (n *numbers) of(id int64) int32 {
	if n.known == nil {
		n.known = map[int64]int32{}
	}
	k, ok := n.known[id]
	if !ok {
		k = int32(len(n.list))
		n.known[id] = k
		n.list = append(n.list, id)
	}
	return k
}

// attach gives the items their descriptions.
func (p *codedItems) attach(t *texts) {
	p.texts = t.distinct
	at := 0
	for i, row := range t.rows {
		for at < len(p.rows) && p.rows[at] < row {
			at++
		}
		if at == len(p.rows) {
			return
		}
		if p.rows[at] == row {
			p.items[at].Text = t.index[i]
		}
	}
}
