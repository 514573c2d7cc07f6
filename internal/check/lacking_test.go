package check

import (
	"os"
	"testing"
)

// lacking skips a test that needs what the machine does not have; in CI it fails, so
// that nothing goes untested there in silence.
func lacking(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}
