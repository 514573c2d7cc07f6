//go:build !unix

package bench

import "os"

// peakMB is 0: the system does not tell.
func peakMB(*os.ProcessState) float64 { return 0 }
