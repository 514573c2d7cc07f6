// What someone who uses notes-lsp in VS Code relies on, tested in its extension host with the packaged
// extension. Tests run in their order; the last ones change the vault. Places are named by the text there.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';

type Test = () => Promise<void>;
const tests: [name: string, run: Test][] = [];
const it = (name: string, run: Test) => tests.push([name, run]);

export async function run(): Promise<void> {
  let failed = 0;
  for (const [name, test] of tests) {
    try {
      await test();
      console.log(`ok   ${name}`);
    } catch (error) {
      failed++;
      console.log(`FAIL ${name}\n${String(error instanceof Error ? error.stack : error).replace(/^/gm, '     ')}`);
    }
  }
  console.log(`${String(tests.length - failed)} passed, ${String(failed)} failed`);
  if (failed > 0) {
    throw new Error('a test failed');
  }
}

const command = <T>(name: string, ...args: unknown[]) => vscode.commands.executeCommand<T>(name, ...args);
const root = () => vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail('no folder is open');
const at = (path: string) => vscode.Uri.joinPath(root(), path);
const note = async (path: string) => vscode.window.showTextDocument(await vscode.workspace.openTextDocument(at(path)), { preview: false });

/** The first place of a text in a note, and some characters further. */
function place(document: vscode.TextDocument, text: string, further = 0): vscode.Position {
  const start = document.getText().indexOf(text);
  assert.ok(start >= 0, `${text} is not in ${document.fileName}`);
  return document.positionAt(start + further);
}

