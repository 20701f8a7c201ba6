package occupation

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"gongqiu/reference"
)

// EvaluateOptions says what to measure.
type EvaluateOptions struct {
	Labels   string    // CSV with title, code and optional industry, description, alt; or the columns of the public set
	Folds    int       // > 1: train on the other folds of Labels as well, split by cleaned title
	Without  bool      // retrain without every title whose cleaned form is in Labels (Folds implies it)
	Training string    // folder of label files; "" for the embedded ones
	Errors   string    // CSV to write every miss to; "" for none
	Progress io.Writer // may be nil
}

// LevelScore is what holds at one level.
type LevelScore struct {
	N       int     `json:"n"`
	Top1    float64 `json:"top1"`
	Top5    float64 `json:"top5"`
	Top1Alt float64 `json:"top1_alt"`
}

// AutoScore describes what is accepted without review. Coverage is the share
// of all titles coded at least to the level; the accuracies (primary or
// alternative code) are of those titles.
type AutoScore struct {
	Coverage float64 `json:"coverage"`
	Major    float64 `json:"major"`
	SubMajor float64 `json:"sub_major"`
	Minor    float64 `json:"minor"`
	Unit     float64 `json:"unit"`
}

// CurvePoint is the accuracy of the most certain share of titles.
type CurvePoint struct {
	Coverage float64 `json:"coverage"`
	Minor    float64 `json:"minor"`
	Unit     float64 `json:"unit"`
	P        float64 `json:"p"` // probability of the least certain of them
}

// Report is the result of an evaluation. Shares are 0…1. top1 is the best
// guess of each level for every title, whether it would be accepted or not.
type Report struct {
	Labels       string                `json:"labels"`
	Folds        int                   `json:"folds,omitempty"`
	Without      bool                  `json:"without_equal_titles"`
	InTraining   float64               `json:"in_training"` // share of titles whose cleaned form was trained on
	N            int                   `json:"n"`
	Major        LevelScore            `json:"major"`
	SubMajor     LevelScore            `json:"sub_major"`
	Minor        LevelScore            `json:"minor"`
	Unit         LevelScore            `json:"unit"`
	MacroF1      float64               `json:"macro_f1"` // 细类 of the labels
	Uncodable    float64               `json:"uncodable"`
	Auto         AutoScore             `json:"auto"` // accepted at 细类
	AutoLevels   map[string]AutoScore  `json:"auto_levels"`
	ECE          float64               `json:"ece"`         // 细类: probability against primary or alternative, ten bins
	ECEPrimary   float64               `json:"ece_primary"` // of the first candidate against the primary code
	Curve        []CurvePoint          `json:"curve"`
	ByMajor      map[string]LevelScore `json:"unit_by_major"`
	Confusion    map[string]int        `json:"confusion"` // "true>coded" 大类
	PerSecond    float64               `json:"titles_per_second"`
	LoadMS       float64               `json:"load_ms"`
	RSSMB        float64               `json:"rss_mb"`
	ModelVersion string                `json:"model_version"`
}

// scored is one title with its truth and its answer.
type scored struct {
	e     example
	desc  string
	alts  []string
	a     Answer
	known bool
}

// Evaluate measures the coder on labelled titles.
func Evaluate(ctx context.Context, o EvaluateOptions) (Report, error) {
	r := Report{Labels: filepath.Base(o.Labels), Folds: o.Folds, Without: o.Without || o.Folds > 1}
	if o.Progress == nil {
		o.Progress = io.Discard
	}
	set, err := reference.Load("")
	if err != nil {
		return r, err
	}
	h := newHierarchy(set)
	list, err := readEvaluation(h, o.Labels)
	if err != nil {
		return r, err
	}
	start := time.Now()
	shipped, err := Load()
	if err != nil {
		return r, err
	}
	r.LoadMS = float64(time.Since(start).Microseconds()) / 1000
	r.PerSecond = speed(shipped, list)
	r.RSSMB = residentMB()
	r.ModelVersion = shipped.Version()
	if r.Without {
		err = retrained(ctx, h, set, o, list)
	} else {
		known := map[string]bool{}
		for _, d := range shipped.model.Docs {
			if d.Kind >= kindLabel {
				known[Clean(d.Title)] = true
			}
		}
		for i := range list {
			list[i].known = known[list[i].e.key]
			list[i].answer(shipped)
		}
	}
	if err != nil {
		return r, err
	}
	r.fill(h, list)
	if o.Errors != "" {
		return r, writeErrors(shipped, o.Errors, list)
	}
	return r, nil
}

func (s *scored) answer(c *Coder) {
	s.a = c.Code(Query{Title: s.e.title, Industry: s.e.industry, Description: s.desc})
}

