package rpc

import (
	"fmt"
	"io"
	"sync"
)

// A queue hands messages to a writer without ever making the sender wait for it.
//
// A client may send for as long as it likes before it reads. If the read loop waited for it to read,
// both would wait for each other. So what is sent piles up here, and only when the pile passes a
// limit that no client which still reads comes near, the connection is given up.
type queue struct {
	out   io.Writer
	limit int             // bytes that may wait; a single message may pass it
	fail  func(err error) // called at most once, when the queue can deliver no more

	mu      sync.Mutex
	pending []byte
	closed  bool

	wake chan struct{} // has a token if pending or closed has changed
	done chan struct{} // closed when run has returned
}

func newQueue(out io.Writer, limit int, fail func(error)) *queue {
	return &queue{out: out, limit: limit, fail: fail, wake: make(chan struct{}, 1), done: make(chan struct{})}
}

// push queues body as one frame. After close it does nothing.
func (q *queue) push(body []byte) {
	if waiting, ok := q.add(body); !ok {
		q.fail(fmt.Errorf("the client does not read: %d bytes wait for it", waiting))
	}
	q.signal()
}

// add reports how much waits already if body does not fit any more, and closes the queue then.
func (q *queue) add(body []byte) (waiting int, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return 0, true
	}
	if waiting := len(q.pending); waiting > 0 && waiting+len(body) > q.limit {
		q.pending, q.closed = nil, true
		return waiting, false
	}
	q.pending = appendFrame(q.pending, body)
	return 0, true
}

// close lets run return once everything queued before has been written.
func (q *queue) close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.signal()
}

// drop closes the queue and gives up what waits in it.
func (q *queue) drop() {
	q.mu.Lock()
	q.pending, q.closed = nil, true
	q.mu.Unlock()
	q.signal()
}

func (q *queue) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// run writes what is queued until the queue is closed and empty, or the writer fails.
func (q *queue) run() {
	defer close(q.done)
	var written []byte
	for {
		batch, closed := q.take(written)
		if len(batch) > 0 {
			if _, err := q.out.Write(batch); err != nil {
				q.drop()
				q.fail(err)
				return
			}
			written = batch
			continue
		}
		if closed {
			return
		}
		<-q.wake
		written = batch
	}
}

// take returns all that waits, and makes the buffer of the batch before it the next one to fill.
func (q *queue) take(written []byte) (batch []byte, closed bool) {
	if cap(written) > keepBuffer {
		written = nil
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	batch, q.pending = q.pending, written[:0]
	return batch, q.closed
}
