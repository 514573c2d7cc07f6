//go:build unix

package bench

import (
	"os"
	"runtime"
	"syscall"
)

// peakMB is the most memory that a process held at once.
func peakMB(s *os.ProcessState) float64 {
	use, ok := s.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return float64(use.Maxrss) / (1 << 20) // bytes there, kB elsewhere
	}
	return float64(use.Maxrss) / (1 << 10)
}
