//go:build !race

package feature

const (
	defaultOperations = 600
	acceptGardens     = 200
	slowness          = 1
)
