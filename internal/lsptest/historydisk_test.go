package lsptest

import (
	"os"
	"path/filepath"
	"strings"
)

// put writes a file, with the folders that it needs.
func (p *player) put(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(p.at(name)), 0o777); err != nil {
		return nil // a file of that name is in the way
	}
	if info, err := os.Stat(p.at(name)); err == nil && info.IsDir() {
		return nil
	}
	return os.WriteFile(p.at(name), []byte(text), 0o666)
}

// kindAt is how a watcher tells of a file that is about to be written.
func (p *player) kindAt(name string) int {
	if _, err := os.Lstat(p.at(name)); err != nil {
		return created
	}
	return changed
}

// playDisk does what something else does to the files.
func (p *player) playDisk(s step) error {
	name := pick(historyPaths, s.a)
	switch s.do {
	case "attach":
		name = pick(historyFiles, s.a)
	case "ignore":
		name = pick([]string{".gitignore", "sub/.gitignore"}, s.a)
	case "settings":
		name = ".notes-lsp.toml"
	case "delete":
		return p.remove(s, pick(append(historyFiles, historyPaths...), s.a))
	case "rename":
		return p.moveFile(s, name, pick(historyPaths, s.b))
	case "swap":
		return p.swap(s, name, pick(historyPaths, s.b))
	case "renameFolder":
		return p.moveFolder(s)
	case "storm":
		return p.storm(s)
	}
	kind, text := p.kindAt(name), s.text
	switch s.do {
	case "append":
		src, _ := os.ReadFile(p.at(name))
		text = string(src) + text
	case "truncate": // what another program has written half
		text = text[:int(s.b)%(len(text)+1)]
	}
	if err := p.put(name, text); err != nil {
		return err
	}
	return p.happened(s, event{name, kind})
}

func (p *player) remove(s step, name string) error {
	if os.Remove(p.at(name)) != nil {
		return nil
	}
	return p.happened(s, event{name, deleted})
}

func (p *player) moveFile(s step, from, to string) error {
	if info, err := os.Stat(p.at(to)); err == nil && info.IsDir() || from == to {
		return nil
	}
	kind := p.kindAt(to)
	if os.MkdirAll(filepath.Dir(p.at(to)), 0o777) != nil || os.Rename(p.at(from), p.at(to)) != nil {
		return nil
	}
	return p.happened(s, event{from, deleted}, event{to, kind})
}

// swap exchanges two files, as a checkout may.
func (p *player) swap(s step, a, b string) error {
	one, err := os.ReadFile(p.at(a))
	other, err2 := os.ReadFile(p.at(b))
	if err != nil || err2 != nil || a == b {
		return nil
	}
	if err := p.put(a, string(other)); err != nil {
		return err
	}
	if err := p.put(b, string(one)); err != nil {
		return err
	}
	return p.happened(s, event{a, changed}, event{b, changed})
}

// moveFolder moves one there and back. Some watchers tell of the folder, some of each file.
func (p *player) moveFolder(s step) error {
	from, to := "sub", "moved"
	if _, err := os.Stat(p.at(to)); err == nil {
		from, to = to, from
	}
	var events []event
	if s.b%2 == 0 {
		events = []event{{from, deleted}, {to, created}}
	} else {
		_ = filepath.WalkDir(p.at(from), func(path string, e os.DirEntry, err error) error { // a folder that is not there has no files
			if err == nil && !e.IsDir() {
				rest := strings.TrimPrefix(filepath.ToSlash(path), filepath.ToSlash(p.at(from)))
				events = append(events, event{from + rest, deleted}, event{to + rest, created})
			}
			return nil
		})
	}
	if os.Rename(p.at(from), p.at(to)) != nil {
		return nil
	}
	return p.happened(s, events...)
}

// storm writes many files at once.
func (p *player) storm(s step) error {
	var events []event
	for i, name := range historyPaths {
		if (s.a>>i)&1 == 0 {
			continue
		}
		events = append(events, event{name, p.kindAt(name)})
		if err := p.put(name, s.text); err != nil {
			return err
		}
	}
	return p.happened(s, events...)
}

// happened tells of changes now, later, twice or never.
func (p *player) happened(s step, events ...event) error {
	if p.unwatched {
		p.lost = true
		return nil
	}
	switch s.b >> 24 % 6 {
	case 0:
		p.lost = true
		return nil
	case 1:
		p.pending = append(p.pending, events...)
		return nil
	case 2:
		p.pending = append(p.pending, events...)
	}
	return p.tell(events)
}

func (p *player) tell(events []event) error {
	if len(events) == 0 {
		return nil
	}
	var list []any
	for _, e := range events {
		list = append(list, map[string]any{"uri": p.uri(e.path), "type": e.kind})
	}
	return p.c.Notify("workspace/didChangeWatchedFiles", map[string]any{"changes": list})
}

// deliver tells of the n oldest changes that were held back, in some order.
func (p *player) deliver(n int) error {
	late := p.pending[:n]
	p.events.Shuffle(n, func(i, j int) { late[i], late[j] = late[j], late[i] })
	err := p.tell(late)
	p.pending = p.pending[n:]
	return err
}

// calm tells all that is still to tell. Of what was lost a watcher says at last that it
// lost something somewhere below the folder; a client without one saves a note.
func (p *player) calm() error {
	if err := p.deliver(len(p.pending)); err != nil {
		return err
	}
	if !p.lost {
		return nil
	}
	p.lost = false
	if !p.unwatched {
		return p.tell([]event{{".", changed}, {".gitignore", changed}, {".notes-lsp.toml", changed}})
	}
	return p.c.Notify("textDocument/didSave", map[string]any{"textDocument": map[string]any{"uri": p.uri("index.md")}})
}
