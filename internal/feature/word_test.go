package feature

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWordAt(t *testing.T) {
	// The cursor is at "|"; the word is what is between "[" and "]".
	check := func(marked string) {
		t.Helper()
		src := strings.NewReplacer("[", "", "]", "", "|", "").Replace(marked)
		off := strings.Index(strings.NewReplacer("[", "", "]", "").Replace(marked), "|")
		rest := strings.ReplaceAll(marked, "|", "")
		want := ""
		if i := strings.Index(rest, "["); i >= 0 {
			want = rest[i+1 : strings.Index(rest, "]")]
		}
		if got := string(wordAt([]byte(src), off).Of([]byte(src))); got != want {
			t.Errorf("the word at %q is %q, want %q", marked, got, want)
		}
	}
	for _, marked := range []string{
		"가 [나|다] 라", "가 [|나다] 라", "가 [나다|] 라", "가  |  나", "|", "[|a]", "[a|]",
		"[sna|ke_case]-x", "x-[|_y]", "[don'|t]", "[don|’t]", "'[a|]'", "a' |'b", "[a|]'", "[3|].14", "#\u0301[|a]",
		"[日本|語]の", "日本語[の|]", "[ラーメ|ン]を", "[らーめ|ん]", "[漢漢|]", "[한|글]漢字",
		"a[👍🏽|] b", "[a|]👍", "👍🏽[|👍]", "[❤\ufe0f|] b", "[👩‍👩‍|👧‍👦]", "🇰🇷[🇯|🇵]🇺🇸", "🇰🇷[|🇯🇵]", "[🏴\U000e0067|\U000e007f]",
		"[e|\u0301]", "#|\u0301", "[1|\ufe0f\u20e3]", "\xff|\xff", "[가|]\xff", "(|)", "[½|x²]", "**[굵|게]**",
		"[\u1112\u1161|\u11ab\u1100\u1173\u11af]",
	} {
		check(marked)
	}
	check(strings.Repeat("가", 100) + " [나|] " + strings.Repeat("a", 5000))
	check(strings.Repeat("a", 3000) + "|" + strings.Repeat("a", 3000)) // nobody's word
}

// graphemes are characters of several code points, which no word may cut.
var graphemes = []string{"e\u0301", "👩‍👩‍👧‍👦", "👍🏽", "❤️", "1️⃣", "🇰🇷", "🏴\U000e0067\U000e0062\U000e007f", "が", "カ\u3099", "ー", "한", "글", "a", "_", "'", "漢", "の", "カ", " ", "-", "*\u0301", "🐶"}

func FuzzWordAt(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7})
	f.Add([]byte{5, 5, 5, 5, 12, 12, 14, 12})
	for i := range graphemes {
		f.Add([]byte{byte(i), byte(i), byte(i + 1), byte(i + 7)})
	}
	f.Fuzz(func(t *testing.T, indexes []byte) {
		var src []byte
		bounds := []int{0}
		for _, i := range indexes {
			src = append(src, graphemes[int(i)%len(graphemes)]...)
			bounds = append(bounds, len(src))
		}
		if len(src) > maxWord {
			return
		}
		for off := 0; off <= len(src); off++ {
			if off < len(src) && !utf8.RuneStart(src[off]) {
				continue
			}
			w := wordAt(src, off)
			if w.Empty() {
				continue
			}
			if !w.Touches(off) {
				t.Errorf("the word at %d of %q is %v", off, src, w)
			}
			_, startsWhole := slices.BinarySearch(bounds, int(w.Start))
			_, endsWhole := slices.BinarySearch(bounds, int(w.End))
			if string(src[w.Start:w.End]) != "ー" && (!startsWhole || !endsWhole) {
				t.Errorf("the word %q at %d of %q cuts a character", w.Of(src), off, src)
			}
			if again := wordAt(src, int(w.Start)); again != w && off > int(w.Start) && off < int(w.End) && !again.Touches(int(w.Start)) {
				t.Errorf("the word %q at %d of %q is another from its start: %q", w.Of(src), off, src, again.Of(src))
			}
		}
	})
}
