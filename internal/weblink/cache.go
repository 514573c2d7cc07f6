package weblink

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

const (
	cacheVersion = 1
	// mostKept results are in the file, the latest.
	mostKept = 50_000
	// longestKept is how long a result is of any use.
	longestKept = 30 * 24 * time.Hour
	// failureShare is how much shorter a failure counts than a success: whoever mends
	// a page wants to see that.
	failureShare = 24
	largestCache = 64 << 20 // bytes
)

// A Cache is what was learnt of addresses, in a file of the user's. It may be used from
// several goroutines, and its file by several processes: each adds what it learnt.
type Cache struct {
	path  string
	age   time.Duration
	clock Clock
	start time.Time

	mu      sync.Mutex
	results map[string]Result
	learnt  map[string]bool // since start
}

// CachePath is where the user's cache is.
func CachePath() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "notes-lsp", "external.json"), nil
}

// OpenCache reads the cache at path. What is there and good to use is not older than
// age, failures a 24th of that; a file that is damaged, or of another version, counts as
// none.
func OpenCache(path string, age time.Duration, clock Clock) *Cache {
	clock = clock.orDefault()
	return &Cache{path: path, age: age, clock: clock, start: clock.Now(), results: readCache(path), learnt: map[string]bool{}}
}

// A cacheFile is what stands in the file.
type cacheFile struct {
	Version int               `json:"version"`
	Results map[string]Result `json:"results"` // by address.key
}

// readCache returns what the file holds, which may be nothing.
func readCache(path string) map[string]Result {
	none := map[string]Result{}
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > largestCache {
		return none
	}
	src, err := os.ReadFile(path)
	if err != nil {
		return none
	}
	var file cacheFile
	if json.Unmarshal(src, &file) != nil || file.Version != cacheVersion || file.Results == nil {
		return none
	}
	return file.Results
}

// isBad reports whether someone may be about to mend what r found.
func (r Result) isBad() bool {
	return r.Outcome != Answered || r.Status < 200 || r.Status > 299 || r.NoAnchor
}

// isFresh reports whether r is no older than age. What is from the future is not.
func (r Result) isFresh(now time.Time, age time.Duration) bool {
	if r.isBad() {
		age /= failureShare
	}
	old := now.Sub(r.At)
	return old >= 0 && old < age
}

// fresh returns a result that spares a request. What was learnt in this run always
// counts.
func (c *Cache) fresh(key string) (Result, bool) {
	if c == nil {
		return Result{}, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	r, ok := c.results[key]
	return r, ok && (c.learnt[key] || r.isFresh(c.clock.Now(), c.age))
}

// put keeps a result, unless it says nothing of the page.
func (c *Cache) put(key string, r Result) {
	if c == nil || r.Outcome == Unchecked || r.Outcome == Answered && (isPassing(r.Status) || refusesToTell(r.Status)) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.results[key], c.learnt[key] = r, true
}

// Save writes what was learnt to the file, beside what others learnt meanwhile. The
// file is replaced as a whole, so a reader never sees half of it.
func (c *Cache) Save() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.learnt) == 0 {
		return nil
	}
	merged := readCache(c.path)
	for key := range c.learnt {
		if r := c.results[key]; !merged[key].At.After(r.At) {
			merged[key] = r
		}
	}
	prune(merged, c.clock.Now())
	src, err := json.Marshal(cacheFile{cacheVersion, merged})
	if err != nil {
		return fmt.Errorf("write the cache of external links: %w", err)
	}
	if err := replace(c.path, src); err != nil {
		return fmt.Errorf("write the cache of external links: %w", err)
	}
	return nil
}

// prune drops what is too old, then the oldest of what is too much.
func prune(results map[string]Result, now time.Time) {
	maps.DeleteFunc(results, func(_ string, r Result) bool { return now.Sub(r.At) > longestKept || r.At.After(now) })
	if len(results) <= mostKept {
		return
	}
	keys := sortedKeys(results)
	slices.SortStableFunc(keys, func(a, b string) int { return results[a].At.Compare(results[b].At) })
	for _, key := range keys[:len(keys)-mostKept] {
		delete(results, key)
	}
}

// replace puts src in the place of the file, for the user's eyes only: it tells what
// they link to.
func replace(path string, src []byte) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".external-*.json")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if _, err := f.Write(src); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// longestShown is how old a result may be that an editor shows.
const longestShown = 7 * 24 * time.Hour

// A Memory reads what runs of the Checker left behind, and never asks the web. The
// file is read again when it has changed. The zero Memory remembers nothing.
type Memory struct {
	Path string

	mu       sync.Mutex
	modified time.Time
	size     int64
	results  map[string]Result
}

// Under returns what is known to be wrong with addresses, by rules, as of now: nothing
// where the cache says nothing of one.
func (m *Memory) Under(rules Rules, now time.Time) func(url string) Finding {
	results := m.load()
	if len(results) == 0 {
		return func(string) Finding { return Finding{} }
	}
	ignored := rules.ignorer()
	return func(url string) Finding {
		a, reason := parseAddress(url, rules.Fragments)
		if reason != "" || ignored(url) {
			return Finding{}
		}
		r, ok := results[a.key]
		if old := now.Sub(r.At); !ok || old < 0 || old > longestShown {
			return Finding{}
		}
		return rules.Finding(url, r)
	}
}

func (m *Memory) load() map[string]Result {
	info, err := os.Stat(m.Path)
	if err != nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if !info.ModTime().Equal(m.modified) || info.Size() != m.size || m.results == nil {
		m.results, m.modified, m.size = readCache(m.Path), info.ModTime(), info.Size()
	}
	return m.results
}
