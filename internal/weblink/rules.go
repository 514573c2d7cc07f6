package weblink

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Rules are what a vault's settings say about addresses. The zero Rules accept 200 to
// 299 and don't wait between requests.
type Rules struct {
	// Ignore are patterns of addresses that are not asked about; see Pattern.
	Ignore []string
	// Accept are ranges of HTTP statuses that are fine, as in "200-299" and "403".
	Accept []string
	// Fragments says that a page must have the place that a fragment names.
	Fragments bool
	// Timeout is how long a request may take, 20 seconds where it is 0.
	Timeout time.Duration
	// Pause is the time from one request to a host to the next.
	Pause time.Duration
}

// Pattern makes a question of a pattern: /a regular expression/ anywhere in the
// address, or else the whole address with "*" for any text.
func Pattern(p string) (func(url string) bool, error) {
	if inner, ok := strings.CutPrefix(p, "/"); ok && len(p) > 1 && strings.HasSuffix(p, "/") {
		re, err := regexp.Compile(strings.TrimSuffix(inner, "/"))
		if err != nil {
			return nil, err
		}
		return re.MatchString, nil
	}
	parts := strings.Split(p, "*")
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(part)
	}
	re, err := regexp.Compile(`^(?s:` + strings.Join(parts, ".*") + `)$`)
	if err != nil {
		return nil, err
	}
	return re.MatchString, nil
}

// ignorer brings the patterns together; one that can't be read matches nothing.
func (r Rules) ignorer() func(url string) bool {
	var patterns []func(string) bool
	for _, p := range r.Ignore {
		if match, err := Pattern(p); err == nil {
			patterns = append(patterns, match)
		}
	}
	return func(url string) bool {
		for _, match := range patterns {
			if match(url) {
				return true
			}
		}
		return false
	}
}

// ParseStatuses reads a range of HTTP statuses: "200-299", "403".
func ParseStatuses(s string) (from, to int, err error) {
	first, last, isRange := strings.Cut(s, "-")
	if !isRange {
		last = first
	}
	from, err = strconv.Atoi(first)
	if err == nil {
		to, err = strconv.Atoi(last)
	}
	if err != nil || from < 100 || to > 999 || to < from {
		return 0, 0, fmt.Errorf("%q is no range of HTTP statuses", s)
	}
	return from, to, nil
}

// accepts reports whether a status is fine.
func (r Rules) accepts(status int) bool {
	if len(r.Accept) == 0 {
		return status >= 200 && status <= 299
	}
	for _, s := range r.Accept {
		if from, to, err := ParseStatuses(s); err == nil && from <= status && status <= to {
			return true
		}
	}
	return false
}

// timeout is Timeout, with its default.
func (r Rules) timeout() time.Duration {
	if r.Timeout <= 0 {
		return 20 * time.Second
	}
	return r.Timeout
}
