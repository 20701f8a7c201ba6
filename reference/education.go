package reference

// Major is one major (专业) of the education catalogues. Stage is one of
// 中等职业教育, 高等职业教育专科, 高等职业教育本科, 普通本科.
type Major struct {
	Code, Name, Stage, Category, Catalogue string
}

// MajorLink says that the teaching standard of a major names an occupation, or
// the class Stated that holds it.
type MajorLink struct {
	MajorCode, OccupationCode, Stated string
}

// Major returns the major with this code.
func (s *Set) Major(code string) (Major, bool) { return at(s.Majors, s.major, code) }

var stages = map[string]bool{"中等职业教育": true, "高等职业教育专科": true, "高等职业教育本科": true, "普通本科": true}

func (s *Set) loadMajors(dir string) error {
	return EachRow(dir, "majors.csv", []string{"major_code", "major_name", "education_level", "category", "catalogue"}, func(r Row) error {
		m := Major{Code: r.Get("major_code"), Name: r.Get("major_name"), Stage: r.Get("education_level"), Category: r.Get("category"), Catalogue: r.Get("catalogue")}
		if err := r.filled("major_code", "major_name"); err != nil {
			return err
		}
		if !stages[m.Stage] {
			return r.Errorf("education_level %q is not 中等职业教育, 高等职业教育专科, 高等职业教育本科 or 普通本科", m.Stage)
		}
		return put(r, &s.Majors, s.major, m.Code, m, "major")
	})
}

func (s *Set) loadMajorLinks(dir string) error {
	seen := map[[2]string]int{}
	return EachRow(dir, "major_occupation.csv", []string{"major_code", "occupation_code", "stated_occupation_class"}, func(r Row) error {
		l := MajorLink{MajorCode: r.Get("major_code"), OccupationCode: r.Get("occupation_code"), Stated: r.Get("stated_occupation_class")}
		if _, ok := s.major[l.MajorCode]; !ok {
			return r.Errorf("major %q is not in majors.csv", l.MajorCode)
		}
		if _, ok := s.occupation[l.OccupationCode]; !ok {
			return r.Errorf("occupation %q is not in occupation_2022.csv", l.OccupationCode)
		}
		key := [2]string{l.MajorCode, l.OccupationCode}
		if line, twice := seen[key]; twice {
			return r.Errorf("major %s and occupation %s stand twice, first in line %d", l.MajorCode, l.OccupationCode, line)
		}
		seen[key] = r.line
		s.MajorLinks = append(s.MajorLinks, l)
		return nil
	})
}
