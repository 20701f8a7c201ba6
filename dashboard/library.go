package dashboard

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"gongqiu/release"
)

// edition is one open release with what was read or made from it. It closes
// when it is no longer wanted and its last request has ended.
type edition struct {
	*release.Release
	*catalog
	stmts *statements
	cache *cache

	refs    int
	retired bool
	used    time.Time
}

// library hands out open releases: the current one, found again whenever the
// pointer file changes, and a few past ones.
type library struct {
	dataDir string
	cacheMB int

	mu       sync.Mutex
	current  string
	stamp    os.FileInfo // of the pointer file when it was last read
	failed   time.Time   // when opening the new current release last failed
	editions map[string]*edition
}

// pastEditions is how many releases besides the current one stay open.
const pastEditions = 2

func newLibrary(dataDir string, cacheMB int) *library {
	return &library{dataDir: dataDir, cacheMB: cacheMB, editions: map[string]*edition{}}
}

// take returns the release with this id, or the current one for an empty id;
// give must follow. release.ErrNone says that nothing has been published.
func (l *library) take(ctx context.Context, id string) (*edition, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.refresh(ctx); err != nil {
		return nil, err
	}
	if id == "" {
		id = l.current
	}
	e, err := l.get(ctx, id)
	if err != nil {
		return nil, err
	}
	e.refs++
	e.used = time.Now()
	return e, nil
}

func (l *library) give(e *edition) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e.refs--
	if e.retired && e.refs == 0 {
		_ = e.Close() // read-only: nothing can be lost
	}
}

// refresh reads the pointer again if it changed. A new release that cannot be
// opened leaves the old one in place.
func (l *library) refresh(ctx context.Context) error {
	info, err := os.Stat(filepath.Join(l.dataDir, "current.json"))
	if err != nil {
		if errors.Is(err, os.ErrNotExist) && l.current == "" {
			return release.ErrNone
		}
		if l.current != "" {
			return nil
		}
		return err
	}
	if l.stamp != nil && os.SameFile(l.stamp, info) && l.stamp.ModTime().Equal(info.ModTime()) && l.current != "" {
		return nil
	}
	if l.current != "" && time.Since(l.failed) < 5*time.Second {
		return nil
	}
	id, err := release.Current(l.dataDir)
	if err == nil {
		_, err = l.get(ctx, id)
	}
	if err != nil {
		if l.current == "" {
			return err
		}
		l.failed = time.Now()
		log.Printf("dashboard: stays with release %s: %v", l.current, err)
		return nil
	}
	if old := l.editions[l.current]; old != nil && l.current != id {
		l.retire(old)
	}
	l.current, l.stamp = id, info
	return nil
}

func (l *library) get(ctx context.Context, id string) (*edition, error) {
	if e, ok := l.editions[id]; ok {
		return e, nil
	}
	r, err := release.Open(release.Dir(l.dataDir, id))
	if err != nil {
		return nil, err
	}
	// A reader who leaves must not end the loading of a release for all others.
	ctx = context.WithoutCancel(ctx)
	s := &statements{db: r.DB}
	c, err := loadCatalog(ctx, s)
	if err != nil {
		_ = r.Close()
		return nil, fmt.Errorf("release %s: %w", id, err)
	}
	if len(c.scopes) == 0 {
		_ = r.Close()
		return nil, fmt.Errorf("release %s: meta_scope is empty, so there is nothing to show", id)
	}
	order := map[string]int{}
	for i, sc := range r.Manifest.Scopes {
		order[sc.ID] = i - len(r.Manifest.Scopes) // those the manifest does not name come last
	}
	slices.SortStableFunc(c.scopes, func(a, b scope) int { return order[a.Scope] - order[b.Scope] })
	e := &edition{Release: r, catalog: c, stmts: s, cache: newCache(l.cacheMB << 20), used: time.Now()}
	l.editions[id] = e
	l.evict(id)
	return e, nil
}

// evict retires the past release that was used longest ago once there are too
// many.
func (l *library) evict(keep string) {
	var oldest *edition
	past := 0
	for id, e := range l.editions {
		if id == keep || id == l.current {
			continue
		}
		past++
		if oldest == nil || e.used.Before(oldest.used) {
			oldest = e
		}
	}
	if past > pastEditions {
		l.retire(oldest)
	}
}

func (l *library) retire(e *edition) {
	delete(l.editions, e.ID)
	e.retired = true
	if e.refs == 0 {
		_ = e.Close() // read-only: nothing can be lost
	}
}

func (l *library) currentID() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.current
}

func (l *library) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.editions {
		l.retire(e)
	}
	l.current = ""
}
