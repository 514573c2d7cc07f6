-- nvim -l newcomer.lua DRIVE: the last step of newcomer.sh. Opens a note as a user does, and types until a
-- completion is there.

local drive = dofile(arg[1])
drive.deadline_ms = 30000
drive.watchdog(60)
local editor = drive.start({ args = { '오늘.md' }, cwd = os.getenv('HOME') .. '/notes' })
local attached = editor:wait_attached()
-- Not all at once: Neovim drops an answer when the next letter is there before it.
editor:keys('Go🌱 [[')
editor:wait_popup('쿠버네티스')
editor:keys('쿠')
local popup = editor:wait_popup('쿠버네티스')
editor:keys('<C-n><C-y><Esc>')
local line = editor:wait([[return vim.fn.mode() == 'n' and vim.api.nvim_get_current_line()]])
drive.stop_all()
if not (attached and popup and line == '🌱 [[쿠버네티스]]') then
  io.stderr:write(('newcomer: attached: %s, popup: %s, line: %s\n'):format(attached, popup, line))
  os.exit(1)
end
