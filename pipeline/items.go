package pipeline

import (
	"io"

	"gongqiu/internal/columnar"
	"gongqiu/internal/hashed"
	"gongqiu/transforms/duplicate"
)

// codedItems are the rows of one snapshot. Numbers of titles, employers, cities
// and texts are its own until join gives those of the scope.
type codedItems struct {
	name      string  // of the source and the file
	rows      []int64 // row_no
	items     []duplicate.Item
	titles    []uint64 // title_id by number
	employers []uint64 // employer_id by number
	cities    []uint64 // city_id by number
	texts     *texts   // nil without descriptions
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
	p.rows, p.items = make([]int64, 0, rows), make([]duplicate.Item, 0, rows)
	var titles, employers, cities hashed.Numbers
	for {
		batch, err := r.Next()
		if err == io.EOF {
			p.titles, p.employers, p.cities = titles.Keys(), employers.Keys(), cities.Keys()
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
		number := func(n *hashed.Numbers, column, i int) int32 {
			k, _ := n.Of(uint64(c[column].Int[i]))
			return k
		}
		for i := range batch.Rows {
			if c[1].Int[i] == 0 {
				continue
			}
			employer := int32(-1)
			if there(3, i) {
				employer = number(&employers, 3, i)
			}
			var level uint8
			if there(6, i) {
				level = uint8(c[6].Int[i])
			}
			p.rows = append(p.rows, c[0].Int[i])
			p.items = append(p.items, duplicate.Item{
				Key: uint64(c[2].Int[i]), Employer: employer, Title: number(&titles, 4, i), City: number(&cities, 5, i), Text: -1,
				Level: level, Agency: c[7].Int[i] == 1, Source: source,
				Day: day(8, i), Posted: day(9, i), Expiry: day(10, i),
				PayLo: amount(11, i), PayHi: amount(12, i), Priced: there(11, i) || there(12, i),
			})
		}
	}
}

// attach gives the items their descriptions.
func (p *codedItems) attach(t *texts) {
	p.texts = t
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
