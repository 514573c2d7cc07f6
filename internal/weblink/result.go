package weblink

import (
	"fmt"
	"net/http"
	"time"
)

// An Outcome is what became of the question.
type Outcome string

const (
	Answered  Outcome = "answered"  // a server answered, be it with an error
	Failed    Outcome = "failed"    // there is no such server, or it talks nonsense
	Unchecked Outcome = "unchecked" // there is no telling
)

// A Result is what is known of an address: facts, which Rules judge.
type Result struct {
	Outcome Outcome   `json:"outcome"`
	At      time.Time `json:"at"`
	Status  int       `json:"status,omitempty"` // HTTP's, of the last answer
	// Reason completes "It could not be reached: ".
	Reason string `json:"reason,omitempty"`
	// Moved is where the page is now for good, "" where it was.
	Moved string `json:"moved,omitempty"`
	// NoAnchor says that the page has no place of the fragment's name.
	NoAnchor bool `json:"noAnchor,omitempty"`

	unreached bool // no connection was made
}

// Codes of what is wrong with an address.
const (
	Broken     = "external-link-broken"
	Moved      = "external-link-moved"
	NotChecked = "external-link-not-checked"
)

// A Finding is what is wrong with an address.
type Finding struct {
	Code    string // "" for nothing
	Message string // a sentence or two, which name the address
	Moved   string // what to write instead, where that is known
}

// Finding judges what is known of an address.
func (r Rules) Finding(url string, known Result) Finding {
	switch {
	case known.Outcome == Failed:
		return Finding{Code: Broken, Message: fmt.Sprintf("%s can't be reached: %s.", url, known.Reason)}
	case known.Outcome == Unchecked:
		return Finding{Code: NotChecked, Message: fmt.Sprintf("%s was not checked: %s.", url, known.Reason)}
	case r.accepts(known.Status) && known.NoAnchor && r.Fragments:
		return Finding{Code: Broken, Message: fmt.Sprintf("%s leads to a page that has no such place.", url)}
	case r.accepts(known.Status) && known.Moved != "":
		return Finding{Code: Moved, Message: fmt.Sprintf("%s has moved for good to %s.", url, known.Moved), Moved: known.Moved}
	case r.accepts(known.Status):
		return Finding{}
	case refusesToTell(known.Status):
		return Finding{Code: NotChecked, Message: fmt.Sprintf("%s was not checked: the server answers %s, which it may do to programs only.", url, statusText(known.Status))}
	}
	return Finding{Code: Broken, Message: fmt.Sprintf("%s is broken: the server answers %s.", url, statusText(known.Status))}
}

// refusesToTell knows the answers of servers that want a login, a browser, or less
// traffic: whether the page is there, they don't say. 999 is LinkedIn's.
func refusesToTell(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired, http.StatusTooManyRequests, 999:
		return true
	}
	return false
}

func statusText(status int) string {
	if text := http.StatusText(status); text != "" {
		return fmt.Sprintf("%d %s", status, text)
	}
	return fmt.Sprint(status)
}
