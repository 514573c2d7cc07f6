-- nvim -l e2e.lua GARDEN: what someone who uses notes-lsp in Neovim relies on, tested with a real one.
--
-- Run it by test.sh. Each session starts Neovim as a user does, by an init.lua in a config folder (the
-- one of README.md), and drives it with drive.lua. GARDEN is edited; give it a copy.
--
-- Places are named by the text that is there, so that editing the garden moves no numbers here.

local here = vim.fs.dirname(vim.fs.abspath(arg[0]))
local drive = dofile(here .. '/drive.lua')
local garden = arg[1]
assert(garden, 'usage: nvim -l e2e.lua GARDEN')

drive.deadline_ms = 10000
drive.watchdog(300)

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

local passed, failed = 0, 0

---Prints one result.
---@param name string
---@param ok any
---@param detail? string printed when it failed
local function check(name, ok, detail)
  if ok then
    passed = passed + 1
    io.write('ok   ', name, '\n')
  else
    failed = failed + 1
    io.write('FAIL ', name, '\n')
    for number, line in ipairs(vim.split(detail or '', '\n', { trimempty = true })) do
      io.write('     ', number <= 30 and line or '…', '\n')
      if number > 30 then
        break
      end
    end
  end
end

---Prints the last line and ends.
local function finish()
  io.write(('%d passed, %d failed\n'):format(passed, failed))
  os.exit(failed == 0 and 0 or 1)
end

local function read(path)
  local file = assert(io.open(path, 'rb'))
  local text = file:read('*a')
  file:close()
  return text
end

---Whether a process runs. One that has ended but was not collected by its new parent does not.
---@param pid integer
local function runs(pid)
  local stat = io.open(('/proc/%d/stat'):format(pid))
  local state = stat and stat:read('*a'):match('%) (%a)')
  if stat then
    stat:close()
  end
  return vim.uv.kill(pid, 0) == 0 and state ~= 'Z'
end

---The path of a note. 'NFD' is the one whose name is in decomposed Hangul, which is not to be typed here.
---@param note string
---@return string
local function path_of(note)
  if note ~= 'NFD' then
    return garden .. '/' .. note
  end
  for name in vim.fs.dir(garden) do
    if name:find('\u{1103}\u{1169}\u{11A8}', 1, true) == 1 then
      return garden .. '/' .. name
    end
  end
  error('the garden has no note with a name in NFD')
end

