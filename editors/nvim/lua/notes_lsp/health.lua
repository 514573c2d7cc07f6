-- :checkhealth notes_lsp

local M = {}

local health = vim.health

local function report_neovim()
  health.start('Neovim')
  local version = tostring(vim.version())
  if vim.fn.has('nvim-0.12') == 1 then
    health.ok('Neovim ' .. version)
  elseif vim.fn.has('nvim-0.11') == 1 then
    health.ok('Neovim ' .. version .. '; lenses that refresh by themselves need 0.12')
  else
    health.error('Neovim ' .. version .. ' is too old: vim.lsp.config and vim.lsp.enable came with 0.11', {
      'Install Neovim 0.11 or newer.',
    })
  end
  return vim.fn.has('nvim-0.11') == 1
end

local function report_server()
  health.start('Server')
  local config = vim.lsp.config['notes_lsp']
  if not config or not config.cmd then
    health.error('there is no configuration of notes_lsp', {
      'Put editors/nvim of notes-lsp on the runtimepath, or copy lsp/notes_lsp.lua to ~/.config/nvim/lsp/.',
    })
    return
  end
  local command = type(config.cmd) == 'table' and config.cmd[1] or nil
  if command then
    local path = vim.fn.exepath(command)
    if path == '' then
      health.error(('%s is not on the PATH'):format(command), {
        'go install github.com/notes-lsp/notes-lsp/cmd/notes-lsp@latest',
        "Where it is installed and Neovim does not see it, set cmd = { '/path/to/notes-lsp', 'serve' } by vim.lsp.config.",
      })
    else
      local ok, done = pcall(function()
        return vim.system({ path, 'version' }, { text = true, timeout = 5000 }):wait()
      end)
      if ok and done.code == 0 then
        health.ok(('%s, %s'):format(vim.trim(done.stdout), path))
      else
        health.error(('%s does not run'):format(path), ok and vim.trim(done.stderr or '') or tostring(done))
      end
    end
  end
  if vim.lsp.is_enabled and vim.lsp.is_enabled('notes_lsp') or #vim.lsp.get_clients({ name = 'notes_lsp' }) > 0 then
    health.ok('switched on')
  else
    health.warn('not switched on', { "vim.lsp.enable('notes_lsp'), or require('notes_lsp').setup()" })
  end
end

---@param client vim.lsp.Client
local function report_client(client)
  health.start(('Client %d'):format(client.id))
  local notes = vim.tbl_count(client.attached_buffers)
  health.ok(('attached to %d %s'):format(notes, notes == 1 and 'note' or 'notes'))
  if client.root_dir then
    health.ok('vault: ' .. client.root_dir)
  else
    health.info(
      'no vault: no folder above has a .notes-lsp.toml, .obsidian or .git; links to other notes are not judged'
    )
  end
  health.info('positions count in ' .. client.offset_encoding)
  local watched = vim.tbl_get(client, 'capabilities', 'workspace', 'didChangeWatchedFiles', 'dynamicRegistration')
  if watched then
    health.ok('Neovim watches the files of the vault')
    if vim.fn.has('linux') == 1 and vim.fn.executable('inotifywait') == 0 then
      health.warn('without inotifywait Neovim watches each folder by itself, which is slow in a large vault', {
        'Install inotify-tools.',
      })
    end
  else
    health.info('Neovim does not watch files here; the server does')
  end
end

-- Others that do the same for Markdown, and what then shows twice.
local others = { 'marksman', 'markdown_oxide', 'obsidian-ls', 'zk', 'iwe', 'rumdl' }

local function report_others()
  health.start('Others beside it')
  local found = false
  for _, client in ipairs(vim.lsp.get_clients()) do
    if vim.list_contains(others, client.name) then
      found = true
      local shared = {}
      for buffer in pairs(client.attached_buffers) do
        if #vim.lsp.get_clients({ name = 'notes_lsp', bufnr = buffer }) > 0 then
          shared[#shared + 1] = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ':~:.')
        end
      end
      if #shared > 0 then
        health.warn(client.name .. ' looks after the same notes: completion, definitions and more come twice', {
          ("vim.lsp.enable('%s', false), or switch features off on one side: docs/beside.md"):format(client.name),
        })
      else
        health.info(client.name .. ' runs, for other notes')
      end
    end
  end
  if package.loaded['obsidian'] then
    found = true
    health.warn(
      'obsidian.nvim is loaded: completion, gf and following links may come twice',
      { 'docs/beside.md has the settings for both sides' }
    )
  end
  if not found then
    health.ok('none')
  end
end

local function report_looks()
  health.start('Looks')
  local options = require('notes_lsp').options
  if options.conceal then
    if vim.o.conceallevel > 0 or vim.wo.conceallevel > 0 then
      health.ok('wiki links are shown without their brackets')
    else
      health.warn(
        "wiki links would be shown without their brackets, but 'conceallevel' is 0",
        { 'vim.o.conceallevel = 2' }
      )
    end
  else
    health.info("wiki links are shown as they are; setup({ conceal = true }) and 'conceallevel' change that")
  end
  local pickers = require('notes_lsp.find').pickers()
  if #pickers > 1 then
    health.ok((':Notes find uses %s, of %s'):format(options.picker or pickers[1], table.concat(pickers, ', ')))
  else
    health.ok(':Notes find uses vim.ui.select; of telescope, fzf-lua, snacks and mini.pick none is set up')
  end
end

function M.check()
  if not report_neovim() then
    return
  end
  report_server()
  local clients = vim.lsp.get_clients({ name = 'notes_lsp' })
  for _, client in ipairs(clients) do
    report_client(client)
  end
  if #clients == 0 then
    health.start('Client')
    health.info('no note is open; open one and look again')
  end
  report_others()
  report_looks()
end

return M
