-- :Notes {subcommand}. Each is a row of `subcommands`; :help :Notes has the same.

local client_of = require('notes_lsp.client')

local M = {}

local tell, info = client_of.tell, vim.log.levels.INFO

---Opens the note of a day, by the setting daily.pattern.
local function day(name)
  return function(client)
    client_of.run(client, name, {})
  end
end

---The nearest daily note after the current one, or before it.
local function day_beside(name)
  return function(client)
    local note = client_of.note(client)
    client_of.run(client, name, note and { uri = note } or {})
  end
end

---The URI of the current note, or a sentence to the user.
local function here(client)
  local note = client_of.note(client)
  if not note then
    tell('this is no note')
  end
  return note
end

local function backlinks(client)
  local note = here(client)
  if not note then
    return
  end
  client_of.run(client, 'backlinks', { uri = note }, function(rows)
    local items = vim.tbl_map(function(row)
      return client_of.row_item(row, row.text)
    end, rows or {})
    client_of.list('Links to this note', items, 'no note links to this one')
  end)
end

local function mentions(client)
  local note = here(client)
  if not note then
    return
  end
  client_of.run(client, 'mentions', { uri = note }, function(locations)
    local items = vim.lsp.util.locations_to_items(locations or {}, client.offset_encoding)
    client_of.list('Unlinked mentions of this note', items, 'no note names this one without a link')
  end)
end

local function outgoing(client)
  if not here(client) then
    return
  end
  local buffer = vim.api.nvim_get_current_buf()
  local links = require('notes_lsp.links')
  links.of(buffer, function(found)
    local items = vim.tbl_map(function(link)
      local line = vim.api.nvim_buf_get_lines(buffer, link.row, link.row + 1, false)[1] or ''
      local path = link.target and links.place(link.target)
      local shown = path and client_of.shown(client, path) or link.target or ''
      return {
        bufnr = buffer,
        lnum = link.row + 1,
        col = link.open + 1,
        text = ('%s → %s'):format(line:sub(link.open + 1, link.row == link.end_row and link.close or -1), shown),
      }
    end, found)
    client_of.list('Links of this note', items, 'this note has no links')
  end)
end

local function orphans(client)
  client_of.run(client, 'orphans', {}, function(rows)
    local items = vim.tbl_map(function(row)
      return client_of.row_item(row, row.title)
    end, rows or {})
    client_of.list('Orphans', items, 'every note is linked to, or links to another')
  end)
end

local severities = { 'E', 'W', 'I', 'N' }

