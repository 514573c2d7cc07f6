package doctor

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strconv"
	"strings"

	"github.com/notes-lsp/notes-lsp/internal/cache"
	"github.com/notes-lsp/notes-lsp/internal/config"
	"github.com/notes-lsp/notes-lsp/internal/disk"
	"github.com/notes-lsp/notes-lsp/internal/weblink"
)

// settings tells what is not a default, and where it is from. Texts may be names.
func (e *examination) settings() {
	e.section("Settings that are not defaults")
	for _, entry := range e.terms.Entries {
		if entry.From != "default" {
			e.fact(entry.Key, "%s  # %s", e.value(entry), e.origin(entry.From))
		}
	}
	if len(e.Sections[len(e.Sections)-1].Facts) == 0 {
		e.fact("none", "all are defaults")
	}
}

// value is a setting as TOML writes it, or how much of it there is where it may hold a
// name: switches and choices from a list hold none.
func (e *examination) value(entry config.Entry) string {
	_, line, _ := strings.Cut(entry.String(), " = ")
	v := reflect.ValueOf(entry.Value)
	switch {
	case e.Names, v.Kind() == reflect.Bool:
		return line
	case v.Kind() == reflect.Slice:
		return fmt.Sprintf("(%s; --names shows them)", plural(v.Len(), "text"))
	case v.Type() != reflect.TypeFor[string](): // one of a few
		return line
	}
	return e.named(v.String())
}

// origin is where a setting is from: of the user's own file the line only, as its path
// may hold the user's name.
func (e *examination) origin(from string) string {
	if path, err := config.UserPath(); err == nil && !e.Names {
		return strings.ReplaceAll(from, path, "your settings")
	}
	return from
}

// watching tells whether the system lets a program watch so many folders.
func (e *examination) watching() {
	if runtime.GOOS != "linux" {
		return
	}
	e.section("Watching")
	limit, err := number("/proc/sys/fs/inotify/max_user_watches")
	if err != nil {
		e.fact("limit", "not known")
		return
	}
	e.fact("limit", "%d watches for each user, and the vault has %s", limit, plural(e.folders+1, "folder"))
	e.check(e.folders+1 < limit/2, "the system can watch all folders", "the system may not let all folders be watched",
		"Raise it: sudo sysctl fs.inotify.max_user_watches=524288")
}

func number(file string) (int, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(string(text)))
}

// state tells of what notes-lsp keeps outside the vault.
func (e *examination) state() {
	e.section("State")
	interrupted, err := e.root.Interrupted()
	e.fact("interrupted changes", "%d", interrupted)
	switch {
	case err != nil:
		e.check(false, "", e.sentence(err, "the journals of changes cannot be read"), "Delete the file if no other version of notes-lsp wrote it.")
	default:
		e.check(interrupted == 0, "no change was interrupted", plural(interrupted, "interrupted change")+" of files", "Open the folder in the editor or run 'notes-lsp check': either ends it, or takes it back.")
	}
	if dir, err := disk.StateDir(); err == nil {
		e.check(writable(dir), "there is a place for journals of changes", "the folder for journals of changes can't be written to", "Set XDG_STATE_HOME to a folder that you may write to: without it nothing is moved.")
	}
	path, err := weblink.CachePath()
	if err != nil {
		e.check(false, "", "the system names no folder for caches", "Set HOME, or XDG_CACHE_HOME.")
		return
	}
	size := "none"
	if info, err := os.Stat(path); isFile(info, err) {
		size = fmt.Sprintf("%s, written %s", megabytes(info.Size()), info.ModTime().UTC().Format("2006-01-02"))
	}
	e.fact("what the web said", "%s", size)
	e.index()
	files, bytes := contents(filepath.Dir(path))
	e.fact("caches", "%s, %s", plural(files, "file"), megabytes(bytes))
}

// index tells of what was kept of the notes. The settings of an editor, which are not
// known here, may have it keep another file.
func (e *examination) index() {
	folder, err := cache.Folder()
	if err != nil {
		return
	}
	place := cache.PlaceOf(folder, e.root.Dir(), e.snap.Rules())
	info, err := os.Stat(place.File)
	switch kept, unkept := place.Read(disk.Spread); {
	case !e.terms.Settings.Server.Cache:
		e.fact("index kept for the next start", "none, by the setting server.cache")
	case !isFile(info, err):
		e.fact("index kept for the next start", "none yet, or the vault is too small to need one")
	case unkept != nil:
		e.fact("index kept for the next start", "%s, of no use to this version", megabytes(info.Size()))
	default:
		e.fact("index kept for the next start", "%s of %s, written %s", megabytes(info.Size()), plural(kept.Len(), "note"), kept.Written.UTC().Format("2006-01-02 15:04"))
	}
}

// sentence is an error, and only what it is about where names are not told: it holds a
// path.
func (e *examination) sentence(err error, about string) string {
	if e.Names {
		return err.Error()
	}
	return about + " (--names tells why)"
}

// contents counts the files below a folder, and their bytes.
func contents(dir string) (files int, size int64) {
	_ = filepath.Walk(dir, func(_ string, info os.FileInfo, err error) error { // what can't be read is not counted
		if isFile(info, err) {
			files, size = files+1, size+info.Size()
		}
		return nil
	})
	return files, size
}

// writable reports whether a file can be made in dir, or in the nearest folder above
// it that is there.
func writable(dir string) bool {
	for {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			break
		}
		if dir == filepath.Dir(dir) {
			return false
		}
		dir = filepath.Dir(dir)
	}
	f, err := os.CreateTemp(dir, ".notes-lsp-doctor-*")
	if err != nil {
		return false
	}
	f.Close()
	return os.Remove(f.Name()) == nil
}
