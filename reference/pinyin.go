package reference

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// maxReadings bounds the readings kept of one name: with three characters of
// two readings there are eight.
const maxReadings = 8

var reading = regexp.MustCompile(`^[a-z]+( [a-z]+)*$`)

func (s *Set) loadReadings(dir string) error {
	seen := map[string]int{}
	return EachRow(dir, "pinyin_readings.csv", []string{"word", "readings"}, func(r Row) error {
		d := Reading{Word: r.Get("word"), Readings: strings.Split(r.Get("readings"), "|")}
		for _, p := range d.Readings {
			if !reading.MatchString(p) {
				return r.Errorf("reading %q of %s is not syllables of small letters joined by spaces", p, d.Word)
			}
			if n := utf8.RuneCountInString(d.Word); strings.Count(p, " ")+1 != n {
				return r.Errorf("reading %q of %s has %d syllables, not %d", p, d.Word, strings.Count(p, " ")+1, n)
			}
		}
		if line, twice := seen[d.Word]; twice {
			return r.Errorf("word %s stands twice, first in line %d", d.Word, line)
		}
		seen[d.Word] = r.line
		s.Readings = append(s.Readings, d)
		return nil
	})
}

// Pinyin spells names for search. A converter that takes characters one by one
// writes 调查 as tiaocha and 轧制 as yazhi; the words of pinyin_readings.csv,
// longest first, come before it.
type Pinyin struct {
	words   map[string][][]string // word → readings → syllables
	longest int                   // runes of the longest word
	args    pinyin.Args
}

// NewPinyin makes a speller from the readings of s.
func NewPinyin(s *Set) *Pinyin {
	p := &Pinyin{words: map[string][][]string{}, args: pinyin.NewArgs()}
	for _, d := range s.Readings {
		for _, r := range d.Readings {
			p.words[d.Word] = append(p.words[d.Word], strings.Fields(r))
		}
		p.longest = max(p.longest, utf8.RuneCountInString(d.Word))
	}
	return p
}

// Spell returns every reading of a name, the right one first, each without
// spaces ("diaochayuan"), and the distinct initials ("dcy"). Letters and digits
// stay, in small letters; other marks are dropped. A name without any of these
// has no readings.
func (p *Pinyin) Spell(name string) (readings, initials []string) {
	readings, initials = []string{""}, []string{""}
	runes := []rune(name)
	for i := 0; i < len(runes); {
		options, n := p.at(runes[i:])
		i += n
		if options == nil {
			continue
		}
		readings = extend(readings, options, func(syllables []string) string { return strings.Join(syllables, "") })
		initials = extend(initials, options, func(syllables []string) string {
			var b strings.Builder
			for _, y := range syllables {
				b.WriteByte(y[0])
			}
			return b.String()
		})
	}
	if readings[0] == "" {
		return nil, nil
	}
	return readings, initials
}

// at returns the ways to read the beginning of runes and how many it took.
func (p *Pinyin) at(runes []rune) (options [][]string, n int) {
	for n = min(p.longest, len(runes)); n > 0; n-- {
		if w, ok := p.words[string(runes[:n])]; ok {
			return w, n
		}
	}
	r := unicode.ToLower(runes[0])
	switch {
	case r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)):
		return [][]string{{string(r)}}, 1
	case unicode.Is(unicode.Han, r):
		if y := pinyin.SinglePinyin(r, p.args); len(y) > 0 {
			return [][]string{y[:1]}, 1
		}
	}
	return nil, 1
}

// extend appends each option to each text, distinct and in order, up to
// maxReadings; the first text always continues with the first option.
func extend(texts []string, options [][]string, spell func([]string) string) []string {
	var out []string
	seen := map[string]bool{}
	for _, o := range options {
		y := spell(o)
		for _, t := range texts {
			if len(out) < maxReadings && !seen[t+y] {
				seen[t+y] = true
				out = append(out, t+y)
			}
		}
	}
	return out
}
