package disk

import (
	"fmt"
	"io/fs"
	"os"
)

const (
	ignoreName = ".gitignore"
	// maxIgnoreFile is the size in bytes of the largest ignore file read.
	maxIgnoreFile = 1 << 20
)

// ignoreFile reads the .gitignore of a folder of the root.
func (r *Root) ignoreFile(folder string) ([]byte, error) {
	return readRegular(join(folder, ignoreName), r.top().Lstat, r.top().OpenFile)
}

// readRegular reads an ignore file, and returns nothing where there is none.
// Only a regular file counts: git does not follow a symlink of that name either.
func readRegular(name string, lstat func(string) (fs.FileInfo, error), open opener) ([]byte, error) {
	info, err := lstat(name)
	if err == nil && !info.Mode().IsRegular() {
		return nil, nil
	}
	var f *os.File
	if err == nil {
		f, info, err = openRegular(name, open)
	}
	switch {
	case isGone(err):
		return nil, nil
	case err != nil:
		return nil, err
	}
	defer f.Close()
	return readAll(f, nil, info.Size(), maxIgnoreFile)
}

// ignoreFileError says that the rules of a file are not followed.
func ignoreFileError(name string, err error) error {
	return &sentence{fmt.Sprintf("%s cannot be read, so what it ignores is shown: %s.", name, reason(err)), err}
}
