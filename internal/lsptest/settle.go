package lsptest

import (
	"fmt"
	"path/filepath"
)

// Scanned waits until the server has shown that it has read so many folders.
func (c *Client) Scanned(folders int) error {
	return c.Await("the end of the progress", func(s *State) bool { return s.Scans >= folders })
}

// Indexed waits until the server has read a folder, be the progress of it shown or
// not: under load a server gives up asking the client for one. A file of the folder
// is opened, which is no note's name, and closed when it has diagnostics, because
// nothing of a folder has before all of it is read.
func (c *Client) Indexed(dir string) error {
	doc := FileURI(filepath.Join(dir, "folder.is-read"))
	document := map[string]any{"uri": doc, "version": 1, "languageId": "plaintext", "text": ""}
	if err := c.Notify("textDocument/didOpen", map[string]any{"textDocument": document}); err != nil {
		return err
	}
	err := c.Await("the end of the first scan", func(s *State) bool { return s.Diagnostics[doc].Version != nil })
	if err != nil {
		return err
	}
	return c.Notify("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": doc}})
}

// Settle waits until the diagnostics of all that was sent have arrived. It needs no
// help of the server's: a note that lies in no folder, the barrier, is edited twice.
//
// The server has one publisher, which looks at all the notes that are due in one
// pass, and an open note is due with every edit. So when the first edit's
// diagnostics arrive, the pass that holds everything before it has begun, and when
// the second's do, it has ended. What the server does in the background, such as a
// look at what changed on disk, is not waited for; see Script.eventually.
func (c *Client) Settle() error {
	if c.settled {
		return nil
	}
	return c.settleAgain()
}

func (c *Client) settleAgain() error {
	for range 2 {
		if err := c.editBarrier(); err != nil {
			return err
		}
	}
	c.settled = true
	return nil
}

// UseBarrier names the note that Settle edits: a path outside the folders, in a
// folder that exists. Nothing needs to be there.
func (c *Client) UseBarrier(path string) { c.barrier = FileURI(path) }

func (c *Client) editBarrier() error {
	c.version++
	document := map[string]any{"uri": c.barrier, "version": c.version, "languageId": "markdown", "text": ""}
	method, params := "textDocument/didOpen", map[string]any{"textDocument": document}
	if c.version > 1 {
		method = "textDocument/didChange"
		params["contentChanges"] = []any{map[string]any{"text": fmt.Sprint(c.version)}}
	}
	if err := c.Notify(method, params); err != nil {
		return err
	}
	want := c.version
	return c.Await("an answer to an edit", func(s *State) bool {
		p := s.Diagnostics[c.barrier]
		return p.Version != nil && *p.Version == want
	})
}
