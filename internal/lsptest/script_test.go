package lsptest_test

import (
	"flag"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/notes-lsp/notes-lsp/internal/cli"
	"github.com/notes-lsp/notes-lsp/internal/lsptest"
)

func TestMain(m *testing.M) {
	// A script mostly waits for the server's pause between an edit and its
	// diagnostics, so many run at a time, whatever the number of processors.
	if err := flag.Set("test.parallel", "192"); err != nil {
		panic(err)
	}
	// What servers keep between starts is not for the folder of whoever runs the tests.
	if err := os.Setenv("XDG_CACHE_HOME", os.DevNull); err != nil {
		panic(err)
	}
	testscript.Main(m, map[string]func(){
		"notes-lsp": func() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs testdata/script in every Mode. To run one script:
//
//	go test ./internal/lsptest -run 'Scripts/utf-16-full/^wiki-alias$'
func TestScripts(t *testing.T) { lsptest.Run(t, "../../testdata/script") }
