// Package version says which program this is.
package version

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"runtime/debug"
	"sync"
)

// tag is set by the linker for tagged builds.
var tag string

// String is the tag of a tagged build, else the commit of a clean one, else
// dev- and a hash of the executable: two different programs never share it, so
// that it can key what a program made.
var String = sync.OnceValue(func() string {
	if tag != "" {
		return tag
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		var revision string
		modified := true
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				revision = s.Value
			case "vcs.modified":
				modified = s.Value == "true"
			}
		}
		if revision != "" && !modified {
			return revision[:12]
		}
	}
	return "dev-" + executableHash()
})

func executableHash() string {
	path, err := os.Executable()
	if err != nil {
		return "unknown"
	}
	f, err := os.Open(path)
	if err != nil {
		return "unknown"
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "unknown"
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}
