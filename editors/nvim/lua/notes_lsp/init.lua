-- What an init.lua calls. :Notes and :checkhealth notes_lsp work without it.

local M = {}

---@class notes_lsp.Options
---@field completion? boolean a popup while you type
---@field follow? boolean gf, gx and 'includeexpr' know links
---@field conceal? boolean wiki links without their brackets, where 'conceallevel' is above 0
---@field folds? boolean 'foldexpr' is the server's
---@field hints? boolean inlay hints
---@field lenses? boolean code lenses (Neovim 0.12)
---@field picker? 'telescope'|'fzf-lua'|'snacks'|'mini'|'select' for :Notes find; the first that is there by default

---@type notes_lsp.Options
M.options = { completion = true, follow = true, conceal = false, folds = false, hints = false, lenses = false }

---@param client vim.lsp.Client
---@param buffer integer
local function switch_on(client, buffer)
  local on = M.options
  if on.completion then
    vim.lsp.completion.enable(true, client.id, buffer, { autotrigger = true })
    require('notes_lsp.popup').attach(client, buffer)
  end
  if on.follow then
    require('notes_lsp.follow').attach(buffer)
  end
  if on.conceal then
    require('notes_lsp.conceal').attach(buffer)
  end
  if on.folds then
    for _, window in ipairs(vim.fn.win_findbuf(buffer)) do
      vim.wo[window][0].foldmethod = 'expr'
      vim.wo[window][0].foldexpr = 'v:lua.vim.lsp.foldexpr()'
    end
  end
  if on.hints then
    vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
  end
  if on.lenses and vim.fn.has('nvim-0.12') == 1 then
    vim.lsp.codelens.enable(true, { bufnr = buffer })
  end
end

---Switches on the server, and in every note that it looks after what `options` say.
---@param options? notes_lsp.Options
function M.setup(options)
  M.options = vim.tbl_extend('force', M.options, options or {})
  vim.api.nvim_create_autocmd('LspAttach', {
    group = vim.api.nvim_create_augroup('notes_lsp', {}),
    callback = function(event)
      local client = vim.lsp.get_client_by_id(event.data.client_id)
      if client and client.name == 'notes_lsp' then
        switch_on(client, event.buf)
      end
    end,
  })
  vim.lsp.enable('notes_lsp')
end

return M
