--[[
Inpaint Studio for darktable: a target storage of the export module.

Each exported picture is opened in the editor, or its damage is found and filled without a window; the result
is saved beside the original, imported, and grouped with it. Choose TIFF or PNG with 16 bit as the format.

darktable has no selection, and gives scripts no drawn masks: so what to fill is painted in the editor, or
found. Written for the Lua API of darktable 4 (docs.darktable.org/lua).
]]

local dt = require "darktable"
local here = debug.getinfo(1, "S").source:match("^@(.*)[/\\][^/\\]*$") or "."
local windows = package.config:sub(1, 1) == "\\"

local STORAGE = "inpaint_studio"
local SAVED, NOT_SAVED = 0, 3

local function command()
  local found, words = pcall(dofile, here .. "/command.lua")
  if found and type(words) == "table" and #words > 0 then return words end
  return { "inpaint-studio" }
end

local function quoted(word)
  if windows then return '"' .. word:gsub('"', '\\"') .. '"' end
  return "'" .. word:gsub("'", "'\\''") .. "'"
end

-- darktable.control.execute returns the exit code, or what wait(2) tells of it
local function run(words)
  local line = {}
  for _, word in ipairs(command()) do line[#line + 1] = quoted(word) end
  for _, word in ipairs(words) do line[#line + 1] = quoted(word) end
  local text = table.concat(line, " ")
  -- with two quoted words, cmd.exe takes away the first and the last quote
  local code = dt.control.execute(windows and '"' .. text .. '"' or text)
  return code > 255 and code // 256 or code
end

local function exists(path)
  local file = io.open(path, "rb")
  if file then file:close() end
  return file ~= nil
end

-- a name beside the original that is not taken: photo-healed.tif, photo-healed-2.tif …
local function free_name(image, ending)
  local stem = image.path .. (windows and "\\" or "/") .. image.filename:gsub("%.[^.]*$", "") .. "-healed"
  local path, number = stem .. ending, 1
  while exists(path) do
    number = number + 1
    path = stem .. "-" .. number .. ending
  end
  return path
end

local choice = dt.new_widget("combobox") {
  label = "what to do",
  tooltip = "edit: paint what to remove; repair: find dust, scratches and tears, and fill them at once",
  selected = 1,
  "edit in a window", "repair damage without a window",
}

local function edited(picture, result)
  return run({ "edit", "--once", picture, result })
end

local function repaired(picture, result)
  local mask = picture .. ".damage.png"
  local code = run({ "find", picture, "-o", mask })
  if code == SAVED then
    code = run({ "fill", picture, "--mask", mask, "-o", result })
  end
  os.remove(mask)
  return code
end

local function store(storage, image, format, picture, number, total, high_quality, extra)
  extra.pictures = extra.pictures or {}
  table.insert(extra.pictures, { image = image, path = picture })
end

local function finalize(storage, exported, extra)
  local failed = 0
  for _, each in ipairs(extra.pictures or {}) do
    local result = free_name(each.image, each.path:match("%.[^.]*$") or ".tif")
    local code = (choice.selected == 2 and repaired or edited)(each.path, result)
    os.remove(each.path)
    if code == SAVED and not exists(result) then code = 1 end
    if code == SAVED then
      local new = dt.database.import(result)
      if new then new:group_with(each.image.group_leader) end
    elseif code ~= NOT_SAVED then
      failed = failed + 1
      dt.print_error("Inpaint Studio failed on " .. each.path .. " with exit code " .. code)
    end
  end
  if failed > 0 then dt.print("Inpaint Studio failed on " .. failed .. (failed == 1 and " picture" or " pictures")) end
end

local function supported(storage, format)
  return format.extension == "tif" or format.extension == "png"
end

dt.register_storage(STORAGE, "Inpaint Studio", store, finalize, supported, nil, choice)

return { store = store, finalize = finalize, choice = choice }
