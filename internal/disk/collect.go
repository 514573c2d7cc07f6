package disk

import (
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

// Reading a vault makes little that lives on for each byte that it makes, and the
// garbage collector would run twenty times for 10,000 notes where eight times do. While
// it lasts the heap may grow to a multiple of what is alive, up to a bound that the
// notes set. The bound is above what they take when they are read, or the collector
// would do nothing else.
const (
	patientPercent = 400
	patientBase    = 32 << 20 // bytes
	patientShare   = 3        // of the bytes of the notes
	patientNote    = 9 << 10  // bytes for each note, where that is more
)

// patience counts those who read. The collector is the process's: of several the first
// sets it and the last puts it back.
var patience struct {
	sync.Mutex
	readers, notes int
	size           int64 // of the notes, in bytes
	held           int64 // what the process took before, in bytes
	percent        int
	limit          int64
}

// CollectSeldom lets the garbage collector wait while a vault is read and indexed,
// until done is called.
func CollectSeldom() (done func()) { return collectSeldom(0, 0) }

// collectSeldom is CollectSeldom for so many notes of size bytes together. Within
// another one it sets what that one keeps to.
func collectSeldom(notes int, size int64) (done func()) {
	p := &patience
	p.Lock()
	defer p.Unlock()
	if p.readers++; p.readers == 1 {
		p.percent = debug.SetGCPercent(patientPercent)
		if p.percent < 0 || p.percent > patientPercent {
			debug.SetGCPercent(p.percent) // the user's, by GOGC
		}
		p.limit = debug.SetMemoryLimit(-1)
		p.held = held()
	}
	p.notes, p.size = p.notes+notes, p.size+size
	debug.SetMemoryLimit(min(p.limit, p.held+patientBase+max(patientShare*p.size, patientNote*int64(p.notes))))
	return func() {
		p.Lock()
		defer p.Unlock()
		if p.readers--; p.readers == 0 {
			debug.SetGCPercent(p.percent)
			debug.SetMemoryLimit(p.limit)
			p.notes, p.size = 0, 0
		}
	}
}

// held is what the process takes, as the memory limit counts it (runtime/debug,
// SetMemoryLimit): another vault may be in memory.
func held() int64 {
	m := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(m)
	return int64(m[0].Value.Uint64() - m[1].Value.Uint64())
}

// Release gives back to the system what reading a vault took besides what is kept. It
// takes as long as a collection, and is for once, when a vault is read.
func Release() { debug.FreeOSMemory() }
