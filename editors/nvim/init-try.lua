-- The Neovim that `make try` opens: no plugins, only what a user of notes-lsp writes in an init.lua,
-- and a line of keys to try. Start it by try.sh, which keeps it away from your own Neovim.

local here = vim.fs.dirname(vim.fs.abspath(debug.getinfo(1, 'S').source:sub(2)))

-- What installing amounts to: lsp/notes_lsp.lua is on the runtimepath, and is enabled.
vim.opt.runtimepath:prepend(here)
vim.lsp.enable('notes_lsp')

-- A popup of notes after [[ and of paths after ](, and the reason of a problem beside it.
vim.o.completeopt = 'menuone,noselect,popup'
vim.diagnostic.config({ virtual_text = true, severity_sort = true })

-- What Neovim leaves off until it is asked for.
vim.o.foldlevelstart = 99
vim.api.nvim_set_hl(0, '@lsp.mod.unresolved.markdown', { link = 'DiagnosticUnderlineWarn' })

---@param client vim.lsp.Client
---@param buffer integer
local function switch_on(client, buffer)
  local window = vim.api.nvim_get_current_win()
  vim.wo[window][0].foldmethod = 'expr'
  vim.wo[window][0].foldexpr = 'v:lua.vim.lsp.foldexpr()'
  vim.lsp.completion.enable(true, client.id, buffer, { autotrigger = true })
  vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
  if vim.fn.has('nvim-0.12') == 1 then
    vim.lsp.codelens.enable(true, { bufnr = buffer })
  end
end

-- Nothing here is to be kept.
vim.opt.shortmess:append('I')
vim.o.swapfile = false
vim.o.signcolumn = 'yes'
vim.o.linebreak = true
vim.o.pumheight = 10
vim.o.winborder = 'rounded'

---The keys worth trying with this server, as one line.
---@param client vim.lsp.Client
---@return string
local function keys(client)
  local offered = {
    { 'textDocument/completion', '[[ <C-n> <C-y> link' },
    { 'textDocument/definition', 'gd follow' },
    { 'textDocument/hover', 'K about' },
    { 'textDocument/references', 'grr uses' },
    { 'textDocument/rename', 'grn rename' },
    { 'textDocument/codeAction', 'gra mend' },
    { 'textDocument/documentSymbol', 'gO outline' },
  }
  local words = {}
  for _, row in ipairs(offered) do
    if client:supports_method(row[1]) then
      words[#words + 1] = row[2]
    end
  end
  return table.concat(vim.list_extend(words, { ']d problem', ':qa! quit' }), '  ')
end

vim.o.laststatus = 2
vim.o.statusline = " %{fnamemodify(expand('%'), ':.')} %m%=%l:%c "
vim.o.showtabline = 2
vim.o.tabline = ' notes-lsp is starting …'

vim.api.nvim_create_autocmd('LspAttach', {
  callback = function(event)
    local client = assert(vim.lsp.get_client_by_id(event.data.client_id))
    vim.o.tabline = ' ' .. keys(client) .. '%<'
    switch_on(client, event.buf)
    vim.keymap.set('n', 'gd', vim.lsp.buf.definition, { buffer = event.buf, desc = 'Go to the note' })
  end,
})
