package feature

import (
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// Daily says where the notes of days are, and which day it is.
type Daily struct {
	Pattern string // config.Daily.Pattern; "" for no such notes
	Today   time.Time
}

// Path is the path of a day's note, without its extension.
func (d Daily) Path(day time.Time) string {
	return strings.NewReplacer("YYYY", day.Format("2006"), "YY", day.Format("06"), "MM", day.Format("01"), "DD", day.Format("02")).Replace(d.Pattern)
}

// Day is the day whose note is at a path, without its extension: by the pattern, or
// by the name alone where that is a day as ISO 8601 writes it. A bare name counts as
// the end of the pattern.
func (d Daily) Day(p string) (day time.Time, ok bool) {
	if day, err := time.Parse(dateForm, path.Base(p)); err == nil {
		return day, true
	}
	pattern := d.Pattern
	if !strings.Contains(p, "/") {
		pattern = path.Base(pattern)
	}
	layout := strings.NewReplacer("YYYY", "\x002006\x00", "YY", "\x0006\x00", "MM", "\x0001\x00", "DD", "\x0002\x00").Replace(pattern)
	day, ok = parseDay(strings.Split(layout, "\x00"), p)
	return day, ok && Daily{Pattern: pattern}.Path(day) == p
}

// Beside returns the nearest note of a day after that of from, or before it where step
// is -1. The error is an Obstacle.
func (d Daily) Beside(s *vault.Snapshot, from vault.NoteID, step int) (vault.NoteID, error) {
	day, ok := d.dayOf(from)
	if !ok {
		return "", obstacle("%s is no note of a day: daily.pattern is %q.", from, d.Pattern)
	}
	var best vault.NoteID
	var bestDay time.Time
	for n := range s.Each() {
		other, ok := d.dayOf(n.ID)
		if !ok || other.Compare(day) != step {
			continue
		}
		if c := other.Compare(bestDay); best == "" || c == -step || c == 0 && n.ID < best {
			best, bestDay = n.ID, other
		}
	}
	if best == "" && step < 0 {
		return "", obstacle("There is no daily note before %s.", from)
	} else if best == "" {
		return "", obstacle("There is no daily note after %s.", from)
	}
	return best, nil
}

// dayOf is the day whose note is at the path of id, by the whole pattern.
func (d Daily) dayOf(id vault.NoteID) (time.Time, bool) {
	p := strings.TrimSuffix(string(id), path.Ext(string(id)))
	if !id.IsNote() || path.Dir(p) != "." && !strings.Contains(d.Pattern, "/") {
		return time.Time{}, false
	}
	day, ok := d.Day(p)
	return day, ok && vault.SameText(d.Path(day), p)
}

// parseDay reads p by a layout, of which every second part stands for a year, a
// month or a day. It must have all three.
func parseDay(layout []string, p string) (time.Time, bool) {
	var form, digits []string
	has := map[byte]bool{}
	for i, part := range layout {
		if len(part) > len(p) {
			return time.Time{}, false
		}
		if i%2 == 1 && !has[part[len(part)-1]] {
			has[part[len(part)-1]] = true
			form, digits = append(form, part), append(digits, p[:len(part)])
		}
		p = p[len(part):]
	}
	day, err := time.Parse(strings.Join(form, " "), strings.Join(digits, " "))
	return day, err == nil && len(form) == 3
}

// day tells of a day's note which day that is and how long ago.
func (h hover) day(id string) {
	day, ok := h.Daily.Day(strings.TrimSuffix(id, ".md"))
	if !ok {
		return
	}
	h.printf(" · %s", day.Weekday())
	if !h.Daily.Today.IsZero() {
		h.printf(", %s", ago(day, h.Daily.Today))
	}
}

// ago says how far day is from today.
func ago(day, today time.Time) string {
	// Days of the calendar: in the night that clocks change they have no 24 hours.
	date := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	days := int(date(today).Sub(date(day)).Hours() / 24)
	switch days {
	case 0:
		return "today"
	case 1:
		return "yesterday"
	case -1:
		return "tomorrow"
	}
	n := max(days, -days)
	var span string
	switch {
	case n < 14:
		span = count(n, "day")
	case n < 60:
		span = count(n/7, "week")
	case n < 2*365:
		span = count(n*12/365, "month")
	default:
		span = count(n*100/36525, "year")
	}
	if days < 0 {
		return "in " + span
	}
	return fmt.Sprintf("%s ago", span)
}
