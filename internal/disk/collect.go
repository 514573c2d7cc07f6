package disk

import (
	"runtime/debug"
	"sync"
)

// Reading a vault makes little that lives on for each byte that it makes, and the
// garbage collector would run thirty times for 10,000 notes where five times do. While
// it lasts the heap may grow to a multiple of what is alive, up to a bound that the
// size of the notes sets.
const (
	patientPercent = 400
	patientBase    = 32 << 20 // bytes
	patientShare   = 2        // of the bytes that are read
)

// patience counts those who read. The collector is the process's: of several the first
// sets it and the last puts it back.
var patience struct {
	sync.Mutex
	readers int
	percent int
	limit   int64
}

// collectSeldom lets the garbage collector wait while size bytes of notes are read,
// until done is called.
func collectSeldom(size int64) (done func()) {
	patience.Lock()
	defer patience.Unlock()
	if patience.readers++; patience.readers == 1 {
		patience.percent = debug.SetGCPercent(patientPercent)
		if patience.percent < 0 || patience.percent > patientPercent {
			debug.SetGCPercent(patience.percent) // the user's, by GOGC
		}
		patience.limit = debug.SetMemoryLimit(-1)
		debug.SetMemoryLimit(min(patience.limit, patientBase+patientShare*size))
	}
	return func() {
		patience.Lock()
		defer patience.Unlock()
		if patience.readers--; patience.readers == 0 {
			debug.SetGCPercent(patience.percent)
			debug.SetMemoryLimit(patience.limit)
		}
	}
}

// Release gives back to the system what reading a vault took besides what is kept. It
// takes as long as a collection, and is for once, when a vault is read.
func Release() { debug.FreeOSMemory() }
