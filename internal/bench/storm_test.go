package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkStorm is from the last of all notes that another program rewrites to the
// last of the problems that this makes, in an editor that does not watch the disk. The
// metric "writing" is how long that program takes, and "processor" what the server takes
// of all processors for one storm.
func BenchmarkStorm(b *testing.B) {
	if os.Getenv("NOTES") != "" {
		b.Skip("it would write into NOTES")
	}
	vaults(b, func(b *testing.B, dir string) {
		notes, _, _ := notesOf(b, dir)
		texts := make([][]byte, len(notes))
		for i, path := range notes {
			text, err := os.ReadFile(path)
			if err != nil {
				b.Fatal(err)
			}
			texts[i] = text
		}
		c := start(b, dir)
		defer c.stop()
		var times, writing []time.Duration
		before := c.processor()
		b.ResetTimer()
		for i := range b.N {
			left := map[string]bool{}
			missing := fmt.Sprintf("이 노트는 없다 %d", i)
			begin := time.Now()
			for k, path := range notes {
				if err := os.WriteFile(path, fmt.Appendf(slices.Clone(texts[k]), "\n[[%s]]\n", missing), 0o644); err != nil {
					b.Fatal(err)
				}
				left[fileURI(path)] = true
			}
			end := time.Now()
			writing = append(writing, end.Sub(begin))
			c.until(func(m message) bool {
				var p struct {
					URI         string          `json:"uri"`
					Diagnostics json.RawMessage `json:"diagnostics"`
				}
				if m.Method == "textDocument/publishDiagnostics" && json.Unmarshal(m.Params, &p) == nil && bytes.Contains(p.Diagnostics, []byte(missing)) {
					delete(left, p.URI)
				}
				return len(left) == 0
			})
			times = append(times, time.Since(end))
		}
		slices.Sort(times)
		slices.Sort(writing)
		b.ReportMetric(percentile(times, 0.5), "storm-p50-ms")
		b.ReportMetric(percentile(times, 0.95), "storm-p95-ms")
		b.ReportMetric(percentile(writing, 0.5), "writing-p50-ms")
		b.ReportMetric((c.processor()-before)/float64(b.N), "processor-ms")
		now, peak := c.memory()
		b.ReportMetric(now, "memory-MB")
		b.ReportMetric(peak, "peak-MB")
	})
}

// processor is the time in ms that the process has had of all processors (Linux; 0
// elsewhere): proc_pid_stat(5), in ticks of 10 ms.
func (c *client) processor() float64 {
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", c.cmd.Process.Pid))
	_, after, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(after)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return (user + system) * 10
}
