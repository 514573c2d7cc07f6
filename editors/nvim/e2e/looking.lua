-- All that looks at notes and changes none: references, symbols, cards, folds, selections, colours,
-- hints, lenses, hierarchies and what can be opened.

local stage = require('stage')
local check, spot = stage.check, stage.spot

local kubernetes, til = 'kubernetes/쿠버네티스.md', 'til/2026-11-18.md'

-- The places that name the heading "서비스", with the heading itself.
local function service_spots()
  return {
    spot(kubernetes, '## 서비스', '서비스'),
    spot(kubernetes, '(#%EC%84%9C%EB%B9%84%EC%8A%A4)', '%EC%84%9C%EB%B9%84%EC%8A%A4'),
    spot('kubernetes/Ingress.md', '[[쿠버네티스#서비스|services]]', '서비스'),
    spot(til, '[[쿠버네티스#서비스|서비스]]', '서비스'),
    spot(til, '[[쿠버네티스#서비스\\|서비스]]', '서비스'),
  }
end

---Puts the cursor on `text`, in the note that is opened for it.
local function go(editor, note, text)
  stage.open(editor, note)
  stage.cursor_on(editor, note, text)
end

---References, by their key, and highlights.
local function check_references(editor, label)
  local function grr()
    editor:keys('grr')
  end
  go(editor, kubernetes, '## 서비스')
  stage.check_set(label .. 'grr on a heading lists who leads to it', stage.listed(editor, grr), service_spots())
  go(editor, til, '[[쿠버네티스#서비스|서비스]]')
  editor:keys('f#l')
  stage.check_set(label .. 'grr on the heading of a link lists the same', stage.listed(editor, grr), service_spots())
  go(editor, kubernetes, '[[Ingress]]')
  stage.check_set(label .. 'grr on a link lists who leads to its note', stage.listed(editor, grr), {
    spot('kubernetes/Ingress.md', '"Ingress: one', 'Ingress'),
    spot(kubernetes, '[[Ingress]]', 'Ingress'),
    spot('kubernetes/README.md', '(Ingress.md)', 'Ingress.md'),
    spot('til/2026-11-17.md', '(../kubernetes/Ingress.md', '../kubernetes/Ingress.md'),
    spot('쿠키 버그.md', '[[Ingress#TLS', 'Ingress'),
    spot('index.md', '[[Ingress]]', 'Ingress'),
  })

  go(editor, kubernetes, '## 서비스')
  editor:lua([[vim.lsp.buf.document_highlight()]])
  local marked = editor:wait([[
    local space = vim.api.nvim_get_namespaces()['nvim.lsp.references']
    local marks = space and vim.api.nvim_buf_get_extmarks(0, space, 0, -1, { details = true }) or {}
    return #marks > 0 and vim.tbl_map(function(mark)
      local from, to = { mark[2], mark[3] }, { mark[4].end_row, mark[4].end_col }
      local text = vim.api.nvim_buf_get_text(0, from[1], from[2], to[1], to[2], {})[1]
      return ('%d %s %s'):format(from[1] + 1, text, mark[4].hl_group)
    end, marks)
  ]])
  editor:lua([[vim.lsp.buf.clear_references()]])
  stage.check_same(label .. 'the heading and the link to it are highlighted', marked, {
    stage.place(kubernetes, '(#%EC%84').line + 1 .. ' %EC%84%9C%EB%B9%84%EC%8A%A4 LspReferenceRead',
    stage.place(kubernetes, '## 서비스').line + 1 .. ' 서비스 LspReferenceWrite',
  })
end

---The outline by its key, and a search of the vault.
local function check_symbols(editor, label)
  stage.open(editor, kubernetes)
  local _, outline = stage.listed(editor, function()
    editor:keys('gO')
  end, 'loc')
  for number, text in ipairs(outline) do
    outline[number] = text:gsub('\u{a0}', ' ') -- what Neovim indents with
  end
  stage.check_same(label .. 'gO shows the outline', outline, { '쿠버네티스', '  파드', '  서비스', '  자주 쓰는 명령' })

  local found, texts = stage.listed(editor, function()
    editor:lua([[vim.lsp.buf.workspace_symbol('ㅋㅂ')]])
  end)
  check(label .. 'first consonants find a note first', found[1] == kubernetes .. ':1:1', vim.inspect(texts))
  check(label .. 'and its tag', vim.list_contains(found, spot('kubernetes/README.md', '["쿠버네티스"', '쿠버네티스')), vim.inspect(found))
end

---Cards, by their key.
local function check_cards(editor, label)
  for _, row in ipairs({
    { kubernetes, '[[Ingress]]', 'Ingress: one door, many rooms', 'One address outside' },
    { kubernetes, '## 서비스', '4 links in 3 notes', '2026-11-18' },
    { til, '[[쿠버네티스#^pod-life', '쿠버네티스', '가장 작은 배포 단위' },
    { til, '[[서비스 메시]]', 'no such note', 'It would be created as' },
  }) do
    local note, text, title, about = unpack(row)
    go(editor, note, text)
    editor:keys('K')
    local shown = editor:wait_float(title) or ''
    check(('%sK on %s'):format(label, text), shown:find(about, 1, true), shown)
    editor:keys('<Esc>')
    editor:lua([[vim.cmd.fclose({ bang = true })]])
  end
