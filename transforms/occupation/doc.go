// Package occupation codes the titles of job ads into the 职业分类大典 (2022).
//
// A title is cleaned (clean.go), turned into features (features.go) and seen
// by three voices: a linear model over character n-grams whose weights are
// shared along the classification's four levels (linear.go), the nearest
// names, trades, definitions and coded titles (index.go), and the industry
// (industry.go). A conditional logit over the candidates weighs the voices
// (rank.go); isotonic regression on held-out folds turns its scores into
// probabilities (calibrate.go); decide.go stops at the deepest level that
// these can defend. Everything is learned by Train from the classification
// and from labels/, and embedded as model.bin.
package occupation
