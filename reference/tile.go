package reference

// Tile places a region on the schematic map of its root region. Row and Col
// count from 1 at the top left.
type Tile struct {
	Root, Code string
	Row, Col   int
}

// TilesOf returns the schematic map of a root region in the order of the codes,
// empty if it has none.
func (s *Set) TilesOf(root string) []Tile {
	return where(s.Tiles, func(t Tile) bool { return t.Root == root })
}

func (s *Set) loadTiles(dir string) error {
	taken := map[[3]any]string{}
	placed := map[[2]string]bool{}
	return EachRow(dir, "tiles.csv", []string{"region", "code", "row", "col"}, func(r Row) error {
		t := Tile{Root: r.Get("region"), Code: r.Get("code")}
		root, ok := s.Region(t.Root)
		if !ok {
			return r.Errorf("region %q is not in admin_divisions.csv", t.Root)
		}
		g, ok := s.Region(t.Code)
		if !ok {
			return r.Errorf("code %q is not in admin_divisions.csv", t.Code)
		}
		if g.Parent != t.Root {
			return r.Errorf("%s %s is not a child of %s %s", g.Code, g.Name, root.Code, root.Name)
		}
		var err error
		if t.Row, err = r.integer("row", 1, 12); err != nil {
			return err
		}
		if t.Col, err = r.integer("col", 1, 12); err != nil {
			return err
		}
		if placed[[2]string{t.Root, t.Code}] {
			return r.Errorf("%s %s stands twice", t.Code, g.Name)
		}
		placed[[2]string{t.Root, t.Code}] = true
		cell := [3]any{t.Root, t.Row, t.Col}
		if other, twice := taken[cell]; twice {
			return r.Errorf("row %d column %d is taken by %s", t.Row, t.Col, other)
		}
		taken[cell] = t.Code
		s.Tiles = append(s.Tiles, t)
		return nil
	})
}
