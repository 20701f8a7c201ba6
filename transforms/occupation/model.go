package occupation

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Provenance records what a model was made from. There is no date in it: the
// same inputs give the same bytes.
type Provenance struct {
	Rules    string             `json:"rules"`    // rulesVersion of the program that trained it
	Examples map[string]int     `json:"examples"` // by kind
	Files    map[string]string  `json:"files"`    // label file or reference table → start of its SHA-256
	HeldOut  map[string]float64 `json:"held_out"` // top-1 on held-out folds of labels/, by level
}

// model is what Train writes and Load reads.
type model struct {
	From      Provenance
	Ranker    ranker
	Calibrate calibration
	Gates     gates
	Docs      []storedDoc
	Public    bool // fitted to the public set's own way of coding

	linear *linear
}

// storedDoc is one document of the index.
type storedDoc struct {
	Title string `json:"t"`
	Code  string `json:"c,omitempty"`
	Alt   string `json:"a,omitempty"`
	Kind  int    `json:"k"`
}

const modelMagic = "gongqiu-occupation-2\n"

// encode writes the model: the magic line, then the head (JSON) and the
// weights (little-endian arrays), each as its length and its deflated bytes, so
// that both can be read at once. The same model gives the same bytes.
func (m *model) encode() ([]byte, error) {
	head, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	var weights bytes.Buffer
	l := m.linear
	// Each kind of number by itself: so they deflate best.
	start, scale := make([]uint32, len(l.row)), make([]float32, len(l.keys))
	for i, r := range l.row {
		if start[i] = r.start; i < len(scale) {
			scale[i] = r.scale
		}
	}
	node, q := make([]uint16, len(l.weight)), make([]int8, len(l.weight))
	for i, v := range l.weight {
		node[i], q[i] = v.node, int8(v.q)
	}
	for _, v := range []any{uint32(len(l.keys)), uint32(len(l.weight)), uint32(len(l.bias)), l.keys, start, scale, node, q, l.bias} {
		if err := binary.Write(&weights, binary.LittleEndian, v); err != nil {
			return nil, err
		}
	}
	out := []byte(modelMagic)
	for _, part := range [][]byte{head, weights.Bytes()} {
		var deflated bytes.Buffer
		w, err := flate.NewWriter(&deflated, flate.BestCompression)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(part); err != nil {
			return nil, err
		}
		if err := w.Close(); err != nil {
			return nil, err
		}
		out = binary.LittleEndian.AppendUint32(out, uint32(deflated.Len()))
		out = append(out, deflated.Bytes()...)
	}
	return out, nil
}

// parts checks the magic line and returns the two deflated parts.
func parts(data []byte) (head, weights []byte, err error) {
	rest, ok := bytes.CutPrefix(data, []byte(modelMagic))
	if !ok {
		return nil, nil, fmt.Errorf("the occupation model does not begin with %q: run make model", modelMagic[:len(modelMagic)-1])
	}
	for _, part := range []*[]byte{&head, &weights} {
		if len(rest) < 4 || uint32(len(rest)-4) < binary.LittleEndian.Uint32(rest) {
			return nil, nil, errors.New("the occupation model is cut short: run make model")
		}
		n := binary.LittleEndian.Uint32(rest)
		*part, rest = rest[4:4+n], rest[4+n:]
	}
	return head, weights, nil
}

func decodeHead(deflated []byte) (*model, error) {
	m := &model{}
	if err := json.NewDecoder(flate.NewReader(bytes.NewReader(deflated))).Decode(m); err != nil {
		return nil, fmt.Errorf("the occupation model is damaged: %w", err)
	}
	return m, nil
}

func decodeWeights(deflated []byte) (*linear, error) {
	raw, err := io.ReadAll(flate.NewReader(bytes.NewReader(deflated)))
	if err != nil {
		return nil, fmt.Errorf("the weights of the occupation model are damaged: %w", err)
	}
	if len(raw) < 12 {
		return nil, fmt.Errorf("the occupation model has only %d bytes of weights", len(raw))
	}
	nKeys, nWeights, nNodes := binary.LittleEndian.Uint32(raw), binary.LittleEndian.Uint32(raw[4:]), binary.LittleEndian.Uint32(raw[8:])
	if want := 12 + int64(nKeys)*12 + 4 + int64(nWeights)*3 + int64(nNodes)*4; want != int64(len(raw)) {
		return nil, fmt.Errorf("the occupation model has %d bytes of weights, expected %d", len(raw), want)
	}
	r := bytes.NewReader(raw[12:])
	l := &linear{keyTable: keyTable{keys: make([]uint32, nKeys)}, row: make([]keyRow, nKeys+1), weight: make([]weight, nWeights), bias: make([]float32, nNodes)}
	start, scale, node, q := make([]uint32, nKeys+1), make([]float32, nKeys), make([]uint16, nWeights), make([]int8, nWeights)
	for _, v := range []any{l.keys, start, scale, node, q, l.bias} {
		if err := binary.Read(r, binary.LittleEndian, v); err != nil {
			return nil, fmt.Errorf("the weights of the occupation model are damaged: %w", err)
		}
	}
	for i := range l.row {
		if l.row[i].start = start[i]; i < len(scale) {
			l.row[i].scale = scale[i]
		}
	}
	for i := range l.weight {
		l.weight[i] = weight{node[i], int16(q[i])}
	}
	l.grow()
	return l, nil
}

// hashOf names data by its content.
func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])[:16]
}

func store(h *hierarchy, list []example) []storedDoc {
	var out []storedDoc
	for _, e := range list {
		if e.kind == kindDefinition {
			continue
		}
		d := storedDoc{Title: e.title, Code: e.code, Kind: e.kind}
		for i, a := range e.alt {
			if i > 0 {
				d.Alt += "|"
			}
			d.Alt += h.code[a]
		}
		out = append(out, d)
	}
	return out
}

func restore(h *hierarchy, docs []storedDoc) ([]example, error) {
	out := make([]example, len(docs))
	const chunk = 2000
	chunks := (len(docs) + chunk - 1) / chunk
	failed := make([]error, chunks)
	parallel(chunks, func(k int) {
		for i := k * chunk; i < min(len(docs), (k+1)*chunk); i++ {
			d := docs[i]
			e, err := newExample(h, d.Title, "", d.Code, d.Alt)
			if err != nil {
				failed[k] = fmt.Errorf("the occupation model and the classification do not fit: %w", err)
				return
			}
			e.kind = d.Kind
			out[i] = e
		}
	})
	return out, errors.Join(failed...)
}
