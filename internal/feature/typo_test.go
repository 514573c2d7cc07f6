package feature

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/notes-lsp/notes-lsp/internal/vault"
)

// What it costs to take one name for another: 4 is a mistake.
func TestMisspellingsCostWhatHandsDo(t *testing.T) {
	for _, c := range []struct {
		typed, meant string
		want         int
	}{
		{"bread", "bread", 0},
		{"Bread", "bread", 0},
		{"bred", "bread", typo},
		{"breaad", "bread", near},            // held too long
		{"bread", "break", typo},             // d and k are far apart
		{"bresd", "bread", near},             // s is beside a
		{"brwad", "bread", near},             // w is beside e
		{"braed", "bread", typo},             // two that changed places
		{"brdae", "bread", 2 * near},         // so is d
		{"boead", "bread", typo},             // o and r are far apart
		{"bread house", "bread-house", slip}, // a space for a hyphen
		{"breadhouse", "bread_house", slip},  // or for nothing
		{"read-me first", "readme-first", 2 * slip},
		{"v1.2", "v1.3", otherNumber}, // another version is no mistake
		{"2024-11-18", "2024-11-19", otherNumber},
		{"2024-11-18", "2024-11-81", 2 * otherNumber},
		{"chapter", "chapter 2", slip + otherNumber},
		{"kubernets", "kubernetes", typo},
		{"kuberentes", "kubernetes", typo},
		{"ㅏㅕㅠㄷ", "kube", slip},       // the keyboard left on Korean
		{"라ㅣㄷ", "file", slip + near}, // it types fkle, and k is beside i
		{"쿠버네티스", "쿠버네티스", 0},
		{"쿠버네티쓰", "쿠버네티스", slip}, // shift
		{"쿠버내티스", "쿠버네티스", slip}, // ㅐ and ㅔ sound alike
		{"쿠버네디스", "쿠버네티스", typo},
		{"쿠버테니스", "쿠버네티스", 2 * near}, // ㅌ is beside ㄴ
		{"쿠버네스티", "쿠버네티스", 4 * typo}, // two syllables are four letters
		{"쿠버네티", "쿠버네티스", 2 * typo},  // a syllable is two letters
		{"강아쥐", "강아지", typo},
		{"갱아지", "강아지", near}, // ㅐ is beside ㅏ
		{"공아지", "강아지", typo},
		{"가아지", "강아지", near}, // ㅇ once instead of twice
		{"빵집", "방집", slip},
		{"빵짚", "빵집", typo},
		{"빵 집", "빵집", slip},
		{"znqjspxltm", "쿠버네티스", slip}, // the keyboard left on English
		{"znqjspxlt", "쿠버네티스", slip + typo},
		{"rkddkwl", "강아지", slip},
		{"znqj 2024", "쿠버 2024", slip},
		{"znqj 버", "쿠버 버", 4 * typo}, // half of it is Hangul
		{nfd("쿠버네티스"), "쿠버네티스", 0},
		{"없음", "있음", 2*typo + slip},
	} {
		m := newMisspelling(c.typed)
		jamo := vault.Jamo(vault.Fold(c.meant))
		got := m.typed.distance(jamo, 1000)
		if m.keyboard != nil {
			got = min(got, m.keyboard.distance(jamo, 1000)+slip)
		}
		if got != c.want {
			t.Errorf("cost(%q, %q) = %d, want %d", c.typed, c.meant, got, c.want)
		}
	}
}

// What a link with one name may have meant, and what it may not.
func TestGuessesAreOfOneWord(t *testing.T) {
	for _, c := range []struct {
		typed, meant string
		want         bool
	}{
		{"kubernets cluster", "kubernetes cluster", true},
		{"dendron.ref.comands", "dendron.ref.commands", true},
		{"dendron.ref.web-ui", "dendron.ref.zen", false},
		{"workspace root", "workspace cli", false},
		{"쿠버네티스 설취", "쿠버네티스 설치", true},
		{"쿠버네티스 입문", "쿠버네티스 배포", false},
		{"dendron tree view", "dendron view", false},
		{"2024-11-18", "2024-11-19", false},
		{"게시판 만들기", "개시판 만들기", true},
		{"cat", "car", true}, // r is beside t
		{"cat", "cab", false},
		{"빵", "방", true},
	} {
		jamo := vault.Jamo(vault.Fold(c.meant))
		if _, got := newMisspelling(c.typed).cost(jamo, vault.Letters(jamo)); got != c.want {
			t.Errorf("%q may mean %q: %v, want %v", c.typed, c.meant, got, c.want)
		}
	}
}

// What the letters alone rule out is never within the limit, and what is within it
// costs the same when a limit is set.
func TestFiltersDropNoMisspelling(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	letters := []rune("abcdefgijklmnop -_12ㄱㄲㅏㅐㅔㅂㅃㅅㅆㅇㅣ")
	word := func() string {
		var b strings.Builder
		for range 1 + r.IntN(9) {
			b.WriteRune(letters[r.IntN(len(letters))])
		}
		return b.String()
	}
	within := 0
	for range 20_000 {
		typed, name := word(), word()
		if r.IntN(2) == 0 {
			name = typed[:len(typed)/2] + string([]rune(name)[:1]) + typed[len(typed)/2:]
			name = strings.ToValidUTF8(name, "")
		}
		s := newSpelling(typed)
		full := s.distance(name, 1<<20)
		limit := r.IntN(20)
		got := s.distance(name, limit)
		if full <= limit && got != full || full > limit && got <= limit {
			t.Fatalf("distance(%q, %q, %d) = %d, want %d", typed, name, limit, got, full)
		}
		if full <= limit {
			within++
			if !s.mayBe(vault.Letters(name), limit) {
				t.Fatalf("the letters of %q rule %q out, which costs %d of %d", name, typed, full, limit)
			}
		}
		if full <= limit && !s.isNear(name, limit) {
			t.Fatalf("isNear(%q, %q, %d) = false, and it costs %d", typed, name, limit, full)
		}
		if back := newSpelling(name).distance(typed, 1<<20); back != full {
			t.Fatalf("distance(%q, %q) = %d, the other way round %d", typed, name, full, back)
		}
	}
	if within < 500 {
		t.Errorf("only %d pairs were within the limit", within)
	}
}
