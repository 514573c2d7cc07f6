//go:build race

package lsptest

// slowness is how many times as long things may take: the race detector's share.
const slowness = 10
