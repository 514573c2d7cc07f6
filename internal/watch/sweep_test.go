package watch

import (
	"testing"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/disk"
)

// Sweeps never take more than a fiftieth of a processor, come seldom where all is heard,
// and often where something happens.
func TestPace(t *testing.T) {
	t.Parallel()
	const ms, s = time.Millisecond, time.Second
	nothing, some := swept{took: 10 * ms}, swept{took: 10 * ms, Difference: disk.Difference{Paths: map[string]disk.Stamp{"글.md": {}}}}
	slow := swept{took: 4 * s}
	type sweep struct {
		f     swept
		heard bool
		want  time.Duration
	}
	for name, sweeps := range map[string][]sweep{
		"something happens": {{some, false, 2 * s}, {some, false, 2 * s}},
		"all is heard":      {{some, true, 300 * s}, {nothing, true, 300 * s}},
		"a slow disk":       {{slow, false, 200 * s}, {slow, true, 300 * s}},
		"nothing happens":   {{nothing, false, 2500 * ms}, {nothing, false, 3 * s}, {some, false, 2 * s}, {nothing, false, 2500 * ms}},
		"a busy moment":     {{some, false, 2 * s}, {slow, false, 2500 * ms}, {some, false, 2 * s}},
		"no root":           {{swept{gone: true}, false, 2 * s}, {swept{gone: true}, false, 2 * s}},
	} {
		p := pace{often: 2 * s, seldom: 300 * s}
		for i, sweep := range sweeps {
			if got := p.next(sweep.f, sweep.heard); got != sweep.want {
				t.Errorf("%s: the pause %d is %v, want %v", name, i, got, sweep.want)
			}
		}
	}
	p := pace{often: 2 * s, seldom: 300 * s}
	var last time.Duration
	for range 1000 {
		last = p.next(nothing, false)
	}
	if last != 20*s {
		t.Errorf("where nothing ever happens the pause is %v, want 20s", last)
	}
	p.next(slow, false)
	if p.next(slow, false); p.soon() < 190*s {
		t.Errorf("a nudge after a slow sweep waits %v", p.soon())
	}
}
