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
  capabilities = {
    -- The server sends lenses that can be run only to who has the command for it. With their titles,
    -- since Neovim 0.12 may show blank lines for lenses that are to be resolved.
    experimental = { notesLsp = { showReferences = true, lensTitles = true } },
    textDocument = {
      semanticTokens = {
        -- With the server's own, for highlight groups such as @lsp.mod.unresolved.markdown.
        tokenModifiers = vim.list_extend(
          vim.lsp.protocol.make_client_capabilities().textDocument.semanticTokens.tokenModifiers,
          { 'unresolved', 'ambiguous' }
        ),
      },
    },
  },
  commands = {
    ['notes-lsp.showReferences'] = function(command, ctx)
      local client = assert(vim.lsp.get_client_by_id(ctx.client_id))
      client:request('codeLens/resolve', command.arguments[1], function(err, lens)
        local locations = lens and lens.command and (lens.command.arguments or {})[3]
        if err or not locations then
          vim.notify(err and err.message or 'The lens is out of date.', vim.log.levels.WARN)
          return
        end
        local items = vim.lsp.util.locations_to_items(locations, client.offset_encoding)
        vim.fn.setqflist({}, ' ', { title = command.title, items = items })
        vim.cmd('botright copen')
      end, ctx.bufnr)
    end,
  },
}
