package watch

import (
	"slices"
	"syscall"
)

// shared are the file systems that others write to unheard: network file systems, the
// folders of a virtual machine's host, and FUSE, behind which anything may be
// (statfs(2), and linux/magic.h).
var shared = [...]int64{
	0x6969,     // NFS
	0x517b,     // SMB
	0xff534d42, // CIFS
	0xfe534d42, // SMB2
	0x01021997, // 9p: WSL's view of Windows, QEMU
	0x65735546, // FUSE: sshfs, virtiofs, rclone
	0x5346414f, // AFS
	0x00c36400, // Ceph
	0x786f4256, // VirtualBox
	0x73757245, // Coda
}

// isLocal reports whether all that changes in dir is heard of here.
func isLocal(dir string) bool {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return true
	}
	return !slices.Contains(shared[:], int64(uint32(s.Type)))
}