// retrained answers each title with a model that has not seen its cleaned form.
func retrained(ctx context.Context, h *hierarchy, set *reference.Set, o EvaluateOptions, list []scored) error {
	labels, err := readLabels(h, o.Training)
	if err != nil {
		return err
	}
	have := map[string]bool{}
	for _, e := range labels {
		have[e.title+"\x00"+e.code] = true
	}
	folds := max(o.Folds, 1)
	for k := range folds {
		held := map[string]bool{}
		for _, x := range list {
			if foldOf(x.e.key, folds, "outer") == k {
				held[x.e.key] = true
			}
		}
		var use []example
		for _, e := range labels {
			if !held[e.key] {
				use = append(use, e)
			}
		}
		if folds > 1 {
			for _, x := range list {
				if !held[x.e.key] && !have[x.e.title+"\x00"+x.e.code] {
					e := x.e
					e.kind = kindPublic
					use = append(use, e)
				}
			}
		}
		fmt.Fprintf(o.Progress, "第 %d/%d 折：%d 条训练标题，%d 个留出标题\n", k+1, folds, len(use), len(held))
		m, err := train(ctx, h, set, newCorpus(h, set, use), recipe{public: folds > 1}, io.Discard)
		if err != nil {
			return err
		}
		c, err := assemble(h, set, m, "")
		if err != nil {
			return err
		}
		for i := range list {
			if held[list[i].e.key] {
				list[i].answer(c)
			}
		}
	}
	return nil
}

// readEvaluation reads labelled titles in the columns, the public
// set's (job_name, expected_code) or those of labels/.
func readEvaluation(h *hierarchy, path string) ([]scored, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var list []scored
	err = table(f, path, nil, func(get func(string) string, _ int) error {
		title, code := get("title"), get("code")
		if title == "" {
			title, code = get("job_name"), get("expected_code")
		}
		if title == "" {
			return fmt.Errorf("no title; columns title or job_name are needed")
		}
		e, err := newExample(h, title, get("industry"), code, get("alt"))
		if err != nil {
			return err
		}
		s := scored{e: e, desc: get("description"), alts: []string{e.code}}
		for _, a := range strings.Split(get("alt"), "|") {
			if a, err = h.normal(a); err != nil {
				return err
			}
			if a != "" {
				s.alts = append(s.alts, a)
			}
		}
		list = append(list, s)
		return nil
	})
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("%s holds no labelled titles", path)
	}
	return list, err
}

// right tells whether a code is the truth at a level, the alternatives
// included if alt; ok is false if the label does not reach the level.
func (s *scored) right(code string, level int, alt bool) (right, ok bool) {
	if levelOf(s.e.code) < level {
		return false, false
	}
	for i, t := range s.alts {
		if i > 0 && !alt {
			break
		}
		if levelOf(t) >= level && code != "" && at(code, level) == at(t, level) && levelOf(code) >= level {
			return true, true
		}
	}
	return false, true
}

func (r *Report) fill(h *hierarchy, list []scored) {
	r.N = len(list)
	levels := []*LevelScore{nil, &r.Major, &r.SubMajor, &r.Minor, &r.Unit}
	r.ByMajor, r.Confusion, r.AutoLevels = map[string]LevelScore{}, map[string]int{}, map[string]AutoScore{}
	hit, truth, said := map[string]float64{}, map[string]float64{}, map[string]float64{}
	var none, known float64
	for i := range list {
		s := &list[i]
		none += truth64(s.a.Level == 0)
		known += truth64(s.known)
		for level := 1; level <= 4; level++ {
			first, ok := s.right(s.a.Best[level], level, false)
			if !ok {
				continue
			}
			alt, _ := s.right(s.a.Best[level], level, true)
			five := first
			for _, c := range s.a.Candidates {
				in, _ := s.right(c.Code, level, false)
				five = five || in
			}
			l := levels[level]
			l.N++
			l.Top1 += truth64(first)
			l.Top5 += truth64(five)
			l.Top1Alt += truth64(alt)
			if level == 4 {
				m := r.ByMajor[at(s.e.code, 1)]
				m.N++
				m.Top1 += truth64(first)
				m.Top5 += truth64(five)
				m.Top1Alt += truth64(alt)
				r.ByMajor[at(s.e.code, 1)] = m
				truth[s.e.code]++
				said[s.a.Best[4]]++
				if first {
					hit[s.e.code]++
				}
			}
			if level == 1 {
				r.Confusion[s.e.code[:1]+">"+s.a.Best[1]]++
			}
		}
	}
	for _, l := range levels[1:] {
		l.scale()
	}
	for k, l := range r.ByMajor {
		l.scale()
		r.ByMajor[k] = l
	}
	for code, n := range truth {
		r.MacroF1 += 2 * hit[code] / (n + said[code]) / float64(len(truth))
	}
	r.Uncodable = none / float64(len(list))
	r.InTraining = known / float64(len(list))
	names := [5]string{"", "major", "sub_major", "minor", "unit"}
	for level := 1; level <= 4; level++ {
		r.AutoLevels[names[level]] = autoScore(list, level)
	}
	r.Auto = r.AutoLevels["unit"]
	r.calibration(list)
}

