package config

import (
	"strings"
	"unicode"
)

// tooLong is beyond any name in bytes: comparing takes the product of lengths.
const tooLong = 64

// suggest finds the one of candidates that was meant by got, or "". It takes
// camelCase, snake_case and capitals for what they stand for, mends slips of the
// pen, and completes what only one candidate begins with.
func suggest(got string, candidates []string) string {
	if same := sameName(got, candidates); same != "" || len(got) > tooLong {
		return same
	}
	best, bestDistance := "", tooLong
	begins, count := "", 0
	want := squash(got)
	for _, c := range candidates {
		name := squash(c)
		if d := distance(want, name); d < bestDistance && d <= max(1, len(name)/3) && d < len(name) {
			best, bestDistance = c, d
		}
		if len(want) >= 3 && (strings.HasPrefix(name, want) || len(name) >= 3 && strings.HasPrefix(want, name)) {
			begins = c
			count++
		}
	}
	if best == "" && count == 1 {
		return begins
	}
	return best
}

// sameName finds the one of candidates that has the letters and digits of got.
func sameName(got string, candidates []string) string {
	if len(got) > tooLong {
		return ""
	}
	want := squash(got)
	for _, c := range candidates {
		if squash(c) == want {
			return c
		}
	}
	return ""
}

// squash keeps the letters and digits of a name, in lower case: noSuchNote and
// no-such-note are one.
func squash(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// distance counts the letters to insert, delete, replace or swap with their
// neighbour to make b of a.
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	before, last, next := make([]int, len(to)+1), make([]int, len(to)+1), make([]int, len(to)+1)
	for j := range last {
		last[j] = j
	}
	for i := range from {
		next[0] = i + 1
		for j := range to {
			cost := 1
			if from[i] == to[j] {
				cost = 0
			}
			next[j+1] = min(last[j+1]+1, next[j]+1, last[j]+cost)
			if i > 0 && j > 0 && from[i] == to[j-1] && from[i-1] == to[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, last, next = last, next, before
	}
	return last[len(to)]
}
