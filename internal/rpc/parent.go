package rpc

import (
	"context"
	"time"
)

// watchParent waits for the client's process id and then looks every opts.poll whether that process
// is alive, until ctx is done. It calls end when it is not.
//
// The specification of initialize asks for it: "If the parent process is not alive then the server
// should exit." The end of the input says the same sooner, unless another process inherited the pipe.
// A client whose process ids mean nothing here, such as one outside the server's container, has to
// send null, as every client of the protocol has.
func watchParent(ctx context.Context, parent <-chan int, opts Options, end func()) {
	var pid int
	select {
	case pid = <-parent:
	case <-ctx.Done():
		return
	}
	ticker := time.NewTicker(opts.poll)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
		if !alive(pid) {
			opts.Log.Warn("the client's process is gone; closing the connection", "pid", pid)
			end()
			return
		}
	}
}