func (l *LevelScore) scale() {
	if n := float64(l.N); n > 0 {
		l.Top1, l.Top5, l.Top1Alt = l.Top1/n, l.Top5/n, l.Top1Alt/n
	}
}

func autoScore(list []scored, least int) AutoScore {
	var a AutoScore
	var accepted float64
	var n, ok [5]float64
	for i := range list {
		s := &list[i]
		if s.a.Level < least {
			continue
		}
		accepted++
		for level := 1; level <= 4; level++ {
			code := s.a.Code
			if level > s.a.Level {
				code = s.a.Best[level]
			}
			right, counts := s.right(code, level, true)
			if s.e.code == "" {
				right, counts = false, true // nothing should have been accepted
			}
			n[level] += truth64(counts)
			ok[level] += truth64(right)
		}
	}
	a.Coverage = accepted / float64(len(list))
	share := func(level int) float64 {
		if n[level] == 0 {
			return 0
		}
		return ok[level] / n[level]
	}
	a.Major, a.SubMajor, a.Minor, a.Unit = share(1), share(2), share(3), share(4)
	return a
}

// calibration fills ECE and curve over the titles labelled down to 细类.
func (r *Report) calibration(list []scored) {
	type point struct {
		p, first             float64
		unit, minor, primary bool
	}
	var points []point
	for i := range list {
		s := &list[i]
		unit, ok := s.right(s.a.Best[4], 4, true)
		if !ok {
			continue
		}
		minor, _ := s.right(s.a.Best[3], 3, true)
		x := point{p: s.a.BestP[4], unit: unit, minor: minor}
		if len(s.a.Candidates) > 0 {
			x.first = s.a.Candidates[0].P
			x.primary, _ = s.right(s.a.Candidates[0].Code, 4, false)
		}
		points = append(points, x)
	}
	ece := func(p func(point) (float64, bool)) float64 {
		var n, sum, right [10]float64
		for _, x := range points {
			v, ok := p(x)
			b := min(int(v*10), 9)
			n[b]++
			sum[b] += v
			right[b] += truth64(ok)
		}
		var e float64
		for b := range n {
			e += math.Abs(sum[b]-right[b]) / float64(max(len(points), 1))
		}
		return e
	}
	r.ECE = ece(func(x point) (float64, bool) { return x.p, x.unit })
	r.ECEPrimary = ece(func(x point) (float64, bool) { return x.first, x.primary })
	slices.SortStableFunc(points, func(a, b point) int { return cmp.Compare(b.p, a.p) })
	var unit, minor float64
	step := 1
	for i, x := range points {
		unit += truth64(x.unit)
		minor += truth64(x.minor)
		for step <= 20 && (i+1)*20 >= step*len(points) {
			n := float64(i + 1)
			r.Curve = append(r.Curve, CurvePoint{Coverage: n / float64(len(points)), Minor: minor / n, Unit: unit / n, P: x.p})
			step++
		}
	}
}

func writeErrors(c *Coder, path string, list []scored) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := csv.NewWriter(f)
	w.Write([]string{"title", "cleaned", "industry", "code", "name", "alt", "coded", "coded_name", "p", "level", "reason", "evidence"}) //nolint:errcheck // a csv.Writer keeps its error until Flush
	for i := range list {
		s := &list[i]
		level := levelOf(s.e.code)
		if level == 0 {
			continue
		}
		if right, _ := s.right(s.a.Best[level], level, true); right {
			continue
		}
		var evidence []string
		for _, x := range s.a.Candidates {
			for _, e := range x.Evidence {
				evidence = append(evidence, fmt.Sprintf("%s %s「%s」%.2f", x.Code, e.Source, e.Text, e.Score))
			}
		}
		//nolint:errcheck // see above
		w.Write([]string{s.e.title, s.e.key, s.e.industry, s.e.code, c.Name(s.e.code), strings.Join(s.alts[1:], "|"), s.a.Best[level], c.Name(s.a.Best[level]),
			fmt.Sprintf("%.3f", s.a.BestP[level]), fmt.Sprint(s.a.Level), s.a.Reason, strings.Join(evidence, "; ")})
	}
	w.Flush()
	return w.Error()
}

// speed is distinct titles a second on one core, title only.
func speed(c *Coder, list []scored) float64 {
	n := 0
	start := time.Now()
	for time.Since(start) < time.Second {
		for i := range list {
			c.Code(Query{Title: list[i].e.title})
		}
		n += len(list)
	}
	return float64(n) / time.Since(start).Seconds()
}

// residentMB is the memory of the process in use now, after a collection.
func residentMB() float64 {
	runtime.GC()
	data, err := os.ReadFile("/proc/self/statm")
	if err == nil {
		var size, resident int64
		if _, err := fmt.Sscan(string(data), &size, &resident); err == nil {
			return float64(resident) * float64(os.Getpagesize()) / 1e6
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.Sys) / 1e6
}