---Where `part` of the only `text` in the note is: line from 0, bytes from 0, and the line itself.
---@param note string
---@param text string
---@param part? string all of the text by default
---@return { line: integer, first: integer, last: integer, text: string }
local function place(note, text, part)
  local found
  for number, line in ipairs(vim.split(read(path_of(note)), '\r?\n')) do
    local at = line:find(text, 1, true)
    if at then
      assert(not found, text .. ' is twice in ' .. note)
      local first = at - 1 + (text:find(part or text, 1, true) - 1)
      found = { line = number - 1, first = first, last = first + #(part or text), text = line }
    end
  end
  return assert(found, text .. ' is not in ' .. note)
end

---Starts Neovim as a user does.
---@param encodings? string[] the position encodings it is to offer; its own choice by default
---@return Editor
local function start(encodings)
  local config = vim.fn.stdpath('config')
  local capabilities = encodings and { general = { positionEncodings = encodings } } or vim.empty_dict()
  local readme = read(here .. '/README.md'):match('```lua\n(%-%- init%.lua\n.-)```')
  vim.fn.mkdir(config, 'p')
  local file = assert(io.open(config .. '/init.lua', 'w'))
  file:write(([[
    -- Witnesses for the test: what a user would be told, progress, how servers ended.
    told, progress, exits = {}, {}, {}
    local notify = vim.notify
    vim.notify = function(message, level, ...)
      if (level or vim.log.levels.INFO) >= vim.log.levels.WARN then
        table.insert(told, message)
      end
      return notify(message, level, ...)
    end
    vim.api.nvim_create_autocmd('LspProgress', {
      callback = function(event)
        local kind = event.data.params.value.kind
        progress[kind] = (progress[kind] or 0) + 1
      end,
    })
    vim.lsp.config('notes_lsp', {
      on_exit = function(code, signal)
        table.insert(exits, { code, signal })
      end,
      capabilities = vim.json.decode('%s'),
    })
    vim.opt.runtimepath:prepend('%s')
  ]]):format(vim.json.encode(capabilities), here))
  file:write(readme)
  file:close()
  local editor = drive.start({ args = { 'index.md' }, cwd = garden, columns = 100, lines = 40 })
  if not editor:wait_attached() then
    check('the server attaches', false, editor:lua([[return vim.fn.execute('messages')]]))
    drive.stop_all()
    finish()
  end
  return editor
end

---Opens a note and waits for the server to have it.
local function open(editor, note)
  editor:lua(
    [[
    local path = ...
    if vim.api.nvim_buf_get_name(0) ~= path then
      vim.cmd.edit({ path, magic = { file = false } })
    end
    ]],
    path_of(note)
  )
  return editor:wait_attached()
end

---Puts the cursor into `text` in the note, past a bracket or two.
local function cursor_on(editor, note, text)
  local at = place(note, text)
  editor:lua([[vim.api.nvim_win_set_cursor(0, { ... })]], at.line + 1, at.first + 2)
end

---Follows every one of `links`.
local function check_links(editor, label)
  for _, link in ipairs(links) do
    local note, text, target, line = unpack(link)
    open(editor, note)
    cursor_on(editor, note, text)
    editor:lua([[vim.lsp.buf.definition()]])
    local there = editor:wait(
      [[
      local path, line = ...
      return vim.api.nvim_buf_get_name(0) == path and vim.api.nvim_get_current_line():find(line, 1, true) ~= nil
      ]],
      path_of(target),
      line
    )
    local got = not there
      and editor:lua([[return vim.api.nvim_buf_get_name(0) .. ': ' .. vim.api.nvim_get_current_line()]])
    check(('%sdefinition of %s in %s'):format(label, text, note), there, got and 'it went to ' .. got)
  end
end

---The problems of a note, as the server sent them and as Neovim shows them, against `broken`.
local function check_problems(editor, label)
  for _, note in ipairs({ '할 일.md', 'til/2026-11-18.md' }) do
    open(editor, note)
    local want = {}
    local encoding = editor:lua([[return vim.lsp.get_clients({ bufnr = 0 })[1].offset_encoding]])
    for _, row in ipairs(broken) do
      if row[1] == note then
        local at = place(row[1], row[3], row[4])
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
    check(
      ('%sproblems of %s in %s'):format(label, note, encoding),
      vim.deep_equal(got, want),
      'got:\n' .. table.concat(got, '\n') .. '\nwant:\n' .. table.concat(want, '\n')
    )
  end
end

---Opens all the notes: only the ones of `broken` may have problems.
local function check_no_other_problems(editor)
  for path in vim.fs.dir(garden, { depth = 3 }) do
    if path:match('%.md$') then
      editor:lua([[vim.cmd.edit({ ..., magic = { file = false } })]], garden .. '/' .. path)
    end
  end
  -- A wrong problem would have come before the last right one, or at the latest before the screen rests.
  open(editor, '할 일.md')
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
  check('no problem in the notes that are right', #others == 0, table.concat(others, '\n'))
end

---What a completion item makes of the line, by the rules of LSP (Neovim itself ignores the range's end).
local function check_completion_answer(editor, before, after)
  open(editor, 'index.md')
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
    local answer = client:request_sync('textDocument/completion', params, 5000, vim.api.nvim_get_current_buf())
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
  check(
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
  open(editor, 'index.md')
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
  check(name, line == want, ('the line is %s, the last choice was %s'):format(line, chosen or 'none'))
  return line == want
end

---The whole flow, with the encodings that Neovim offers by itself.
local function session()
  local editor = start()
  check('the server attaches', true)
  local root = editor:lua([[return vim.lsp.get_clients({ bufnr = 0 })[1].root_dir]])
  check('its root is the garden', root == garden, root)

  check_problems(editor, '')
  check_links(editor, '')
  check_no_other_problems(editor)

  -- Hover, by its key.
  open(editor, 'til/2026-11-18.md')
  cursor_on(editor, 'til/2026-11-18.md', '#til #쿠버네티스')
  editor:keys('$K')
  local shown = editor:wait_float('쿠버네티스') or ''
  check('hover on a tag counts its notes', shown:find('%f[%d]' .. #tagged .. '%f[%D]'), shown)
  local listed = vim.iter(shown:gmatch('[^\n]+')):filter(function(line)
    return line:find('^%s*[-*•] ') ~= nil
  end)
  local first = listed:next() or ''
  check('and lists the one that changed last first', first:find(tagged[1], 1, true), shown)
  for _, title in ipairs(tagged) do
    check('and names ' .. title, shown:find('[-*•] ' .. vim.pesc(title)), shown)
  end
  editor:keys('<Esc>0')

  -- Completion: what the server answers, then what typing makes of it.
  check_completion_answer(editor, '[[쿠버', '')
  check_completion_answer(editor, '[[쿠버', ']]')
  if check_typing(editor, 'typing [[ and 쿠버, accepting', { '[[', '쿠버' }, '쿠버네티스', '[[쿠버네티스]]') then
    editor:keys('hh<C-]>')
    check('the completed link leads to its note', editor:wait_note('쿠버네티스.md'))
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
  open(editor, '할 일.md')
  editor:wait_problems(6)
  cursor_on(editor, '할 일.md', '[[헬름 차트]]')
  editor:keys('ct]쿠버네티스<Esc>')
  check('mending a link takes its problem away', editor:wait_problems(5))
  editor:keys('u')
  check('undoing that brings it back', editor:wait_problems(6))
  open(editor, 'kubernetes/쿠버네티스.md')
  editor:keys('Go<CR>## 오퍼레이터<Esc>')
  open(editor, '할 일.md')
  check('a heading added to one note mends the link in another', editor:wait_problems(5))

  -- A note without a vault.
  local alone = vim.fs.dirname(garden) .. '/alone/혼자.md'
  vim.fn.mkdir(vim.fs.dirname(alone), 'p')
  vim.fn.writefile({ '# 혼자', '', '🏝️ [[#섬]]으로', '', '## 섬' }, alone)
  editor:lua([[vim.cmd.edit(...)]], alone)
  check('a note without a vault gets the server', editor:wait_attached())
  root = editor:lua([[return vim.lsp.get_clients({ bufnr = 0 })[1].root_dir or false]])
  check('and that server has no root', root == false, tostring(root))
  editor:lua([[vim.api.nvim_win_set_cursor(0, { 3, 12 }) vim.lsp.buf.definition()]])
  check('a link inside it works', editor:wait([[return vim.api.nvim_get_current_line() == '## 섬']]))

  -- Nothing complained.
  editor:lua([[vim.cmd('checkhealth vim.lsp')]])
  local health = editor:lua([[return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')]])
  check(':checkhealth vim.lsp knows the server', health:find('notes_lsp', 1, true) and not health:find('ERROR'), health)
  editor:lua([[vim.cmd.bdelete()]])
  local progress = editor:lua([[return { progress.begin or 0, progress['end'] or 0 }]])
  check('every progress that began has ended', progress[1] == progress[2], vim.inspect(progress))

  -- The end, asked for politely.
  editor:lua([[vim.lsp.enable('notes_lsp', false)]])
  check('the servers exit when Neovim stops them', editor:wait([[return #exits == 2]]))
  local exits = editor:lua([[return exits]])
  check('with code 0', vim.deep_equal(exits, { { 0, 0 }, { 0, 0 } }), vim.inspect(exits))
  local children = editor:lua([[return vim.api.nvim_get_proc_children(vim.fn.getpid())]])
  check('and leave no process', #children == 0, vim.inspect(children))
  local told = editor:lua([[return told]])
  check('Neovim told the user of no error', #told == 0, table.concat(told, '\n'))
  local messages = editor:lua([[return vim.fn.execute('messages')]])
  check('nor did it make them press ENTER', editor.prompts == 0, messages)
  check('nor is there one in :messages', not messages:find('Error') and not messages:find('E%d+:'), messages)
  local log = editor:lua([[return vim.lsp.log.get_filename()]])
  local complaints = vim.iter(vim.split(vim.uv.fs_stat(log) and read(log) or '', '\n')):filter(function(line)
    return line:find('^%[ERROR%]') or line:find('^%[WARN%]')
  end)
  complaints = complaints:join('\n')
  check('nor in the LSP log', complaints == '', complaints)
end

---Positions in an encoding that other editors use; then Neovim just quits.
local function session_in(encoding)
  local editor = start({ encoding })
  local label = encoding .. ': '
  local agreed = editor:lua([[return vim.lsp.get_clients({ bufnr = 0 })[1].offset_encoding]])
  check(label .. 'agreed on', agreed == encoding, agreed)
  check_problems(editor, label)
  check_links(editor, label)
  local pids = editor:lua([[return vim.api.nvim_get_proc_children(vim.fn.getpid())]])
  editor:keys(':qa!<CR>')
  local gone = #pids > 0
    and vim.wait(drive.deadline_ms, function()
      return not vim.iter(pids):any(runs)
    end, 10)
  check(label .. 'the server ends with Neovim', gone, 'of ' .. vim.inspect(pids))
end

for _, run in ipairs({
  session,
  function()
    session_in('utf-16')
  end,
  function()
    session_in('utf-32')
  end,
}) do
  local ok, trouble = xpcall(run, debug.traceback)
  if not ok then
    check('the session gets to its end', false, trouble)
  end
  drive.stop_all()
end
finish()
