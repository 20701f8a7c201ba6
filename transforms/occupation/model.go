package occupation

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
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

const modelMagic = "gongqiu-occupation-1\n"

// encode writes the model; the same model gives the same bytes.
func (m *model) encode() ([]byte, error) {
	head, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.WriteString(modelMagic)
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		return nil, err
	}
	l := m.linear
	for _, v := range []any{uint32(len(head)), head, uint32(len(l.keys)), uint32(len(l.node)), uint32(len(l.bias)), l.keys, l.start, l.scale, l.node, l.q, l.bias} {
		if err := binary.Write(w, binary.LittleEndian, v); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func decode(data []byte) (*model, error) {
	rest, ok := bytes.CutPrefix(data, []byte(modelMagic))
	if !ok {
		return nil, fmt.Errorf("the occupation model does not begin with %q: run make model", modelMagic[:len(modelMagic)-1])
	}
	raw, err := io.ReadAll(flate.NewReader(bytes.NewReader(rest)))
	if err != nil {
		return nil, fmt.Errorf("the occupation model is damaged: %w", err)
	}
	r := bytes.NewReader(raw)
	read := func(v any) {
		if err == nil {
			err = binary.Read(r, binary.LittleEndian, v)
		}
	}
	var nHead, nKeys, nWeights, nNodes uint32
	read(&nHead)
	if err != nil || int64(nHead) > int64(r.Len()) {
		return nil, fmt.Errorf("the occupation model is damaged: header of %d bytes, %d left", nHead, r.Len())
	}
	head := make([]byte, nHead)
	read(head)
	m := &model{}
	if err == nil {
		err = json.Unmarshal(head, m)
	}
	read(&nKeys)
	read(&nWeights)
	read(&nNodes)
	if want := int64(nKeys)*12 + 4 + int64(nWeights)*3 + int64(nNodes)*4; err != nil || want != int64(r.Len()) {
		return nil, fmt.Errorf("the occupation model is damaged: %d bytes of weights, expected %d (%v)", r.Len(), want, err)
	}
	l := &linear{keys: make([]uint32, nKeys), start: make([]uint32, nKeys+1), scale: make([]float32, nKeys), node: make([]uint16, nWeights), q: make([]int8, nWeights), bias: make([]float32, nNodes)}
	for _, v := range []any{l.keys, l.start, l.scale, l.node, l.q, l.bias} {
		read(v)
	}
	if err != nil {
		return nil, fmt.Errorf("the occupation model is damaged: %w", err)
	}
	l.index()
	m.linear = l
	return m, nil
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
	out := make([]example, 0, len(docs))
	for _, d := range docs {
		e, err := newExample(h, d.Title, "", d.Code, d.Alt)
		if err != nil {
			return nil, fmt.Errorf("the occupation model and the classification do not fit: %w", err)
		}
		e.kind = d.Kind
		out = append(out, e)
	}
	return out, nil
}
