package disk

import "strings"

// parseSet reads the bracket expression that pattern begins with and returns
// the bytes it takes, and its width in pattern. The width is 0 where it is not
// closed or names an unknown class; wildmatch.c then matches nothing. A slash
// is never taken, not even by [!a].
func parseSet(pattern string) (set *[256]bool, width int) {
	set = new([256]bool)
	i := 1
	negated := i < len(pattern) && (pattern[i] == '!' || pattern[i] == '^')
	if negated {
		i++
	}
	first := i
	low := -1 // the byte before, where a '-' may make a range of it
	for i < len(pattern) && (pattern[i] != ']' || i == first) {
		item := parseSetItem(pattern[i:], low)
		if item.width == 0 {
			return nil, 0
		}
		item.addTo(set)
		i += item.width
		low = item.low
	}
	if i >= len(pattern) {
		return nil, 0
	}
	for c := range set {
		set[c] = set[c] != negated
	}
	set['/'] = false
	return set, i + 1
}

// A setItem is one part of a bracket expression: a byte, a range or a class.
type setItem struct {
	from, to byte            // both ends are in the range
	class    func(byte) bool // instead of the range, if not nil
	low      int             // what a '-' after it would start at, or -1
	width    int             // bytes of the pattern, 0 for a malformed one
}

func (s setItem) addTo(set *[256]bool) {
	for c := range set {
		if s.class != nil {
			set[c] = set[c] || s.class(byte(c))
		} else {
			set[c] = set[c] || int(s.from) <= c && c <= int(s.to)
		}
	}
}

// parseSetItem reads the part at the start of pattern; low is the byte before
// it, or -1 where that was a range or a class.
func parseSetItem(pattern string, low int) setItem {
	switch {
	case pattern[0] == '-' && low >= 0 && len(pattern) > 1 && pattern[1] != ']':
		high, width := escaped(pattern[1:])
		if width == 0 {
			return setItem{}
		}
		return setItem{from: byte(low), to: high, low: -1, width: 1 + width}
	case strings.HasPrefix(pattern, "[:"):
		name, _, closed := strings.Cut(pattern[2:], "]")
		if !closed {
			return setItem{}
		}
		if class, ok := strings.CutSuffix(name, ":"); ok {
			if f := classOf(class); f != nil {
				return setItem{class: f, low: -1, width: len("[:") + len(name) + len("]")}
			}
			return setItem{}
		}
	}
	c, width := escaped(pattern)
	return setItem{from: c, to: c, low: int(c), width: width}
}

// escaped reads one byte, or two where the first is a backslash.
func escaped(pattern string) (c byte, width int) {
	if pattern[0] != '\\' {
		return pattern[0], 1
	}
	if len(pattern) < 2 {
		return 0, 0
	}
	return pattern[1], 2
}

// classOf returns the named POSIX class as git has it, of ASCII only, or nil.
func classOf(name string) func(byte) bool {
	switch name {
	case "alnum":
		return func(c byte) bool { return isAlpha(c) || isDigit(c) }
	case "alpha":
		return isAlpha
	case "blank":
		return func(c byte) bool { return c == ' ' || c == '\t' }
	case "cntrl":
		return func(c byte) bool { return c < ' ' || c == 0x7f }
	case "digit":
		return isDigit
	case "graph":
		return func(c byte) bool { return ' ' < c && c < 0x7f }
	case "lower":
		return isLower
	case "print":
		return func(c byte) bool { return ' ' <= c && c < 0x7f }
	case "punct":
		return func(c byte) bool { return ' ' < c && c < 0x7f && !isAlpha(c) && !isDigit(c) }
	case "space":
		return func(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
	case "upper":
		return isUpper
	case "xdigit":
		return func(c byte) bool { return isDigit(c) || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F' }
	}
	return nil
}

func isAlpha(c byte) bool { return isLower(c) || isUpper(c) }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
