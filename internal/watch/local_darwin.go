package watch

import "syscall"

// mntLocal says that a file system is stored on this machine (statfs(2)).
const mntLocal = 0x1000

// isLocal reports whether all that changes in dir is heard of here.
func isLocal(dir string) bool {
	var s syscall.Statfs_t
	return syscall.Statfs(dir, &s) != nil || s.Flags&mntLocal != 0
}
