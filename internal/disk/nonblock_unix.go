//go:build unix

package disk

import "syscall"

// nonBlock keeps an open from waiting for the other end of a FIFO that took
// the place of a regular file between the look at it and the open.
const nonBlock = syscall.O_NONBLOCK
