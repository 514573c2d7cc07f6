//go:build !race

package vault

const histories = 1000
