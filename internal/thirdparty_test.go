package internal

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/third-party.txt")

// terms are the licences that what we pack may have, each known by words of its own.
var terms = map[string]*regexp.Regexp{
	"MIT":        regexp.MustCompile(`(?s)Permission is hereby granted, free of charge.*THE SOFTWARE IS PROVIDED "AS IS"`),
	"BSD":        regexp.MustCompile(`(?s)Redistributions of source code must retain.*Redistributions in binary form must reproduce`),
	"Apache-2.0": regexp.MustCompile(`Apache License,?\s+Version 2\.0`),
	"ISC":        regexp.MustCompile(`Permission to use, copy, modify, and(/or)? distribute this software for any purpose`),
}

// termsFile matches the files of a module that have to go with what is made of it.
var termsFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents)([.-].*)?$`)

type listedModule struct {
	Path, Version, Dir string
	Main               bool
}

// packedModules are the modules that the program is made of, on any system that it is
// released for; tests and tools are not in it.
func packedModules(t *testing.T) []listedModule {
	t.Helper()
	all := map[string]listedModule{}
	for _, system := range []string{"linux", "darwin", "windows"} {
		cmd := exec.Command("go", "list", "-deps", "-json=Module", "./cmd/notes-lsp")
		cmd.Dir = ".."
		cmd.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("go list for %s: %v", system, err)
		}
		for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
			var p struct{ Module *listedModule }
			if err := d.Decode(&p); err != nil {
				t.Fatal(err)
			}
			if m := p.Module; m != nil && !m.Main {
				all[m.Path] = *m
			}
		}
	}
	var out []listedModule
	for _, m := range all {
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b listedModule) int { return strings.Compare(a.Path, b.Path) })
	return out
}

func termsIn(text string) []string {
	var out []string
	for name, words := range terms {
		if words.MatchString(text) {
			out = append(out, name)
		}
	}
	return out
}

// docs/third-party.txt, which is packed with each release, has the licences of all
// modules in the program, and no module has one that asks for more than to be named.
func TestThirdParty(t *testing.T) {
	var list, texts bytes.Buffer
	first := map[string]string{} // the module that a text was written for
	for _, m := range packedModules(t) {
		files, err := os.ReadDir(m.Dir)
		if err != nil {
			t.Fatal(err)
		}
		var known []string
		for _, f := range files {
			if f.IsDir() || !termsFile.MatchString(f.Name()) {
				continue
			}
			src, err := os.ReadFile(filepath.Join(m.Dir, f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			text := strings.TrimSpace(strings.ReplaceAll(string(src), "\r\n", "\n"))
			named := termsIn(text)
			if len(named) == 0 && !strings.HasPrefix(strings.ToLower(f.Name()), "patents") {
				t.Errorf("%s: %s has terms that are not known: look whether it may be packed", m.Path, f.Name())
			}
			known = append(known, named...)
			fmt.Fprintf(&texts, "\n%s\n%s: %s\n\n", strings.Repeat("=", 80), m.Path, f.Name())
			if of := first[text]; of != "" {
				fmt.Fprintf(&texts, "The same as %s.\n", of)
				continue
			}
			first[text] = m.Path + ": " + f.Name()
			fmt.Fprintf(&texts, "%s\n", text)
		}
		if len(known) == 0 {
			t.Errorf("%s has no licence", m.Path)
		}
		slices.Sort(known)
		fmt.Fprintf(&list, "  %-42s %-38s %s\n", m.Path, m.Version, strings.Join(slices.Compact(known), ", "))
	}
	got := "notes-lsp is made with Go, whose standard library has the licence of golang.org/x/text, and with these modules:\n\n" +
		list.String() + texts.String()
	file := filepath.Join("..", "docs", "third-party.txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != got {
		t.Errorf("docs/third-party.txt does not say what is packed (%v): go test ./internal -run ThirdParty -update", err)
	}
}
