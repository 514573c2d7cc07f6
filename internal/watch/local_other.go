//go:build !linux && !darwin

package watch

// isLocal can't be asked here, and is taken for true.
func isLocal(string) bool { return true }
