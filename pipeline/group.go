package pipeline

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"gongqiu/internal/duck"
	"gongqiu/internal/hashed"
	"gongqiu/transforms/duplicate"
	"gongqiu/transforms/models"
)

const seenDDL = `CREATE OR REPLACE TABLE int_seen (source_no SMALLINT, month VARCHAR, events BIGINT, ads BIGINT)`

// groupStep finds which rows are one ad, and what its rows say together. Each
// scope is grouped by itself, so that no ad can lie in two. Where the build is
// kept, map_event tells the ad of every row.
func (b *build) groupStep() models.Step {
	return models.Step{
		Name: "group", Needs: []string{"int_row", "known_title"}, Makes: []string{"int_span", "int_seen"}, Weight: 10,
		DDL: []string{spanDDL(), seenDDL},
		Run: func(ctx context.Context, db *sql.DB) error {
			titles := sync.OnceValues(func() (titleKeys, error) { return readTitleKeys(ctx, db) })
			var ads int64
			var spans, events []string
			seen := map[duplicate.SourceMonth]duplicate.Seen{}
			for _, s := range b.cfg.Scopes {
				g := scopeGroup{scope: s.ID, first: ads + 1}
				if err := b.readScope(ctx, &g, titles); err != nil {
					return err
				}
				var memory duplicate.Memory
				g.result, memory = duplicate.GroupAfter(g.ads, b.duplicateRule(), b.recall(s.ID, g.parts))
				var remembering errgroup.Group
				remembering.Go(func() error { return b.remember(s.ID, g.parts, memory) })
				g.spans, g.seen = duplicate.Spans(g.ads, g.result)
				closed := g.close()
				for at, n := range g.seen { // no source lies in two scopes
					seen[at] = n
				}
				paths, err := g.writeSpans(workDir(b.cfg), b.threads())
				if err := errors.Join(err, closed, remembering.Wait()); err != nil {
					return err
				}
				spans = append(spans, paths...)
				if b.keep {
					path := filepath.Join(workDir(b.cfg), "event-"+s.ID+".parquet")
					if err := g.writeEvents(path); err != nil {
						return err
					}
					events = append(events, duck.Quote(path))
				}
				ads += int64(g.result.N)
			}
			views := []string{"CREATE OR REPLACE VIEW int_span AS SELECT * FROM read_parquet([" + strings.Join(spans, ", ") + "])"}
			if b.keep {
				views = append(views, "CREATE OR REPLACE VIEW map_event AS SELECT * FROM read_parquet(["+strings.Join(events, ", ")+"])")
			}
			for _, view := range views {
				if _, err := db.ExecContext(ctx, view); err != nil {
					return err
				}
			}
			return fillTable(ctx, db, seenDDL, "int_seen", func(row func(...driver.Value) error) error {
				for at, n := range seen {
					if err := row(int16(at.Source), at.String(), n.Events, n.Ads); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}

// titleKeys are the distinct normalised titles, sorted, and which of them each
// title id has.
type titleKeys struct {
	keys []string
	of   map[uint64]int32
}

func readTitleKeys(ctx context.Context, db *sql.DB) (titleKeys, error) {
	t := titleKeys{of: map[uint64]int32{}}
	err := duck.Scan(ctx, db, `SELECT title_id, title_key FROM known_title ORDER BY title_key`, func(v []driver.Value) error {
		if key := v[1].(string); len(t.keys) == 0 || t.keys[len(t.keys)-1] != key {
			t.keys = append(t.keys, key)
		}
		t.of[uint64(v[0].(int64))] = int32(len(t.keys) - 1)
		return nil
	})
	return t, err
}

func (b *build) duplicateRule() duplicate.Rule {
	rule := duplicate.DefaultRule()
	rule.GapBySource = map[uint16]int32{}
	for i, s := range b.cfg.Sources {
		rule.GapBySource[uint16(i)] = int32(s.GapDays)
	}
	return rule
}

// scopeGroup is one scope's rows, in the order of their event ids, and what
// came of them.
type scopeGroup struct {
	scope  string
	parts  []codedPart
	events []int64
	ads    duplicate.Ads
	first  int64 // id of the first ad
	result duplicate.Result
	spans  []duplicate.Span
	seen   map[duplicate.SourceMonth]duplicate.Seen
	texts  []*texts // that ads refer to
}

// close gives the memory of texts back, once the ads are grouped.
func (g *scopeGroup) close() error {
	g.ads = duplicate.Ads{}
	var errs []error
	for _, t := range g.texts {
		errs = append(errs, t.close())
	}
	return errors.Join(errs...)
}

// readScope fills g.events and g.ads from the coded rows and the signatures of
// the scope's snapshots, several at a time, while the titles are read.
func (b *build) readScope(ctx context.Context, g *scopeGroup, titles func() (titleKeys, error)) error {
	var parts []*codedItems
	var bases []int64
	readers, running := errgroup.WithContext(ctx)
	readers.SetLimit(b.threads())
	var known titleKeys
	readers.Go(func() (err error) {
		known, err = titles()
		return err
	})
	err := b.eachPosting(func(s staged, sourceNo int, base int64) error {
		if s.source.Scope != g.scope {
			return nil
		}
		path, err := b.codedPath(ctx, s)
		if err != nil {
			return err
		}
		part := &codedItems{name: s.source.ID + "/" + filepath.Base(path)}
		parts, bases = append(parts, part), append(bases, base)
		readers.Go(func() error {
			if err := part.read(path, uint16(sourceNo)); err != nil {
				return err
			}
			if s.report.Mapping["description"].Confidence == 0 {
				return nil
			}
			t, err := b.signatures(running, s)
			if err != nil {
				return err
			}
			part.attach(t)
			return nil
		})
		return nil
	})
	err = errors.Join(err, readers.Wait())
	for _, p := range parts {
		if p.texts != nil {
			g.texts = append(g.texts, p.texts)
		}
	}
	if err != nil {
		return errors.Join(err, g.close())
	}
	g.ads.Titles = known.keys
	g.join(parts, bases, known.of)
	return nil
}

// join puts the snapshots together under numbers of the whole scope.
func (g *scopeGroup) join(parts []*codedItems, bases []int64, titles map[uint64]int32) {
	rows, texts := 0, 0
	for _, p := range parts {
		rows += len(p.rows)
	}
	for _, t := range g.texts {
		texts += len(t.distinct)
	}
	g.events, g.ads.Items = make([]int64, rows), make([]duplicate.Item, rows)
	var employers, cities, known hashed.Numbers // known by the hash of a text
	known.Grow(texts)
	var copying sync.WaitGroup
	at := 0
	for k, p := range parts {
		g.parts = append(g.parts, codedPart{p.name, len(p.rows)})
		var distinct []duplicate.Text
		if p.texts != nil {
			distinct = p.texts.distinct
		}
		title, employer, city, text := make([]int32, len(p.titles)), make([]int32, len(p.employers)), make([]int32, len(p.cities)), make([]int32, len(distinct))
		for i, id := range p.titles {
			title[i] = titles[id]
		}
		for i, id := range p.employers {
			employer[i], _ = employers.Of(id)
		}
		for i, id := range p.cities {
			city[i], _ = cities.Of(id)
		}
		for i := range distinct {
			n, isNew := known.Of(distinct[i].Hash)
			if isNew {
				g.ads.Texts = append(g.ads.Texts, &distinct[i])
			}
			text[i] = n
		}
		events, items := g.events[at:at+len(p.rows)], g.ads.Items[at:at+len(p.rows)]
		at += len(p.rows)
		copying.Go(func() {
			for i, it := range p.items {
				it.Title, it.City = title[it.Title], city[it.City]
				if it.Employer >= 0 {
					it.Employer = employer[it.Employer]
				}
				if it.Text >= 0 {
					it.Text = text[it.Text]
				}
				events[i], items[i] = bases[k]+p.rows[i], it
			}
			p.rows, p.items = nil, nil
		})
	}
	copying.Wait()
}
