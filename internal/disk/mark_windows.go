package disk

import (
	"io/fs"
	"syscall"
)

// mark is Stamp.Mark of a file: Windows tells when it was made.
func mark(info fs.FileInfo) uint64 {
	if s, ok := info.Sys().(*syscall.Win32FileAttributeData); ok {
		return mixed(0, s.CreationTime.Nanoseconds())
	}
	return 0
}
