package vault

import (
	"strings"
	"testing"
)

func TestJamo(t *testing.T) {
	for in, want := range map[string]string{
		"":                "",
		"kubernetes":      "kubernetes",
		"쿠버":              "ㅋㅜㅂㅓ",
		"쿠ㅂ":              "ㅋㅜㅂ",
		"쿱":               "ㅋㅜㅂ",
		"값":               "ㄱㅏㅂㅅ",
		"ㅄ":               "ㅂㅅ",
		"과의":              "ㄱㅗㅏㅇㅡㅣ",
		"ㅘ":               "ㅗㅏ",
		"깎다":              "ㄲㅏㄲㄷㅏ",
		"있":               "ㅇㅣㅆ",
		"ㄳ ㅟ":             "ㄱㅅ ㅜㅣ",
		"go 언어!":          "go ㅇㅓㄴㅇㅓ!",
		"힣":               "ㅎㅣㅎ",
		"\u110f\u116e":    "ㅋㅜ", // letters that NFC did not compose
		"\u11b9":          "ㅂㅅ",
		"\u11c2":          "ㅎ",
		"日本 😀":            "日本 😀",
		nfc(nfd("한글 노트")): "ㅎㅏㄴㄱㅡㄹ ㄴㅗㅌㅡ",
	} {
		if got := Jamo(in); got != want {
			t.Errorf("Jamo(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestEveryKeystrokeIsAPrefix holds what Jamo is for.
func TestEveryKeystrokeIsAPrefix(t *testing.T) {
	for word, typed := range map[string][]string{
		"쿠버": {"ㅋ", "쿠", "쿱", "쿠ㅂ", "쿠버"},
		"값":  {"ㄱ", "가", "갑", "값"},
		"공부": {"고", "공", "공ㅂ", "공부"},
		"읽다": {"이", "일", "읽", "읽ㄷ"},
		"과일": {"ㄱ", "고", "과", "광", "과이"},
		"의자": {"으", "의", "읮"},
	} {
		for _, part := range typed {
			if !strings.HasPrefix(Jamo(word), Jamo(part)) {
				t.Errorf("Jamo(%q) = %q, which %q = Jamo(%q) does not begin", word, Jamo(word), Jamo(part), part)
			}
		}
	}
}

func TestInitials(t *testing.T) {
	for in, want := range map[string]string{
		"쿠버네티스 클러스터": "ㅋㅂㄴㅌㅅ ㅋㄹㅅㅌ",
		"go 언어":      "go ㅇㅇ",
		"빵ㅋㅋ":        "ㅃㅋㅋ",
		"":           "",
	} {
		if got := Initials(in); got != want {
			t.Errorf("Initials(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]bool{"ㅋㅂㄴ": true, "ㄲ": true, "ㄳ": true, "": false, "ㅋㅏ": false, "쿠": false, "ㅋ ㅂ": false, "kㅂ": false} {
		if got := IsInitials(in); got != want {
			t.Errorf("IsInitials(%q) = %v, want %v", in, got, want)
		}
	}
}

func TestKeyboard(t *testing.T) {
	for latin, hangul := range map[string]string{
		"znqj": "쿠버", "znqjspxltm": "쿠버네티스", "dlfrrl": "읽기", "ehRo": "도깨", "rhkdlf": "과일", "rkqt": "값", "dPdml": "예의", "rhdqn rlfhr": "공부 기록",
	} {
		if got := FromKeyboard(latin); got != Jamo(hangul) {
			t.Errorf("FromKeyboard(%q) = %q, want %q", latin, got, Jamo(hangul))
		}
		if got, want := ToKeyboard(Jamo(hangul)), strings.ToLower(latin); latin == want && got != want {
			t.Errorf("ToKeyboard(%q) = %q, want %q", Jamo(hangul), got, want)
		}
	}
	for _, s := range []string{"", "k8s", "go-lang", "쿠버", "é"} {
		if got := FromKeyboard(s); got != "" {
			t.Errorf("FromKeyboard(%q) = %q, want none", s, got)
		}
	}
	for _, s := range []string{"", "ㅏㅕ8", "kub", "한"} {
		if got := ToKeyboard(s); got != "" {
			t.Errorf("ToKeyboard(%q) = %q, want none", s, got)
		}
	}
	if got := ToKeyboard(Jamo("ㅏㅕㅠㄷ구ㄷㅅㄷㄴ")); got != "kubernetes" {
		t.Errorf("ToKeyboard = %q, want kubernetes", got)
	}
}

func TestSearchNames(t *testing.T) {
	n := noteAt(NoteID(nfd("한글/노트.md")), "---\ntitle: 제목\naliases: [제목, Alias, "+nfd("노트")+"]\n---\n").Note
	var got []string
	for _, name := range n.SearchNames() {
		got = append(got, name.Folded)
	}
	if want := "노트 제목 alias"; strings.Join(got, " ") != want {
		t.Errorf("SearchNames = %q, want %q", got, want)
	}
}
