package lsptest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// envWatches tells the process that may set a limit of its own how many folders it lets
// itself listen to.
const envWatches = "INOTIFY_WATCHES"

const cannotLimit = "cannot set the limit"

// Where inotify has no more watches for the user, and where it has no instance, changes
// are found all the same, and the user is told once what to do. The limit is the
// system's own, in a namespace of users.
func TestInotifyLimit(t *testing.T) {
	if limit := os.Getenv(envWatches); limit != "" {
		reachLimit(t, limit)
		return
	}
	t.Parallel()
	for _, limit := range []string{"max_inotify_watches 12", "max_inotify_instances 0"} {
		t.Run(limit, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(os.Args[0], "-test.run", "^TestInotifyLimit$")
			cmd.Env = append(os.Environ(), envWatches+"="+limit)
			cmd.SysProcAttr = &syscall.SysProcAttr{
				Cloneflags:  syscall.CLONE_NEWUSER,
				UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}},
				GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}},
			}
			out, err := cmd.CombinedOutput()
			switch {
			case errors.Is(err, syscall.EPERM), errors.Is(err, syscall.EACCES), errors.Is(err, syscall.ENOSPC), bytes.Contains(out, []byte(cannotLimit)):
				// Where the system forbids it there is no way, in CI neither; the tests of
				// internal/watch have the limit reached in another way.
				t.Skipf("the system lets no limit be set: %v %s", err, out)
			case err != nil:
				t.Fatalf("%v\n%s", err, out)
			}
		})
	}
}

func reachLimit(t *testing.T, limit string) {
	name, number, _ := strings.Cut(limit, " ")
	if err := os.WriteFile(filepath.Join("/proc/sys/user", name), []byte(number), 0); err != nil {
		t.Fatalf("%s: %v", cannotLimit, err)
	}
	files := map[string]string{"글.md": "🍞 [[새]] [[더]]\n"}
	for i := range 40 {
		files[fmt.Sprintf("방 %d/글 %d.md", i, i)] = "# 글\n"
	}
	dir := folder(t, files)
	e := dial(t, Options{Folders: []string{dir}, Adjust: func(params map[string]any) {
		delete(params["capabilities"].(map[string]any)["workspace"].(map[string]any), "didChangeWatchedFiles")
	}})
	e.indexed(dir)
	doc := FileURI(filepath.Join(dir, "글.md"))
	e.codes(doc, "no-such-note", "no-such-note")
	for i, note := range []string{"방 39/새.md", "새 방/더.md"} {
		path := filepath.Join(dir, note)
		e.ok(os.MkdirAll(filepath.Dir(path), 0o777))
		e.ok(os.WriteFile(path, []byte("# 새\n"), 0o666))
		e.ok(e.Await("that "+note+" is found", func(s *State) bool { return len(s.Diagnostics[doc].Diagnostics) == 1-i }))
	}
	sysctl := "fs.inotify." + strings.Replace(name, "inotify", "user", 1) + "="
	e.Look(func(s *State) {
		if len(s.Messages) != 1 || !strings.Contains(s.Messages[0], sysctl) {
			t.Errorf("the user is told %q, want one sentence with %s", s.Messages, sysctl)
		}
	})
}
