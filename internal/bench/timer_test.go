package bench

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"
)

// A run is one run of a program that ended by itself.
type run struct {
	Wall, CPU time.Duration
	PeakMB    float64 // 0 where the system does not tell
	Exit      int
	Stdout    []byte
}

// timerMark in the environment makes this test binary the timer.
const timerMark = "NOTES_BENCH_TIMER"

// TestMain runs the benchmarks, or is the timer: a small process that runs a program and
// measures it. A program's peak counts what its parent held when it was started, which
// for the process of the benchmarks is more than the linter itself needs.
func TestMain(m *testing.M) {
	if os.Getenv(timerMark) == "" {
		os.Exit(m.Run())
	}
	os.Unsetenv(timerMark)
	cmd := exec.Command(os.Args[1], os.Args[2:]...)
	out, err := os.CreateTemp("", "bench-*")
	if err != nil {
		panic(err)
	}
	defer os.Remove(out.Name())
	cmd.Stdout = out
	begin := time.Now()
	err = cmd.Run()
	r := run{Wall: time.Since(begin)}
	if cmd.ProcessState == nil {
		panic(err)
	}
	s := cmd.ProcessState
	r.CPU, r.PeakMB, r.Exit = s.UserTime()+s.SystemTime(), peakMB(s), s.ExitCode()
	if r.Stdout, err = os.ReadFile(out.Name()); err != nil {
		panic(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(r); err != nil {
		panic(err)
	}
}

// timed runs a program in dir, with what env adds to the environment.
func timed(tb testing.TB, dir string, env []string, args ...string) run {
	tb.Helper()
	self, err := os.Executable()
	if err != nil {
		tb.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Dir, cmd.Env = dir, append(append(os.Environ(), timerMark+"=1"), env...)
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	var r run
	if err == nil {
		err = json.Unmarshal(out, &r)
	}
	if err != nil || r.Exit > 1 {
		tb.Fatalf("%q: exit code %d, %v\n%s", args, r.Exit, err, problems.Bytes())
	}
	return r
}

func wallMS(r run) float64 { return float64(r.Wall) / float64(time.Millisecond) }
func cpuMS(r run) float64  { return float64(r.CPU) / float64(time.Millisecond) }
func peak(r run) float64   { return r.PeakMB }

// median is the middle one of what is taken of runs.
func median(runs []run, of func(run) float64) float64 {
	var values []float64
	for _, r := range runs {
		values = append(values, of(r))
	}
	slices.Sort(values)
	return values[len(values)/2]
}