/** Asks until the answer will do: VS Code brings much about in its own time. */
async function soon<T>(ask: () => T | Thenable<T>, good: (answer: T) => boolean): Promise<T> {
  const until = Date.now() + 60_000; // a machine may be slow and busy
  for (;;) {
    const answer = await ask();
    if (good(answer)) {
      return answer;
    }
    if (Date.now() > until) {
      assert.fail(`still ${JSON.stringify(answer)}`);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}

const codes = (path: string) => vscode.languages.getDiagnostics(at(path)).map((d) => `${(d.code as { value: string }).value}:${String(d.severity)}`).sort();

/** Saves what is edited until a file reads so. An edit may be in the editor only after it has been said to be made. */
async function saved(path: string, pattern: RegExp): Promise<void> {
  const read = async () => {
    for (const document of vscode.workspace.textDocuments) {
      if (document.isDirty) {
        await document.save();
      }
    }
    return existsSync(at(path).fsPath) ? readFileSync(at(path).fsPath, 'utf8') : '';
  };
  await soon(read, (text) => pattern.test(text));
}

it('problems are shown, and the vault has more say than a default of the manifest', async () => {
  await note('index.md');
  const found = await soon(() => codes('index.md'), (list) => list.length > 0);
  assert.deepEqual(found, [`no-such-heading:${String(vscode.DiagnosticSeverity.Error)}`, `no-such-note:${String(vscode.DiagnosticSeverity.Error)}`]);
});

it('the commands of the manifest are there', async () => {
  const all = await vscode.commands.getCommands(true);
  const manifest = vscode.extensions.getExtension('notes-lsp.notes-lsp')?.packageJSON as { contributes: { commands: { command: string; title: string }[] } };
  for (const { command, title } of manifest.contributes.commands) {
    assert.ok(all.includes(command), command);
    assert.doesNotMatch(title, /^%/);
  }
});

it('the graph opens beside the note, once', async () => {
  await note('index.md');
  const graphs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => tab.input instanceof vscode.TabInputWebview && tab.input.viewType.endsWith('notesLsp.graph'));
  await command('notesLsp.showGraph');
  await command('notesLsp.showLocalGraph');
  const [tab] = await soon(graphs, (list) => list.length === 1);
  assert.equal(vscode.window.tabGroups.all.length, 2);
  // What is opened next, with the graph in focus, does not cover it.
  await command('vscode.open', at('서버/가이드.md'));
  await soon(() => vscode.window.activeTextEditor?.document.uri.path ?? '', (path) => path.endsWith('가이드.md'));
  assert.deepEqual(tab?.group.tabs.map(({ label }) => label), ['Graph']);
  await vscode.window.tabGroups.close(tab);
});

it('first consonants complete to a note', async () => {
  const editor = await note('index.md');
  const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
  await editor.edit((edit) => { edit.insert(end, '\n😀 [[ㅋㅂ'); });
  const cursor = editor.document.lineAt(editor.document.lineCount - 1).range.end;
  const list = await command<vscode.CompletionList>('vscode.executeCompletionItemProvider', editor.document.uri, cursor, '[');
  const first = list.items[0];
  assert.equal(first?.detail, '서버/쿠버네티스.md');
  assert.match((first.insertText ?? '') as string, /^쿠버네티스/);
  await command('undo');
});

it('paths are offered once', async () => {
  const editor = await note('index.md');
  const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
  await editor.edit((edit) => { edit.insert(end, '\n😀 [글]('); });
  const cursor = editor.document.lineAt(editor.document.lineCount - 1).range.end;
  const list = await command<vscode.CompletionList>('vscode.executeCompletionItemProvider', editor.document.uri, cursor, '(');
  const labels = list.items.map((item) => (typeof item.label === 'string' ? item.label : item.label.label));
  assert.ok(labels.includes('서버/가이드.md'), labels.join());
  assert.deepEqual(labels.filter((label) => /^#|서버\/$|가이드/.test(label)), ['서버/', '서버/가이드.md']);
  await command('undo');
});

it('the outline has each heading once', async () => {
  const { document } = await note('index.md');
  const outline = await command<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
  assert.deepEqual(outline.filter((s) => s.name.includes('목차')).map((s) => s.children.length), [1]);
});

it('the search of symbols has each heading once, whatever it is found by', async () => {
  const search = async (query: string) => (await command<vscode.SymbolInformation[]>('vscode.executeWorkspaceSymbolProvider', query)).map((s) => s.name);
  assert.deepEqual(await search('설치 방법'), ['## 설치 방법']);
  assert.deepEqual(await search('ㅅㅊㅂㅂ'), ['설치 방법 ← ㅅㅊㅂㅂ']);
  const notes = await search('ㅋㅂㄴ');
  assert.ok(notes.includes('쿠버네티스 ← ㅋㅂㄴ'), notes.join());
});

it('a link to a heading leads there at once, though VS Code knows it too', async () => {
  const editor = await note('index.md');
  const start = place(editor.document, '(서버/가이드.md#설치', 12);
  editor.selection = new vscode.Selection(start, start);
  await command('editor.action.revealDefinition');
  await soon(() => vscode.window.activeTextEditor, (e) => e?.document.fileName.endsWith('가이드.md') ?? false);
  await soon(() => vscode.window.activeTextEditor?.selection.active.line, (line) => line === 2);
});

it('the heading itself is among its references once', async () => {
  const { document } = await note('index.md');
  const found = await command<vscode.Location[]>('vscode.executeReferenceProvider', document.uri, place(document, '# 목차', 3));
  const places = found.map((l) => `${vscode.workspace.asRelativePath(l.uri)}:${String(l.range.start.line)}:${String(l.range.start.character)}`);
  assert.deepEqual([...new Set(places)].filter((p) => p.startsWith('index.md:0')), ['index.md:0:0']);
});

it('a hover on an image has the picture once, and what notes-lsp knows', async () => {
  const { document } = await note('index.md');
  const found = await command<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, place(document, '![그림](', 8));
  const texts = found.flatMap((h) => h.contents.map((c) => (c as vscode.MarkdownString).value));
  assert.equal(texts.join('\n').match(/!\[/g)?.length, 1, texts.join('\n'));
  assert.match(texts.join('\n'), /links? in 2 notes/);
});

it('a code lens lists the links that it counts', async () => {
  const { document } = await note('서버/쿠버네티스.md');
  const lenses = await soon(() => command<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 10), (list) => list.length > 0);
  const lens = lenses[0]?.command ?? assert.fail('not resolved');
  assert.equal(lens.command, 'notes-lsp.showReferences');
  await command(lens.command, ...((lens.arguments ?? []) as unknown[]));
  await command('closeReferenceSearch');
});

it('a click on a link to a missing note makes it', async () => {
  const { document } = await note('index.md');
  const links = await command<vscode.DocumentLink[]>('vscode.executeLinkProvider', document.uri, 100);
  const target = links.find((l) => document.getText(l.range) === '없는 노트')?.target;
  assert.equal(target?.scheme, 'command', String(target));
  await command(target.path, JSON.parse(decodeURIComponent(target.query)));
  const shown = await soon(() => vscode.window.activeTextEditor?.document, (d) => d?.fileName.endsWith('없는 노트.md') ?? false);
  assert.equal(shown?.getText(), '# 없는 노트\n\n');
  await saved('없는 노트.md', /^# 없는 노트\n\n$/);
  await soon(() => codes('index.md').length, (n) => n === 1);
});

it('a daily note is made once a setting says where', async () => {
  const settings = vscode.workspace.getConfiguration('notesLsp');
  await settings.update('daily.pattern', '매일/YYYY-MM-DD', vscode.ConfigurationTarget.Workspace);
  const today = new Date().toLocaleDateString('sv'); // YYYY-MM-DD, in the time of this place
  const opened = async () => {
    await command('notesLsp.today');
    return vscode.window.activeTextEditor?.document.fileName ?? '';
  };
  await soon(opened, (name) => name.endsWith(`매일/${today}.md`));
  await saved(`매일/${today}.md`, /^# /);
  await settings.update('daily.pattern', undefined, vscode.ConfigurationTarget.Workspace);
});

it('the links of a note are converted, and back', async () => {
  const { document } = await note('일기/2026-11-20.md');
  const uri = document.uri.toString();
  const before = document.getText();
  await command('notes-lsp.convertLinks', { uri, to: 'markdown', scope: 'note' });
  await soon(() => document.getText(), (text) => /😀 오늘 \[파드\]\([^)]*쿠버네티스\.md#파드\)를/.test(text));
  await command('undo');
  await soon(() => document.getText(), (text) => text === before);
});

it('settings of the editor count, and go again', async () => {
  const settings = vscode.workspace.getConfiguration('notesLsp');
  await settings.update('problems.no-such-heading', 'off', vscode.ConfigurationTarget.Workspace);
  await soon(() => codes('index.md'), (list) => list.length === 0);
  await command('notesLsp.showSettings');
  assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /^wiki\.enabled = true[^]*# notesLsp\.problems\.no-such-heading = "off"/m);
  await settings.update('problems.no-such-heading', undefined, vscode.ConfigurationTarget.Workspace);
  await soon(() => codes('index.md'), (list) => list.length === 1);
});

it('the server can be started again', async () => {
  await note('index.md');
  await command('notesLsp.restart');
  await soon(() => codes('index.md'), (list) => list.length === 1);
});

it('a server that is not there is told of, and the next one is taken', async () => {
  const settings = vscode.workspace.getConfiguration('notesLsp');
  await settings.update('serverPath', '/없음/notes-lsp', vscode.ConfigurationTarget.Global);
  await soon(() => codes('index.md'), (list) => list.length === 0);
  await settings.update('serverPath', undefined, vscode.ConfigurationTarget.Global);
  await soon(() => codes('index.md'), (list) => list.length === 1);
});

it('renaming a heading mends links in open and in closed notes', async () => {
  const { document } = await note('서버/쿠버네티스.md');
  const edit = await command<vscode.WorkspaceEdit>('vscode.executeDocumentRenameProvider', document.uri, place(document, '## 파드', 4), '파드(Pod)');
  assert.ok(await vscode.workspace.applyEdit(edit));
  await saved('index.md', /^😀 \[\[쿠버네티스\]\]와 \[\[쿠버네티스#파드\(Pod\)\|파드\]\]/m);
  await saved('일기/2026-11-20.md', /\[배웠다\]\(\.\.\/서버\/쿠버네티스\.md#파드pod\)/);
});

it('moving a folder mends the links into it, out of it and within it', async () => {
  const edit = new vscode.WorkspaceEdit();
  edit.renameFile(at('서버'), at('일기/인프라 구름'));
  assert.ok(await vscode.workspace.applyEdit(edit));
  assert.ok(!existsSync(at('서버').fsPath));
  await saved('index.md', /\[가이드\]\(일기\/인프라%20구름\/가이드\.md#설치-방법\), \[\[일기\/인프라 구름\/깊은\/메모\]\]/);
  await saved('일기/인프라 구름/깊은/메모.md', /^\[위로\]\(\.\.\/쿠버네티스\.md#파드pod\) 😀 \[\[일기\/인프라 구름\/가이드\]\] \[밖\]\(\.\.\/\.\.\/\.\.\/index\.md#둘째-절\)$/m);
  await saved('일기/인프라 구름/쿠버네티스.md', /\[목차\]\(\.\.\/\.\.\/index\.md\), \[메모\]\(깊은\/메모\.md\), \[일기\]\(\.\.\/2026-11-20\.md\)/);
  await saved('일기/2026-11-20.md', /\[배웠다\]\(인프라%20구름\/쿠버네티스\.md#파드pod\), \[\[쿠버네티스#\^pod-life\]\]\. \[메모\]\(<\/일기\/인프라 구름\/깊은\/메모\.md>\)/);
});
