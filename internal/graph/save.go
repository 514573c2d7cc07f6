package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// SavePage writes the page of the vault in the folder dir into the user's cache, for a
// browser to open, and returns its absolute path. There is one for each vault; a reader
// sees the old one or the new one as a whole. It is for the user's eyes only, since it
// tells what the notes are called.
func SavePage(dir string, page []byte) (path string, err error) {
	path, err = pagePath(dir)
	if err == nil {
		err = replace(path, page)
	}
	if err != nil {
		return "", fmt.Errorf("there is no place for the page: %w", err)
	}
	return path, nil
}

func pagePath(dir string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(dir))
	return filepath.Join(cache, "notes-lsp", "graph-"+hex.EncodeToString(sum[:8])+".html"), nil
}

func replace(path string, data []byte) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".graph-*.html")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if _, err := f.Write(data); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
