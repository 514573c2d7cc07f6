-- nvim -l picture.lua COLUMNS <SCREEN >PAGE: draws a terminal's screen as a web page. SCREEN is text with the
-- escape codes of colours, as `tmux capture-pane -e` writes it.

local columns = assert(tonumber(arg[1]), 'usage: nvim -l picture.lua COLUMNS')
local cell, row_height, margin = 9, 23, 14
local foreground, background = '#e0e2ea', '#14161b'

---@class Style
---@field fg? string
---@field bg? string
---@field bold? boolean
---@field italic? boolean
---@field underline? boolean
---@field reverse? boolean

local function indexed(n)
  local basic = {
    '#07080d',
    '#ffc0b9',
    '#b3f6c0',
    '#fce094',
    '#a6dbff',
    '#ffcaff',
    '#8cf8f7',
    '#eef1f8',
    '#4f5258',
    '#ffc0b9',
    '#b3f6c0',
    '#fce094',
    '#a6dbff',
    '#ffcaff',
    '#8cf8f7',
    '#eef1f8',
  }
  if n < 16 then
    return basic[n + 1]
  elseif n >= 232 then
    local grey = 8 + (n - 232) * 10
    return ('#%02x%02x%02x'):format(grey, grey, grey)
  end
  local levels = { 0, 95, 135, 175, 215, 255 }
  n = n - 16
  return ('#%02x%02x%02x'):format(levels[math.floor(n / 36) + 1], levels[math.floor(n / 6) % 6 + 1], levels[n % 6 + 1])
end

---Applies one SGR code sequence to a style.
---@param style Style
---@param codes string
local function apply(style, codes)
  local list = vim.split(codes == '' and '0' or codes, ';')
  local at = 1
  while at <= #list do
    local code = list[at]
    local number = tonumber(code:match('^%d+')) or 0
    if number == 0 then
      for key in pairs(style) do
        style[key] = nil
      end
    elseif number == 1 then
      style.bold = true
    elseif number == 3 then
      style.italic = true
    elseif number == 4 then
      style.underline = code ~= '4:0'
    elseif number == 7 then
      style.reverse = true
    elseif number == 22 then
      style.bold = nil
    elseif number == 23 then
      style.italic = nil
    elseif number == 24 then
      style.underline = nil
    elseif number == 27 then
      style.reverse = nil
    elseif number == 38 or number == 48 or number == 58 then
      local colour
      if list[at + 1] == '2' then
        colour = ('#%02x%02x%02x'):format(tonumber(list[at + 2]), tonumber(list[at + 3]), tonumber(list[at + 4]))
        at = at + 4
      elseif list[at + 1] == '5' then
        colour = indexed(tonumber(list[at + 2]))
        at = at + 2
      end
      if number ~= 58 then
        style[number == 38 and 'fg' or 'bg'] = colour
      end
    elseif number == 39 then
      style.fg = nil
    elseif number == 49 then
      style.bg = nil
    elseif number >= 30 and number <= 37 then
      style.fg = indexed(number - 30)
    elseif number >= 40 and number <= 47 then
      style.bg = indexed(number - 40)
    elseif number >= 90 and number <= 97 then
      style.fg = indexed(number - 82)
    elseif number >= 100 and number <= 107 then
      style.bg = indexed(number - 92)
    end
    at = at + 1
  end
end

local out = {}
local function escape(text)
  return (text:gsub('[&<>]', { ['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;' }))
end

---Draws one character in its cells.
local function draw(char, row, column, width, style)
  local fg, bg = style.fg or foreground, style.bg or background
  if style.reverse then
    fg, bg = bg, fg
  end
  local css = ('left:%dpx;top:%dpx;width:%dpx'):format(column * cell, row * row_height, width * cell)
  if bg ~= background then
    css = css .. ';background:' .. bg
  end
  if char ~= ' ' then
    css = css .. ';color:' .. fg
  elseif bg == background and not style.underline then
    return
  end
  local class = (style.bold and ' b' or '') .. (style.italic and ' i' or '') .. (style.underline and ' u' or '')
  out[#out + 1] = ('<i class="%s" style="%s">%s</i>'):format(class, css, escape(char))
end

-- Styles go on from line to line in what tmux writes.
local style, row = {}, 0
for line in io.lines() do
  local column = 0
  local rest = line
  while rest ~= '' do
    local codes, behind = rest:match('^\27%[([%d;:]*)m()')
    if codes then
      apply(style, codes)
      rest = rest:sub(behind)
    else
      -- A character with what combines with it: a variation selector, say.
      local char = rest:match('^[%z\1-\127\194-\244][\128-\191]*')
      rest = rest:sub(#char + 1)
      while rest:find('^\239\184[\128-\143]') do
        char = char .. rest:sub(1, 3)
        rest = rest:sub(4)
      end
      local width = vim.fn.strwidth(char)
      draw(char, row, column, width, style)
      column = column + width
    end
  end
  row = row + 1
end

local width, height = columns * cell + 2 * margin, row * row_height + 2 * margin
io.write(
  ([[<!doctype html><meta charset="utf-8">
<!-- size %d,%d -->
<style>
body { margin: 0 }
main { position: relative; width: %dpx; height: %dpx; background: %s; border-radius: 10px; overflow: hidden }
div { position: absolute; left: %dpx; top: %dpx }
i { position: absolute; height: %dpx; line-height: %dpx; white-space: pre; text-align: center; font-style: normal;
  font-family: 'NanumGothicCoding', 'Noto Sans Mono CJK KR', 'DejaVu Sans Mono', 'Noto Color Emoji', monospace;
  font-size: 17px }
.b { font-weight: bold } .i { font-style: italic } .u { text-decoration: underline }
</style>
<main><div>%s</div></main>]]):format(
    width,
    height,
    width,
    height,
    background,
    margin,
    margin,
    row_height,
    row_height,
    table.concat(out, '\n')
  )
)
