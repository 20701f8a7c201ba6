package main

import (
	"errors"
	"fmt"
	"io/fs"

	"gongqiu/internal/config"
)

// load reads the configuration; whatever is wrong with it is a usage error.
func (c *commands) load() (*config.Config, error) {
	cfg, err := config.Load(c.Config)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usageError{fmt.Errorf("no configuration at %s; --config names another, examples/gongqiu.yaml is one to begin with", c.Config)}
	}
	if err != nil {
		return nil, usageError{err}
	}
	return cfg, nil
}
