package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/google/renameio/v2"
	"github.com/robfig/cron/v3"

	"gongqiu/internal/config"
)

// Shanghai is the time zone of all schedules; China has no summer time.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Entry is one source's schedule as shown to people.
type Entry struct {
	Source string    `json:"source"`
	Spec   string    `json:"spec"`
	Next   time.Time `json:"next"`
	Last   time.Time `json:"last"`   // start of the last run for this source; zero if never
	Status Status    `json:"status"` // how that run ended
	Error  string    `json:"error,omitempty"`
}

// Scheduler runs sources at their times: never two runs at once, several due
// sources in one run, and once at start-up for what downtime missed.
type Scheduler struct {
	run     func(ctx context.Context, sources []string) (*Record, error)
	path    string
	specs   map[string]cron.Schedule
	mu      sync.Mutex
	entries map[string]Entry
	due     map[string]bool
	wake    chan struct{}
}

// NewScheduler takes the sources of c that have a schedule; run is called with
// the ids of those that are due.
func NewScheduler(c *config.Config, run func(ctx context.Context, sources []string) (*Record, error)) (*Scheduler, error) {
	s := &Scheduler{
		run: run, path: filepath.Join(c.Data, "schedule.json"),
		specs: map[string]cron.Schedule{}, entries: map[string]Entry{}, due: map[string]bool{}, wake: make(chan struct{}, 1),
	}
	past, err := readEntries(s.path)
	if err != nil {
		return nil, err
	}
	for _, src := range c.Sources {
		if src.Schedule == "" {
			continue
		}
		spec, err := cron.ParseStandard(src.Schedule)
		if err != nil {
			return nil, err
		}
		e := past[src.ID]
		e.Source, e.Spec = src.ID, src.Schedule
		s.specs[src.ID], s.entries[src.ID] = spec, e
	}
	return s, nil
}

// Run keeps the schedule until ctx ends; a run under way is then cancelled and
// waited for.
func (s *Scheduler) Run(ctx context.Context) error {
	c := cron.New(cron.WithLocation(Shanghai))
	now := time.Now().In(Shanghai)
	for id, spec := range s.specs {
		c.Schedule(spec, cron.FuncJob(func() { s.mark(id) }))
		if last := s.entries[id].Last; !last.IsZero() && !spec.Next(last.In(Shanghai)).After(now) {
			s.mark(id) // missed while nobody ran
		}
	}
	c.Start()
	defer func() { <-c.Stop().Done() }()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.wake:
		}
		ids := s.take()
		if len(ids) == 0 {
			continue
		}
		started := time.Now()
		record, err := s.run(ctx, ids)
		if err := s.note(ids, started, record, err); err != nil {
			return err
		}
	}
}

func (s *Scheduler) mark(id string) {
	s.mu.Lock()
	s.due[id] = true
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default: // already awake
	}
}

func (s *Scheduler) take() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	ids := make([]string, 0, len(s.due))
	for id := range s.due {
		ids = append(ids, id)
	}
	clear(s.due)
	slices.Sort(ids)
	return ids
}

func (s *Scheduler) note(ids []string, started time.Time, record *Record, err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		e := s.entries[id]
		e.Last, e.Status, e.Error = started, Failed, ""
		if record != nil {
			e.Status = record.Status
		}
		if err != nil {
			e.Error = err.Error()
		}
		s.entries[id] = e
	}
	text, err := json.MarshalIndent(s.entries, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(s.path), 0o755); err != nil {
		return err
	}
	return renameio.WriteFile(s.path, append(text, '\n'), 0o644)
}

// Entries lists the schedules with their next and last runs, by source.
func (s *Scheduler) Entries() []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Entry, 0, len(s.entries))
	for id, e := range s.entries {
		e.Next = s.specs[id].Next(time.Now().In(Shanghai))
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b Entry) int { return a.Next.Compare(b.Next) })
	return list
}

func readEntries(path string) (map[string]Entry, error) {
	entries := map[string]Entry{}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return entries, nil
	}
	if err != nil {
		return nil, err
	}
	return entries, json.Unmarshal(text, &entries)
}
