package disk

import (
	"io/fs"
	"syscall"
)

// mark is Stamp.Mark of a file.
func mark(info fs.FileInfo) uint64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return mixed(s.Ino, s.Ctim.Nano())
	}
	return 0
}
