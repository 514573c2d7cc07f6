---@brief
---
--- https://github.com/notes-lsp/notes-lsp
---
--- `notes-lsp`, a language server for folders of linked Markdown notes: wiki links, Markdown links,
--- headings, blocks, tags and footnotes.

---@type vim.lsp.Config
return {
  cmd = { 'notes-lsp', 'serve' },
  filetypes = { 'markdown' },
  root_markers = vim.fn.has('nvim-0.11.3') == 1 and { { '.notes-lsp.toml', '.obsidian' }, '.git' }
    or { '.notes-lsp.toml', '.obsidian', '.git' },
}
