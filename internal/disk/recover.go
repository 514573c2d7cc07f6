package disk

import (
	"errors"
	"fmt"
	"strings"
)

// Interrupted counts the changes that Recover would end or take back.
func (r *Root) Interrupted() (int, error) {
	left, err := r.journals()
	return len(left), err
}

// Recover ends or takes back the changes of this root that were interrupted; see
// [Root.Commit]. It returns a sentence for each about what it did. An error is a
// sentence too: what it is about stays as it is, for the next one to try again.
func (r *Root) Recover() (told []string, err error) {
	left, err := r.journals()
	if err != nil || len(left) == 0 {
		return nil, err
	}
	unlock, err := lock()
	if err != nil {
		if errors.Is(err, errBusy) {
			return nil, nil // it is not interrupted, or another is at it already
		}
		return nil, err
	}
	defer unlock()
	left, err = r.journals() // as they are with the lock
	if err != nil {
		return nil, err
	}
	var failed []error
	for _, p := range left {
		sentence, err := p.recover()
		if err != nil {
			failed = append(failed, err)
		} else if sentence != "" {
			told = append(told, sentence)
		}
	}
	return told, errors.Join(failed...)
}

func (p *pending) recover() (told string, err error) {
	dir := string(p.journal.Root)
	if dir != p.dir {
		root, err := Open(dir)
		if err != nil {
			return "", err
		}
		defer root.Close()
		root.before = p.before
		p.Root = root
	}
	o := p.settle()
	switch {
	case o.stuck != nil || o.litter != nil:
		return "", &sentence{fmt.Sprintf("An interrupted change in %s could not be ended: %s", dir, errors.Join(o.stuck, o.litter)), errors.Join(o.stuck, o.litter)}
	case o.made:
		return fmt.Sprintf("An interrupted change in %s was ended.", dir), nil
	case len(o.odd) > 0:
		return fmt.Sprintf("An interrupted change in %s was taken back, but for what has changed since: %s.", dir, strings.Join(o.odd, ", ")), nil
	}
	return fmt.Sprintf("An interrupted change in %s was taken back.", dir), nil
}
