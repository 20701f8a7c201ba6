package forecast

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"sort"
	"strconv"
	"strings"
)

// ReadPanel reads series,month,ads. Errors name the line, what was found and
// what was expected.
func ReadPanel(r io.Reader) (Panel, error) {
	c := csv.NewReader(r)
	c.FieldsPerRecord = -1
	head, err := c.Read()
	if err != nil {
		return Panel{}, fmt.Errorf("line 1: %w", err)
	}
	column := map[string]int{}
	for i, h := range head {
		column[strings.TrimPrefix(strings.TrimSpace(h), "\ufeff")] = i
	}
	for _, want := range []string{"series", "month", "ads"} {
		if _, ok := column[want]; !ok {
			return Panel{}, fmt.Errorf("line 1: column %s is missing; expected series,month,ads", want)
		}
	}
	values := map[string]map[Month]float64{}
	var low, high Month
	for line := 2; ; line++ {
		record, err := c.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return Panel{}, fmt.Errorf("line %d: %w", line, err)
		}
		if len(record) < len(head) {
			return Panel{}, fmt.Errorf("line %d has %d cells, expected %d", line, len(record), len(head))
		}
		name := record[column["series"]]
		month, err := ParseMonth(record[column["month"]])
		if err != nil {
			return Panel{}, fmt.Errorf("line %d: %w", line, err)
		}
		ads, err := strconv.ParseFloat(record[column["ads"]], 64)
		if err != nil || ads < 0 || math.IsNaN(ads) || math.IsInf(ads, 0) {
			return Panel{}, fmt.Errorf("line %d: ads is %q, expected a number of at least 0", line, record[column["ads"]])
		}
		if values[name] == nil {
			values[name] = map[Month]float64{}
		}
		if _, twice := values[name][month]; twice {
			return Panel{}, fmt.Errorf("line %d: %s has %s twice", line, name, month)
		}
		values[name][month] = ads
		if len(values) == 1 && len(values[name]) == 1 {
			low, high = month, month
		}
		low, high = min(low, month), max(high, month)
	}
	if len(values) == 0 {
		return Panel{}, fmt.Errorf("the file has no rows")
	}
	if high-low > 1200 {
		return Panel{}, fmt.Errorf("the months reach from %s to %s: more than a hundred years", low, high)
	}
	p := Panel{First: low}
	for name := range values {
		p.Names = append(p.Names, name)
	}
	sort.Strings(p.Names)
	for _, name := range p.Names {
		y := make([]float64, high-low+1)
		for t := range y {
			v, ok := values[name][low+Month(t)]
			if !ok {
				return Panel{}, fmt.Errorf("series %s lacks month %s; write 0 for a month without ads", name, low+Month(t))
			}
			y[t] = v
		}
		p.Y = append(p.Y, y)
	}
	return p, nil
}
