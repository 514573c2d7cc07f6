//go:build !race

package lsptest

// slowness is how many times as long things may take.
const slowness = 1
