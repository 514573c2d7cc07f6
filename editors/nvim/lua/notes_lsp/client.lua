-- The client of the current note, and what is asked of its server.

local M = {}

---Tells the user in one line.
---@param message string
---@param level? integer of vim.log.levels; WARN by default
function M.tell(message, level)
  vim.notify('notes-lsp: ' .. message, level or vim.log.levels.WARN)
end

---The client to ask: that of the buffer, or else any that runs.
---@param buffer? integer the current one by default
---@return vim.lsp.Client?
function M.get(buffer)
  local here = vim.lsp.get_clients({ name = 'notes_lsp', bufnr = buffer or vim.api.nvim_get_current_buf() })
  return here[1] or vim.lsp.get_clients({ name = 'notes_lsp' })[1]
end

---The same, or a sentence to the user.
---@return vim.lsp.Client?
function M.need()
  local client = M.get()
  if not client then
    M.tell('no note is open that the server looks after; :checkhealth notes_lsp says more')
  end
  return client
end

---The URI of the current note, or nil where the client does not look after the buffer.
---@param client vim.lsp.Client
---@return string?
function M.note(client)
  local buffer = vim.api.nvim_get_current_buf()
  return client.attached_buffers[buffer] and vim.uri_from_bufnr(buffer) or nil
end

---Sends a request. Errors are told to the user; only results come back.
---@param client vim.lsp.Client
---@param method string
---@param params table
---@param done fun(result: any)
function M.ask(client, method, params, done)
  client:request(method, params, function(err, result)
    if err then
      M.tell(err.message)
    else
      done(result ~= vim.NIL and result or nil)
    end
  end, vim.api.nvim_get_current_buf())
end

---Has the server run one of its commands.
---@param client vim.lsp.Client
---@param name string without "notes-lsp."
---@param argument table
---@param done? fun(result: any)
function M.run(client, name, argument, done)
  local params = {
    command = 'notes-lsp.' .. name,
    arguments = { vim.tbl_isempty(argument) and vim.empty_dict() or argument },
  }
  M.ask(client, 'workspace/executeCommand', params, done or function() end)
end

---A path as the user is shown it: from the vault's root.
---@param client vim.lsp.Client
---@param path string
---@return string
function M.shown(client, path)
  local root = client.root_dir
  return root and vim.startswith(path, root .. '/') and path:sub(#root + 2) or path
end

---Line `number` of a file, counted from 1: of its buffer where it is loaded.
---@param path string
---@param number integer
---@return string
function M.line_of(path, number)
  local buffer = vim.fn.bufnr(vim.fn.fnameescape(path))
  if buffer > 0 and vim.api.nvim_buf_is_loaded(buffer) then
    return vim.api.nvim_buf_get_lines(buffer, number - 1, number, false)[1] or ''
  end
  local ok, lines = pcall(vim.fn.readfile, path, '', number)
  return ok and lines[number] or ''
end

---A row of the server's as an item of the quickfix list. Rows count columns in characters, Neovim in
---bytes.
---@param row { path: string, line: integer, column: integer }
---@param text string
---@return vim.quickfix.entry
function M.row_item(row, text)
  local column = row.column
  if column > 1 then
    local line = M.line_of(row.path, row.line)
    column = vim.str_byteindex(line, 'utf-32', column - 1, false) + 1
  end
  return { filename = row.path, lnum = row.line, col = column, text = text }
end

---Shows the quickfix list with these items, or says that there are none.
---@param title string
---@param items vim.quickfix.entry[]
---@param none string what to say for an empty list
function M.list(title, items, none)
  if #items == 0 then
    M.tell(none, vim.log.levels.INFO)
    return
  end
  vim.fn.setqflist({}, ' ', { title = title, items = items })
  vim.cmd('botright copen')
end

return M
