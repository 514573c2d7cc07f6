package lsptest

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// A Mode is one of the ways in which editors differ. Every script runs in each.
type Mode struct {
	Encoding string // the position encoding that the client offers
	FullText bool   // didChange carries the whole text instead of ranges
}

// Modes lists the ways in which scripts run.
func Modes() []Mode {
	return []Mode{{"utf-8", false}, {"utf-8", true}, {"utf-16", false}, {"utf-16", true}}
}

func (m Mode) String() string {
	if m.FullText {
		return m.Encoding + "-full"
	}
	return m.Encoding + "-incremental"
}

// Run runs the scripts of a folder in every Mode; with -short each in one of them by
// turns.
func Run(t *testing.T, dir string) {
	scripts, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts in %s: %v", dir, err)
	}
	for i, mode := range Modes() {
		files := scripts
		if testing.Short() {
			files = nil
			for j := i; j < len(scripts); j += len(Modes()) {
				files = append(files, scripts[j])
			}
		}
		t.Run(mode.String(), func(t *testing.T) {
			t.Parallel()
			testscript.Run(t, testscript.Params{
				Files:              files,
				RequireUniqueNames: true,
				Setup:              func(env *testscript.Env) error { return setUp(env, mode) },
				Cmds:               commands(),
			})
		})
	}
}

// A Script is the state of a script that runs: an editor, its files and its server.
type Script struct {
	mode     Mode
	root     string // the folder of the notes
	files    map[string]*file
	settings json.RawMessage // of the config verb
	client   *Client         // nil until a verb needs it
	out      strings.Builder // what the verb prints
	// looks says that something changed on disk, at which the server looks in the
	// background.
	looks    bool
	verified bool                        // nothing happened since the invariants were last checked
	adjust   func(params map[string]any) // of the client verb
	// placeholder is the name that the last rename started from.
	placeholder string
	// tellsAfterwards says that the editor does not ask before it moves files.
	tellsAfterwards bool
	// unwatched says that the editor does not tell of changes on disk.
	unwatched bool
}

type scriptKey struct{}

// setUp moves the notes of the archive into a folder of their own, without their
// marks. The archive's new/ and want/ stay beside it.
func setUp(env *testscript.Env, mode Mode) error {
	s := &Script{mode: mode, root: filepath.Join(env.WorkDir, "notes"), files: map[string]*file{}}
	env.Values[scriptKey{}] = s
	if err := s.takeFiles(env.WorkDir); err != nil {
		return err
	}
	env.Cd = s.root
	env.Setenv("XDG_STATE_HOME", filepath.Join(env.WorkDir, "elsewhere"))
	tb := env.T().(testing.TB)
	env.Defer(func() {
		if err := s.finish(tb.Failed()); err != nil {
			tb.Errorf("%s at the end: %v", mode, err)
		}
	})
	return os.Mkdir(filepath.Join(env.WorkDir, "elsewhere"), 0o777)
}

// finish checks the invariants and ends the server.
func (s *Script) finish(failed bool) error {
	var err error
	if !failed {
		if s.client == nil {
			_, err = s.editor()
		}
		if err == nil {
			err = s.verify()
		}
	}
	if s.client == nil {
		return err
	}
	return errors.Join(err, s.client.Close())
}

// editor is the client, which is started when it is first needed.
func (s *Script) editor() (*Client, error) {
	if s.client == nil {
		s.lookAtDisk()
		c, err := s.start()
		if err != nil {
			return nil, err
		}
		c.applyEdit = s.applyEdit
		s.client = c
	}
	return s.client, nil
}

// start runs a server on the script's folder and waits until it has read it.
func (s *Script) start() (*Client, error) {
	opts := Options{Encodings: []string{s.mode.Encoding}, Folders: []string{s.root}, Adjust: s.adjust}
	if s.settings != nil {
		opts.Settings = s.settings
	}
	c, err := Start(opts)
	if err != nil {
		return nil, err
	}
	if got := c.Encoding().String(); got != s.mode.Encoding {
		return nil, fmt.Errorf("the server chose %s, and only %s was offered", got, s.mode.Encoding)
	}
	c.UseBarrier(filepath.Join(filepath.Dir(s.root), "elsewhere", "barrier.md"))
	return c, c.Indexed(s.root)
}

// eventually runs check again, a settling apart, while the server may still be at
// its look at the disk, which nothing announces. Else it runs it once. A server that
// watches the disk itself may take longer, if the machine is busy.
func (s *Script) eventually(check func() error) error {
	const tries = 100
	err := check()
	for i, start := 0, time.Now(); err != nil && s.looks && (i < tries || s.unwatched && time.Since(start) < patience); i++ {
		if err := s.client.settleAgain(); err != nil {
			return err
		}
		err = check()
	}
	return err
}

// A verb is what a script's line starts with. It prints what stdout and stderr can
// be asked for with Script.say.
type verb func(s *Script, args []string) error

// errUsage marks what is wrong with the script and not with the server: "! verb"
// does not take it for the failure it waits for.
var errUsage = errors.New("wrong usage")

func usage(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errUsage, fmt.Sprintf(format, args...))
}

// commands makes testscript commands of the verbs.
func commands() map[string]func(*testscript.TestScript, bool, []string) {
	out := map[string]func(*testscript.TestScript, bool, []string){"exits": exits}
	for name, do := range verbs {
		out[name] = func(ts *testscript.TestScript, neg bool, args []string) {
			s := ts.Value(scriptKey{}).(*Script)
			s.out.Reset()
			err := do(s, args)
			fmt.Fprint(ts.Stdout(), s.out.String())
			switch {
			case errors.Is(err, errUsage):
				ts.Fatalf("%s: %v", name, err)
			case neg && err == nil:
				ts.Fatalf("%s succeeded and should have failed", name)
			case neg:
				fmt.Fprintln(ts.Stderr(), err)
			case err != nil:
				ts.Fatalf("%s: %v", name, err)
			}
		}
	}
	return out
}

// say prints a line for the script's stdout verb.
func (s *Script) say(line string) {
	s.out.WriteString(line)
	s.out.WriteByte('\n')
}

// arrow splits "M -> x y" at a separator, which may be missing.
func arrow(args []string, separators ...string) (before []string, separator string, after []string) {
	i := slices.IndexFunc(args, func(a string) bool { return slices.Contains(separators, a) })
	if i < 0 {
		return args, "", nil
	}
	return args[:i], args[i], args[i+1:]
}
