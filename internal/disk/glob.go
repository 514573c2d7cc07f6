package disk

import "strings"

// A glob is one compiled pattern in the syntax of git's wildmatch.c with
// WM_PATHNAME: '*' and '?' stop at a slash, "**" between slashes does not.
// As in git it speaks bytes, so "?" is one byte and "é" needs two of them.
type glob struct {
	literal string // what the text begins with, up to the first wildcard
	ops     []op   // the rest, from the first wildcard on
	tail    string // the plain bytes that ops ends with: a quick no
}

type op struct {
	kind opKind
	char byte       // of opByte
	set  *[256]bool // of opSet
}

type opKind uint8

const (
	opByte opKind = iota // char
	opAny                // '?': one byte, no slash
	opSet                // '[a-z]': one byte of set, no slash
	opStar               // '*': any bytes, no slash
	opDirs               // "**/": nothing, or anything that ends in a slash
	opAll                // "**" at the end: anything
)

// compileGlob compiles a pattern; ok is false for one that matches nothing,
// such as a '[' that is never closed or a backslash at the end.
func compileGlob(pattern string) (g glob, ok bool) {
	wild := strings.IndexAny(pattern, `*?[\`)
	if wild < 0 {
		return glob{literal: pattern}, true
	}
	g.literal = pattern[:wild]
	rest := pattern[wild:]
	for i := 0; i < len(rest); {
		next := op{kind: opByte, char: rest[i]}
		width := 1
		switch rest[i] {
		case '\\':
			if i+1 == len(rest) {
				return glob{}, false
			}
			next.char, width = rest[i+1], 2
		case '?':
			next = op{kind: opAny}
		case '[':
			var set *[256]bool
			if set, width = parseSet(rest[i:]); width == 0 {
				return glob{}, false
			}
			next = op{kind: opSet, set: set}
		case '*':
			next.kind, width = parseStars(rest, i)
		}
		g.ops = append(g.ops, next)
		i += width
	}
	g.tail = plainTail(g.ops)
	return g, true
}

// parseStars reads the run of stars at pattern[at:] and returns what it stands
// for and its width in bytes, the slash of "**/" included. Two stars or more
// cross slashes when they stand between slashes or at an end.
//
// The pattern begins at its first wildcard, since git compares what is before
// it on its own: that is why "a**/x" also finds a/b/x, against the letter of
// gitignore(5).
func parseStars(pattern string, at int) (kind opKind, width int) {
	after := strings.TrimLeft(pattern[at:], "*")
	width = len(pattern) - at - len(after)
	opened := at == 0 || pattern[at-1] == '/'
	switch {
	case width < 2 || !opened:
		return opStar, width
	case strings.HasPrefix(after, "/"):
		return opDirs, width + 1
	case after == "" || strings.HasPrefix(after, `\/`):
		return opAll, width
	}
	return opStar, width
}

// plainTail returns the bytes that every match of ops ends with.
func plainTail(ops []op) string {
	from := len(ops)
	for from > 0 && ops[from-1].kind == opByte {
		from--
	}
	tail := make([]byte, 0, len(ops)-from)
	for _, o := range ops[from:] {
		tail = append(tail, o.char)
	}
	return string(tail)
}

// match reports whether the glob matches the whole text.
func (g *glob) match(text string) bool {
	rest, ok := strings.CutPrefix(text, g.literal)
	if !ok {
		return false
	}
	if len(g.ops) == 0 {
		return rest == ""
	}
	return strings.HasSuffix(rest, g.tail) && matchOps(g.ops, rest)
}

// matchOps goes forward and, where it fails, back to the last star only, or
// when that has run into a slash to the last "**". No earlier one needs a
// second try: whatever it could take more, the later one can take instead.
// So the time is at most the product of both lengths for each "**" tried, and
// never exponential in the number of stars.
func matchOps(ops []op, text string) bool {
	var star, wide retry
	i, j := 0, 0
	for {
		switch {
		case i == len(ops):
			if j == len(text) {
				return true
			}
		case ops[i].kind == opStar:
			star = retry{set: true, op: i, at: j}
			i++
			continue
		case ops[i].kind == opDirs, ops[i].kind == opAll:
			wide, star = retry{set: true, op: i, at: j}, retry{}
			i++
			continue
		case j < len(text) && ops[i].takes(text[j]):
			i, j = i+1, j+1
			continue
		}
		switch {
		case star.longer(ops, text):
			i, j = star.op+1, star.at
		case wide.longer(ops, text):
			star = retry{}
			i, j = wide.op+1, wide.at
		default:
			return false
		}
	}
}

// takes reports whether a single-byte op matches c.
func (o *op) takes(c byte) bool {
	switch o.kind {
	case opAny:
		return c != '/'
	case opSet:
		return o.set[c]
	}
	return o.char == c
}

// A retry is a wildcard to come back to.
type retry struct {
	set bool
	op  int // the wildcard
	at  int // the end of what it takes now
}

// longer makes the wildcard take the next longer piece of text, if it can.
func (r *retry) longer(ops []op, text string) bool {
	if !r.set || r.at >= len(text) {
		return false
	}
	switch ops[r.op].kind {
	case opStar:
		if text[r.at] == '/' {
			return false
		}
		r.at++
	case opAll:
		r.at++
	case opDirs:
		slash := strings.IndexByte(text[r.at:], '/')
		if slash < 0 {
			return false
		}
		r.at += slash + 1
	}
	return true
}
