package columnar

import (
	"fmt"
	"slices"
)

// Only makes the reader read just these columns, in this order; the others
// cost nothing. It is called before the first Next.
func (r *Reader) Only(names ...string) error {
	fields, leaves := make([]Field, 0, len(names)), make([]int, 0, len(names))
	for _, name := range names {
		i := slices.IndexFunc(r.fields, func(f Field) bool { return f.Name == name })
		if i < 0 {
			return fmt.Errorf("%s has no column %q", r.path, name)
		}
		fields, leaves = append(fields, r.fields[i]), append(leaves, r.leaves[i])
	}
	r.fields, r.leaves = fields, leaves
	return nil
}
