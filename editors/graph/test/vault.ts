// A vault for the tests and for the picture in the documentation: made up, and the same each time.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const folders: Readonly<Record<string, string>> = {
  쿠버네티스: '파드 디플로이먼트 서비스 인그레스 컨피그맵 시크릿 노드 스케줄러 kubelet etcd Helm 네임스페이스 오퍼레이터 HPA 볼륨 데몬셋 잡 RBAC',
  네트워크: 'TCP UDP DNS HTTP TLS 라우팅 방화벽 NAT VPN 로드밸런서 CDN 프록시 소켓 WebSocket QUIC 서브넷',
  데이터베이스: '인덱스 트랜잭션 MVCC 격리수준 PostgreSQL Redis 파티셔닝 복제 샤딩 조인 정규화 실행계획 WAL B트리 데드락',
  Go: 'goroutine channel context interface slice generics 에러처리 테스트 벤치마크 프로파일링 mutex 모듈 가비지컬렉션 스케줄링',
  운영체제: '프로세스 스레드 가상메모리 페이지 파일시스템 시스템콜 인터럽트 세마포어 캐시 컨테이너 cgroup namespace epoll',
  자료구조: '배열 연결리스트 해시테이블 힙 트리 그래프 트라이 스택 큐 레드블랙트리 블룸필터',
  책: '클린코드 DDIA 실용주의프로그래머 리팩터링 SRE북 TCP/IP완전정복 도메인주도설계 함께자라기',
  회고: '2024년 2025년 1분기 2분기 3분기 첫장애 이직 스터디 번아웃 멘토링',
  보안: 'OAuth JWT XSS CSRF SQL인젝션 해시 대칭키 공개키 인증서 제로트러스트',
  데브옵스: 'CI CD Terraform Ansible 모니터링 Prometheus Grafana 로그 알림 카나리배포 롤백 GitOps',
};

/** Numbers from 0 to 1 that look random. */
function numbers(): () => number {
  let state = 20_261_120;
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
}

/** Writes the vault. Notes link to those of their folder, more to some, and now and then elsewhere. */
export function writeVault(dir: string): void {
  const next = numbers();
  const notes: { path: string; name: string; folder: string }[] = [];
  for (const [folder, names] of Object.entries(folders)) {
    for (const name of names.replaceAll('/', '·').split(' ')) {
      notes.push({ path: join(folder, `${name}.md`), name, folder });
    }
  }
  const pick = (list: readonly { name: string }[]) => list[Math.floor(next() ** 2.2 * list.length)]?.name ?? '';
  notes.forEach((note, i) => {
    const own = notes.filter((other) => other.folder === note.folder && other !== note);
    const links = Array.from({ length: 1 + Math.floor(next() * 3) }, () => `[[${pick(own)}]]`);
    if (next() < 0.28) {
      links.push(`[[${notes[Math.floor(next() * notes.length)]?.name ?? ''}]]`);
    }
    if (i % 23 === 5) {
      links.push(`[[언젠가 쓸 글 ${String(i)}]]`);
    }
    const file = join(dir, note.path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `# ${note.name}\n\n${i % 4 === 0 ? '#배운것' : '#메모'} 😀 ${links.join(' ')}\n`);
  });
  for (let i = 1; i <= 9; i++) {
    mkdirSync(join(dir, '일기'), { recursive: true });
    writeFileSync(join(dir, '일기', `2026-11-0${String(i)}.md`), `😀 오늘은 쉬었다.\n`);
  }
}
