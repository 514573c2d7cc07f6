// Notes-lsp keeps a folder of Markdown notes linked; see package cli.
package main

import (
	"os"

	"github.com/notes-lsp/notes-lsp/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
