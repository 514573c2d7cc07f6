package vault

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
)

// Analyse makes a note, and an error of a panic on the way: one note that its parser
// can't take must not keep a vault of thousands from being read. The error is a
// sentence for the user that says where in the program it was, and quotes no note.
func Analyse(id NoteID, parse func() *Note) (n *Note, err error) {
	defer func() {
		if r := recover(); r != nil {
			n, err = nil, fmt.Errorf("%s cannot be analysed and counts as no note: notes-lsp has an error in %s. Please report it, with what notes-lsp doctor prints", id, panicPlace())
		}
	}()
	return parse(), nil
}

// panicPlace is the line that panicked. It is called by the function that recovers.
func panicPlace() string {
	frames := runtime.CallersFrames(callers())
	panicking := false
	for {
		f, more := frames.Next()
		isRuntime := strings.HasPrefix(f.Function, "runtime.")
		if panicking && !isRuntime {
			return fmt.Sprintf("%s:%d", filepath.Base(f.File), f.Line)
		}
		panicking = panicking || f.Function == "runtime.gopanic"
		if !more {
			return "an unknown place"
		}
	}
}

func callers() []uintptr {
	pcs := make([]uintptr, 64)
	return pcs[:runtime.Callers(2, pcs)]
}
