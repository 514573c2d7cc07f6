package check

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// What is printed does not depend on the number of processors, on the locale, or on the
// order in which notes came to be.
func TestTheSameBytesEverywhere(t *testing.T) {
	const notes = 60
	write := func(i int) {
		src := fmt.Sprintf("# %d 🍞\n[[없음 %d]] [[노트 %d]] [x](노트%%20%d.md#없는-%d)\n", i, i%7, i+1, i*3%notes, i)
		if err := os.WriteFile(filepath.Join(fmt.Sprintf("%c", 'a'+i%3), fmt.Sprintf("노트 %d.md", i)), []byte(src), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	run := func(processors int, locale string, order func(i int) int) string {
		t.Chdir(t.TempDir())
		t.Setenv("LC_ALL", locale)
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		for _, dir := range []string{"c", "a", "b"} {
			if err := os.Mkdir(dir, 0o777); err != nil {
				t.Fatal(err)
			}
		}
		for i := range notes {
			write(order(i))
		}
		var all bytes.Buffer
		for _, f := range formats() {
			if code := Run(t.Context(), Options{Format: f.name}, Streams{Out: &all, Log: &all}); code != Found {
				t.Fatalf("the exit code is %d:\n%s", code, all.String())
			}
		}
		return all.String()
	}
	want := run(1, "C", func(i int) int { return i })
	for _, processors := range []int{2, 8} {
		if got := run(processors, "tr_TR.UTF-8", func(i int) int { return (i*37 + 11) % notes }); got != want {
			t.Errorf("on %d processors the output is another", processors)
		}
	}
}
