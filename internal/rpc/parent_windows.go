package rpc

import (
	"errors"
	"syscall"
)

// noSuchProcess is ERROR_INVALID_PARAMETER, which is how OpenProcess reports an unknown id.
const noSuchProcess = syscall.Errno(87)

// alive reports whether a process with this id exists. One that may not be opened does.
func alive(pid int) bool {
	process, err := syscall.OpenProcess(syscall.SYNCHRONIZE, false, uint32(pid))
	if err != nil {
		return !errors.Is(err, noSuchProcess)
	}
	defer syscall.CloseHandle(process)
	// The handle of a process is signalled when the process has ended.
	event, err := syscall.WaitForSingleObject(process, 0)
	return err != nil || event != syscall.WAIT_OBJECT_0
}
