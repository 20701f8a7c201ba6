package chain

import (
	"math"
	"strconv"
)

// Keys numbers the distinct answers of an Assigner: ads of which the same is
// known share a key, and so do ads that come to the same weights in different
// ways. Some thousand keys then stand for millions of ads. Keys count from 1 in
// the order of asking, so a caller who asks in a fixed order gets the same ones.
// Not safe for concurrent use.
type Keys struct {
	assigner *Assigner
	asked    map[question]int32
	known    map[string]int32
	weights  [][]Weight
	buffer   []byte
}

type question struct {
	industry, occupation string
	keywords             KeywordSet
}

// NewKeys starts an empty numbering.
func NewKeys(a *Assigner) *Keys {
	return &Keys{assigner: a, asked: map[question]int32{}, known: map[string]int32{}}
}

// Key returns the key of what is known of an ad, see Assigner.Weights.
func (k *Keys) Key(industry, occupation string, kw KeywordSet) int32 {
	q := question{industry, occupation, kw}
	if key, ok := k.asked[q]; ok {
		return key
	}
	weights := k.assigner.Weights(industry, occupation, kw)
	k.buffer = k.buffer[:0]
	for _, w := range weights {
		k.buffer = append(k.buffer, w.ChainID...)
		k.buffer = append(k.buffer, ' ')
		k.buffer = strconv.AppendUint(k.buffer, math.Float64bits(w.Share), 16)
		k.buffer = append(k.buffer, ' ')
	}
	key, ok := k.known[string(k.buffer)]
	if !ok {
		k.weights = append(k.weights, weights)
		key = int32(len(k.weights))
		k.known[string(k.buffer)] = key
	}
	k.asked[q] = key
	return key
}

// Len is the number of keys given out.
func (k *Keys) Len() int { return len(k.weights) }

// Weights returns the weights of a key, 1 to Len.
func (k *Keys) Weights(key int32) []Weight { return k.weights[key-1] }
