-- :Notes find: notes, headings and tags of the vault, in the server's order.
--
-- What is typed goes to the server as it is, and nothing sorts or filters after it: it knows aliases, first
-- consonants (ㅋㅂ finds 쿠버네티스) and what the same keys type in the other language.

local client_of = require('notes_lsp.client')

local M = {}

---@class notes_lsp.Found
---@field text string what is shown
---@field path string
---@field symbol lsp.WorkspaceSymbol

---@param client vim.lsp.Client
---@param query string
---@param symbols? lsp.WorkspaceSymbol[]
---@return notes_lsp.Found[]
local function found(client, query, symbols)
  -- The server puts what was typed behind a name that does not hold it, for editors that filter once more.
  local mark = ' ← ' .. query
  return vim.tbl_map(function(symbol)
    local path = vim.uri_to_fname(symbol.location.uri)
    local where = symbol.containerName or client_of.shown(client, path)
    local name = vim.endswith(symbol.name, mark) and symbol.name:sub(1, -#mark - 1) or symbol.name
    return { text = ('%s  %s'):format(name, where), path = path, symbol = symbol }
  end, symbols or {})
end

---Asks the server.
---@param client vim.lsp.Client
---@param query string
---@param done fun(items: notes_lsp.Found[])
function M.ask(client, query, done)
  client:request('workspace/symbol', { query = query }, function(err, symbols)
    done(not err and found(client, query, symbols) or {})
  end)
end

---Asks the server and waits, for pickers that can't.
---@param client vim.lsp.Client
---@param query string
---@return notes_lsp.Found[]
function M.ask_now(client, query)
  local answer = client:request_sync('workspace/symbol', { query = query }, 2000)
  return found(client, query, answer and answer.result)
end

---Goes to what was chosen. Where in its note that is, is asked only now.
---@param client vim.lsp.Client
---@param item? notes_lsp.Found
function M.open(client, item)
  if not item then
    return
  end
  local function show(symbol)
    local location = symbol.location
    if not location.range then
      local first = { line = 0, character = 0 }
      location = { uri = location.uri, range = { start = first, ['end'] = first } }
    end
    vim.lsp.util.show_document(location, client.offset_encoding, { focus = true, reuse_win = false })
  end
  if item.symbol.location.range then
    show(item.symbol)
  else
    client_of.ask(client, 'workspaceSymbol/resolve', item.symbol, function(symbol)
      show(symbol or item.symbol)
    end)
  end
end

---Whether a picker can be used: it is installed, and loaded if it has to be set up.
local there = {
  telescope = function()
    return pcall(require, 'telescope')
  end,
  ['fzf-lua'] = function()
    return pcall(require, 'fzf-lua')
  end,
  snacks = function()
    return rawget(_G, 'Snacks') ~= nil
  end,
  mini = function()
    return rawget(_G, 'MiniPick') ~= nil
  end,
  select = function()
    return true
  end,
}
-- Those that were set up by the user first: they say more of what the user wants than what is installed.
local order = { 'snacks', 'mini', 'telescope', 'fzf-lua', 'select' }

---The pickers that are there, the one that is used by default first.
---@return string[]
function M.pickers()
  return vim.tbl_filter(function(name)
    return there[name]() == true
  end, order)
end

local show = {}

function show.telescope(client, query)
  local conf = require('telescope.config').values
  local actions, state = require('telescope.actions'), require('telescope.actions.state')
  local channel = require('plenary.async.control').channel
  require('telescope.pickers')
    .new({}, {
      prompt_title = 'Notes',
      default_text = query,
      finder = require('telescope.finders').new_dynamic({
        fn = function(prompt)
          local tx, rx = channel.oneshot()
          M.ask(client, prompt or '', tx)
          return rx()
        end,
        entry_maker = function(item)
          return { value = item, display = item.text, ordinal = item.text, filename = item.path, path = item.path }
        end,
      }),
      -- The server's order is the order.
      sorter = require('telescope.sorters').empty(),
      previewer = conf.file_previewer({}),
      attach_mappings = function(buffer)
        actions.select_default:replace(function()
          local entry = state.get_selected_entry()
          actions.close(buffer)
          M.open(client, entry and entry.value)
        end)
        return true
      end,
    })
    :find()
end

show['fzf-lua'] = function(client, query)
  local last = {}
  local function chosen(lines)
    M.open(client, last[tonumber((lines[1] or ''):match('^(%d+)\t'))])
  end
  require('fzf-lua').fzf_live(function(typed)
    last = M.ask_now(client, type(typed) == 'table' and typed[1] or typed or '')
    local lines = {}
    for number, item in ipairs(last) do
      lines[number] = number .. '\t' .. item.text
    end
    return lines
  end, {
    prompt = 'Notes> ',
    query = query,
    exec_empty_query = true,
    fzf_opts = { ['--delimiter'] = '\t', ['--with-nth'] = '2..', ['--no-sort'] = true },
    actions = { ['enter'] = chosen },
  })
end

function show.snacks(client, query)
  _G.Snacks.picker.pick({
    title = 'Notes',
    search = query,
    live = true,
    supports_live = true,
    format = 'text',
    sort = { fields = { 'idx' } },
    finder = function(_, ctx)
      return vim.tbl_map(function(item)
        return { text = item.text, file = item.path, note = item }
      end, M.ask_now(client, ctx.filter.search or ''))
    end,
    confirm = function(picker, item)
      picker:close()
      M.open(client, item and item.note)
    end,
  })
end

function show.mini(client, query)
  local pick = _G.MiniPick
  local function match(_, _, typed)
    local tick = pick.get_querytick()
    M.ask(client, table.concat(typed), function(items)
      pick.set_picker_items(items, { do_match = false, querytick = tick })
    end)
  end
  local function choose(item)
    vim.schedule(function()
      M.open(client, item)
    end)
  end
  if query ~= '' then
    -- A query can be set only once the picker is there.
    vim.api.nvim_create_autocmd('User', {
      pattern = 'MiniPickStart',
      once = true,
      callback = function()
        pick.set_picker_query(vim.fn.split(query, '\\zs'))
      end,
    })
  end
  pick.start({ source = { name = 'Notes', items = {}, match = match, choose = choose } })
end

---The items that a screen has room for, where vim.ui.select is Neovim's own, a numbered list: the best
---come first, and who wants the others types more.
---@param items notes_lsp.Found[]
---@return notes_lsp.Found[]
function M.fitting(items)
  local own = debug.getinfo(vim.ui.select, 'S').source:find('vim/ui.lua', 1, true)
  return own and vim.list_slice(items, 1, math.max(vim.o.lines - 4, 1)) or items
end

-- No picker: the query is asked for first, then the choice.
function show.select(client, query)
  local function choose(typed)
    M.ask(client, typed, function(items)
      if #items == 0 then
        client_of.tell(('nothing is called %s'):format(typed), vim.log.levels.INFO)
        return
      end
      local shown = M.fitting(items)
      vim.ui.select(shown, {
        prompt = #shown < #items and ('Notes, the first %d of %d'):format(#shown, #items) or 'Notes',
        kind = 'notes_lsp',
        format_item = function(item)
          return item.text
        end,
      }, function(item)
        M.open(client, item)
      end)
    end)
  end
  if query ~= '' then
    return choose(query)
  end
  vim.ui.input({ prompt = 'Notes: ' }, function(typed)
    if typed then
      choose(typed)
    end
  end)
end

---Lets the user find a note, heading or tag.
---@param query? string what is typed already
---@param picker? string one of M.pickers()
function M.find(query, picker)
  local client = client_of.need()
  if client then
    picker = picker or require('notes_lsp').options.picker or M.pickers()[1]
    assert(show[picker], 'there is no picker ' .. tostring(picker))(client, query or '')
  end
end

return M
