package feature

import "testing"

// Behind a name in Hangul particles may follow, and nothing else of a word.
func TestParticlesAfterAName(t *testing.T) {
	check := func(name, rest string, want bool) {
		t.Helper()
		if got := endsName([]rune(name+rest), len([]rune(name))); got != want {
			t.Errorf("endsName(%q before %q) = %v, want %v", name, rest, got, want)
		}
	}
	for _, rest := range []string{
		"", " 배포", ".", "를", "는", "가", "와", "로", "에", "의", "도", "만", "나", "에서", "에서는", "에서도", "에서의", "에게", "로는", "로써", "로부터", "까지", "까지만", "부터",
		"처럼", "보다는", "만큼이나", "조차도", "마저", "밖에는", "뿐만", "들", "들을", "들에서는", "들에게서만은", "라는", "란", "라고", "이다", "입니다.", "이며", "였다", "였던", "이지만", "라면", "를,", "는(k8s)", "의_",
	} {
		check("쿠버네티스", rest, true)
	}
	for _, rest := range []string{"트", "트를", "은", "을", "이", "과", "으로", "이랑", "하는", "적", "적인", "화", "론", "를ㄹ", "를k", "를2", "를를", "는데", "에서학", "의사", "도구", "가격", "만화"} {
		check("쿠버네티스", rest, false)
	}
	for _, rest := range []string{"은", "을", "이", "과", "으로", "이랑", "이나", "이라는", "이란", "으로부터", "이었다", "은커녕"} {
		check("노트북", rest, true)
	}
	for _, rest := range []string{"는", "를", "가", "와", "로", "랑", "란", "였다"} {
		check("노트북", rest, false)
	}
	check("파일", "로", true) // ㄹ
	check("파일", "으로", false)
	for _, rest := range []string{"를", "을", "는", "은", "로", "으로", "의", "에서는"} { // however it is read
		check("API", rest, true)
		check("C++", rest, true)
		check("k8", rest, true)
	}
	check("API", "키", false)
	check("전문", "가", false)
}

// What stands around a name decides whether it is one.
func TestMentionBoundaries(t *testing.T) {
	s, _ := vaultWith(map[string]string{"docker.md": "", "Node.js.md": "", "C++.md": "", "CI.md": "", "漢字.md": "", "サーバ.md": "", "도커.md": "", ".NET.md": "", "😀 웃음.md": "", "snake_case.md": "", "DID.md": "", "time.md": "", "2024-11-18.md": "", "나.md": "", "it.md": "", "README.md": "# 소개"})
	for text, want := range map[string]string{
		"docker": "docker", "Docker.": "Docker", "(docker)": "docker", "docker's": "docker", "“docker”": "docker", "docker, docker": "docker|docker", "docker!": "docker", "docker: x": "docker", "_docker_": "docker", "__docker__": "docker",
		"dockers": "", "docker2": "", "docker_x": "", "x_docker": "", "docker-x": "", "x-docker": "", "--docker": "", "docker.io": "", "docker.": "docker", "docker/x": "", "x/docker": "", "/docker": "", "./docker": "", "docker/": "",
		"@docker": "", "#docker": "", "$docker": "", "a@docker": "", "docker@x": "", "docker()": "", "docker(도커)": "docker|도커", "도커/docker": "도커|docker", "docker/도커": "docker|도커", "도커-docker": "도커|docker", "x=docker": "", "[docker]": "", "(re)docker": "",
		"docker를": "docker", "docker컴": "", "한docker": "", "도커docker": "", "docker도커": "", "도커2": "", "도커_": "도커", "_도커_ 를": "도커", "_도커_를": "",
		"Node.js": "Node.js", "node.js로": "node.js", "node": "", "C++을": "C++", "c++ ": "c++", "ASP.NET": "", "a .net b": ".net", "CI": "CI", "ci": "", "CI/CD": "",
		"漢字": "漢字", "使漢字用": "漢字", "漢字は": "漢字", "漢字를": "漢字", "漢字한": "", "サーバ": "サーバ", "サーバー": "", "サーバの": "サーバ", "のサーバ": "サーバ",
		"😀 웃음이": "😀 웃음", "글😀 웃음": "", "snake_case": "snake_case", "DID": "DID", "did": "", "time": "", "2024-11-18": "", "나": "", "it": "", "readme": "", "소개": "",
		"docker\ndocker": "docker|docker", "{{ docker }}": "", "{docker}": "docker", "a {#docker}": "", "[[docker": "", "http://x/docker docker": "docker", "www.docker.com/docker도": "", "www docker": "docker", "<kbd>docker</kbd> docker": "docker", "<b>docker</b>": "docker", "a<docker": "docker", "<docker": "docker", "<a href=x>docker": "",
		"```docker\ndocker\n```": "", "`docker`docker": "docker", "x\n: docker": "docker", "도커는도커": "", "도 커": "",
	} {
		n := noteOf("글.md", text)
		next, _ := s.Update(changeTo(n))
		got := ""
		for i, m := range MentionsIn(next, n) {
			if i > 0 {
				got += "|"
			}
			got += string(m.Span.Of([]byte(text)))
		}
		if got != want {
			t.Errorf("the mentions in %q = %q, want %q", text, got, want)
		}
	}
}
