package synth

import (
	"encoding/json"
	"path/filepath"
	"strconv"
)

// adTruthHeader names the columns of the truth of ads: pay is in yuan a
// month, posted_lo and posted_hi whole yuan per period as posted (also where
// the ad hides them), spells are start/end pairs joined by ";", the end being
// the last open day even if it lies after the window.
const adTruthHeader = "ad_id,month,region_code,county_code,occupation_code,skill_level,industry_code,employer_id,is_agency,job_type,headcount,education,experience," +
	"pay_form,posted_lo,posted_hi,pay_months,pay_lo,pay_hi,pay_true,title_occupation_code,level_stated,spells,boards\n"

func (m *market) appendAdTruth(b []byte, a *ad) []byte {
	text := func(s string) { b = append(append(b, s...), ',') }
	whole := func(n int) { b = append(strconv.AppendInt(b, int64(n), 10), ',') }
	money := func(x float64) { b = append(strconv.AppendFloat(b, x, 'f', 2, 64), ',') }
	flag := func(x bool) {
		if x {
			whole(1)
		} else {
			whole(0)
		}
	}
	b = append(strconv.AppendUint(b, a.id, 10), ',')
	text(m.cal.months[a.month].name)
	text(m.places[a.place].code)
	if a.county >= 0 && !a.rootOnly {
		b = append(b, m.places[a.place].counties[a.county].Code...)
	}
	b = append(b, ',')
	text(m.occupations[a.occupation].code)
	whole(a.level)
	text(m.industries[a.employer.industry].code)
	b = append(strconv.AppendUint(b, a.employer.id, 10), ',')
	flag(a.agency)
	text(a.jobType())
	whole(a.headcount)
	whole(a.education)
	whole(a.experience)
	text(payFormNames[a.offer.form])
	whole(a.offer.lo)
	whole(a.offer.hi)
	whole(a.offer.months)
	lo, hi := a.offer.monthly()
	money(lo)
	money(hi)
	money(a.offer.actual)
	if a.titleOf >= 0 {
		b = append(b, m.occupations[a.titleOf].code...)
	}
	b = append(b, ',')
	flag(m.statesLevel(a))
	for i, s := range a.spells[:a.nSpells] {
		if i > 0 {
			b = append(b, ';')
		}
		b = dayTime(s.start).AppendFormat(b, "2006-01-02")
		b = dayTime(s.end).AppendFormat(append(b, '/'), "2006-01-02")
	}
	b = append(b, ',')
	for i := range m.spec.Boards {
		if a.boards>>i&1 == 1 {
			if b[len(b)-1] != ',' {
				b = append(b, '|')
			}
			b = append(b, m.spec.Boards[i].Name...)
		}
	}
	return append(b, '\n')
}

// writeCounts writes the true numbers of ads and people by month, place and
// occupation, and how many rows of each kind each board carries.
func (m *market) writeCounts(out *folder, t *tally) error {
	f, err := out.create(m.truthFile("数量"), "month,region_code,occupation_code,ads,headcount,expected_ads\n")
	if err != nil {
		return err
	}
	nC := len(m.occupations) * len(m.places)
	var line []byte
	for i, mon := range m.cal.months {
		for c := range nC {
			n := t.ads[i*nC+c].Load()
			line = append(append(line[:0], mon.name...), ',')
			line = append(append(line, m.places[c%len(m.places)].code...), ',')
			line = append(append(line, m.occupations[c/len(m.places)].code...), ',')
			line = append(strconv.AppendInt(line, n, 10), ',')
			line = append(strconv.AppendInt(line, t.headcount[i*nC+c].Load(), 10), ',')
			line = append(strconv.AppendFloat(line, m.expected[i][c], 'f', 4, 64), '\n')
			if err := f.lines(line); err != nil {
				return err
			}
		}
	}
	if f, err = out.create(m.truthFile("行数"), "board,why,rows\n"); err != nil {
		return err
	}
	for b, board := range m.spec.Boards {
		for k, name := range rowKindNames {
			line = append(append(line[:0], board.Name...), ',')
			line = append(append(line, name...), ',')
			line = append(strconv.AppendInt(line, t.kinds[b*int(rowKinds)+k].Load(), 10), '\n')
			if err := f.lines(line); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeTruth writes what does not depend on single ads.
func (m *market) writeTruth(out *folder) error {
	if err := m.writeTruePay(out); err != nil {
		return err
	}
	return m.writeTrueShortage(out)
}

// writePlan keeps the settings beside what they made.
func writePlan(out *folder, p *Plan) error {
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	f, err := out.create(File{Path: filepath.Join("truth", "模拟_方案.json"), Kind: "truth", Encoding: "utf-8"}, "")
	if err != nil {
		return err
	}
	return f.write(append(text, '\n'))
}
