-- The plugin: :Notes and its lists, the health check, following and concealing links, and finding notes
-- with what the user has for that.

local stage = require('stage')
local drive, check = stage.drive, stage.check

local til = 'til/2026-11-18.md'

---Types a command of :Notes and takes what it put into the quickfix list.
local function notes(editor, command)
  return stage.listed(editor, function()
    editor:keys(':Notes ' .. command .. '<CR>')
  end)
end

---Waits until the cursor is on a line with `text` in the note.
local function wait_at(editor, note, text)
  return editor:wait(
    [[
    local path, text = ...
    return vim.api.nvim_buf_get_name(0) == path and vim.api.nvim_get_current_line():find(text, 1, true) ~= nil
    ]],
    stage.path_of(note),
    text
  )
end

---The lists, each place at its byte behind Hangul and emoji.
local function lists(editor)
  stage.open(editor, '쿠키 버그.md')
  local spots, texts = notes(editor, 'backlinks')
  stage.check_set(':Notes backlinks', spots, {
    stage.spot('index.md', '[[쿠키 버그]]', '쿠키'),
    stage.spot('kubernetes/Ingress.md', '[[쿠키 버그\\|where', '쿠키'),
    stage.spot('kubernetes/Ingress.md', '(<../쿠키 버그.md#범인>)', '../'),
    stage.spot('til/2026-11-17.md', '[[쿠키 버그]]', '쿠키'),
    stage.spot('NFD', '[[쿠키 버그]]', '쿠키'),
  })
  check(
    'and shows the lines',
    vim.iter(texts):any(function(text)
      return text:find('[[쿠키 버그]]', 1, true) ~= nil
    end),
    vim.inspect(texts)
  )

  stage.open(editor, '할 일.md')
  spots, texts = notes(editor, 'links')
  check(
    ':Notes links says where a link leads',
    vim.iter(texts):any(function(text)
      return text:find('→ kubernetes/쿠버네티스.md', 1, true) ~= nil
    end),
    vim.inspect(texts)
  )
  check(
    'and where it stands',
    vim.list_contains(spots, stage.spot('할 일.md', '[[쿠버네티스#^pod-life|')),
    vim.inspect(spots)
  )

  spots = notes(editor, 'unresolved')
  stage.check_set(':Notes unresolved lists the links of all notes that lead nowhere', spots, {
    stage.spot('할 일.md', '[[헬름 차트]]', '헬름 차트'),
    stage.spot('할 일.md', '(slides/2025-발표.pdf)', 'slides/2025-발표.pdf'),
    stage.spot('할 일.md', '[[쿠버네티스#오퍼레이터]]', '오퍼레이터'),
    stage.spot('할 일.md', '[[쿠버네티스#^kubelet]]', '^kubelet'),
    stage.spot('할 일.md', '[글][없는 라벨]', '없는 라벨'),
    stage.spot('할 일.md', '[^나중에]', '나중에'),
    stage.spot(til, '[[서비스 메시]]', '서비스 메시'),
  })

  texts = select(2, notes(editor, 'tags'))
  check(
    ':Notes tags counts',
    vim.iter(texts):any(function(text)
      return text:find('^#쿠버네티스  %d') ~= nil
    end),
    vim.inspect(texts)
  )
  spots = notes(editor, 'tags 쿠버네티스')
  check(
    ':Notes tags TAG lists its places',
    vim.list_contains(spots, stage.spot(til, '#til #쿠버네티스', '#쿠버네티스')),
    vim.inspect(spots)
  )

  local completed = editor:lua([[
    return {
      vim.fn.getcompletion('Notes to', 'cmdline'),
      vim.fn.getcompletion('Notes convert w', 'cmdline'),
      vim.fn.getcompletion('Notes convert wiki ', 'cmdline'),
      vim.fn.getcompletion('Notes tags 쿠', 'cmdline'),
    }
  ]])
  stage.check_same('subcommands, their words and tags complete', { completed[1], completed[2], completed[3] }, {
    { 'today', 'tomorrow' },
    { 'wiki' },
    { 'note', 'vault' },
  })
  check('tags in Hangul, too', vim.list_contains(completed[4], '쿠버네티스'), vim.inspect(completed[4]))
