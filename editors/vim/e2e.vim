" vim -S e2e.vim: what someone who uses notes-lsp with ALE relies on. Run it by test.sh.

set hidden nomore shortmess+=A encoding=utf-8
let &runtimepath = $HOME_VIM . ',' . $ALE . ',' . &runtimepath
filetype plugin on
runtime plugin/ale.vim
execute 'source ' . $RC
let g:ale_lint_delay = 0
let g:ale_completion_delay = 0

let s:out = []
let s:passed = 0
let s:failed = 0

function! s:check(name, ok, detail) abort
  call add(s:out, (a:ok ? 'ok   ' : 'FAIL ') . a:name)
  if a:ok
    let s:passed += 1
  else
    let s:failed += 1
    call add(s:out, '     ' . string(a:detail)[:600])
  endif
endfunction

" Waits until the function returns what counts as true, ten seconds at most.
function! s:until(what) abort
  let l:since = reltime()
  while !a:what() && reltimefloat(reltime(l:since)) < 10
    sleep 10m
  endwhile
  return a:what()
endfunction

function! s:open(note) abort
  execute 'edit ' . fnameescape($GARDEN . '/' . a:note)
  call ale#Queue(0)
endfunction

" Puts the cursor into the text, past two brackets.
function! s:at(text) abort
  call cursor(1, 1)
  call search('\V' . a:text, 'c')
  call cursor(line('.'), col('.') + 2)
endfunction

function! s:problems() abort
  return sort(map(copy(ale#engine#GetLoclist(bufnr('%'))), 'strpart(getline(v:val.lnum), v:val.col - 1, v:val.end_col - v:val.col + 1)'))
endfunction

function! s:run() abort
  call s:open('할 일.md')
  call s:until({-> len(s:problems()) >= 6})
  call s:check('problems, behind emoji too, mark what is wrong',
  \ s:problems() ==# sort(['헬름 차트', 'slides/2025-발표.pdf', '오퍼레이터', '^kubelet', '없는 라벨', '나중에']), s:problems())

  call s:open('index.md')
  call s:at('[[채널#닫기|채널 닫기]]')
  ALEGoToDefinition
  call s:check('definition of a link behind an emoji', s:until({-> expand('%:t') ==# '채널.md'}) && getline('.') ==# '## 닫기', expand('%') . ': ' . getline('.'))

  call s:open('kubernetes/쿠버네티스.md')
  call s:at('## 서비스')
  call setqflist([])
  ALEFindReferences -quickfix
  call s:check('references of a heading', s:until({-> len(getqflist()) == 4}), getqflist())
  cclose

  call s:open('til/2026-11-18.md')
  call s:at('[[쿠버네티스]]')
  let g:ale_hover_to_preview = 1
  ALEHover
  let l:Shown = {-> join(map(range(1, bufnr('$')), 'bufname(v:val) =~# "ALEPreviewWindow" || getbufvar(v:val, "&filetype") =~# "ale-preview" ? join(getbufline(v:val, 1, "$"), "\n") : ""'), '')}
  call s:check('hover on a link shows its note', s:until({-> l:Shown() =~# '쿠버네티스'}), l:Shown())
  only

  call s:open('kubernetes/쿠버네티스.md')
  call s:at('## 서비스')
  call cursor(line('.'), col('.') + 1)
  call s:rename('늘 열린 문')
  call s:check('rename of a heading', s:until({-> getline('.') ==# '## 늘 열린 문'}), getline('.'))
  call s:check('and of a link in another note',
  \ s:until({-> s:text('kubernetes/Ingress.md') =~# '쿠버네티스#늘 열린 문|services'}), s:text('kubernetes/Ingress.md'))

  let l:said = execute('messages')
  call s:check('nothing complained', l:said !~# 'E\d\+:\|Error', l:said)
endfunction

function! s:main() abort
  try
    call s:run()
  catch
    call s:check('the session gets to its end', 0, v:throwpoint . ': ' . v:exception)
  endtry
  call add(s:out, printf('Vim %d.%d, ALE: %d passed, %d failed', v:version / 100, v:version % 100, s:passed, s:failed))
  call writefile(s:out, $OUT)
  qall!
endfunction

" What :ALERename does once it has asked for the name.
function! s:rename(name) abort
  let l:name = a:name
  call feedkeys(":ALERename\<CR>\<C-u>" . l:name . "\<CR>", 'xt')
endfunction

function! s:text(note) abort
  let l:buffer = bufnr($GARDEN . '/' . a:note)
  return join(l:buffer > 0 && bufloaded(l:buffer) ? getbufline(l:buffer, 1, '$') : readfile($GARDEN . '/' . a:note), "\n")
endfunction

call timer_start(0, {-> s:main()})
