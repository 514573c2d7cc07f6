// Package lsptest tests the server the way an editor drives it: with a client that
// speaks LSP to a server in the same process, and with scripts on top of it.
//
// A script is one file, testdata/script/<area>-<what>.txtar: verbs first, then the
// notes they are about. Run runs each script in every Mode, and after it checks
// what must always hold (invariants.go), so a script says only what it is about.
//
// The client knows no type of the server's: it reads the wire with a few structs of
// its own, so that a mistake in the server's encoding shows. It waits for messages
// and never for time to pass; its deadline only turns a hang into a failure.
package lsptest
