package reference

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

var slugPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// fileErrorf is an error about a file as a whole.
func fileErrorf(file, format string, args ...any) error {
	return fmt.Errorf("reference/%s: %s", file, fmt.Sprintf(format, args...))
}

// put appends v under a key that must be new.
func put[T any](r Row, list *[]T, index map[string]int, key string, v T, what string) error {
	if _, twice := index[key]; twice {
		return r.Errorf("%s %s stands twice", what, key)
	}
	index[key] = len(*list)
	*list = append(*list, v)
	return nil
}

func (r Row) filled(columns ...string) error {
	for _, c := range columns {
		if r.Get(c) == "" {
			return r.Errorf("%s is empty", c)
		}
	}
	return nil
}

// slug checks an id that stands in addresses and file names.
func (r Row) slug(column, v string) error {
	if !slugPattern.MatchString(v) {
		return r.Errorf("%s %q is not an id of small letters, digits and single dashes", column, v)
	}
	return nil
}

func (r Row) date(column, v string) error {
	if _, err := time.Parse(time.DateOnly, v); err != nil {
		return r.Errorf("%s %q is not a date such as 2022-09-20", column, v)
	}
	return nil
}

func (r Row) flag(column string) (bool, error) {
	switch r.Get(column) {
	case "1":
		return true, nil
	case "0":
		return false, nil
	}
	return false, r.Errorf("%s %q is neither 0 nor 1", column, r.Get(column))
}

func (r Row) integer(column string, lo, hi int) (int, error) {
	n, err := strconv.Atoi(r.Get(column))
	if err != nil || n < lo || n > hi {
		return 0, r.Errorf("%s %q is not a whole number from %d to %d", column, r.Get(column), lo, hi)
	}
	return n, nil
}

// share reads a number in [0,1]. NaN is none.
func (r Row) share(column string) (float64, error) {
	v, err := strconv.ParseFloat(r.Get(column), 64)
	if err != nil || !(v >= 0 && v <= 1) {
		return 0, r.Errorf("%s %q is not a number from 0 to 1", column, r.Get(column))
	}
	return v, nil
}

// checkParents holds a classification to being a tree: every parent is there and
// stands above its child, so that there can be no circle. Rows above the first
// level must have one.
func checkParents[T any](file string, list []T, index map[string]int, node func(T) (code, parent string, level int)) error {
	for _, v := range list {
		code, parent, level := node(v)
		if parent == "" {
			if level > 1 {
				return fileErrorf(file, "%s is of level %d and has no parent", code, level)
			}
			continue
		}
		i, ok := index[parent]
		if !ok {
			return fileErrorf(file, "the parent %s of %s is not in the file", parent, code)
		}
		if _, _, above := node(list[i]); above >= level {
			return fileErrorf(file, "the parent %s of %s is of level %d, not above level %d", parent, code, above, level)
		}
	}
	return nil
}
