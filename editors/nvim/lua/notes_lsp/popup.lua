-- The popup of a link that is being typed, where Neovim has closed it.
--
-- Neovim asks the server behind [, (, # and the like, and then for as long as words are typed: a space, a
-- hyphen or a name that nothing matches so far end it, and names of notes have those. So while the cursor
-- is in a link that is not closed, it is asked again.

local M = {}

-- What stands before the cursor in such a link.
local open_links = { '%[%[[^%[%]]*$', '%]%([^()]*$' }

local function in_link()
  local column = vim.api.nvim_win_get_cursor(0)[2]
  local before = vim.api.nvim_get_current_line():sub(1, column)
  return vim.iter(open_links):any(function(pattern)
    return before:find(pattern) ~= nil
  end)
end

---@param client vim.lsp.Client
---@param buffer integer
function M.attach(client, buffer)
  local group = vim.api.nvim_create_augroup('notes_lsp.popup.' .. buffer, {})
  local triggers = vim.tbl_get(client, 'server_capabilities', 'completionProvider', 'triggerCharacters') or {}
  -- Whoever has taken an item, or sent the list away, doesn't want it back at once.
  local had = false
  local function on(events, callback)
    vim.api.nvim_create_autocmd(events, { group = group, buffer = buffer, callback = callback })
  end
  on('CompleteDone', function()
    had = vim.v.event.reason == 'accept' or vim.v.event.reason == 'cancel'
  end)
  on('InsertCharPre', function()
    had = had and not vim.list_contains(triggers, vim.v.char)
  end)
  on('InsertLeave', function()
    had = false
  end)
  -- It comes when the popup is gone, and not for each letter of what is pasted.
  on('TextChangedI', function()
    if not had and in_link() then
      vim.lsp.completion.get()
    end
  end)
  on('LspDetach', function(event)
    if event.data.client_id == client.id then
      vim.api.nvim_del_augroup_by_id(group)
    end
  end)
end

return M
