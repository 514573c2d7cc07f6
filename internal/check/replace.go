package check

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ReplaceFile writes a file so that a reader sees the old content or the new one and
// nothing between. A symlink stays one, and the file keeps its mode. What is no regular
// file, as a pipe, is written to as it is. A path in one of the vaults that symlinks lead
// out of is refused: whoever made the vault chose what would be overwritten.
func ReplaceFile(name string, data []byte, vaults ...string) error {
	if err := leadsOut(name, vaults); err != nil {
		return err
	}
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	mode := fs.FileMode(0o666)
	info, err := os.Stat(name)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return os.WriteFile(name, data, mode)
	case err == nil:
		mode = info.Mode().Perm()
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	temp := filepath.Join(filepath.Dir(name), ".notes-lsp-"+filepath.Base(name)+".tmp")
	err = writeNew(temp, data, mode)
	if err == nil && info != nil {
		err = os.Chmod(temp, mode) // what the user's mask took
	}
	if err == nil {
		err = os.Rename(temp, name)
	}
	if err != nil {
		_ = os.Remove(temp)
	}
	return err
}

// leadsOut reports whether a path that lies in a vault as it is written leads to a place
// outside of it. Vaults are absolute, and without symlinks.
func leadsOut(name string, vaults []string) error {
	dir, err := filepath.Abs(filepath.Dir(name))
	if err != nil {
		return err
	}
	real, err := filepath.EvalSymlinks(filepath.Join(dir, filepath.Base(name)))
	if err != nil { // there is no file yet, or its symlink leads nowhere and is replaced
		if real, err = filepath.EvalSymlinks(dir); err != nil {
			return nil // which writing says better
		}
	}
	for _, vault := range vaults {
		// The way to the vault may be by symlinks, too: then its part is cut off as it is.
		for above := dir; ; above = filepath.Dir(above) {
			if at, err := filepath.EvalSymlinks(above); err == nil && at == vault {
				if !lies(real, vault) {
					return fmt.Errorf("%s leads out of %s by a symlink, so nothing is written there; name the file itself", name, vault)
				}
				break
			}
			if above == filepath.Dir(above) {
				break
			}
		}
	}
	return nil
}

// lies reports whether a path is dir or beneath it; both are absolute.
func lies(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(rel)
}

// writeNew writes a file to the disk, what was there before is gone. The mode is as the
// user's mask has it for new files.
func writeNew(name string, data []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrExist) {
		// Of a run that was interrupted.
		if err := os.Remove(name); err != nil {
			return err
		}
		f, err = os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}
