-- The links of a note, as the server knows them: none in code, none in comments.

local client_of = require('notes_lsp.client')

local M = {}

---A link of a note. Lines count from 0, columns are bytes from 0, and an end is behind the last byte.
---@class notes_lsp.Link
---@field row integer
---@field first integer where what the server underlines begins: [[here]], [text](here)
---@field end_row integer
---@field last integer
---@field open integer where all of the link begins, brackets and label included; `first` if that is on another line
---@field close integer where it ends
---@field wiki boolean
---@field target? string the URI that it opens
---@field private raw lsp.DocumentLink

---Where the bracket is that the one at `close` ends.
---@param line string
---@param close integer from 1
---@return integer? from 1
local function opening(line, close)
  local depth = 0
  for at = close, 1, -1 do
    local byte = line:sub(at, at)
    if byte == ']' then
      depth = depth + 1
    elseif byte == '[' then
      depth = depth - 1
      if depth == 0 then
        return at
      end
    end
  end
end

---Finds all of a link around what the server underlines of it.
---@param link notes_lsp.Link
---@param line string
local function widen(link, line)
  local before, after = line:sub(1, link.first), line:sub(link.last + 1)
  local label = before:match('()%]%(<?$')
  if before:sub(-2) == '[[' and after:sub(1, 2) == ']]' then
    link.wiki = true
    link.open, link.close = link.first - 2, link.last + 2
  elseif label then
    link.open = (opening(before, label) or link.first + 1) - 1
    link.close = link.last + #after:match('^>?%)?')
  end
  if link.open < link.first and line:sub(link.open, link.open) == '!' then
    link.open = link.open - 1
  end
end

---@param client vim.lsp.Client
---@param buffer integer
---@param raw lsp.DocumentLink
---@return notes_lsp.Link
local function link_of(client, buffer, raw)
  local range = raw.range
  local function line_at(position)
    return vim.api.nvim_buf_get_lines(buffer, position.line, position.line + 1, false)[1] or ''
  end
  local function byte(position)
    return vim.str_byteindex(line_at(position), client.offset_encoding, position.character, false)
  end
  local first, last = byte(range.start), byte(range['end'])
  ---@type notes_lsp.Link
  local link = {
    row = range.start.line,
    first = first,
    end_row = range['end'].line,
    last = last,
    open = first,
    close = last,
    wiki = false,
    target = raw.target,
    raw = raw,
  }
  if link.row == link.end_row then
    widen(link, line_at(range.start))
  end
  return link
end

---@param client vim.lsp.Client
---@param buffer integer
---@param answer? lsp.DocumentLink[]
---@return notes_lsp.Link[]
local function links_of(client, buffer, answer)
  return vim.tbl_map(function(raw)
    return link_of(client, buffer, raw)
  end, answer or {})
end

---Asks for the links of a buffer. Where the text changes meanwhile there is no answer.
---@param buffer integer
---@param done fun(links: notes_lsp.Link[])
function M.of(buffer, done)
  local client = client_of.get(buffer)
  if not client or not vim.lsp.buf_is_attached(buffer, client.id) then
    return done({})
  end
  local params = { textDocument = { uri = vim.uri_from_bufnr(buffer) } }
  local tick = vim.api.nvim_buf_get_changedtick(buffer)
  client:request('textDocument/documentLink', params, function(err, answer)
    if not err and vim.api.nvim_buf_is_loaded(buffer) and vim.api.nvim_buf_get_changedtick(buffer) == tick then
      done(links_of(client, buffer, answer))
    end
  end, buffer)
end

---The link under the cursor, asked for and waited for; its label is part of it.
---@return notes_lsp.Link?
---@return vim.lsp.Client?
function M.here()
  local buffer = vim.api.nvim_get_current_buf()
  local client = client_of.get(buffer)
  if not client or not vim.lsp.buf_is_attached(buffer, client.id) then
    return nil
  end
  local params = { textDocument = { uri = vim.uri_from_bufnr(buffer) } }
  local answer = client:request_sync('textDocument/documentLink', params, 2000, buffer)
  local row, column = unpack(vim.api.nvim_win_get_cursor(0))
  row = row - 1
  local best
  for _, link in ipairs(links_of(client, buffer, answer and answer.result)) do
    local after = row > link.row or row == link.row and column >= link.open
    local before = row < link.end_row or row == link.end_row and column < link.close
    -- The smallest: a picture may stand in the label of a link.
    if after and before and (not best or link.close - link.open < best.close - best.open) then
      best = link
    end
  end
  if best and not best.target then
    -- Of very many links the server tells the target of each only when it is wanted.
    local resolved = client:request_sync('documentLink/resolve', best.raw, 2000, buffer)
    best.target = resolved and resolved.result and resolved.result.target
  end
  return best, client
end

---What a target names on disk, or nil for the web.
---@param target string
---@return string? path
---@return lsp.Position? position of the heading or block
function M.place(target)
  if not vim.startswith(target, 'file:') then
    return nil
  end
  local uri, line, character = target:match('^(.-)#(%d+),(%d+)$')
  if not uri then
    return vim.uri_to_fname(target)
  end
  return vim.uri_to_fname(uri), { line = tonumber(line) - 1, character = tonumber(character) - 1 }
end

return M
