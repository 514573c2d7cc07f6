//go:build race

package markdown

// thin divides how much the long tests do: looking for races takes ten times as
// long, and needs no long notes.
const thin = 32
