// Package synth writes a simulated labour market as the deliveries that a
// bureau and job boards would send, and its truth beside them, so that tests
// can ask whether the statistics recover what was put in.
//
// Every delivery says 模拟 in its file name and in a column of every row, and
// every employer name contains 模拟. README.md describes the model, its
// parameters and what it cannot show.
package synth
