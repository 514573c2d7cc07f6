-- The Neovim that `make try` opens: no plugins, only what a user of notes-lsp writes in an init.lua,
-- and a line of keys to try. Start it by try.sh, which keeps it away from your own Neovim.

local here = vim.fs.dirname(vim.fs.abspath(debug.getinfo(1, 'S').source:sub(2)))

-- What installing amounts to: lsp/notes_lsp.lua is on the runtimepath, and is enabled.
vim.opt.runtimepath:prepend(here)
vim.lsp.enable('notes_lsp')

-- A popup of notes after [[ and of paths after ](, and the reason of a problem beside it.
vim.o.completeopt = 'menuone,noselect,popup'
vim.diagnostic.config({ virtual_text = true, severity_sort = true })

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
    { 'textDocument/definition', 'gd follow  <C-o> back' },
    { 'textDocument/hover', 'K about' },
    { 'textDocument/references', 'grr links here' },
    { 'textDocument/rename', 'grn rename' },
    { 'textDocument/codeAction', 'gra fix' },
  }
  local words = {}
  for _, row in ipairs(offered) do
    if client:supports_method(row[1]) then
      words[#words + 1] = row[2]
    end
  end
  return table.concat(vim.list_extend(words, { ']d next problem', ':qa! quit' }), '  ')
end

vim.o.laststatus = 2
vim.o.statusline = " %{fnamemodify(expand('%'), ':.')} %m%=%l:%c "
vim.o.showtabline = 2
vim.o.tabline = ' notes-lsp is starting …'

vim.api.nvim_create_autocmd('LspAttach', {
  callback = function(event)
    local client = assert(vim.lsp.get_client_by_id(event.data.client_id))
    vim.o.tabline = ' ' .. keys(client) .. '%<'
    vim.lsp.completion.enable(true, client.id, event.buf, { autotrigger = true })
    vim.keymap.set('n', 'gd', vim.lsp.buf.definition, { buffer = event.buf, desc = 'Go to the note' })
  end,
})