end

---Folds, as the README sets them up, and a selection that grows.
local function check_blocks(editor, label)
  stage.open(editor, kubernetes)
  local function line(text)
    return stage.place(kubernetes, text).line + 1
  end
  local last = #vim.fn.readfile(stage.path_of(kubernetes))
  -- All that is closed, after some keys; the folds come from an answer, so it is asked again.
  local function closed_after(keys, want)
    editor:keys(keys)
    editor:wait(
      [[
      out = {}
      local number = 1
      while number <= vim.fn.line('$') do
        local last = vim.fn.foldclosedend(number)
        if last >= 0 then
          out[#out + 1] = ('%d-%d'):format(number, last)
        end
        number = math.max(last, number) + 1
      end
      return vim.deep_equal(out, ...)
      ]],
      want
    )
    return editor:lua([[return out]])
  end
  local front = ('1-%d'):format(line('created:') + 1)
  local want = { front, ('%d-%d'):format(line('# 쿠버네티스') , last) }
  stage.check_same(label .. 'zM folds the front matter and the note', closed_after('zM', want), want)
  want = {
    ('%d-%d'):format(line('## 파드'), line('^pod-life')),
    ('%d-%d'):format(line('## 서비스'), line('[[Ingress]]')),
    ('%d-%d'):format(line('## 자주 쓰는 명령'), last),
  }
  stage.check_same(label .. 'zr opens them down to the sections', closed_after('zr', want), want)
  want = { ('%d-%d'):format(line('```sh'), line('rollout undo') + 1) }
  stage.check_same(label .. 'and to the code', closed_after('zr', want), want)
  editor:keys('zR')

  stage.cursor_on(editor, kubernetes, '[[Ingress]]')
  local grown = {}
  for step = 1, 4 do
    grown[step] = editor:lua([[
      vim.lsp.buf.selection_range(1, 30000)
      return table.concat(vim.fn.getregion(vim.fn.getpos('v'), vim.fn.getpos('.'), { type = vim.fn.mode() }), '\n')
    ]])
  end
  editor:keys('<Esc>')
  local paragraph = stage.place(kubernetes, '[[Ingress]]').text
  stage.check_same(
    label .. 'a selection grows from the word to the link, the paragraph, the section',
    grown,
    { 'Ingress', '[[Ingress]]', paragraph, '## 서비스\n\n' .. paragraph }
  )
end

---Colours, which are on by default, and hints.
local function check_colours(editor, label)
  stage.open(editor, '할 일.md')
  for _, row in ipairs({
    { '[[헬름 차트]]', '헬름', { '@lsp.type.comment.markdown', '@lsp.mod.unresolved.markdown' } },
    { '[[쿠버네티스#오퍼레이터]]', '쿠버네티스', { '@lsp.type.class.markdown' } },
    { '[[쿠버네티스#오퍼레이터]]', '오퍼레이터', { '@lsp.type.comment.markdown', '@lsp.mod.unresolved.markdown' } },
    { '🌱 [[디지털 정원#세 가지', '디지털', { '@lsp.type.class.markdown' } },
    { '🌱 [[디지털 정원#세 가지', '세 가지', { '@lsp.type.property.markdown' } },
  }) do
    local text, part, want = unpack(row)
    local at = stage.place('할 일.md', text, part)
    local groups = editor:wait(
      [[
      local groups = vim.tbl_map(function(token)
        return token.opts.hl_group
      end, vim.inspect_pos(0, ...).semantic_tokens)
      return #groups > 0 and groups
      ]],
      at.line,
      at.first
    ) or {}
    local simple = vim.tbl_filter(function(group)
      return not vim.startswith(group, '@lsp.typemod.')
    end, groups)
    stage.check_set(('%scolour of %s in %s'):format(label, part, text), simple, want)
  end

  stage.open(editor, kubernetes)
  local hint = editor:wait([[
    local space = vim.api.nvim_get_namespaces()['nvim.lsp.inlayhint']
    local marks = space and vim.api.nvim_buf_get_extmarks(0, space, 0, -1, { details = true }) or {}
    local mark = marks[1]
    if mark then
      local before = vim.api.nvim_buf_get_text(0, mark[2], 0, mark[2], mark[3], {})[1]
      return before .. vim.iter(mark[4].virt_text):fold('', function(all, chunk) return all .. chunk[1] end)
    end
  ]])
  local line = stage.place(kubernetes, '^pod-life').text
  check(label .. 'a hint behind a block id counts its links', hint == line .. ' 3 links', hint)
end

---Calls `ask` until it returns what is wanted, for what Neovim itself does not wait for long enough.
---@return any what it returned last
local function until_is(want, ask)
  local deadline = vim.uv.now() + stage.drive.deadline_ms
  local got
  repeat
    got = ask()
    vim.uv.update_time()
  until got == want or vim.uv.now() > deadline
  return got
end

---Waits until the row on the screen above the one that begins with `text` is `want`.
local function check_row_above(editor, name, text, want)
  local rows
  local above = until_is(want, function()
    rows = editor:screen()
    for number, row in ipairs(rows) do
      if vim.startswith(vim.trim(row), text) then
        return vim.trim(rows[number - 1])
      end
    end
  end)
  check(name, above == want, table.concat(rows, '\n'))
end

---Lenses, as they are seen and as their key runs them.
local function check_lenses(editor, label)
  go(editor, kubernetes, '## 서비스')
  check_row_above(editor, label .. 'a lens stands over its heading', '## 서비스', '4 links from 3 notes')
  local want = service_spots()
  table.remove(want, 1) -- the heading itself
  local listed = stage.listed(editor, function()
    editor:keys('grx')
  end)
  stage.check_set(label .. 'grx lists what it counts', listed, want)
end

---Who links to a section and where it links to; tags above and below a tag.
local function check_hierarchies(editor, label)
  local function listed(call)
    return stage.listed(editor, function()
      editor:lua(call)
    end)
  end
  -- For calls Neovim takes the position as bytes in any encoding, so elsewhere only the lines count.
  local bytes = editor:lua([[return vim.lsp.get_clients({ bufnr = 0 })[1].offset_encoding == 'utf-8']])
  local function lines(spots)
    return bytes and spots
      or vim.tbl_map(function(one)
        return (one:gsub(':%d+$', ''))
      end, spots)
  end
  go(editor, kubernetes, '## 서비스')
  local want = service_spots()
  table.remove(want, 1)
  want = lines(want)
  local incoming = lines(listed('vim.lsp.buf.incoming_calls()'))
  stage.check_set(label .. 'incoming_calls lists the links to a section', incoming, want)
  local outgoing, names = listed('vim.lsp.buf.outgoing_calls()')
  want = lines({ spot(kubernetes, '[[Ingress]]', 'Ingress') })
  stage.check_same(label .. 'outgoing_calls lists the links in it', lines(outgoing), want)
  stage.check_same(label .. 'by the titles of their notes', names, { 'Ingress: one door, many rooms' })
  go(editor, kubernetes, '- devops/쿠버네티스')
  local _, above = listed([[vim.lsp.buf.typehierarchy('supertypes')]])
  stage.check_same(label .. 'the tag above a tag', above, { '#devops 2 notes' })
  go(editor, til, '#til #쿠버네티스')
  editor:keys('$')
  local _, below = listed([[vim.lsp.buf.typehierarchy('subtypes')]])
  stage.check_same(label .. 'the tags below a tag', below, { '#쿠버네티스/네트워크 3 notes' })
end

---What gx opens first, on the target of a link. For a Markdown link Neovim opens what stands in the
---parentheses as well.
local function check_opening(editor, label)
  editor:lua([[
    opened = {}
    vim.ui.open = function(path)
      table.insert(opened, path)
    end
  ]])
  for _, row in ipairs({
    { kubernetes, '[[Ingress]]', 'Ingress', 'kubernetes/Ingress.md' },
    { 'index.md', '![[새싹.png|64]]', '새싹.png', 'images/새싹.png' },
    { 'index.md', '[고루틴](go/%EA', 'go/', 'go/고루틴.md' },
  }) do
    local note, text, part, target = unpack(row)
    stage.open(editor, note)
    local at = stage.place(note, text, part)
    editor:lua([[vim.api.nvim_win_set_cursor(0, { ... })]], at.line + 1, at.first)
    local first = until_is(stage.path_of(target), function() -- Neovim waits a second for the answer
      editor:lua([[opened = {}]])
      editor:keys('gx')
      return editor:wait([[return opened[1] ]])
    end)
    check(('%sgx on %s'):format(label, text), first == stage.path_of(target), first)
  end
end

local function checks(editor, label)
  check_references(editor, label)
  check_symbols(editor, label)
  check_cards(editor, label)
  check_blocks(editor, label)
  check_colours(editor, label)
  check_lenses(editor, label)
  check_hierarchies(editor, label)
  check_opening(editor, label)
  stage.check_no_complaint(editor, label)
end

local function session()
  checks(stage.start(), 'looking: ')
end

---In another encoding, and for lenses with a client that has no command for them.
local function session_in(encoding)
  local label = 'looking in ' .. encoding .. ': '
  checks(stage.start({ encodings = { encoding } }), label)
  stage.drive.stop_all()
  if encoding == 'utf-32' then
    local editor = stage.start({ capabilities = { experimental = { notesLsp = { showReferences = false } } } })
    stage.open(editor, kubernetes)
    check_row_above(editor, 'without our configuration a lens is text', '## 서비스', '4 links from 3 notes')
    local command = editor:lua([[return vim.lsp.codelens.get({ bufnr = 0 })[1].lens.command.command]])
    check('and runs no command', command == '', command)
  end
end

return { session = session, session_in = session_in }
