package feature

import (
	"fmt"
	"path"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/markdown"
	"github.com/notes-lsp/notes-lsp/internal/text"
	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// link returns the edits that u needs to lead to the same place as before: none where
// it does so as it is. ok is false where no spelling leads there.
func (r *Revision) link(u use) (edits []text.Edit, ok bool) {
	n, l := u.note, u.link
	t := r.old.Resolve(u.from, l)
	where := r.where(u)
	switch {
	case t.Status == vault.Missing && r.isRepathed(u, t.ID):
		if target := repath(l, isAngled(n, l), r.old.Rules().SitePrefix(l), u.from, where, t.ID, r.moved(t.ID))[0]; target != l.Target {
			edits = append(edits, writeTarget(n, l, target))
		}
		return edits, true
	case t.Status == vault.Outside && isPathFromNote(l) && where.Dir() != u.from.Dir():
		return []text.Edit{writeTarget(n, l, outsidePath(l, isAngled(n, l), u.from, where))}, true
	case t.Status != vault.Found:
		return nil, true
	}
	to, ok := r.goal(u, t)
	if !ok {
		return nil, false
	}
	if now := r.next.Resolve(where, l); !leadsThere(now, t, to.id) || r.isRepathed(u, t.ID) {
		target, label, ok := r.retarget(u, t, to.id)
		if !ok {
			return nil, false
		}
		if target != l.Target {
			edits = append(edits, writeTarget(n, l, target))
		}
		if label != "" {
			edits = append(edits, addLabel(n, l, label))
		}
	}
	fragment, ok := r.fragment(l, t.ID, to)
	if l.Kind == markdown.Wiki && fragment != l.Fragment {
		fragment = writtenIn(n.Syntax(), fragment)
	}
	switch {
	case !ok:
		return nil, false
	case fragment == l.Fragment:
	case l.HasFragment:
		edits = append(edits, text.Edit{Span: l.FragmentSpan, New: fragment})
	default:
		edits = append(edits, text.Edit{Span: l.FragmentSpan, New: "#" + fragment})
	}
	return edits, true
}

// outsidePath is how l, which leads out of the root from one note, says the same from
// another. Nothing is read there, so this is all that can be known of it.
func outsidePath(l *markdown.Link, angled bool, from, where vault.NoteID) string {
	target, query := l.Target, ""
	if i := strings.IndexByte(target, '?'); i >= 0 && l.Kind != markdown.Wiki {
		target, query = target[:i], target[i:]
	}
	p := path.Join(from.Dir(), vault.Decode(target)) // starts with "../"
	if dir := where.Dir(); dir != "" {
		p = strings.Repeat("../", strings.Count(dir, "/")+1) + p
	}
	if strings.HasSuffix(target, "/") {
		p += "/"
	}
	if l.Kind == markdown.Wiki {
		return p
	}
	return encodeLike(p, target, specialsOf(l, target, p, angled)) + query
}

// where is the note that u stands in afterwards.
func (r *Revision) where(u use) vault.NoteID {
	if u.in != nil {
		return r.moved(u.in.to)
	}
	return r.moved(u.from)
}

// leadsThere reports whether now is want, as surely as before it was what t says.
func leadsThere(now, t vault.Target, want vault.NoteID) bool {
	arrived := now.ID == want || t.Folder && vault.NoteID(now.ID.Dir()) == want // a note stands for the folder now
	return now.Status == vault.Found && arrived && (len(now.Rivals) == 0 || len(t.Rivals) > 0) && (!now.OtherCase || t.OtherCase) && now.By <= t.By
}

// isRepathed reports whether u is the shortest path from its note to id, and stands in
// another folder now: then the path is made anew, be it right as it is, since ../a/x
// is no way to write x in the folder a.
func (r *Revision) isRepathed(u use, id vault.NoteID) bool {
	return r.where(u).Dir() != u.from.Dir() && isPathFromNote(u.link) && isShortest(vault.Decode(u.link.Target), u.from, id)
}

// isShortest reports whether a path is the relative one from a note to id, whatever
// it says of the extension.
func isShortest(p string, from, id vault.NoteID) bool {
	rel := relative(from.Dir(), string(id))
	p = strings.TrimPrefix(p, "./")
	return p == rel || id.IsNote() && p == strings.TrimSuffix(rel, path.Ext(rel)) || bareOf(p) == bareOf(rel)
}

// isPathFromNote reports whether the folder of the note that l is in counts.
func isPathFromNote(l *markdown.Link) bool {
	if l.Target == "" || l.Target[0] == '/' {
		return false
	}
	return l.Kind != markdown.Wiki || strings.HasPrefix(l.Target, "./") || strings.HasPrefix(l.Target, "../")
}

// retarget finds how l, which leads to t in the old vault, is to name want in the new
// one: the first spelling in l's own style that leads there and nowhere else. A note
// that was called by an alias that it has no more is called by its name, and label is
// what the link must say to look the same.
func (r *Revision) retarget(u use, t vault.Target, want vault.NoteID) (target, label string, ok bool) {
	l, from := u.link, r.where(u)
	leads := func(target string) bool {
		if target == "" || l.Kind == markdown.Wiki && !r.holds(target, "") {
			return false
		}
		now := r.next.Resolve(from, &markdown.Link{Kind: l.Kind, Target: target})
		return leadsThere(now, t, want)
	}
	angled := isAngled(u.note, l)
	if l.Target == "" {
		target, ok = firstOf(leads, func() []string { return fresh(l, angled, from, want) })
		return target, "", ok
	}
	// Only few links need to be spelled in the second way: to list what that comes to
	// for each would take most of the time of a rename.
	byPath := func() []string { return repath(l, angled, r.old.Rules().SitePrefix(l), u.from, from, t.ID, want) }
	byName := func() []string { return namings(l, t.ID, want) }
	if l.Kind != markdown.Wiki || strings.HasPrefix(l.Target, ".") {
		target, ok = firstOf(leads, byPath)
		return target, "", ok
	}
	if t.By != vault.ByPath {
		if name := r.otherName(l, t, want); leads(name) {
			return name, "", true
		}
		if r.moved(t.ID) == want && l.LabelSpan.Empty() && !l.Embed && !strings.ContainsAny(l.Target, "|[]") {
			label = l.Target
		}
	}
	target, ok = firstOf(leads, byName, byPath)
	return target, label, ok
}

// firstOf is the first spelling that leads there; each list is made when the ones before
// it have none.
func firstOf(leads func(string) bool, lists ...func() []string) (target string, ok bool) {
	for _, list := range lists {
		for _, target := range list() {
			if leads(target) {
				return target, true
			}
		}
	}
	return "", false
}

// holds reports whether a wiki link can be written with these parts, and reads as such.
func (r *Revision) holds(target, fragment string) bool {
	if !strings.ContainsAny(target, "|#[];*") && !strings.ContainsAny(fragment, "|[];") {
		return true
	}
	syntax := r.old.Rules().Syntax
	src := "[[" + writtenIn(syntax, target) + "]]"
	if fragment != "" {
		src = "[[" + writtenIn(syntax, target) + "#" + writtenIn(syntax, fragment) + "]]"
	}
	links := syntax.Parse([]byte(src)).Links
	return len(links) == 1 && links[0].Target == target && links[0].Fragment == fragment && links[0].Span.Len() == len(src)
}

// otherName returns what l, which names the note by an alias or title as t says, could
// name it by afterwards: what took the place of the old name.
func (r *Revision) otherName(l *markdown.Link, t vault.Target, want vault.NoteID) string {
	old, _ := r.old.Note(t.ID)
	now, stays := r.next.Note(want)
	switch {
	case !stays || r.moved(t.ID) != want:
		return ""
	case t.By == vault.ByTitle:
		return now.Doc.Title()
	}
	was, is := old.Doc.FrontMatter.Aliases, now.Doc.FrontMatter.Aliases
	for i, a := range was {
		if len(was) == len(is) && vault.Fold(a.Text) == vault.Fold(l.Target) {
			return is[i].Text
		}
	}
	return ""
}

// fresh lists the ways to name to in l, which named nothing but a place in the note it
// stood in, and stands in from now.
func fresh(l *markdown.Link, angled bool, from, to vault.NoteID) []string {
	var out []string
	if l.Kind == markdown.Wiki {
		segments := strings.Split(strings.TrimSuffix(string(to), path.Ext(string(to))), "/")
		for i := range segments {
			out = append(out, strings.Join(segments[len(segments)-1-i:], "/"))
		}
		return append(out, string(to), encode(string(to), "%#|[]", upperHex, false))
	}
	rel := relative(from.Dir(), string(to))
	for _, p := range []string{rel, "./" + rel, "/" + string(to)} {
		out = append(out, encode(p, specialsOf(l, "", p, angled), upperHex, false))
	}
	return out
}

// namings lists the ways to name to in a wiki link that now names id by its file name
// or the end of its path: as many folders as there are now, then more.
func namings(l *markdown.Link, id, to vault.NoteID) []string {
	target := strings.TrimSuffix(l.Target, "/")
	decoded := vault.Decode(target)
	whole := string(to)
	if !saysExtension(decoded, id) && !saysExtension(target, id) && to.IsNote() {
		whole = strings.TrimSuffix(whole, path.Ext(whole))
	}
	lead := ""
	if strings.HasPrefix(target, "/") {
		lead = "/"
	}
	segments := strings.Split(whole, "/")
	n := strings.Count(strings.Trim(decoded, "/"), "/") + 1
	bare := strings.TrimSuffix(string(id), path.Ext(string(id)))
	for _, p := range []string{strings.Trim(target, "/"), strings.Trim(decoded, "/")} {
		if n > 1 && (p == string(id) || p == bare) {
			n = len(segments) // it is the whole path
		}
	}
	form := formOf(l.Target, id, to)
	var out []string
	for n := min(n, len(segments)); n <= len(segments); n++ {
		out = append(out, form(lead+strings.Join(segments[len(segments)-n:], "/")))
	}
	if dir := to.Dir(); dir != "" && strings.EqualFold(path.Base(id.Dir()), path.Base(decoded)) {
		out = append([]string{form(lead + path.Base(dir)), form(lead + dir)}, out...) // a folder's note, called by its folder
	}
	if strings.HasSuffix(l.Target, "/") {
		out = append([]string{out[0] + "/"}, out...)
	}
	if out = append(out, string(to)); !strings.ContainsAny(string(to), "%#|[]") {
		return out
	}
	// What the syntax can't hold can still be encoded, which few other tools read.
	return append(out, strings.NewReplacer("%", "%25", "#", "%23", "|", "%7C", "[", "%5B", "]", "%5D").Replace(string(to)))
}

// repath lists the destinations that lead to the path to, in l's style: l now leads
// to id from oldFrom, and will stand in from. Site is what stands before the path where l
// is an address of the vault's own site.
func repath(l *markdown.Link, angled bool, site string, oldFrom, from, id, to vault.NoteID) []string {
	target, query := l.Target, ""
	if i := strings.IndexByte(target, '?'); i >= 0 && l.Kind != markdown.Wiki {
		target, query = target[:i], target[i:]
	}
	decoded := vault.Decode(strings.TrimPrefix(target, site))
	mark := site
	for _, m := range []string{"@site/", "~/", "/"} {
		if mark == "" && strings.HasPrefix(decoded, m) {
			mark, decoded = m, decoded[len(m):]
			break
		}
	}
	ends := endings(decoded, id, to)
	inForm := formOf(l.Target, id, to)
	var forms []string
	add := func(prefix, p string) {
		for _, end := range ends {
			form := prefix + end(p)
			if l.Kind != markdown.Wiki {
				form = encodeLike(form, l.Target, specialsOf(l, l.Target, form, angled))
			}
			if l.Kind == markdown.Wiki {
				form = inForm(form)
			} else if strings.Contains(path.Base(target), "%") && bareOf(path.Base(target)) == bareOf(path.Base(string(id))) {
				forms = append(forms, strings.ReplaceAll(form, "%25", "%")+query) // it takes % for itself
			}
			forms = append(forms, form+query)
		}
	}
	rel := relative(from.Dir(), string(to))
	dotted := ""
	if strings.HasPrefix(decoded, "./") && !strings.HasPrefix(rel, "../") {
		dotted = "./"
	}
	wasRelative := mark == "" && isShortest(path.Clean(decoded), oldFrom, id)
	switch {
	case mark != "":
		for _, p := range cuts(id, to, decoded) {
			add(mark, p)
		}
	case !wasRelative:
		for _, p := range cuts(id, to, decoded) {
			add("", p) // from a content root
		}
	}
	add(dotted, rel)
	add("./", rel)
	add("../", rel) // a page's folder is one deeper than its note's
	add("/", string(to))
	return forms
}

// cuts lists to without the folders that decoded leaves out of id, such as a content
// root's, then whole and without ever more of its first folders.
func cuts(id, to vault.NoteID, decoded string) []string {
	segments := strings.Split(string(to), "/")
	left := max(strings.Count(string(id), "/")-strings.Count(strings.Trim(decoded, "/"), "/"), 0)
	var out []string
	if left > 0 && left < len(segments) {
		out = append(out, strings.Join(segments[left:], "/"))
	}
	for i := range segments {
		out = append(out, strings.Join(segments[i:], "/"))
	}
	return out
}

// endings lists how a path may end, the first as decoded does, which leads to id: with
// the extension, without it, as a page of the site, as the folder that a note stands for.
func endings(decoded string, id, to vault.NoteID) []func(string) string {
	whole := func(p string) string { return p }
	bare := func(p string) string { return strings.TrimSuffix(p, path.Ext(p)) }
	ext := path.Ext(decoded)
	isFolder := !strings.EqualFold(bareOf(path.Base(decoded)), id.Name()) && id.IsNote() && strings.EqualFold(path.Base(id.Dir()), path.Base(path.Clean(decoded)))
	slash := ""
	if strings.HasSuffix(decoded, "/") {
		slash = "/"
	}
	switch {
	case isFolder && to.IsNote():
		return []func(string) string{func(p string) string { return path.Dir(p) + slash }, whole}
	case !id.IsNote() || !to.IsNote():
		return []func(string) string{func(p string) string { return p + slash }}
	case slash != "":
		return []func(string) string{func(p string) string { return bare(p) + "/" }, whole}
	case saysExtension(decoded, id):
		return []func(string) string{whole}
	case strings.EqualFold(ext, ".html"), strings.EqualFold(ext, ".htm"):
		return []func(string) string{func(p string) string { return bare(p) + ext }, whole}
	}
	return []func(string) string{bare, whole}
}

// saysExtension reports whether a path to id ends in the whole name of its file.
func saysExtension(p string, id vault.NoteID) bool {
	return vault.Fold(path.Base(p)) == vault.Fold(path.Base(string(id)))
}

func bareOf(p string) string {
	if vault.NoteID(p).IsNote() || strings.HasSuffix(p, ".html") {
		return strings.TrimSuffix(p, path.Ext(p))
	}
	return strings.TrimSuffix(p, "/")
}

// formOf returns how to write the path to in the Unicode form that the link, which leads
// to id, is typed in where the file's is another: whoever writes NFC goes on to do so.
func formOf(typed string, id, to vault.NoteID) func(string) string {
	isNFC := func(s string) bool { return vault.NFC(s) == s }
	typed = vault.Decode(typed)
	switch {
	case isNFC(string(id)) && (isNFC(string(to)) || isASCII(typed)), !isNFC(typed):
		return func(s string) string { return s } // as on disk
	}
	return vault.NFC
}

// writtenIn is a part of a wiki link as the syntax has it: entities count in Jekyll's.
func writtenIn(syntax markdown.Syntax, part string) string {
	if syntax.LabelBehind && strings.Contains(part, ";") {
		return strings.ReplaceAll(part, "&", "&amp;")
	}
	return part
}

// writeTarget is the edit that gives l another target.
func writeTarget(n *vault.Note, l *markdown.Link, target string) text.Edit {
	if l.Kind == markdown.Wiki {
		target = writtenIn(n.Syntax(), target)
	}
	if l.Kind == markdown.HTML && strings.ContainsAny(target, "&\"'`=") {
		escapes := []string{"&", "&amp;"}
		switch quote := byteBefore(n, l.TargetSpan); quote {
		case '"', '\'':
			escapes = append(escapes, string(quote), fmt.Sprintf("%%%X", quote))
		default:
			escapes = append(escapes, "\"", "%22", "'", "%27", "`", "%60", "=", "%3D")
		}
		target = strings.NewReplacer(escapes...).Replace(target)
	}
	return text.Edit{Span: l.TargetSpan, New: target}
}

// isAngled reports whether l's destination stands in <>.
func isAngled(n *vault.Note, l *markdown.Link) bool {
	if l.Kind != markdown.Inline && l.Kind != markdown.Definition || l.TargetSpan.Start < l.LabelSpan.End+3 {
		return false // there is no room for it, so the note need not be read
	}
	return byteBefore(n, l.TargetSpan) == '<'
}

// byteBefore is the byte in front of span, 0 where the text is not to be had.
func byteBefore(n *vault.Note, span text.Span) byte {
	src := n.Text()
	if span.Start < 1 || int(span.Start) > len(src) {
		return 0
	}
	return src[span.Start-1]
}

// addLabel is the edit that gives the wiki link l a label.
func addLabel(n *vault.Note, l *markdown.Link, label string) text.Edit {
	pipe := "|"
	if inTableRow(n.Text(), int(l.Span.Start)) {
		pipe = "\\|"
	}
	at, written := max(l.TargetSpan.End, l.FragmentSpan.End), pipe+label
	switch syntax := n.Syntax(); {
	case syntax.LabelFirst:
		at, written = l.TargetSpan.Start, label+pipe
	case syntax.LabelBehind:
		at, written = l.Span.End, "{"+label+"}"
	}
	return text.Edit{Span: text.Between(int(at), int(at)), New: written}
}

// inTableRow reports whether the line at off is a table's row, where a pipe must be
// escaped.
func inTableRow(src []byte, off int) bool {
	if off > len(src) {
		return false
	}
	line := lineAround(src, off)
	return strings.HasPrefix(strings.TrimLeft(string(line.Of(src)), " \t>"), "|")
}
