//go:build !race

package markdown

// thin divides how much the long tests do.
const thin = 1
