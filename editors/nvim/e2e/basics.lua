-- What was there first: problems, links, a tag's card, completion, a note without a vault, and the
-- ends of a session.

local stage = require('stage')
local drive = stage.drive

-- What is wrong in the garden, on purpose: note, code, link, and the part of the link that is marked.
local broken = {
  { '할 일.md', 'no-such-note', '[[헬름 차트]]', '헬름 차트' },
  { '할 일.md', 'no-such-file', '(slides/2025-발표.pdf)', 'slides/2025-발표.pdf' },
  { '할 일.md', 'no-such-heading', '[[쿠버네티스#오퍼레이터]]', '오퍼레이터' },
  { '할 일.md', 'no-such-block', '[[쿠버네티스#^kubelet]]', '^kubelet' },
  { '할 일.md', 'no-such-reference', '[글][없는 라벨]', '없는 라벨' },
  { '할 일.md', 'no-such-footnote', '[^나중에]', '나중에' },
  { 'til/2026-11-18.md', 'no-such-note', '[[서비스 메시]]', '서비스 메시' },
}

-- Links of the garden: note, link, and the line it leads to ('' for wherever a note begins).
local links = {
  -- After an emoji, which is 4 bytes, 2 units of UTF-16 and 1 of UTF-32.
  { 'index.md', '[[채널#닫기|채널 닫기]]', 'go/채널.md', '## 닫기' },
  { '쿠키 버그.md', '[[#범인]]', '쿠키 버그.md', '## 범인' },
  -- In a table, where the bar is escaped.
  { 'index.md', '[[2026-11-17\\|화요일]]', 'til/2026-11-17.md', '' },
  -- Markdown links: percent-encoded, in angle brackets, by reference, to an HTML anchor, to a folder's note.
  { 'index.md', '[고루틴](go/', 'go/고루틴.md', '' },
  { 'index.md', '[인덱스는 목차](<', 'database/MySQL 인덱스.md', '## 인덱스는 목차다' },
  { '디지털 정원.md', '[오늘 배운 것][til]', 'til/2026-11-18.md', '' },
  { 'Neovim.md', '[to the keys](#keys)', 'Neovim.md', '<a id="keys"></a>' },
  { 'til/2026-11-17.md', '[월요일](2026-11-16.md#1116-월)', 'til/2026-11-16.md', '## 11/16 월' },
  -- To a block, from a note with CRLF, to a note whose file name is in NFD.
  { '할 일.md', '[[쿠버네티스#^pod-life|', 'kubernetes/쿠버네티스.md', '가장 작은 배포 단위' },
  { 'git 되돌리기.md', '[[2026-11-17#11/17 화]]', 'til/2026-11-17.md', '## 11/17 화' },
  { '디지털 정원.md', '[[독서 노트#^garden]]', 'NFD', '정원은 완성되지 않는다' },
}

-- Notes with #쿠버네티스 itself, the one that changed last (see sandbox.sh) first. The tags below it
-- are counted apart.
local tagged = { '2026-11-18', '쿠버네티스', '쿠버네티스 밭', '쿠버네티스 클러스터' }

---Follows every one of `links`.
local function check_links(editor, label)
  for _, link in ipairs(links) do
    local note, text, target, line = unpack(link)
    stage.open(editor, note)
    stage.cursor_on(editor, note, text)
    editor:lua([[vim.lsp.buf.definition()]])
    local there = editor:wait(
      [[
      local path, line = ...
      return vim.api.nvim_buf_get_name(0) == path and vim.api.nvim_get_current_line():find(line, 1, true) ~= nil
      ]],
      stage.path_of(target),
      line
    )
    local got = not there
      and editor:lua([[return vim.api.nvim_buf_get_name(0) .. ': ' .. vim.api.nvim_get_current_line()]])
    stage.check(('%sdefinition of %s in %s'):format(label, text, note), there, got and 'it went to ' .. got)
  end
end

