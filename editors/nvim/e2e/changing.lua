-- All that changes notes: renames of headings, notes and tags by their key, what is offered to mend a
-- link, and the server's commands.

local stage = require('stage')
local check = stage.check

local kubernetes, til = 'kubernetes/쿠버네티스.md', 'til/2026-11-18.md'

---The text of a note: of its buffer, or on disk where none is loaded.
local function text_of(editor, note)
  local path = stage.path_of(note)
  local loaded = editor:lua(
    [[
    for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
      if vim.api.nvim_buf_get_name(buffer) == ... and vim.api.nvim_buf_is_loaded(buffer) then
        return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
      end
    end
    ]],
    path
  )
  return loaded ~= vim.NIL and loaded or stage.read(path)
end

---Every one of `rows`, a note and a text, must be so.
local function check_texts(editor, name, rows)
  local missing = {}
  for _, row in ipairs(rows) do
    if not text_of(editor, row[1]):find(row[2], 1, true) then
      missing[#missing + 1] = ('%s has no %s:\n%s'):format(row[1], row[2], text_of(editor, row[1]))
    end
  end
  check(name, #missing == 0, table.concat(missing, '\n'))
end

---Presses grn, clears what the prompt proposes, and types `new`.
---@return string? proposed
local function rename(editor, new)
  editor:keys('grn')
  local proposed = editor:wait([[return vim.fn.mode() == 'c' and vim.fn.getcmdline()]])
  editor:keys('<C-u>' .. new .. '<CR>')
  return proposed
end

---The notes with changes that are not on disk.
local function unsaved(editor)
  local notes = editor:lua([[
    local changed = vim.tbl_filter(function(buffer) return vim.bo[buffer].modified end, vim.api.nvim_list_bufs())
    return vim.tbl_map(function(buffer)
      return vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ':.')
    end, changed)
  ]])
  table.sort(notes)
  return notes
end

---A heading: the notes that link to it follow, open or not.
local function heading(opts, label)
  local editor = stage.start(opts)
  stage.open(editor, til)
  editor:wait_problems(1)
  stage.open(editor, kubernetes)
  stage.cursor_on(editor, kubernetes, '## 서비스')
  editor:keys('w')
  local proposed = rename(editor, '늘 열린 문 🚪')
  check(label .. 'grn on a heading proposes its text', proposed == '서비스', proposed)
  editor:wait([[return vim.fn.getline('.') == '## 늘 열린 문 🚪']])
  check_texts(editor, label .. 'links in the note, in an open one and in a closed one follow', {
    { kubernetes, '## 늘 열린 문 🚪' },
    { kubernetes, '[서비스](#%EB%8A%98-%EC%97%B4%EB%A6%B0-%EB%AC%B8-)' },
    { til, '[[쿠버네티스#늘 열린 문 🚪|서비스]]는' },
    { til, '[[쿠버네티스#늘 열린 문 🚪\\|서비스]]' },
    { 'kubernetes/Ingress.md', '[[쿠버네티스#늘 열린 문 🚪|services]] first' },
  })
  stage.check_same(label .. 'and are left to be saved', unsaved(editor), { 'kubernetes/Ingress.md', kubernetes, til })

  -- Undo takes back all of a note's own edits, and the others are then judged again.
  editor:keys('u')
  editor:wait([[return vim.fn.search('^## 서비스$', 'n') > 0]])
  check_texts(editor, label .. 'u takes the heading back, and the link to it in the note', {
    { kubernetes, '## 서비스' },
    { kubernetes, '[서비스](#%EC%84%9C%EB%B9%84%EC%8A%A4)' },
  })
  stage.open(editor, til)
  check(label .. 'links elsewhere are then broken', editor:wait_problems(3))
  stage.open(editor, kubernetes)
  editor:keys('<C-r>')
  stage.open(editor, til)
  check(label .. 'and whole again after <C-r>', editor:wait_problems(1))
  stage.check_no_complaint(editor, label)
  stage.drive.stop_all()
end

---What `notes-lsp check` finds, without where.
local function linted()
  local out = vim.system({ 'notes-lsp', 'check' }, { cwd = stage.garden }):wait()
  local codes = {}
  for code in out.stdout:gmatch('%[([%a-]+)%]\n') do
    codes[#codes + 1] = code
  end
  table.sort(codes)
  return codes
end

---A note, from a link to it: the file is renamed, its buffer and all links follow.
local function note(opts, label)
  local editor = stage.start(opts)
  local before = linted()
  -- Neovim on Linux does not watch the disk, so nothing but the edits tells the server of the new file.
  stage.open(editor, til)
  editor:wait_problems(1)
  stage.cursor_on(editor, til, '[[쿠버네티스 클러스터]]')
  rename(editor, '방 📦')
  check(
    label .. 'a note that is not open has its new name on disk',
    editor:wait([[return vim.uv.fs_stat(...) ~= nil]], stage.path_of('kubernetes/방 📦.md'))
  )
  check(label .. 'and in the links', editor:wait([[return vim.fn.search('방 📦', 'nw') > 0]]))
  local known = editor:wait([[
    local client = vim.lsp.get_clients({ bufnr = 0 })[1]
    local answer = client:request_sync('workspace/symbol', { query = '방 📦' }, 30000, 0)
    return #answer.result > 0
  ]])
  check(label .. 'and is known by it, unsaved as the links are', known and editor:wait_problems(1))
  local old, new = stage.path_of(kubernetes), stage.path_of('kubernetes/큐브 🧊.md')
  stage.open(editor, kubernetes)
  stage.open(editor, til)
  editor:wait_problems(1)
  stage.cursor_on(editor, til, '[[쿠버네티스]]')
  local proposed = rename(editor, '큐브 🧊')
  check(label .. 'grn on a link proposes the name of its note', proposed == '쿠버네티스', proposed)
  editor:wait([[return vim.fn.bufloaded(...) == 1]], new)
  check(label .. 'the file is renamed', vim.uv.fs_stat(new) and not vim.uv.fs_stat(old))
  local follows = editor:lua(
    [[
    local old, new = ...
    return vim.fn.bufloaded(old) == 0 and vim.fn.bufloaded(new) == 1
    ]],
    old,
    new
  )
  check(label .. 'and its buffer with it', follows)
  check_texts(editor, label .. 'links follow, in open notes and in closed ones', {
    { til, '[[큐브 🧊#서비스|서비스]]는 남는다. 🚀 [[큐브 🧊]]를' },
    { til, '[[큐브 🧊#^pod-life\\|파드]]' },
    { 'index.md', '[[큐브 🧊]]와 [[방 📦|클러스터]]' },
    { 'kubernetes/README.md', '[쿠버네티스](큐브%20🧊.md)' },
    { 'kubernetes/방 📦.md', '![[큐브 🧊#^pod-life]]' },
    { 'git 되돌리기.md', '[[큐브 🧊]]로' },
    { '할 일.md', '[[큐브 🧊#^pod-life|파드의 일생]]' },
  })
  check(label .. 'and none is broken', editor:wait_problems(1))
  editor:keys('u')
  check(label .. 'u takes the links of a note back', editor:wait([[return vim.fn.search('큐브', 'nw') == 0]]))
  editor:keys('<C-r>')
  check(label .. 'and <C-r> brings them', editor:wait([[return vim.fn.search('큐브 🧊', 'nw') > 0]]))
  editor:lua([[vim.cmd('silent wall')]])
  stage.check_same(label .. 'all saved, the linter finds what it found before', linted(), before)
  stage.check_no_complaint(editor, label)
  stage.drive.stop_all()
end

---A tag, with those below it, in all notes.
local function tag(editor, label)
  stage.open(editor, til)
  stage.cursor_on(editor, til, '#til #쿠버네티스')
  editor:keys('$')
  local proposed = rename(editor, 'k8s')
  check(label .. 'grn on a tag proposes it', proposed == '쿠버네티스', proposed)
  editor:wait([[return vim.api.nvim_get_current_line() == '#til #k8s']])
  check_texts(editor, label .. 'a tag is renamed in all notes, with the tags below it', {
    { til, '#til #k8s' },
    { kubernetes, '  - k8s\n  - devops/쿠버네티스' },
    { 'kubernetes/README.md', '["k8s"' },
    { 'Neovim.md', '#k8s/네트워크' },
  })
end

---What is offered for a path whose case is wrong, taken by its key and from Lua.
local function action(editor, label)
  editor:lua([[
    vim.ui.select = function(items, opts, choose)
      offered = vim.tbl_map(opts.format_item, items)
      for number, item in ipairs(items) do
        if offered[number]:find('Write Neovim.md', 1, true) then
          return choose(item, number)
        end
      end
    end
  ]])
  stage.open(editor, 'index.md')
  editor:keys('Go🐶 [연장](neovim.md)<Esc>')
  check(label .. 'a path in the wrong case is a problem', editor:wait_problems(1))
  local broken = '🐶 [연장](neovim.md)'
  editor:keys('F(lgra')
  local mended = editor:wait([[return vim.api.nvim_get_current_line() == '🐶 [연장](Neovim.md)']])
  check(label .. 'gra offers to write it right', mended, vim.inspect(editor:lua([[return offered or {}]])))
  check(label .. 'and the problem goes away', editor:wait_problems(0))
  editor:keys('u')
  check(label .. 'u undoes that', editor:wait([[return vim.api.nvim_get_current_line() == ...]], broken) and editor:wait_problems(1))
  editor:lua([[
    vim.lsp.buf.code_action({ apply = true, filter = function(one) return one.title == 'Write Neovim.md' end })
  ]])
  mended = editor:wait([[return vim.api.nvim_get_current_line() == '🐶 [연장](Neovim.md)']])
  check(label .. 'a filter takes it without asking', mended)
end

---Commands of the server's: what names a note without a link, and what links to it.
local function commands(editor, label)
  stage.open(editor, 'index.md')
  editor:keys('Go🍪 쿠키 버그를 또 만났다<Esc>')
  local function run(command)
    return editor:lua(
      [[
      local command, path = ...
      local client = vim.lsp.get_clients({ name = 'notes_lsp' })[1]
      local params = { command = command, arguments = { { uri = vim.uri_from_fname(path) } } }
      local answer = client:request_sync('workspace/executeCommand', params, 30000, vim.api.nvim_get_current_buf())
      return answer and answer.result
      ]],
      command,
      stage.path_of('쿠키 버그.md')
    )
  end
  local mentions = run('notes-lsp.mentions')
  local encoding = editor:lua([[return vim.lsp.get_clients({ name = 'notes_lsp' })[1].offset_encoding]])
  local spots = vim.tbl_map(function(one)
    return ('%s:%d-%d'):format(vim.fs.basename(vim.uri_to_fname(one.uri)), one.range.start.character, one.range['end'].character)
  end, mentions)
  local function at(bytes)
    return vim.str_utfindex('🍪 쿠키 버그를', encoding, bytes)
  end
  stage.check_same(
    label .. 'notes-lsp.mentions finds a name in text that is not saved',
    spots,
    { ('index.md:%d-%d'):format(at(#'🍪 '), at(#'🍪 쿠키 버그')) }
  )
  local backlinks = vim.tbl_map(function(row)
    return ('%s:%d'):format(row.path:sub(#stage.garden + 2), row.line)
  end, run('notes-lsp.backlinks'))
  local function line(of, text)
    return (stage.spot(of, text):gsub(':%d+$', ''))
  end
  stage.check_set(label .. 'notes-lsp.backlinks lists the links to a note', backlinks, {
    line('index.md', '[[쿠키 버그]]'),
    line('kubernetes/Ingress.md', '[[쿠키 버그\\|where'),
    line('kubernetes/Ingress.md', '(<../쿠키 버그.md#범인>)'),
    line('til/2026-11-17.md', '[[쿠키 버그]]'),
    line('NFD', '[[쿠키 버그]]'),
  })
end

local function run(opts, label)
  heading(opts, label)
  note(opts, label)
  local editor = stage.start(opts)
  action(editor, label)
  commands(editor, label)
  tag(editor, label)
  stage.check_no_complaint(editor, label)
end

local function session()
  run(nil, 'changing: ')
end

local function session_in(encoding)
  run({ encodings = { encoding } }, 'changing in ' .. encoding .. ': ')
end

return { session = session, session_in = session_in }
