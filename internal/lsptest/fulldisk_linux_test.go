package lsptest_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/cli"
)

// envFull names the folder where the process that may mount a small disk does so.
const envFull = "FULL_DISK_DIR"

// A disk that fills up on the way costs nothing that was there: a change is made as a
// whole or not at all, and a file that was to be replaced is the old one or the new one.
// The disk is a real one of 256 KB, in a namespace of its own.
func TestFullDisk(t *testing.T) {
	if dir := os.Getenv(envFull); dir != "" {
		fillDisks(t, dir)
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run", "^TestFullDisk$", "-test.v")
	cmd.Env = append(os.Environ(), envFull+"="+t.TempDir())
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if os.Geteuid() != 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWNS | syscall.CLONE_NEWUSER,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}},
		}
	}
	out, err := cmd.CombinedOutput()
	switch {
	case errors.Is(err, syscall.EPERM), errors.Is(err, syscall.EACCES), bytes.Contains(out, []byte(cannotMount)):
		// Where the system forbids it there is no way, in CI neither.
		t.Skipf("the system lets no small disk be mounted: %v %s", err, out)
	case err != nil:
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}

const cannotMount = "cannot mount a disk"

func fillDisks(t *testing.T, dir string) {
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		t.Fatalf("%s: %v", cannotMount, err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=256k"); err != nil {
		t.Fatalf("%s: %v", cannotMount, err)
	}
	defer syscall.Unmount(dir, syscall.MNT_DETACH)
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	other := t.TempDir()
	states := map[string]string{"the notes' disk": other, "the disk of the journal, too": filepath.Join(dir, "state")}
	failed, done := 0, 0
	for name, state := range states {
		t.Setenv("XDG_STATE_HOME", state)
		for free := 0; free <= 96; free += 4 {
			vault := filepath.Join(dir, fmt.Sprint("vault", free))
			for _, args := range fullCommands {
				code, err := onFullDisk(dir, vault, free, args)
				if err != nil {
					t.Fatalf("%s, %d KB free, %q: %v", name, free, args, err)
				}
				if code == 0 {
					done++
				} else {
					failed++
				}
			}
		}
	}
	if failed == 0 || done == 0 {
		t.Errorf("%d commands failed and %d did not, want some of each", failed, done)
	}
	t.Logf("%d commands met a full disk and changed nothing, %d found room", failed, done)
	for _, args := range fullCommands {
		if err := onReadOnlyDisk(dir, args); err != nil {
			t.Errorf("a disk that can't be written to, %q: %v", args, err)
		}
	}
	keepOnFullDisk(t, dir)
}

// keepOnFullDisk has the index of a vault kept on a disk where so much is free: it is kept
// as a whole or not at all, and what is told of the notes is the same.
func keepOnFullDisk(t *testing.T, disk string) {
	if err := syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT, "size=1m"); err != nil {
		t.Fatal(err)
	}
	vault := t.TempDir()
	for i := range 1100 {
		if err := os.WriteFile(filepath.Join(vault, fmt.Sprintf("노트 %d.md", i)), fmt.Appendf(nil, "# 노트 😀\n\n[[노트 %d]]\n", i+i%2*2000), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	check := func(more ...string) string {
		var out, log bytes.Buffer
		code := cli.Main(append([]string{"check", vault}, more...), strings.NewReader(""), &out, &log)
		return fmt.Sprintf("%d %s%s", code, &out, &log)
	}
	want := check("--no-cache")
	filler, caches := filepath.Join(disk, "filler"), filepath.Join(disk, "caches")
	t.Setenv("XDG_CACHE_HOME", caches)
	kept, unkept := 0, 0
	for free := 0; free <= 960; free += 32 {
		if err := fill(filler, int64(free)<<10); err != nil {
			t.Fatal(err)
		}
		for _, run := range []string{"the first run", "the next"} {
			if got := check(); got != want {
				t.Errorf("%d KB free, %s tells\n%.300s\nwant\n%.300s", free, run, got, want)
			}
		}
		files, err := tree(caches)
		switch {
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			t.Error(err)
		case files == "":
			unkept++
		case strings.Count(files, "\n") == 1 && strings.Contains(files, ".index "):
			kept++
		default:
			t.Errorf("%d KB free, it leaves\n%s", free, files)
		}
		if err := errors.Join(os.RemoveAll(caches), os.Remove(filler)); err != nil {
			t.Fatal(err)
		}
	}
	if kept == 0 || unkept == 0 {
		t.Errorf("%d indexes were kept and %d were not, want some of each", kept, unkept)
	}
	t.Logf("%d indexes were kept as a whole on a full disk, %d not at all", kept, unkept)
}

// onReadOnlyDisk runs a command on a vault whose disk lets nobody write, be it root.
func onReadOnlyDisk(disk string, args []string) error {
	vault := filepath.Join(disk, "vault")
	if err := writeVault(vault); err != nil {
		return err
	}
	defer os.RemoveAll(vault)
	before, err := tree(vault)
	if err != nil {
		return err
	}
	if err := syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, "size=256k"); err != nil {
		return err
	}
	var out, log bytes.Buffer
	code := cli.Main(replaced(args, vault), strings.NewReader(""), &out, &log)
	if err := syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT, "size=256k"); err != nil {
		return err
	}
	after, err := tree(vault)
	switch {
	case err != nil:
		return err
	case after != before:
		return fmt.Errorf("it left\n%s\ninstead of\n%s", after, before)
	case code == 0 || log.Len() == 0:
		return fmt.Errorf("it ended with %d and said %q", code, &log)
	}
	return nil
}

