-- gf and gx for links: notes open in Neovim, all else in what the system has for it.

local links = require('notes_lsp.links')

local M = {}

---Types a key of Neovim's own, with the count that was given.
local function as_ever(key)
  vim.api.nvim_feedkeys((vim.v.count > 0 and vim.v.count or '') .. key, 'n', false)
end

---Whether Neovim can show the file.
---@param path string
local function is_text(path)
  return vim.filetype.match({ filename = path }) ~= nil
end

---Opens the link under the cursor: a note at its heading or block, in this window, with the way back in
---the jump list. Pictures and the web go to vim.ui.open().
---@return boolean followed whether there was a link
function M.follow()
  local link, client = links.here()
  if not link or not link.target or not client then
    return false
  end
  local path, position = links.place(link.target)
  if not path or not is_text(path) then
    vim.ui.open(path or link.target)
    return true
  end
  if path ~= vim.api.nvim_buf_get_name(0) then
    vim.cmd.edit({ path, magic = { file = false } })
  else
    vim.cmd("normal! m'")
  end
  if position then
    local line = math.min(position.line + 1, vim.api.nvim_buf_line_count(0))
    local text = vim.api.nvim_buf_get_lines(0, line - 1, line, true)[1]
    vim.api.nvim_win_set_cursor(0, { line, vim.str_byteindex(text, client.offset_encoding, position.character, false) })
    vim.cmd('normal! zv')
  end
  return true
end

---What gf is mapped to: the link under the cursor, or else what gf always does.
function M.gf()
  if not M.follow() then
    as_ever('gf')
  end
end

---What gx is mapped to: the target of the link under the cursor in its own program, or else what gx
---always does.
function M.gx()
  local link = links.here()
  if link and link.target then
    vim.ui.open((links.place(link.target)) or link.target)
    return
  end
  -- Neovim's own is a mapping, too, below ours.
  local own = vim.iter(vim.api.nvim_get_keymap('n')):find(function(map)
    return map.lhs == 'gx'
  end)
  if own and own.callback then
    own.callback()
  end
end

---For 'includeexpr', with which `:find`-like commands and CTRL-W_f find the file of a link.
---@param name string what stands under the cursor
---@return string
function M.includeexpr(name)
  local link = links.here()
  local path = link and link.target and links.place(link.target)
  return path or name
end

---@param buffer integer
function M.attach(buffer)
  local function map(key, action, desc)
    vim.keymap.set('n', key, action, { buffer = buffer, desc = desc })
  end
  map('gf', M.gf, 'Follow the link')
  map('gx', M.gx, 'Open the target of the link')
  vim.bo[buffer].includeexpr = "v:lua.require'notes_lsp.follow'.includeexpr(v:fname)"
end

return M