---The problems of the vault, as the server sees them: also in notes that are not open.
---@param title string
---@param wanted fun(code: string): boolean
---@param none string
local function problems(title, wanted, none)
  return function(client)
    client_of.ask(client, 'workspace/diagnostic', { previousResultIds = {} }, function(report)
      local items = {}
      for _, note in ipairs(report and report.items or {}) do
        for _, problem in ipairs(note.items or {}) do
          if wanted(problem.code) then
            local item =
              vim.lsp.util.locations_to_items({ { uri = note.uri, range = problem.range } }, client.offset_encoding)[1]
            item.text, item.type = problem.message, severities[problem.severity]
            items[#items + 1] = item
          end
        end
      end
      table.sort(items, function(a, b)
        if a.filename ~= b.filename then
          return a.filename < b.filename
        end
        return a.lnum ~= b.lnum and a.lnum < b.lnum or a.lnum == b.lnum and a.col < b.col
      end)
      client_of.list(title, items, none)
    end)
  end
end

---All tags, or with a name all places of that one.
local function tags(client, args)
  local name = args[1] and args[1]:gsub('^#', '')
  client_of.run(client, 'tags', {}, function(rows)
    rows = rows or {}
    if not name then
      local items = vim.tbl_map(function(row)
        return client_of.row_item(row, ('#%s  %d'):format(row.tag, row.notes))
      end, rows)
      return client_of.list('Tags', items, 'there are no tags')
    end
    local row = vim.iter(rows):find(function(one)
      return vim.fn.tolower(one.tag) == vim.fn.tolower(name)
    end)
    if not row then
      return tell(('there is no tag #%s'):format(name))
    end
    local item = client_of.row_item(row, '')
    local line = client_of.line_of(row.path, row.line)
    client_of.ask(client, 'textDocument/references', {
      textDocument = { uri = vim.uri_from_fname(row.path) },
      position = { line = row.line - 1, character = vim.str_utfindex(line, client.offset_encoding, item.col, false) },
      context = { includeDeclaration = true },
    }, function(locations)
      local items = vim.lsp.util.locations_to_items(locations or {}, client.offset_encoding)
      client_of.list('#' .. row.tag, items, ('no note has #%s'):format(row.tag))
    end)
  end)
end

local function stats(client)
  client_of.run(client, 'stats', {}, function(numbers)
    local missing = numbers.unresolved or 0
    tell(
      ('%d notes, %d headings, %d tags; %d links lead nowhere, %d orphans'):format(
        numbers.notes,
        numbers.headings,
        numbers.tags,
        missing,
        numbers.orphans
      ),
      info
    )
  end)
end

local function graph(client)
  local offered = vim.tbl_get(client, 'server_capabilities', 'executeCommandProvider', 'commands') or {}
  if not vim.list_contains(offered, 'notes-lsp.showGraph') then
    return tell('this server knows no graph; a newer one does')
  end
  local note = client_of.note(client)
  client_of.run(client, 'showGraph', note and { uri = note } or {})
end

---The absolute path that a user's name of a note stands for: from the vault's root, or with "./" from
---the folder of the current note. ".md" may be left out.
local function path_for(client, name)
  if not name:match('%.[mM][dD]$') and not name:match('%.markdown$') then
    name = name .. '.md'
  end
  local base = client.root_dir or vim.fn.getcwd()
  if vim.startswith(name, './') or vim.startswith(name, '../') then
    base = vim.fs.dirname(vim.api.nvim_buf_get_name(0))
  elseif vim.startswith(name, '/') then
    return vim.fs.normalize(name)
  end
  return vim.fs.normalize(vim.fs.joinpath(base, name))
end

---Has `done` called with what the user names, asked for where no argument did.
local function with_name(args, prompt, default, done)
  local name = table.concat(args, ' ')
  if name ~= '' then
    return done(name)
  end
  vim.ui.input({ prompt = prompt, default = default }, function(typed)
    if typed and typed ~= '' then
      done(typed)
    end
  end)
end

---Moves the current note, with every link to it and out of it. Notes that are edited are left unsaved,
---as after a rename.
local function move_to(client, new)
  local old = vim.api.nvim_buf_get_name(0)
  if new == old then
    return
  elseif not vim.uv.fs_stat(old) then
    return tell('this note is not on disk yet; :write comes first')
  elseif vim.uv.fs_stat(new) then
    return tell(('%s is there already'):format(client_of.shown(client, new)))
  end
  local files = { files = { { oldUri = vim.uri_from_fname(old), newUri = vim.uri_from_fname(new) } } }
  client_of.ask(client, 'workspace/willRenameFiles', files, function(edit)
    if edit then
      vim.lsp.util.apply_workspace_edit(edit, client.offset_encoding)
    end
    vim.lsp.util.rename(old, new)
    client:notify('workspace/didRenameFiles', files)
  end)
end

local function rename(client, args)
  if not here(client) then
    return
  end
  local path = vim.api.nvim_buf_get_name(0)
  local stem, extension = vim.fs.basename(path):match('^(.*)(%.[^.]+)$')
  with_name(args, 'New name: ', stem, function(name)
    if name:find('/', 1, true) then
      return tell('a name has no slash; :Notes move takes a path')
    end
    if not vim.endswith(name, extension) then
      name = name .. extension
    end
    move_to(client, vim.fs.joinpath(vim.fs.dirname(path), name))
  end)
end

local function move(client, args)
  if here(client) then
    local path = vim.api.nvim_buf_get_name(0)
    with_name(args, 'Move to: ', client_of.shown(client, path), function(name)
      if vim.endswith(name, '/') then
        name = name .. vim.fs.basename(path)
      end
      move_to(client, path_for(client, name))
    end)
  end
end

local function new(client, args)
  if not client.root_dir then
    return tell('no folder of notes is open')
  end
  with_name(args, 'New note: ', nil, function(name)
    local path = path_for(client, name)
    local id = client_of.shown(client, path)
    if id == path then
      return tell(('%s is outside the vault'):format(path))
    end
    client_of.run(client, 'createNote', { root = client.root_dir, id = id })
  end)
end

local function convert(client, args)
  local note = here(client)
  if note then
    client_of.run(client, 'convertLinks', { uri = note, to = args[1] or 'markdown', scope = args[2] or 'note' })
  end
end

---@class notes_lsp.Subcommand
---@field run fun(client: vim.lsp.Client, args: string[])
---@field about string
---@field words? string[][]|fun(client: vim.lsp.Client): string[] what can follow: lists by place, or what the server knows

---@type table<string, notes_lsp.Subcommand>
M.subcommands = {
  backlinks = { run = backlinks, about = 'links to this note' },
  convert = {
    run = convert,
    about = 'the links of this note to Markdown links, or to wiki links',
    words = { { 'markdown', 'wiki' }, { 'note', 'vault' } },
  },
  find = {
    run = function(_, args)
      require('notes_lsp.find').find(table.concat(args, ' '))
    end,
    about = 'a note, heading or tag',
  },
  graph = { run = graph, about = 'the vault as a picture, in the browser' },
  links = { run = outgoing, about = 'links of this note' },
  mentions = { run = mentions, about = 'places that name this note without a link' },
  move = { run = move, about = 'this note to another path' },
  new = { run = new, about = 'a note' },
  next = { run = day_beside('nextDay'), about = 'the daily note after this one' },
  orphans = { run = orphans, about = 'notes without links' },
  previous = { run = day_beside('previousDay'), about = 'the daily note before this one' },
  problems = {
    run = problems('Problems', function()
      return true
    end, 'there are no problems'),
    about = 'problems of all notes',
  },
  rename = { run = rename, about = 'this note' },
  stats = { run = stats, about = 'the vault in numbers' },
  tags = {
    run = tags,
    about = 'all, or the places of one',
    words = function(client)
      local params = { command = 'notes-lsp.tags', arguments = { vim.empty_dict() } }
      local answer = client:request_sync('workspace/executeCommand', params, 1000)
      return vim.tbl_map(function(row)
        return row.tag
      end, answer and answer.result or {})
    end,
  },
  today = { run = day('today'), about = 'the note of today' },
  tomorrow = { run = day('tomorrow'), about = 'the note of tomorrow' },
  unresolved = {
    run = problems('Links that lead nowhere', function(code)
      return vim.startswith(code, 'no-such-')
    end, 'every link leads somewhere'),
    about = 'links that lead nowhere',
  },
  yesterday = { run = day('yesterday'), about = 'the note of yesterday' },
}

---@return string[]
function M.names()
  local names = vim.tbl_keys(M.subcommands)
  table.sort(names)
  return names
end

---Lets the user choose one of all subcommands.
local function choose()
  vim.ui.select(M.names(), {
    prompt = ':Notes',
    kind = 'notes_lsp',
    format_item = function(name)
      return ('%-10s  %s'):format(name, M.subcommands[name].about)
    end,
  }, function(name)
    if name then
      M.run({ name })
    end
  end)
end

---@param args string[] as typed behind :Notes; none lets the user choose
function M.run(args)
  local name = args[1]
  if not name then
    return choose()
  end
  local subcommand = M.subcommands[name]
  if not subcommand then
    return tell(('there is no :Notes %s; see :help :Notes'):format(name))
  end
  local client = client_of.need()
  if client then
    subcommand.run(client, vim.list_slice(args, 2))
  end
end

---@param lead string
---@param line string
---@return string[]
function M.complete(lead, line)
  local before = vim.split(vim.trim(line:sub(1, #line - #lead)), '%s+')
  local words = {}
  if #before == 1 then
    words = M.names()
  else
    local follow = (M.subcommands[before[2]] or {}).words
    if type(follow) == 'table' then
      words = follow[#before - 1] or {}
    elseif follow and #before == 2 then
      local client = client_of.get()
      words = client and follow(client) or {}
    end
  end
  return vim.tbl_filter(function(word)
    return vim.startswith(word, lead)
  end, words)
end

return M
