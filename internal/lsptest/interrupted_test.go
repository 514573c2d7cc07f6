package lsptest_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/cli"
	"github.com/notes-lsp/notes-lsp/internal/lsptest"
)

// interruptedMove makes a vault in which a move of 빵.md to 떡.md was killed: the links are
// mended, and the journal says that the file is still to be moved.
func interruptedMove(t *testing.T) (dir string) {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	state := t.TempDir()
	t.Setenv("XDG_STATE_HOME", state)
	const token = "00112233445566778899aabbccddeeff"
	journal := fmt.Sprintf(`{"Version":1,"Root":%q,"Token":%q,"Phase":"applying","Renames":[{"From":"\"빵.md\"","To":"\"떡.md\""}]}`, strconv.Quote(dir), token)
	for name, text := range map[string]string{
		filepath.Join(dir, "노트.md"):                           "한글 😀 [[떡]]\n",
		filepath.Join(dir, "빵.md"):                            "# 제목\n",
		filepath.Join(state, "notes-lsp", token+".json"):      journal,
		filepath.Join(state, "notes-lsp", "not-a-journal.md"): "",
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const wasEnded = "An interrupted change in %s was ended."

// Every command that reads the vault ends the move first, and says so once.
func TestCommandsEndInterruptedMove(t *testing.T) {
	for _, args := range [][]string{{"check", "DIR"}, {"stats", "--root", "DIR"}, {"mv", "--root", "DIR", "DIR/떡.md", "DIR/새/떡.md"}} {
		dir := interruptedMove(t)
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], "DIR", dir)
		}
		var stdout, stderr bytes.Buffer
		if code := cli.Main(args, strings.NewReader(""), &stdout, &stderr); code != 0 {
			t.Errorf("%q ends with %d:\n%s%s", args, code, &stdout, &stderr)
		}
		if want := fmt.Sprintf(wasEnded, dir); strings.Count(stderr.String(), want) != 1 {
			t.Errorf("%q says %q, want %q", args, &stderr, want)
		}
		stderr.Reset()
		if code := cli.Main([]string{"check", dir}, strings.NewReader(""), &stdout, &stderr); code != 0 || strings.Contains(stderr.String(), "interrupted") {
			t.Errorf("check after %q: %d, %s", args, code, &stderr)
		}
	}
}

// So does the server when the editor opens the folder.
func TestServerEndsInterruptedMove(t *testing.T) {
	dir := interruptedMove(t)
	c, err := lsptest.Start(lsptest.Options{Encodings: []string{"utf-8"}, Folders: []string{dir}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Indexed(dir); err != nil {
		t.Fatal(err)
	}
	var told []string
	c.Look(func(s *lsptest.State) { told = slices.Clone(s.Messages) })
	if want := fmt.Sprintf(wasEnded, dir); !slices.Contains(told, want) {
		t.Errorf("the user was told %q, want %q", told, want)
	}
	if _, err := os.Stat(filepath.Join(dir, "떡.md")); err != nil {
		t.Error(err)
	}
}

// Mending that is killed, at whatever time, has changed all notes or none, once the next
// command has looked.
func TestKilledFixIsEndedOrTakenBack(t *testing.T) {
	program, err := exec.LookPath("notes-lsp")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	const notes = 150
	broken, mended := "한글 😀 [x](빵.MD)\r\n", "한글 😀 [x](빵.md)\r\n"
	outcomes := map[string]int{}
	for wait := 5 * time.Millisecond; wait < time.Second; wait = wait * 5 / 4 {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "빵.md"), nil, 0o666); err != nil {
			t.Fatal(err)
		}
		for i := range notes {
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.md", i)), []byte(broken), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		ctx, stop := context.WithTimeout(t.Context(), wait)
		_ = exec.CommandContext(ctx, program, "check", "--fix", "--quiet", dir).Run()
		killed := ctx.Err() != nil
		stop()
		var stdout, stderr bytes.Buffer
		code := cli.Main([]string{"check", dir}, strings.NewReader(""), &stdout, &stderr)
		was := 0
		for i := range notes {
			switch src, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("%d.md", i))); {
			case err != nil:
				t.Fatal(err)
			case string(src) == broken:
				was++
			case string(src) != mended:
				t.Fatalf("%d.md is %q", i, src)
			}
		}
		if was != 0 && was != notes || (was == 0) != (code == 0) {
			t.Errorf("killed after %v: %d of %d notes are as they were; check ends with %d:\n%s", wait, was, notes, code, &stderr)
		}
		if left, err := filepath.Glob(filepath.Join(dir, ".notes-lsp-*")); err != nil || len(left) > 0 {
			t.Errorf("killed after %v: left are %q, %v", wait, left, err)
		}
		outcomes[fmt.Sprintf("mended %v, in between %v", was == 0, strings.Contains(stderr.String(), "interrupted"))]++
		if !killed && was == 0 {
			break // it was faster
		}
	}
	t.Log(outcomes)
}
