package lsptest

import (
	"encoding/json"
	"errors"
	"os/exec"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// verbs are what scripts can say beside testscript's own commands, of which stdout,
// stderr, exists and mkdir are the useful ones. A new verb is a function and a line.
var verbs = map[string]verb{
	// Before the server starts.
	"config": config, // config '{...}': the editor's settings
	"client": client, // client plain|tells: an editor that can do less
	"crlf":   crlf,   // crlf F: F ends its lines as on Windows
	"bom":    bom,    // bom F: F starts with a byte order mark
	"raw":    raw,    // raw F: a \xNN in F is that byte, and F not UTF-8
	"nfd":    nfd,    // nfd F: F's name on disk is decomposed, as on macOS
	// The editor asks.
	"definition":  definition,  // definition M -> M|F|none...
	"complete":    complete,    // complete M -> 'label'...|none; complete M only|without 'label'...
	"hover":       hover,       // hover M, then stdout
	"hints":       hints,       // hints F|M -> M:'label'...|none
	"references":  references,  // references M ->|with M|F|none...
	"highlights":  highlights,  // highlights M -> M|none...
	"folds":       folds,       // folds F -> first-last[:kind]...|none, then stdout
	"selection":   selection,   // selection M -> 'text' 'text'..., each larger
	"diagnostics": diagnostics, // diagnostics F [-> M:code[:severity]...], then stdout
	"tokens":      tokens,      // tokens F -> 'text':type[:modifier]...|none
	"links":       links,       // links F -> M:target...|none, then stdout
	"mentions":    mentions,    // mentions F|M -> M...|none
	"renamable":   renamable,   // renamable M -> 'name'
	"actions":     actions,     // actions M ->|only|without 'title'...|none, then stdout
	"messages":    messages,    // messages, then stdout
	"logged":      logged,      // logged 'part of a line', then stdout
	"find":        find,        // find 'query' -> 'name [@mark]'...|none; find 'query' only|without 'name'..., then stdout
	"symbols":     symbols,     // symbols F -> 'indented name [@selected [@whole]]'...|none, then stdout
	"lenses":      lenses,      // lenses F -> M:'title'...|none
	"lens":        lens,        // lens M -> M|F...
	"incoming":    callers,     // incoming M -> 'name' M...|none
	"outgoing":    callees,     // outgoing M -> 'name' M...|none
	"supertypes":  supertypes,  // supertypes M -> '#tag' M|none
	"subtypes":    subtypes,    // subtypes M -> '#tag' M...|none
	"execute":     execute,     // execute COMMAND [F ['{...}']], then stdout
	"run":         run,         // run COMMAND M ['{...}'], then stdout
	// The user types.
	"edit":   edit,      // edit M 'text' [M 'text']...
	"accept": accept,    // accept M 'label'
	"rename": rename,    // rename M 'new'
	"move":   move,      // move A B [C D]...
	"action": action,    // action M 'title'
	"line":   line,      // line M 'text'
	"text":   wholeText, // text F want/F
	"open":   openFile,  // open F
	"save":   saveFile,  // save F
	"close":  closeFile, // close F
	// Something else changes the disk.
	"write":  write,      // write F ['text']
	"delete": deleteFile, // delete F
	"notice": notice,     // notice F...: after mv, cp or mkdir
}

// exits N notes-lsp args...: the program ends with this exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 || neg {
		ts.Fatalf("usage: exits N command args...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		got = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("the exit code is %d, want %d", got, want)
	}
}

func config(s *Script, args []string) error {
	if len(args) != 1 || !json.Valid([]byte(args[0])) {
		return usage("config '{...}'")
	}
	if s.client != nil {
		return usage("config must come before what needs the server")
	}
	s.settings = json.RawMessage(args[0])
	return nil
}

// messages prints what the server has shown to the user.
func messages(s *Script, _ []string) error {
	return s.sayAll(func(state *State) []string { return state.Messages })
}

// logged waits for a line in the client's log, and prints all that the server has written
// there.
func logged(s *Script, args []string) error {
	if len(args) != 1 {
		return usage("logged 'part of a line'")
	}
	c, err := s.editor()
	if err != nil {
		return err
	}
	err = c.Await("a line with "+args[0], func(state *State) bool {
		return slices.ContainsFunc(state.Logged, func(line string) bool { return strings.Contains(line, args[0]) })
	})
	if err != nil {
		return err
	}
	return s.sayAll(func(state *State) []string { return state.Logged })
}

// sayAll prints the lines that the client was told, once nothing is on its way.
func (s *Script) sayAll(lines func(*State) []string) error {
	c, err := s.editor()
	if err != nil {
		return err
	}
	if err := c.Settle(); err != nil {
		return err
	}
	c.Look(func(state *State) {
		for _, line := range lines(state) {
			s.say(line)
		}
	})
	return nil
}

// unescape gives scripts a way to say a line end.
func unescape(arg string) string { return strings.NewReplacer(`\n`, "\n", `\r`, "\r").Replace(arg) }
