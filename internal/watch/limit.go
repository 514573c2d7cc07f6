package watch

import (
	"errors"
	"fmt"
	"runtime"
	"syscall"
)

// isLimit reports whether the system gives no more to listen with: inotify has no
// watches or no instances left for this user, or there are no file descriptors.
func isLimit(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}

// deaf gives listening up: sweeps have to do.
func (w *Watcher) deaf(err error) {
	w.ear.close()
	w.hearing.Store(false)
	w.o.Log.Warn("cannot listen to the disk, look at it time and again instead", "error", err)
	if w.o.Told != nil && isLimit(err) {
		w.o.Told(limitSentence(w.o.Root.Dir(), err))
	}
}

// limitSentence says what is the matter and what helps.
func limitSentence(dir string, err error) string {
	says := fmt.Sprintf("The system lets notes-lsp watch no more folders, so it looks at %s every few seconds instead: changes by other programs show a little later. ", dir)
	switch {
	case runtime.GOOS != "linux":
		return says + "To have them shown at once, raise the number of open files (ulimit -n) or open fewer folders."
	case errors.Is(err, syscall.ENOSPC):
		return says + "To have them shown at once, raise the limit: sudo sysctl fs.inotify.max_user_watches=524288"
	}
	return says + "To have them shown at once, raise the limit: sudo sysctl fs.inotify.max_user_instances=1024"
}
