package method

// Part is a piece of the program that decides figures beside the constants.
// Its version is published in meta_method under Key, so that a later release
// can tell whether it was made in the same way.
type Part struct{ Key, Version, ZH, EN string }

// Keys of parts that a comparison treats by name.
const (
	PartCoder = "version_coder"
	PartScore = "version_score"
)

// With returns the method with other values of some constants. A key that is
// not in the file is ignored.
func (m *Method) With(values map[string]float64) *Method {
	out := &Method{Version: m.Version, index: map[string]float64{}}
	for _, c := range m.Constants {
		if v, ok := values[c.Key]; ok {
			c.Value = v
		}
		out.index[c.Key] = c.Value
		out.Constants = append(out.Constants, c)
	}
	return out
}
