-- luacheck . in this folder.
std = 'luajit'
read_globals = { 'vim' }
max_line_length = 140
files['e2e'].globals = { 'vim', 'arg', 'told', 'progress', 'exits', 'offered' }
globals = { 'vim.opt', 'vim.o', 'vim.wo', 'vim.bo', 'vim.b', 'vim.g', 'vim.ui', 'vim.notify' }