end

---gf and gx, by their keys.
local function follow(editor)
  editor:lua([[
    opened = {}
    vim.ui.open = function(what)
      table.insert(opened, what)
      return { wait = function() return { code = 0 } end }
    end
  ]])
  stage.open(editor, 'index.md')
  stage.cursor_on(editor, 'index.md', '[[채널#닫기|채널 닫기]]')
  editor:keys('gf')
  check('gf on a wiki link goes to its heading', wait_at(editor, 'go/채널.md', '## 닫기'))
  editor:keys('<C-o>')
  check('<C-o> comes back', editor:wait_note('index.md'))
  stage.cursor_on(editor, 'index.md', '[인덱스는 목차](<')
  editor:keys('gf')
  check(
    'gf on a Markdown link in angle brackets',
    wait_at(editor, 'database/MySQL 인덱스.md', '## 인덱스는 목차다')
  )
  stage.open(editor, '쿠키 버그.md')
  stage.cursor_on(editor, '쿠키 버그.md', '[[#범인]]')
  editor:keys('gf')
  check('gf in the same note', wait_at(editor, '쿠키 버그.md', '## 범인'))
  stage.open(editor, 'index.md')
  editor:keys('Go🐶 [집](https://example.org/?q=한글) ![[새싹.png]]<Esc>')
  editor:keys('0f(lgf')
  local web = editor:wait([[return opened[1] ]])
  check('gf on a web address opens it', web and web:find('^https://example.org/%?q=') ~= nil, web)
  editor:keys('$hgx')
  local picture = editor:wait([[return opened[2] ]])
  check('gx on a picture opens it in its program', picture and picture:find('새싹%.png$') ~= nil, picture)
  editor:keys('0gf')
  check(
    'gf where nothing is says so, as ever',
    editor:wait([[return vim.fn.execute('messages'):find('E44[67]') ~= nil]])
  )
  editor:lua([[vim.cmd('messages clear') vim.cmd('silent undo')]])
  stage.cursor_on(editor, 'index.md', '[[채널#닫기|채널 닫기]]')
  editor:keys('<C-w>f')
  check(
    "<C-w>f finds the file by 'includeexpr'",
    editor:wait([[return #vim.api.nvim_list_wins() == 2]]) and editor:wait_note('채널.md')
  )
  editor:keys('<C-w>c')
  editor:wait([[return #vim.api.nvim_list_wins() == 1]])
  -- What 'tagfunc' has is Neovim's own, which asks the server.
  editor:keys(':tag 쿠버네티스<CR>')
  check(':tag finds a note by its name', editor:wait_note('쿠버네티스.md'))
end

---What is on screen of links.
local function conceal(editor)
  stage.open(editor, 'index.md')
  editor:keys(
    'Go- 🐶 [[채널#닫기|닫는 법]]과 [[쿠버네티스]] `[[코드]]`<CR>| ![[새싹.png]] | [[채널\\|표]] |<CR><Esc>'
  )
  local shown
  for _ = 1, 50 do
    shown = table.concat(editor:screen(), '\n')
    if shown:find('🐶 닫는 법과', 1, true) then
      break
    end
  end
  check('conceal shows a link as its label', shown:find('🐶 닫는 법과 쿠버네티스 ', 1, true), shown)
  check('but not in code', shown:find('[[코드]]', 1, true), shown)
  check('nor the escaped bar of a table', shown:find('새싹.png | 표 |', 1, true), shown)
  editor:keys('kk')
  shown = table.concat(editor:screen(), '\n')
  check('the line of the cursor is shown as it is', shown:find('[[채널#닫기|닫는 법]]', 1, true), shown)
  editor:lua([[vim.wo.conceallevel = 0]])
  editor:keys('j')
  shown = table.concat(editor:screen(), '\n')
  check("and all lines with 'conceallevel' 0", shown:find('[[채널#닫기|닫는 법]]', 1, true), shown)
  editor:lua([[vim.wo.conceallevel = 2 vim.cmd('silent undo')]])
end

---A vault of another kind, whose links are known to be such only when it has been read: that is after
---its first note was opened.
local function conceal_at_once(editor)
  local wiki = stage.garden .. '-wiki'
  vim.fn.mkdir(wiki)
  for name, text in pairs({
    ['.notes-lsp.toml'] = 'profile = "jekyll"\n',
    ['뿌리.md'] = '# 뿌리\n',
    ['가지.md'] = '---\nparent: [[뿌리]]\n---\n\n🌿 가지\n',
  }) do
    vim.fn.writefile(vim.split(text, '\n'), wiki .. '/' .. name, 'b')
  end
  editor:lua([[vim.cmd.edit(...)]], wiki .. '/가지.md')
  check('a note of another vault is looked after', editor:wait_attached())
  local shown = editor:wait([[
    vim.cmd.redraw()
    local row = {}
    for column = 1, 20 do row[column] = vim.fn.screenstring(2, column) end
    row = vim.trim(table.concat(row))
    return row == 'parent: 뿌리' and row
  ]])
  check('links are concealed without a touch', shown, table.concat(editor:screen(), '\n'))
  editor:lua([[vim.cmd.bdelete()]])
end

---A popup that a space or a hyphen in a name has closed is there again.
local function popup(editor)
  stage.open(editor, 'index.md')
  local function line()
    return editor:lua([[return vim.api.nvim_get_current_line()]])
  end
  local function stands(text)
    return editor:wait([[return vim.api.nvim_get_current_line() == ...]], text)
  end
  -- Each part when the one before has had its effect, as people type.
  editor:keys('Go🐳 [[')
  editor:wait_popup('쿠버네티스')
  editor:keys('쿠버네티스')
  -- The whole list, after which Neovim asks no more.
  editor:wait([[return vim.fn.pumvisible() == 1 and #vim.fn.complete_info({ 'items' }).items < 6]])
  editor:keys(' ')
  stands('🐳 [[쿠버네티스 ')
  check('the popup is there behind a space', editor:wait_popup('쿠버네티스 클러스터'), line())
  editor:keys('ㅋㄹ')
  stands('🐳 [[쿠버네티스 ㅋㄹ')
  check('and finds by the next word', editor:wait_popup('쿠버네티스 클러스터'), line())
  editor:keys('<C-n><C-y>')
  check('what it offers is taken', stands('🐳 [[쿠버네티스 클러스터]]'), line())
  editor:keys('<CR>🐳 [[')
  editor:wait_popup('쿠버네티스')
  editor:keys('<C-e>쿠')
  stands('🐳 [[쿠')
  -- What was typed last has been asked about, or has not, when the server has answered this.
  editor:lua([[
    local params = { textDocument = { uri = vim.uri_from_bufnr(0) } }
    vim.lsp.buf_request_sync(0, 'textDocument/documentLink', params)
  ]])
  check('who sends it away is left alone', editor:lua([[return vim.fn.pumvisible()]]) == 0)
  editor:keys('<Esc>:e!<CR>')
end

---What changes notes.
local function changing(editor)
  stage.open(editor, 'til/2026-11-17.md')
  stage.open(editor, '쿠키 버그.md')
  editor:keys(':Notes rename 🍪 과자 버그<CR>')
  check(
    ':Notes rename renames the file',
    editor:wait_note('🍪 과자 버그.md') and vim.uv.fs_stat(stage.garden .. '/🍪 과자 버그.md')
  )
  check('and no file is left behind', not vim.uv.fs_stat(stage.garden .. '/쿠키 버그.md'))
  local text = editor:lua([[
    vim.cmd.buffer('til/2026-11-17.md')
    return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
  ]])
  check('and mends the links to it', text:find('[[🍪 과자 버그]]', 1, true), text)
  local function unresolved()
    return #notes(editor, 'unresolved')
  end
  check('so none is broken', unresolved() == 7)
  editor:lua([[vim.cmd('silent wall')]])

  stage.open(editor, '🍪 과자 버그.md')
  editor:keys(':Notes move 버그/<CR>')
  check(':Notes move moves it into a folder', editor:wait([[return vim.fn.expand('%:p:h:t') == '버그']]))
  check('on disk', vim.uv.fs_stat(stage.garden .. '/버그/🍪 과자 버그.md'))
  editor:lua([[vim.cmd('silent wall')]])
  check('and none is broken', unresolved() == 7)

  editor:keys(':Notes new 새 노트 🌱<CR>')
  check(
    ':Notes new makes a note',
    editor:wait_note('새 노트 🌱.md') and editor:wait([[return vim.fn.getline(1) == '# 새 노트 🌱']])
  )
  editor:lua([[vim.cmd('silent write')]])

  stage.open(editor, 'index.md')
  editor:keys(':Notes convert markdown<CR>')
  check(
    ':Notes convert writes Markdown links',
    editor:wait(
      [[return vim.fn.search([=[\[채널 닫기\](go/]=], 'n') > 0 and vim.fn.search([=[\[\[채널]=], 'n') == 0]]
    ),
    text
  )
end

local function daily(editor)
  stage.open(editor, 'index.md')
  editor:keys(':Notes today<CR>')
  local today = os.date('%Y-%m-%d')
  check(
    ':Notes today opens the note of the day',
    editor:wait_note(today .. '.md'),
    editor:lua([[return vim.fn.expand('%')]])
  )
  stage.open(editor, 'til/2026-11-17.md')
  editor:keys(':Notes next<CR>')
  check(':Notes next goes to the next one that is there', editor:wait_note('2026-11-18.md'))
  editor:keys(':Notes previous<CR>')
  check(':Notes previous comes back', editor:wait_note('2026-11-17.md'))
end

---The page opens in the browser, which is vim.ui.open() here.
local function graph(editor)
  editor:lua([[opened = {}]])
  stage.open(editor, 'index.md')
  editor:keys(':Notes graph<CR>')
  local page = editor:wait([[return opened[1] ]])
  check(':Notes graph opens a page', page and page:find('%.html$'), page)
end

local function health(editor)
  editor:lua([[vim.cmd('silent wall') vim.cmd('checkhealth notes_lsp')]])
  local text = editor:lua([[return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')]])
  for _, want in ipairs({
    'OK Neovim 0',
    'OK notes-lsp ',
    'switched on',
    'vault: ' .. stage.garden,
    'positions count in utf-8',
    'Neovim does not watch files here',
    'without their brackets',
    ':Notes find uses',
  }) do
    check(':checkhealth notes_lsp says ' .. want, text:find(want, 1, true), text)
  end
  check('and has no error or warning', not text:find('ERROR') and not text:find('WARNING'), text)
  editor:lua([[vim.cmd.bdelete()]])

  -- Another server for the same notes; all that it can is to be there. And a Neovim that says it is old.
  text = editor:lua([[
    vim.cmd.buffer('index.md')
    local other = vim.lsp.start({
      name = 'marksman',
      cmd = function(dispatchers)
        local closing = false
        return {
          request = function(_, _, callback)
            vim.schedule(function() callback(nil, { capabilities = {} }) end)
            return true, 1
          end,
          notify = function(method)
            if method == 'exit' then
              closing = true
              dispatchers.on_exit(0, 0)
            end
            return true
          end,
          is_closing = function() return closing end,
          terminate = function() closing = true end,
        }
      end,
    })
    vim.wait(30000, function()
      return #vim.lsp.get_clients({ name = 'marksman', bufnr = 0 }) > 0
    end, 10)
    vim.cmd('checkhealth notes_lsp')
    local text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
    vim.cmd.bdelete()
    vim.lsp.get_client_by_id(other):stop(true)
    return text
  ]])
  check('and warns of another server for the same notes', text:find('marksman looks after the same notes', 1, true), text)
  text = editor:lua([[
    local has = vim.fn.has
    vim.fn.has = function(feature)
      return feature:find('^nvim%-') and 0 or has(feature)
    end
    vim.cmd('checkhealth notes_lsp')
    vim.fn.has = has
    local text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
    vim.cmd.bdelete()
    return text
  ]])
  check('and says where Neovim is too old', text:find('is too old', 1, true), text)
  local tags = editor:lua(
    [[
    vim.cmd.helptags(...)
    vim.cmd.help('notes-lsp')
    local found = vim.fn.expand('%:t') == 'notes-lsp.txt'
    vim.cmd.help(':Notes')
    local line = vim.api.nvim_get_current_line()
    vim.cmd.helpclose()
    return found and line
    ]],
    stage.here .. '/doc'
  )
  os.remove(stage.here .. '/doc/tags')
  check(':help finds the plugin and its command', tags and tags:find(':Notes', 1, true), tags)
end

-- Pickers. Telescope is the real one; the others are stand-ins that do what their documentation says of
-- the few functions which are used, since they can't be had here.

---Where Debian's packages of telescope and plenary lie, or nil.
local function telescope_folders()
  local share = (os.getenv('NOTES_NVIM_PLUGINS') or '') .. '/usr/share/'
  return vim.uv.fs_stat(share .. 'neovim-telescope') and { share .. 'neovim-telescope', share .. 'neovim-plenary' }
    or nil
end

local stand_ins = [[
  _G.picked = {}
  package.preload['fzf-lua'] = function()
    return {
      fzf_live = function(contents, opts)
        local lines = contents({ opts.query })
        picked.lines = lines
        opts.actions.enter({ lines[1] })
      end,
    }
  end
  _G.Snacks = {
    picker = {
      pick = function(opts)
        local items = opts.finder(opts, { filter = { search = opts.search } })
        picked.lines = vim.tbl_map(function(item) return item.text end, items)
        opts.confirm({ close = function() picked.closed = true end }, items[1])
      end,
    },
  }
  _G.MiniPick = {
    get_querytick = function() return 1 end,
    set_picker_query = function(query) MiniPick.source.match({}, {}, query) end,
    set_picker_items = function(items)
      picked.lines = vim.tbl_map(function(item) return item.text end, items)
      MiniPick.source.choose(items[1])
    end,
    start = function(opts)
      MiniPick.source = opts.source
      vim.api.nvim_exec_autocmds('User', { pattern = 'MiniPickStart' })
    end,
  }
]]

local function pickers(editor)
  check(
    'a list that Neovim numbers is no longer than the screen',
    editor:lua([[
      local many = {}
      for number = 1, 500 do many[number] = { text = tostring(number) } end
      return #require('notes_lsp.find').fitting(many) < vim.o.lines
    ]])
  )
  -- Without any picker: vim.ui.select, with the server's answer as it is.
  editor:lua([[
    vim.ui.select = function(items, opts, choose)
      offered = vim.tbl_map(opts.format_item, items)
      choose(items[1], 1)
    end
  ]])
  stage.open(editor, 'index.md')
  editor:keys(':Notes find ㅋㅂㄴ<CR>')
  check(
    ':Notes find with vim.ui.select, by first consonants',
    editor:wait_note('쿠버네티스.md'),
    vim.inspect(editor:lua([[return offered]]))
  )
  local offered = editor:lua([[return offered]])
  check('names stand there as they are', offered[1]:find('^쿠버네티스  ') and not offered[1]:find('ㅋ'), offered[1])
  editor:lua([[
    local select = vim.ui.select
    vim.ui.select = function(items, opts, choose)
      vim.ui.select, offered = select, vim.tbl_map(opts.format_item, items)
      choose('tags')
    end
  ]])
  local spots = stage.listed(editor, function()
    editor:keys(':Notes<CR>')
  end)
  offered = editor:lua([[return offered]])
  check(':Notes alone lets the user choose', #spots > 0 and #offered > 15, vim.inspect(offered))
  stage.open(editor, 'index.md')
  editor:keys(':Notes find 닫기<CR>')
  check(
    'finds headings, at their line',
    wait_at(editor, 'go/채널.md', '## 닫기'),
    vim.inspect(editor:lua([[return offered]]))
  )

  editor:lua(stand_ins)
  for _, name in ipairs({ 'fzf-lua', 'snacks', 'mini' }) do
    stage.open(editor, 'index.md')
    editor:lua([[require('notes_lsp.find').find('ㅋㅂㄴ', ...)]], name)
    check(
      ':Notes find with a stand-in for ' .. name,
      editor:wait_note('쿠버네티스.md'),
      vim.inspect(editor:lua([[return picked]]))
    )
  end
  editor:lua([[_G.Snacks, _G.MiniPick, package.preload['fzf-lua'] = nil, nil, nil]])

  local folders = telescope_folders()
  if not folders then
    check('telescope is here to be tried', os.getenv('CI') ~= 'true', 'it is not, and this is CI')
    return
  end
  editor:lua([[vim.opt.runtimepath:append(...)]], folders)
  stage.open(editor, 'index.md')
  editor:lua([[require('notes_lsp.find').find('', 'telescope')]])
  editor:wait([[return vim.bo.filetype == 'TelescopePrompt']])
  editor:keys('ㅋㅂㄴ')
  local first = editor:wait([[
    local ok, entry = pcall(function() return require('telescope.actions.state').get_selected_entry() end)
    return ok and entry and entry.display:find('^쿠버네티스') and entry.display
  ]])
  check(':Notes find with telescope, typing first consonants', first, table.concat(editor:screen(), '\n'))
  editor:keys('<CR>')
  check('and taking the first', editor:wait_note('쿠버네티스.md'))
end

local function session()
  local editor = stage.start({
    blocks = '%-%- With the plugin',
    before = [[vim.lsp.config('notes_lsp', { init_options = { daily = { pattern = 'til/YYYY-MM-DD' } } })]],
  })
  check('setup() attaches the server', editor:wait_attached())
  check('and defines :Notes', editor:lua([[return vim.fn.exists(':Notes')]]) == 2)
  lists(editor)
  follow(editor)
  conceal(editor)
  conceal_at_once(editor)
  popup(editor)
  pickers(editor)
  daily(editor)
  changing(editor)
  local folded = editor:lua([[vim.cmd.buffer('index.md') return vim.wo.foldexpr]])
  check('folds are asked of the server', folded == 'v:lua.vim.lsp.foldexpr()', folded)
  graph(editor)
  health(editor)
  editor:lua([[vim.cmd.edit('아직.md')]])
  editor:wait_attached()
  editor:keys(':Notes rename 언젠가<CR>')
  local said = editor:wait([[return #told > 0 and table.remove(told)]])
  check('a note that was never written is not renamed', said and said:find('not on disk yet', 1, true), said)
  editor:keys(':Notes nonsense<CR>')
  said = editor:wait([[return #told > 0 and table.remove(told)]])
  check('a subcommand that does not exist is said so', said and said:find('there is no :Notes nonsense', 1, true), said)
  stage.check_no_complaint(editor, 'plugin: ')
  drive.stop_all()
end

return { session = session }
