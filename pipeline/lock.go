package pipeline

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// ErrLocked says that another run is at work in the same data folder.
type ErrLocked struct {
	PID   int       `json:"pid"`
	Since time.Time `json:"since"`
}

func (e *ErrLocked) Error() string {
	if e.PID == 0 {
		return "another run holds the lock of this data folder"
	}
	return fmt.Sprintf("another run holds the lock of this data folder: process %d, since %s", e.PID, e.Since.Format("2006-01-02 15:04:05"))
}

// lock makes this process the only writer of the data folder until the
// returned function is called or the process ends, however it ends.
func lock(dataDir string) (unlock func(), err error) {
	if err := os.MkdirAll(dataDir, 0o755); err != nil {
		return nil, err
	}
	holder := filepath.Join(dataDir, ".lock.json")
	l := flock.New(filepath.Join(dataDir, ".lock"))
	ok, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	if !ok {
		e := &ErrLocked{}
		if text, err := os.ReadFile(holder); err == nil {
			json.Unmarshal(text, e) //nolint:errcheck // the holder is only named if it can be read
		}
		return nil, e
	}
	text, err := json.Marshal(ErrLocked{os.Getpid(), time.Now()})
	if err == nil {
		err = os.WriteFile(holder, text, 0o644)
	}
	if err != nil {
		l.Unlock() //nolint:errcheck // the first error is the one to tell
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	return func() {
		os.Remove(holder)
		l.Unlock() //nolint:errcheck // the process is about to end
	}, nil
}