---The problems of a note, as the server sent them and as Neovim shows them, against `broken`.
local function check_problems(editor, label)
  for _, note in ipairs({ '할 일.md', 'til/2026-11-18.md' }) do
    stage.open(editor, note)
    local want = {}
    local encoding = editor:lua([[return vim.lsp.get_clients({ bufnr = 0 })[1].offset_encoding]])
    for _, row in ipairs(broken) do
      if row[1] == note then
        local at = stage.place(row[1], row[3], row[4])
        want[#want + 1] = ('%s %d:%d-%d (bytes %d-%d) notes-lsp'):format(
          row[2],
          at.line,
          vim.str_utfindex(at.text, encoding, at.first),
          vim.str_utfindex(at.text, encoding, at.last),
          at.first,
          at.last
        )
      end
    end
    editor:wait_problems(#want)
    local got = editor:lua([[
      return vim.tbl_map(function(problem)
        local sent = problem.user_data.lsp
        return ('%s %d:%d-%d (bytes %d-%d) %s'):format(sent.code, sent.range.start.line,
          sent.range.start.character, sent.range['end'].character, problem.col, problem.end_col, sent.source)
      end, vim.diagnostic.get(0))
    ]])
    table.sort(want)
    table.sort(got)
    stage.check(
      ('%sproblems of %s in %s'):format(label, note, encoding),
      vim.deep_equal(got, want),
      'got:\n' .. table.concat(got, '\n') .. '\nwant:\n' .. table.concat(want, '\n')
    )
  end
end

---Opens all the notes: only the ones of `broken` may have problems.
local function check_no_other_problems(editor)
  for path in vim.fs.dir(stage.garden, { depth = 3 }) do
    if path:match('%.md$') then
      editor:lua([[vim.cmd.edit({ ..., magic = { file = false } })]], stage.garden .. '/' .. path)
    end
  end
  -- A wrong problem would have come before the last right one, or at the latest before the screen rests.
  stage.open(editor, '할 일.md')
  editor:wait_problems(6)
  editor:screen()
  local others = editor:lua([[
    local out = {}
    for _, problem in ipairs(vim.diagnostic.get()) do
      local name = vim.fn.bufname(problem.bufnr)
      if not (vim.endswith(name, '할 일.md') or vim.endswith(name, '2026-11-18.md')) then
        out[#out + 1] = ('%s:%d: %s'):format(name, problem.lnum + 1, problem.message)
      end
    end
    return out
  ]])
  stage.check('no problem in the notes that are right', #others == 0, table.concat(others, '\n'))
end

---What a completion item makes of the line, by the rules of LSP (Neovim itself ignores the range's end).
local function check_completion_answer(editor, before, after)
  stage.open(editor, 'index.md')
  local made = editor:lua(
    [[
    local before, after = ...
    vim.api.nvim_buf_set_lines(0, -1, -1, false, { before .. after })
    local row = vim.api.nvim_buf_line_count(0)
    local client = vim.lsp.get_clients({ bufnr = 0, name = 'notes_lsp' })[1]
    vim.api.nvim_win_set_cursor(0, { row, 0 })
    local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
    params.position.character = vim.str_utfindex(before, client.offset_encoding)
    params.context = { triggerKind = 1 }
    -- The number, not 0: for 0 Neovim 0.12 sends the request before the edit.
    local answer = client:request_sync('textDocument/completion', params, 30000, vim.api.nvim_get_current_buf())
    if not answer or not answer.result then
      return { vim.inspect(answer) }
    end
    local made, list = {}, answer.result
    for _, item in ipairs(list.items or list) do
      local range = item.textEdit and item.textEdit.range or (list.itemDefaults or {}).editRange
      local text = item.textEdit and item.textEdit.newText or item.textEditText or item.label
      local line = before .. after
      local first = vim.str_byteindex(line, client.offset_encoding, range.start.character)
      local last = vim.str_byteindex(line, client.offset_encoding, range['end'].character)
      made[#made + 1] = line:sub(1, first) .. text .. line:sub(last + 1)
    end
    vim.cmd('silent undo')
    return made
    ]],
    before,
    after
  )
  stage.check(
    ('completion of %s|%s makes [[쿠버네티스]]'):format(before, after),
    vim.list_contains(made, '[[쿠버네티스]]'),
    'the lines made: ' .. table.concat(made, ', ')
  )
end

---Types on a new line at the end of index.md, accepts the item `choice`, and compares the line.
---@param name string
---@param strokes string[] keys; after each of them a popup with `choice` must be there
---@param choice string
---@param want string
local function check_typing(editor, name, strokes, choice, want)
  stage.open(editor, 'index.md')
  editor:keys('Go')
  local popup, chosen
  for _, keys in ipairs(strokes) do
    editor:keys(keys)
    popup = editor:wait_popup(choice)
    editor:screen() -- the popup is asked for anew after each letter: wait until it stands still
  end
  while popup and chosen ~= choice do
    local before = chosen
    editor:keys('<C-n>')
    editor:screen()
    chosen = editor:lua([[
      local info = vim.fn.complete_info({ 'items', 'selected' })
      return info.selected >= 0 and info.items[info.selected + 1].abbr
    ]])
    popup = chosen and chosen ~= before
  end
  editor:keys('<C-y><Esc>')
  local line = editor:wait([[return vim.fn.mode() == 'n' and vim.api.nvim_get_current_line()]])
  stage.check(name, line == want, ('the line is %s, the last choice was %s'):format(line, chosen or 'none'))
  return line == want
end

---The whole flow, with the encodings that Neovim offers by itself.
local function session()
  local editor = stage.start()
  stage.check('the server attaches', true)
  local root = editor:lua([[return vim.lsp.get_clients({ bufnr = 0 })[1].root_dir]])
  stage.check('its root is the garden', root == stage.garden, root)

  check_problems(editor, '')
  check_links(editor, '')
  check_no_other_problems(editor)

  -- Hover, by its key.
  stage.open(editor, 'til/2026-11-18.md')
  stage.cursor_on(editor, 'til/2026-11-18.md', '#til #쿠버네티스')
  editor:keys('$K')
  -- What is read of it: the targets of links are concealed.
  local shown = (editor:wait_float('쿠버네티스') or ''):gsub('%[([^%]]*)%]%b()', '%1')
  stage.check('hover on a tag counts its notes', shown:find('%f[%d]' .. #tagged .. '%f[%D]'), shown)
  local listed = vim.iter(shown:gmatch('[^\n]+')):filter(function(line)
    return line:find('^%s*[-*•] ') ~= nil
  end)
  local first = listed:next() or ''
  stage.check('and lists the one that changed last first', first:find(tagged[1], 1, true), shown)
  for _, title in ipairs(tagged) do
    stage.check('and names ' .. title, shown:find('[-*•] ' .. vim.pesc(title)), shown)
  end
  editor:keys('<Esc>0')

  -- Completion: what the server answers, then what typing makes of it.
  check_completion_answer(editor, '[[쿠버', '')
  check_completion_answer(editor, '[[쿠버', ']]')
  if check_typing(editor, 'typing [[ and 쿠버, accepting', { '[[', '쿠버' }, '쿠버네티스', '[[쿠버네티스]]') then
    editor:keys('hh<C-]>')
    stage.check('the completed link leads to its note', editor:wait_note('쿠버네티스.md'))
  end
  check_typing(editor, '<C-x><C-o> after [[쿠버', { '[[쿠버<C-x><C-o>' }, '쿠버네티스', '[[쿠버네티스]]')
  check_typing(editor, 'first consonants', { '[[ㅋㅂㄴ<C-x><C-o>' }, '쿠버네티스', '[[쿠버네티스]]')
  check_typing(editor, 'headings of a note', { '[[쿠버네티스#<C-x><C-o>' }, '서비스', '[[쿠버네티스#서비스]]')
  check_typing(
    editor,
    'completing where an editor has closed the brackets already',
    { '[[]]<Left><Left>쿠버<C-x><C-o>' },
    '쿠버네티스',
    '[[쿠버네티스]]'
  )
  check_typing(editor, 'a path in a Markdown link', { '[하나](', 'go/고' }, 'go/고루틴.md', '[하나](go/고루틴.md)')
  check_typing(editor, 'an image to embed', { '![[', '새' }, '새싹.png', '![[새싹.png]]')

  -- Problems follow the text: in the note itself, and in another one.
  stage.open(editor, '할 일.md')
  editor:wait_problems(6)
  stage.cursor_on(editor, '할 일.md', '[[헬름 차트]]')
  editor:keys('ct]쿠버네티스<Esc>')
  stage.check('mending a link takes its problem away', editor:wait_problems(5))
  editor:keys('u')
  stage.check('undoing that brings it back', editor:wait_problems(6))
  stage.open(editor, 'kubernetes/쿠버네티스.md')
  editor:keys('Go<CR>## 오퍼레이터<Esc>')
  stage.open(editor, '할 일.md')
  stage.check('a heading added to one note mends the link in another', editor:wait_problems(5))

  -- A note without a vault.
  local alone = vim.fs.dirname(stage.garden) .. '/alone/혼자.md'
  vim.fn.mkdir(vim.fs.dirname(alone), 'p')
  vim.fn.writefile({ '# 혼자', '', '🏝️ [[#섬]]으로', '', '## 섬' }, alone)
  editor:lua([[vim.cmd.edit(...)]], alone)
  stage.check('a note without a vault gets the server', editor:wait_attached())
  root = editor:lua([[return vim.lsp.get_clients({ bufnr = 0 })[1].root_dir or false]])
  stage.check('and that server has no root', root == false, tostring(root))
  editor:lua([[vim.api.nvim_win_set_cursor(0, { 3, 12 }) vim.lsp.buf.definition()]])
  stage.check('a link inside it works', editor:wait([[return vim.api.nvim_get_current_line() == '## 섬']]))

  -- Nothing complained.
  editor:lua([[vim.cmd('checkhealth vim.lsp')]])
  local health = editor:lua([[return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')]])
  stage.check(':checkhealth vim.lsp knows the server', health:find('notes_lsp', 1, true) and not health:find('ERROR'), health)
  editor:lua([[vim.cmd.bdelete()]])
  local progress = editor:lua([[return { progress.begin or 0, progress['end'] or 0 }]])
  stage.check('every progress that began has ended', progress[1] == progress[2], vim.inspect(progress))

  -- The end, asked for politely.
  editor:lua([[vim.lsp.enable('notes_lsp', false)]])
  stage.check('the servers exit when Neovim stops them', editor:wait([[return #exits == 2]]))
  local exits = editor:lua([[return exits]])
  stage.check('with code 0', vim.deep_equal(exits, { { 0, 0 }, { 0, 0 } }), vim.inspect(exits))
  local children = editor:lua([[return vim.api.nvim_get_proc_children(vim.fn.getpid())]])
  stage.check('and leave no process', #children == 0, vim.inspect(children))
  stage.check_no_complaint(editor, '')
end

---Positions in an encoding that other editors use; then Neovim just quits.
local function session_in(encoding)
  local editor = stage.start({ encodings = { encoding } })
  local label = encoding .. ': '
  local agreed = editor:lua([[return vim.lsp.get_clients({ bufnr = 0 })[1].offset_encoding]])
  stage.check(label .. 'agreed on', agreed == encoding, agreed)
  check_problems(editor, label)
  check_links(editor, label)
  local pids = editor:lua([[return vim.api.nvim_get_proc_children(vim.fn.getpid())]])
  editor:keys(':qa!<CR>')
  local gone = #pids > 0
    and vim.wait(drive.deadline_ms, function()
      return not vim.iter(pids):any(stage.runs)
    end, 10)
  stage.check(label .. 'the server ends with Neovim', gone, 'of ' .. vim.inspect(pids))
end

return { session = session, session_in = session_in }
