-- nvim -l tour.lua GARDEN [FILE]: a walk through the sample garden with notes-lsp, screen by screen.
--
-- For those without a terminal, and for the README: a real Neovim with init-try.lua is driven by its
-- keyboard. What each stop types and what is then on the screen goes to stdout, and to FILE if one is
-- named. Ends with 1 at the first stop that is not reached. GARDEN is edited; give it a copy.

local here = vim.fs.dirname(vim.fs.abspath(arg[0]))
local drive = dofile(here .. '/drive.lua')
local garden, out_file = arg[1], arg[2]
assert(garden, 'usage: nvim -l tour.lua GARDEN [FILE]')

drive.watchdog(180)
local editor = drive.start({
  args = { '--clean', '-u', here .. '/init-try.lua', 'index.md' },
  cwd = garden,
  columns = 110,
  lines = 26,
})

local printed, stops = {}, 0
local function say(text)
  printed[#printed + 1] = text
  io.write(text, '\n')
  io.flush()
end

---One stop: presses keys, waits for what they must lead to, prints the screen.
---@param title string
---@param strokes { [1]: string, [2]: fun(): any }[] keys, and what waits for their effect
local function stop(title, strokes)
  stops = stops + 1
  local pressed, reached = {}, true
  for _, stroke in ipairs(strokes) do
    local keys, wait = stroke[1], stroke[2]
    if keys ~= '' then
      editor:keys(keys)
      pressed[#pressed + 1] = (keys:gsub('<lt>', '<'))
    end
    reached = wait()
    if not reached then
      break
    end
  end
  say(('\n%d. %s'):format(stops, title))
  if #pressed > 0 then
    say('   Keys: ' .. table.concat(pressed, '  '))
  end
  say(drive.framed(editor:screen(), editor.columns))
  if not reached then
    io.stderr:write('tour: this did not happen: ', title, '\n')
    io.stderr:write('Neovim said: ', editor:lua([[return vim.fn.execute('messages')]]), '\n')
    drive.stop_all()
    os.exit(1)
  end
end

local function at_line(text)
  return function()
    return editor:wait([[return vim.api.nvim_get_current_line():find(..., 1, true) ~= nil]], text)
  end
end

stop('A garden of linked notes. The server has attached; the top line lists the keys to try.', {
  {
    '',
    function()
      return editor:wait_attached() and editor:wait_note('index.md')
    end,
  },
})

stop('Follow the link to the note of weeds: every broken link says what is wrong with it.', {
  {
    '/할 일<CR>',
    at_line('[[할 일]]'),
  },
  {
    'gd',
    function()
      return editor:wait_note('할 일.md') and editor:wait_problems(6)
    end,
  },
})

stop('Begin a new link: after [[ the notes are offered, and typing narrows them down.', {
  {
    'Go- [ ] [[',
    function()
      return editor:wait_popup('쿠버네티스')
    end,
  },
  {
    '쿠버',
    function()
      return at_line('[[쿠버')() and editor:wait_popup('쿠버네티스')
    end,
  },
})

stop('Accept the first one: the link is closed, exactly once.', {
  { '<C-n><C-y><Esc>', at_line('- [ ] [[쿠버네티스]]') },
})

local function quickfix(text)
  return function()
    return editor:wait(
      [[
      local text = ...
      return vim.iter(vim.fn.getqflist()):any(function(row)
        return row.text:find(text, 1, true) ~= nil
      end)
      ]],
      text
    )
  end
end

local function prompt(text)
  return function()
    return editor:wait([[return vim.fn.mode() == 'c' and vim.fn.getcmdline() == ...]], text)
  end
end

stop('Follow a link into a note, down to the paragraph it names. Lenses count who links where.', {
  { '/pod-life<CR>', at_line('^pod-life') },
  {
    'gd',
    function()
      return editor:wait_note('쿠버네티스.md')
        and at_line('가장 작은 배포 단위')()
        and editor:wait([[return #vim.lsp.codelens.get({ bufnr = 0 }) > 0]])
    end,
  },
})

stop('Ask who links to a section.', {
  { '/## 서비스<CR>', at_line('## 서비스') },
  { 'grr', quickfix('[[쿠버네티스#서비스|services]]') },
})

stop('Rename it: the prompt has its name.', {
  { ':cclose<CR>', at_line('## 서비스') },
  { 'wgrn', prompt('서비스') },
})

stop('The link above has followed it, and so have those of two other notes: here is one.', {
  { '<C-u>문과 이름<CR>', at_line('## 문과 이름') },
  {
    ':buffer til/2026-11-18.md<CR>',
    function()
      return editor:wait_note('2026-11-18.md') and editor:wait_problems(1)
    end,
  },
  { '/문과<CR>', at_line('[[쿠버네티스#문과 이름|서비스]]') },
})

stop('Rename a note from a link to it. The file has the new name on disk, and nothing is broken.', {
  { '/쿠버네티스\\]\\]<CR>', at_line('🚀 [[쿠버네티스]]') },
  { 'grn', prompt('쿠버네티스') },
  {
    '<C-u>조타수<CR>',
    function()
      return at_line('🚀 [[조타수]]')() and editor:wait_problems(1)
    end,
  },
  -- Neovim says where it wrote the file, which is another place each time.
  { ':echo<CR>', at_line('🚀 [[조타수]]') },
})

stop('Search the vault by first consonants: notes, headings and tags.', {
  { ":lua vim.lsp.buf.workspace_symbol('ㅈㅌㅅ')<CR>", quickfix('조타수') },
})

stop('Ask what a tag is about: how many notes carry it, which ones, and its neighbours.', {
  { ':cclose<CR>', at_line('[[조타수]]') },
  { '/#쿠버네티스$<CR>', at_line('#til #쿠버네티스') },
  {
    'K',
    function()
      return editor:wait_float('쿠버네티스')
    end,
  },
})

---The number in front of a choice that Neovim shows.
local function choice(title)
  for _, row in ipairs(editor:screen()) do
    local number = row:match('^(%d+): ' .. vim.pesc(title))
    if number then
      return number
    end
  end
end

stop('A path in the wrong case, which only some systems forgive: ask what can be done.', {
  { 'o- [연장](../neovim.md)<Esc>', at_line('[연장](../neovim.md)') },
  {
    'F(l',
    function()
      return editor:wait_problems(2)
    end,
  },
  {
    'gra',
    function()
      return choice('Write ../Neovim.md')
    end,
  },
})

stop('Take that, and write the other link anew: both marks go away at once.', {
  { (choice('Write ../Neovim.md') or '') .. '<CR>', at_line('[연장](../Neovim.md)') },
  { '/서비스 메시<CR>', at_line('[[서비스 메시]]') },
  {
    'ct]Ingress<Esc>',
    function()
      return at_line('[[Ingress]]')() and editor:wait_problems(0)
    end,
  },
})

drive.stop_all()
say(('\nThe tour is over: %d of %d stops. In a terminal, the same garden is yours to walk.'):format(stops, stops))
if out_file then
  local file = assert(io.open(out_file, 'w'))
  file:write((table.concat(printed, '\n'):gsub('^\n', '')), '\n')
  file:close()
end
