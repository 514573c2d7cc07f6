package disk

import (
	"runtime/debug"
	"testing"
)

func TestCollectorIsPutBackAsItWas(t *testing.T) {
	percent, limit := debug.SetGCPercent(150), debug.SetMemoryLimit(1<<40)
	defer debug.SetGCPercent(percent)
	defer debug.SetMemoryLimit(limit)
	now := func() (int, int64) {
		p := debug.SetGCPercent(100)
		debug.SetGCPercent(p)
		return p, debug.SetMemoryLimit(-1)
	}
	outer := CollectSeldom()
	inner := collectSeldom(1000, 100<<20)
	if p, l := now(); p != patientPercent || l < patientBase+patientShare*100<<20+held()/2 || l > 1<<32 {
		t.Errorf("while notes are read: %d%%, limit %d", p, l)
	}
	tiny := collectSeldom(1_000_000, 0)
	if _, l := now(); l < 1_001_000*patientNote {
		t.Errorf("while a million tiny notes are read: limit %d, less than they take", l)
	}
	tiny()
	inner()
	if p, _ := now(); p != patientPercent {
		t.Errorf("after one of two: %d%%, want %d%%", p, patientPercent)
	}
	outer()
	if p, l := now(); p != 150 || l != 1<<40 {
		t.Errorf("afterwards: %d%%, limit %d, want 150%% and %d", p, l, int64(1<<40))
	}
}
