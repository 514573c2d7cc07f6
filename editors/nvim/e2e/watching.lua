-- What other programs do to the notes: Neovim on Linux does not watch the disk, so the server does. Nothing
-- is saved here.

local stage = require('stage')

---Has the shell do something in the garden.
local function shell(command)
  local done = vim.system({ 'sh', '-euc', command }, { cwd = stage.garden }):wait()
  assert(done.code == 0, done.stderr)
end

local function session()
  local editor = stage.start()
  stage.open(editor, '할 일.md')
  editor:wait_problems(6)

  shell([=[printf '# 헬름 차트\n\n[[없는 노트]]\n' > '헬름 차트.md']=])
  stage.check('a note that the shell makes mends a link', editor:wait_problems(5))
  stage.open(editor, '헬름 차트.md')
  stage.check('and has problems of its own', editor:wait_problems(1))
  editor:lua([[vim.cmd.bdelete()]]) -- while it is open the editor's text counts, wherever its file goes

  stage.open(editor, 'index.md')
  editor:keys('Go')
  for _, keys in ipairs({ '[[', '헬름' }) do
    editor:keys(keys)
    editor:wait_popup('헬름 차트')
    editor:screen() -- until the popup stands still
  end
  stage.check('and is completed', editor:wait_popup('헬름 차트'))
  editor:keys('<C-e><Esc>')
  editor:wait([[return vim.fn.mode() == 'n']])

  shell([[mkdir -p '새 방/깊은 방' && mv '헬름 차트.md' '새 방/깊은 방/']])
  stage.open(editor, '할 일.md')
  stage.cursor_on(editor, '할 일.md', '[[헬름 차트]]')
  local there = editor:wait([[
    local client = vim.lsp.get_clients({ bufnr = 0, name = 'notes_lsp' })[1]
    local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
    local answer = client:request_sync('textDocument/definition', params, 30000, 0)
    return answer and vim.uri_decode(vim.json.encode(answer.result)):find('새 방/깊은 방/헬름 차트.md', 1, true)
  ]])
  stage.check('a note that the shell moves into a new folder is found there', there)

  shell([[rm -r '새 방']])
  stage.open(editor, '할 일.md')
  stage.check('a folder that the shell deletes is missed', editor:wait_problems(6))
end

return { session = session }
