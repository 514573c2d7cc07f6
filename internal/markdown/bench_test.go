package markdown

import (
	"fmt"
	"strings"
	"testing"
)

// benchmarkNote is a note of at least n bytes as people write them, half Korean
// and half English.
func benchmarkNote(n int) []byte {
	var b strings.Builder
	b.WriteString("---\ntitle: 쿠버네티스 운영 노트\naliases: [k8s, 쿠버]\ntags:\n  - devops/쿠버네티스\n  - 인프라\n---\n\n# 쿠버네티스 운영 노트\n\n")
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, `## %d. 파드 재시작 (Restart)

파드가 **계속** 재시작하면 [[쿠버네티스 클러스터#노드|노드]]의 메모리를 먼저 본다. 자세한 것은 [공식 문서](https://kubernetes.io/docs/%d "docs")와
[이전 기록](../til/2026-11-%02d.md#정리)에 있다. #쿠버네티스 #ops/%d

- [ ] check the *events* of the pod with `+"`kubectl describe pod`"+`, see [the runbook][run]
- [x] raise the memory limit; the node had 2 GB left[^%d]
  - 하위 항목: [[til/2026-11-17]]를 참고

> The quick brown fox jumps over the lazy dog, and [[Neovim]] users know why. ^quote-%d

`+"```yaml\nresources:\n  limits: {memory: 512Mi}\n```"+`

| 이름 | 값 |
|---|---|
| [[네임스페이스\|ns]] | `+"`default`"+` |

[^%d]: 2026년 11월에 잰 값이다.

`, i, i, i%28+1, i, i, i, i)
	}
	b.WriteString("[run]: ../ops/runbook.md\n")
	return []byte(b.String())
}

func BenchmarkParse(b *testing.B) {
	for _, size := range []int{8 << 10, 1 << 20} {
		src := benchmarkNote(size)
		b.Run(fmt.Sprintf("%dKB", size>>10), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				Parse(src)
			}
		})
	}
}

func BenchmarkSlug(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Slug("3. 파드 재시작 (Restart) — 메모리")
	}
}
