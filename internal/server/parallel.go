package server

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/notes-lsp/notes-lsp/internal/rpc"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// inParallel calls do for 0 to n-1 on all processors and waits for all of them.
// When ctx ends, the calls that have not begun are left out. If one panics, so does
// inParallel, where the one who asked is guarded.
func inParallel(ctx context.Context, n int, do func(i int)) {
	var next atomic.Int64
	var failed atomic.Pointer[rpc.Panic]
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		workers.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					failed.CompareAndSwap(nil, rpc.Caught(r))
				}
			}()
			for ctx.Err() == nil && failed.Load() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				do(i)
			}
		})
	}
	workers.Wait()
	if p := failed.Load(); p != nil {
		panic(p)
	}
}

// eachWithText calls do for 0 to n-1, on all processors, with the mapper of the note
// that id names: each note's text is read once. The mapper is the zero one for a file
// that is no note. What is in a note whose text is not to be had any more is left out.
func (v *view) eachWithText(ctx context.Context, snap *vault.Snapshot, n int, id func(i int) vault.NoteID, do func(i int, m mapper)) {
	of := map[vault.NoteID][]int{}
	var ids []vault.NoteID
	for i := range n {
		if of[id(i)] == nil {
			ids = append(ids, id(i))
		}
		of[id(i)] = append(of[id(i)], i)
	}
	inParallel(ctx, len(ids), func(k int) {
		var m mapper
		if note, isNote := snap.Note(ids[k]); isNote {
			var ok bool
			if m, ok = noteMapper(note, v.encoding); !ok {
				return
			}
		}
		for _, i := range of[ids[k]] {
			do(i, m)
		}
	})
}
