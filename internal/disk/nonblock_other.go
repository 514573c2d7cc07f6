//go:build !unix

package disk

// nonBlock is empty where the file system holds no FIFOs.
const nonBlock = 0
