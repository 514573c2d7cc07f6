//go:build !unix

package lsptest

import "time"

var began = time.Now()

// spent is the time since the tests began, where the system tells nothing better.
func spent() time.Duration { return time.Since(began) }
