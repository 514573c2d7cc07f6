-- What the sessions of e2e.lua share: counting results, the garden and the places in it, a Neovim as a
-- user has it, and a few things to do with it.

local here = vim.fs.dirname(vim.fs.abspath(arg[0]))
local drive = dofile(here .. '/drive.lua')
local pristine = arg[1]
assert(pristine, 'usage: nvim -l e2e.lua GARDEN')

local M = { drive = drive, here = here }

-- The garden of the Neovim that was started last: a copy of its own, so that no session meets the
-- weeds of another.
M.garden = nil ---@type string
local gardens = 0

-- Of all Neovims here, since they share a folder for their state.
local log_of_lsp = vim.lsp.log.get_filename()

local passed, failed = 0, 0

---Prints one result.
---@param name string
---@param ok any
---@param detail? string printed when it failed
function M.check(name, ok, detail)
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
function M.finish()
  io.write(('%d passed, %d failed\n'):format(passed, failed))
  os.exit(failed == 0 and 0 or 1)
end

function M.read(path)
  local file = assert(io.open(path, 'rb'))
  local text = file:read('*a')
  file:close()
  return text
end

---Whether a process runs. One that has ended but was not collected by its new parent does not.
---@param pid integer
function M.runs(pid)
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
function M.path_of(note)
  if note ~= 'NFD' then
    return M.garden .. '/' .. note
  end
  for name in vim.fs.dir(M.garden) do
    if name:find('\u{1103}\u{1169}\u{11A8}', 1, true) == 1 then
      return M.garden .. '/' .. name
    end
  end
  error('the garden has no note with a name in NFD')
end

---Where `part` of the only `text` in the note is: line from 0, bytes from 0, and the line itself.
---@param note string
---@param text string
---@param part? string all of the text by default
---@return { line: integer, first: integer, last: integer, text: string }
function M.place(note, text, part)
  local found
  for number, line in ipairs(vim.split(M.read(M.path_of(note)), '\r?\n')) do
    local at = line:find(text, 1, true)
    if at then
      assert(not found, text .. ' is twice in ' .. note)
      local first = at - 1 + (text:find(part or text, 1, true) - 1)
      found = { line = number - 1, first = first, last = first + #(part or text), text = line }
    end
  end
  return assert(found, text .. ' is not in ' .. note)
end

---@class StartOptions
---@field encodings? string[] the position encodings it is to offer; its own choice by default
---@field capabilities? table what its client is to announce besides
---@field blocks? string how the README's blocks begin that make its init.lua
---@field before? string Lua that comes before them

---Starts Neovim as a user does, in a new copy of the garden.
---@param opts? StartOptions
---@return Editor
function M.start(opts)
  opts = opts or {}
  gardens = gardens + 1
  M.garden = ('%s-%d'):format(pristine, gardens)
  assert(vim.system({ 'cp', '-Rp', pristine, M.garden }):wait().code == 0, 'cannot copy ' .. pristine)
  vim.fn.delete(log_of_lsp)
  local config = vim.fn.stdpath('config')
  local capabilities = vim.tbl_extend('force', vim.empty_dict(), opts.capabilities or {})
  if opts.encodings then
    capabilities.general = { positionEncodings = opts.encodings }
  end
  local file = assert(io.open(vim.fn.mkdir(config, 'p') and config .. '/init.lua', 'w'))
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
  file:write(opts.before or '', '\n')
  -- By default both blocks of the README: what it takes, and the features that are to be switched on.
  for block in M.read(here .. '/README.md'):gmatch('```lua\n(' .. (opts.blocks or '%-%- init%.lua') .. '.-)```') do
    file:write(block)
  end
  file:close()
  local editor = drive.start({ args = { 'index.md' }, cwd = M.garden, columns = 100, lines = 40 })
  if not editor:wait_attached() then
    M.check('the server attaches', false, editor:lua([[return vim.fn.execute('messages')]]))
    drive.stop_all()
    M.finish()
  end
  return editor
end

---Opens a note and waits for the server to have it.
function M.open(editor, note)
  editor:lua(
    [[
    local path = ...
    if vim.api.nvim_buf_get_name(0) ~= path then
      vim.cmd.edit({ path, magic = { file = false } })
    end
    ]],
    M.path_of(note)
  )
  return editor:wait_attached()
end

---Puts the cursor into `text` in the note, past a bracket or two.
function M.cursor_on(editor, note, text)
  local at = M.place(note, text)
  editor:lua([[vim.api.nvim_win_set_cursor(0, { ... })]], at.line + 1, at.first + 2)
end

---Where `part` of the only `text` in the note is, as the quickfix list has it.
---@return string note:line:column, the last two from 1, in bytes
function M.spot(note, text, part)
  local at = M.place(note, text, part)
  return ('%s:%d:%d'):format(M.path_of(note):sub(#M.garden + 2), at.line + 1, at.first + 1)
end

---What fills the quickfix list, or the location list, after `ask`.
---@param editor Editor
---@param ask fun()
---@param list? 'loc'
---@return string[] spots of its rows
---@return string[] texts of its rows
function M.listed(editor, ask, list)
  editor:lua([[vim.fn.setqflist({}, 'f') vim.fn.setloclist(0, {}, 'f')]])
  ask()
  local rows = editor:wait(
    [[
    local rows = ... == 'loc' and vim.fn.getloclist(0) or vim.fn.getqflist()
    local out = vim.tbl_map(function(row)
      local note = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(row.bufnr), ':.')
      return { ('%s:%d:%d'):format(note, row.lnum, row.col), row.text }
    end, rows)
    return #out > 0 and out
    ]],
    list
  ) or {}
  editor:lua([[vim.cmd.cclose() vim.cmd.lclose()]])
  local spots, texts = {}, {}
  for number, row in ipairs(rows) do
    spots[number], texts[number] = unpack(row)
  end
  return spots, texts
end

---Compares two lists.
---@param name string
---@param got any[]
---@param want any[]
function M.check_same(name, got, want)
  local detail = 'got:\n' .. vim.inspect(got) .. '\nwant:\n' .. vim.inspect(want)
  M.check(name, vim.deep_equal(got, want), detail)
end

---Compares two lists whatever their order.
function M.check_set(name, got, want)
  table.sort(got)
  table.sort(want)
  M.check_same(name, got, want)
end

---Nothing of a session may have complained: no message, no prompt, no line in a log.
---@param editor Editor
---@param label string
function M.check_no_complaint(editor, label)
  local told = editor:lua([[return told]])
  M.check(label .. 'Neovim told the user of no error', #told == 0, table.concat(told, '\n'))
  local messages = editor:lua([[return vim.fn.execute('messages')]])
  M.check(label .. 'nor did it make them press ENTER', editor.prompts == 0, messages)
  M.check(label .. 'nor is there one in :messages', not messages:find('Error') and not messages:find('E%d+:'), messages)
  local complaints = vim
    .iter(vim.split(vim.uv.fs_stat(log_of_lsp) and M.read(log_of_lsp) or '', '\n'))
    :filter(function(line)
      -- Neovim may ask for colours after it has told the server to shut down.
      local late = line:find('the server is shut down', 1, true)
      return (line:find('^%[ERROR%]') or line:find('^%[WARN%]')) and not late
    end)
    :join('\n')
  M.check(label .. 'nor in the LSP log', complaints == '', complaints)
end

return M
