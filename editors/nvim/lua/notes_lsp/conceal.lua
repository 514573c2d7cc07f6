-- Wiki links without their brackets: [[target|label]] reads as its label, [[target]] as its target.
--
-- Only where 'conceallevel' is above 0, which stays the user's to set. Where links are is the server's to
-- say, so what looks like one in code stays as it is. The link that the cursor is on is shown in full,
-- unless 'concealcursor' says otherwise: that is Neovim's part.

local links = require('notes_lsp.links')

local M = {}

local space = vim.api.nvim_create_namespace('notes_lsp.conceal')

---Hides bytes of a line. The priority is above tree-sitter's, which makes [target] of [[target]].
local function hide(buffer, row, first, last)
  vim.api.nvim_buf_set_extmark(buffer, space, row, first, { end_col = last, conceal = '', priority = 200 })
end

---@param buffer integer
---@param found notes_lsp.Link[]
local function show(buffer, found)
  vim.api.nvim_buf_clear_namespace(buffer, space, 0, -1)
  for _, link in ipairs(found) do
    if link.wiki then
      local line = vim.api.nvim_buf_get_lines(buffer, link.row, link.row + 1, false)[1] or ''
      local inner = line:sub(link.first + 1, link.last)
      -- Behind the bar, which is escaped in a table, stands the label. An empty one is none.
      local label = inner:match('^.-|()') or 1
      hide(buffer, link.row, link.open, link.first + (label <= #inner and label - 1 or 0))
      hide(buffer, link.row, link.last, link.close)
    end
  end
end

---Looks again where links are.
---@param buffer integer
function M.refresh(buffer)
  links.of(buffer, function(found)
    show(buffer, found)
  end)
end

---Whether it is switched on for a buffer.
---@param buffer integer
function M.is_on(buffer)
  return vim.b[buffer].notes_lsp_conceal == true
end

---@param buffer integer
function M.attach(buffer)
  if M.is_on(buffer) then
    return
  end
  vim.b[buffer].notes_lsp_conceal = true
  local timer = assert(vim.uv.new_timer())
  local group = vim.api.nvim_create_augroup('notes_lsp.conceal.' .. buffer, {})
  local function soon()
    -- Not with every letter of a replayed macro.
    timer:start(
      50,
      0,
      vim.schedule_wrap(function()
        if vim.api.nvim_buf_is_loaded(buffer) then
          M.refresh(buffer)
        end
      end)
    )
  end
  vim.api.nvim_create_autocmd({ 'TextChanged', 'InsertLeave', 'BufEnter' }, {
    group = group,
    buffer = buffer,
    callback = soon,
  })
  -- What is a link depends on how the vault's are written, and that is known when it has been read.
  vim.api.nvim_create_autocmd('LspProgress', { group = group, pattern = 'end', callback = soon })
  vim.api.nvim_create_autocmd({ 'BufUnload', 'LspDetach' }, {
    group = group,
    buffer = buffer,
    callback = function(event)
      local client = event.data and vim.lsp.get_client_by_id(event.data.client_id)
      if event.event == 'BufUnload' or client and client.name == 'notes_lsp' then
        timer:stop()
        vim.api.nvim_del_augroup_by_id(group)
        vim.api.nvim_buf_clear_namespace(buffer, space, 0, -1)
        vim.b[buffer].notes_lsp_conceal = nil
      end
    end,
  })
  M.refresh(buffer)
end

return M
