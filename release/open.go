package release

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"runtime"

	"gongqiu/internal/duck"
)

// Release is a published release, open for reading.
type Release struct {
	ID, Dir  string
	Manifest Manifest
	DB       *sql.DB // read-only, hardened
}

// Open opens the release in dir. Queries run on one thread each and as many
// connections as there are cores, which measured best for many small queries.
func Open(dir string) (*Release, error) {
	m, err := ReadManifest(dir)
	if err != nil {
		return nil, fmt.Errorf("release %s: %w", filepath.Base(dir), err)
	}
	db, err := duck.OpenReadOnly(filepath.Join(dir, m.Database), duck.Options{Threads: 1, MemoryMB: 512})
	if err != nil {
		return nil, fmt.Errorf("release %s: %w", m.ID, err)
	}
	db.SetMaxOpenConns(runtime.NumCPU())
	db.SetMaxIdleConns(runtime.NumCPU())
	return &Release{ID: m.ID, Dir: dir, Manifest: m, DB: db}, nil
}

// Close closes the database.
func (r *Release) Close() error { return r.DB.Close() }
