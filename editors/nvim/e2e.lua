-- nvim -l e2e.lua GARDEN: what someone who uses notes-lsp in Neovim relies on, tested with a real one.
--
-- Run it by test.sh. Each session starts Neovim as a user does, by an init.lua in a config folder (the
-- one of README.md), and drives it with drive.lua. e2e/ has the sessions. Each works on its own copy of
-- GARDEN, which is made next to it.
--
-- Places are named by the text that is there, so that editing the garden moves no numbers here.

package.path = vim.fs.dirname(vim.fs.abspath(arg[0])) .. '/e2e/?.lua;' .. package.path
local stage = require('stage')
local basics, looking, changing = require('basics'), require('looking'), require('changing')
local plugin = require('plugin')

-- A machine may be slow and busy, and what passes does not wait.
stage.drive.deadline_ms = 30000
stage.drive.watchdog(900)

---The sessions in the encoding that Neovim prefers, then in those that other editors use.
local runs = { plugin.session, basics.session, looking.session, changing.session, require('watching').session }
for _, encoding in ipairs({ 'utf-16', 'utf-32' }) do
  for _, session in ipairs({ basics.session_in, looking.session_in, changing.session_in }) do
    runs[#runs + 1] = function()
      session(encoding)
    end
  end
end

for number, run in ipairs(runs) do
  -- For who works on one of them: SESSION=1.
  if os.getenv('SESSION') and tonumber(os.getenv('SESSION')) ~= number then
    goto continue
  end
  local ok, trouble = xpcall(run, debug.traceback)
  if not ok then
    stage.check('the session gets to its end', false, trouble)
  end
  stage.drive.stop_all()
  ::continue::
end
stage.finish()
