-- The command :Notes. What it does is loaded when it is first used.

if vim.g.loaded_notes_lsp or vim.fn.has('nvim-0.11') == 0 then
  return
end
vim.g.loaded_notes_lsp = true

vim.api.nvim_create_user_command('Notes', function(call)
  require('notes_lsp.command').run(call.fargs)
end, {
  nargs = '*',
  desc = 'Commands of notes-lsp; see :help :Notes',
  complete = function(lead, line)
    return require('notes_lsp.command').complete(lead, line)
  end,
})
