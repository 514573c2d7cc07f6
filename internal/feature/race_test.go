//go:build race

package feature

// The race detector makes everything ten times slower.
const (
	defaultOperations = 200
	acceptGardens     = 120
	slowness          = 10
)
