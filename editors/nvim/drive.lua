-- Drives a real Neovim by its keyboard and reads its screen, for tour.lua and e2e.lua.
--
-- The process that loads this (`nvim -l`) is only the hand and the eye. The Neovim it drives is a
-- child with a screen of its own, so that popups, prompts and floating windows are the true ones.
-- Nothing sleeps: everything is awaited by a condition and a deadline.

local M = {}

local function now_ms()
  return vim.uv.hrtime() / 1e6
end

-- How long anything may take. Generous, since a busy CI machine is slow and a pass never waits for it.
M.deadline_ms = 20000
local poll_ms = 10

---@class Editor
---@field channel integer
---@field columns integer
---@field prompts integer how often it waited for ENTER
local Editor = {}
Editor.__index = Editor

local channels = {} ---@type integer[] of all that were started

---Starts a Neovim and attaches a screen to it.
---@param opts { args: string[], cwd: string, columns?: integer, lines?: integer }
---@return Editor
function M.start(opts)
  local argv = vim.list_extend({ vim.v.progpath, '--embed', '-i', 'NONE', '-n' }, opts.args)
  local channel = vim.fn.jobstart(argv, { rpc = true, cwd = opts.cwd })
  assert(channel > 0, 'cannot start ' .. vim.v.progpath)
  channels[#channels + 1] = channel
  local self = setmetatable({ channel = channel, columns = opts.columns or 100, prompts = 0 }, Editor)
  -- `--embed` without `--headless` holds the start back until a screen is there, as in a terminal.
  vim.rpcrequest(channel, 'nvim_ui_attach', self.columns, opts.lines or 24, { rgb = true })
  return self
end

---Ends all that were started, in whatever state they are. To be called before this process ends:
---it would wait for them.
function M.stop_all()
  for _, channel in ipairs(channels) do
    vim.fn.jobstop(channel)
  end
  vim.fn.jobwait(channels, M.deadline_ms)
  channels = {}
end

-- Answers of the children by the number of the question; `drive_answer` is what they call.
local questions, answers = 0, {}
function _G.drive_answer(question, ok, result)
  answers[question] = { ok = ok, result = result }
end

-- Channel 1 of an embedded Neovim is the process that embeds it.
local ask = [[
  local question, code, arguments = ...
  local ok, result = pcall(function()
    return assert(loadstring(code))(unpack(arguments))
  end)
  vim.rpcnotify(1, 'nvim_exec_lua', 'drive_answer(...)', { question, ok, result })
]]

---Runs Lua in the child and returns its result. A message that is too long makes Neovim wait for
---ENTER, and then only keys reach it; so ENTER is pressed, as a user would, and counted in `prompts`.
---That may happen at any moment, and is why this is not a mere rpcrequest(): it would wait for ever.
---@param code string
function Editor:lua(code, ...)
  questions = questions + 1
  local question = questions
  vim.rpcnotify(self.channel, 'nvim_exec_lua', ask, { question, code, { ... } })
  local function answered()
    return answers[question] ~= nil
  end
  local since = now_ms()
  while not vim.wait(500, answered, poll_ms) do
    if vim.rpcrequest(self.channel, 'nvim_get_mode').blocking then
      self.prompts = self.prompts + 1
      self:keys('<CR>')
    end
    assert(now_ms() - since < M.deadline_ms, 'Neovim does not answer')
  end
  local answer = answers[question]
  answers[question] = nil
  if not answer.ok then
    error(answer.result, 2)
  end
  return answer.result
end

---Types keys, in the notation of :help key-notation ('<' itself is '<lt>').
---@param keys string
function Editor:keys(keys)
  vim.rpcrequest(self.channel, 'nvim_input', keys)
end

---Waits until `code`, Lua that is run in the child again and again, returns neither nil nor false.
---@param code string
---@return any what it returned; nil when the deadline passed
function Editor:wait(code, ...)
  -- A loop, since waits do not nest: self:lua() waits too.
  local since = now_ms()
  repeat
    local value = self:lua(code, ...)
    if value ~= nil and value ~= vim.NIL and value ~= false then
      return value
    end
    vim.wait(poll_ms)
  until now_ms() - since > M.deadline_ms
end

---Waits until the server has answered `initialize` for the current note.
function Editor:wait_attached()
  return self:wait([[
    local client = vim.lsp.get_clients({ bufnr = 0, name = 'notes_lsp' })[1]
    return client ~= nil and client.initialized
  ]])
end

---Waits until the current note is the file `name` (the last segment of its path).
---@param name string
function Editor:wait_note(name)
  return self:wait([[return vim.fn.expand('%:t') == ...]], name)
end

---Waits until the current note has exactly `count` problems.
---@param count integer
function Editor:wait_problems(count)
  return self:wait([[return #vim.diagnostic.get(0) == ...]], count)
end

---Waits until the completion popup offers an item that shows `text`.
---@param text string
function Editor:wait_popup(text)
  return self:wait(
    [[
    local text = ...
    return vim.fn.pumvisible() == 1
      and vim.iter(vim.fn.complete_info({ 'items' }).items):any(function(item)
        return item.abbr:find(text, 1, true) ~= nil
      end)
    ]],
    text
  )
end

---Waits until a floating window shows `text` and returns all that it shows.
---@param text string
---@return string?
function Editor:wait_float(text)
  return self:wait(
    [[
    local text = ...
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= '' then
        local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
        local shown = table.concat(lines, '\n')
        return shown:find(text, 1, true) and shown
      end
    end
    ]],
    text
  )
end

-- What is on the screen, row by row, floating windows and popup menu included. A character of double
-- width fills two cells, and the second one reads as '': so a row keeps its width when joined. Where
-- the edge of a window cuts such a character in half, the other half shows as a space.
local read_screen = [[
  vim.cmd.redraw()
  local rows = {}
  for row = 1, vim.o.lines do
    local cells = {}
    for col = 1, vim.o.columns do
      cells[col] = vim.fn.screenstring(row, col)
    end
    for col, cell in ipairs(cells) do
      if vim.fn.strwidth(cell) == 2 and cells[col + 1] ~= '' then
        cells[col] = ' '
      elseif cell == '' and vim.fn.strwidth(cells[col - 1] or '') ~= 2 then
        cells[col] = ' '
      end
    end
    rows[row] = (table.concat(cells):gsub('%s+$', ''))
  end
  return rows
]]

---Waits until the screen has stood still for a moment and returns its rows.
---@return string[]
function Editor:screen()
  local quiet_ms, before, since, changed = 150, nil, now_ms(), nil
  repeat
    local now = self:lua(read_screen)
    if not vim.deep_equal(now, before) then
      before, changed = now, now_ms()
    end
    vim.wait(poll_ms)
  until now_ms() - changed >= quiet_ms or now_ms() - since > M.deadline_ms
  return before
end

---The rows as text in a box.
---@param rows string[]
---@param columns integer
---@return string
function M.framed(rows, columns)
  -- Not strdisplaywidth(): that one wraps a wide character at the edge of a window.
  local out = { '┌' .. ('─'):rep(columns) .. '┐' }
  for _, row in ipairs(rows) do
    out[#out + 1] = '│' .. row .. (' '):rep(columns - vim.fn.strwidth(row)) .. '│'
  end
  out[#out + 1] = '└' .. ('─'):rep(columns) .. '┘'
  return table.concat(out, '\n')
end

---Ends this process with an error if it is still there after `seconds`: the last resort against a
---child that answers no more.
---@param seconds integer
function M.watchdog(seconds)
  local timer = assert(vim.uv.new_timer())
  timer:start(seconds * 1000, 0, function()
    io.stderr:write(('gave up after %d seconds\n'):format(seconds))
    os.exit(1)
  end)
end

return M
