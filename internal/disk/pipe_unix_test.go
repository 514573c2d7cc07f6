//go:build unix

package disk

import (
	"errors"
	"io/fs"
	"net"
	"path/filepath"
	"syscall"
	"testing"
)

// A FIFO would block whoever opens it, so nothing here may, under any name.
func TestPipesAndSockets(t *testing.T) {
	dir := tree(t, "a.md", "sub/b.md")
	for _, name := range []string{"fifo.md", "sub/.gitignore", "attachment"} {
		if err := syscall.Mkfifo(filepath.Join(dir, name), 0o666); err != nil {
			lacking(t, "no FIFO can be made here: "+err.Error())
		}
	}
	t.Chdir(dir) // the name of a socket must be short
	socket, err := net.Listen("unix", "socket.md")
	if err != nil {
		lacking(t, "no socket can be made here: "+err.Error())
	}
	defer socket.Close()
	symlink(t, dir, "link.md", "fifo.md")
	symlink(t, dir, "null.md", "/dev/null")

	r := open(t, dir)
	got, problems := walk(t, r, Rules{})
	if len(got) != 3 || got[0] != "a.md" || got[2] != "sub/b.md" {
		t.Errorf("Walk = %q, want a.md, sub and sub/b.md", got)
	}
	if len(problems) != 1 || !errors.Is(problems[0], errOutside) {
		t.Errorf("Walk has the problems %q, want one about null.md", problems)
	}
	for _, id := range []string{"fifo.md", "link.md", "socket.md"} {
		want := id + " is a device, a socket or a pipe, so it is not read."
		if _, _, err := r.ReadFile(id); err == nil || err.Error() != want || !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("ReadFile(%q): %v, want %s", id, err, want)
		}
		if _, err := r.Stat(id); err == nil || err.Error() != want {
			t.Errorf("Stat(%q): %v, want %s", id, err, want)
		}
	}
	if r.Ignored("sub/b.md", Rules{}) {
		t.Error("Ignored(sub/b.md) = true, want false")
	}
}
