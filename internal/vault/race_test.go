//go:build race

package vault

// The race detector makes everything ten times slower.
const histories = 250