// fullCommands write; VAULT is the folder of the notes.
var fullCommands = [][]string{
	{"mv", "--root", "VAULT", "VAULT/sub", "VAULT/새 곳/sub"},
	{"mv", "--root", "VAULT", "VAULT/빵.md", "VAULT/떡.md"},
	{"check", "--quiet", "--write-baseline", "VAULT/baseline", "VAULT"},
	{"check", "--quiet", "--fix", "--only", "case-mismatch", "VAULT"},
	{"graph", "--root", "VAULT", "--format", "html", "--output", "VAULT/graph.html"},
	{"check", "--quiet", "--fail-on", "never", "--output", "json=VAULT/report.json", "VAULT"},
}

// writeVault makes a vault that all commands have something to do in.
func writeVault(vault string) error {
	files := map[string]string{"빵.md": "# 빵\n", "sub/a.md": "[[빵]]\n", "baseline": "{\"baseline\":\"notes-lsp\",\"version\":1}\n"}
	for i := range 6 {
		files[fmt.Sprintf("note %d.md", i)] = strings.Repeat("글 ", 1200) + fmt.Sprintf("[[빵]] [[sub/a]] [x](sub/a.md) [x](SUB/a.md) [[없음 %d]]\n", i)
	}
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(vault, name)), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(vault, name), []byte(text), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// onFullDisk runs a command on a new vault while so much is free, and says what is wrong
// afterwards.
func onFullDisk(disk, vault string, free int, args []string) (code int, err error) {
	if err := writeVault(vault); err != nil {
		return 0, err
	}
	defer os.RemoveAll(vault)
	filler := filepath.Join(disk, "filler")
	if err := fill(filler, int64(free)<<10); err != nil {
		return 0, err
	}
	before, err := tree(vault)
	if err != nil {
		return 0, err
	}
	var out, log bytes.Buffer
	code = cli.Main(replaced(args, vault), strings.NewReader(""), &out, &log)
	after, err := tree(vault)
	if err != nil {
		return 0, err
	}
	if err := os.Remove(filler); err != nil {
		return 0, err
	}
	switch {
	case code == 0 && after == before:
		return code, fmt.Errorf("it says that all went well, and nothing happened")
	case code != 0 && after != before:
		return code, fmt.Errorf("it ended with %d (%s) and left\n%s\ninstead of\n%s", code, &log, after, before)
	case code != 0 && log.Len() == 0:
		return code, fmt.Errorf("it ended with %d and said nothing", code)
	case strings.Contains(after, ".notes-lsp-"):
		return code, fmt.Errorf("it left files behind:\n%s", after)
	}
	return code, nil
}

func replaced(args []string, vault string) []string {
	out := make([]string, len(args))
	for i, a := range args {
		out[i] = strings.ReplaceAll(a, "VAULT", vault)
	}
	return out
}

// fill leaves so many bytes free on the disk of a file.
func fill(file string, free int64) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	block := make([]byte, 4096)
	for err == nil {
		_, err = f.Write(block)
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	return f.Truncate(max(0, info.Size()-free))
}

// tree is all that is in a folder: names, and how their content begins and ends.
func tree(dir string) (string, error) {
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		fmt.Fprintf(&b, "%s %d %.20q %q\n", strings.TrimPrefix(path, dir), len(data), data, data[max(0, len(data)-90):])
		return err
	})
	return b.String(), err
}
