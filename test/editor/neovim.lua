-- Opens a file with the built-in client of Neovim, set up by a script, and writes what is seen to another file. The
-- paths of all three are in WSLNET_TEST, as JSON.
local test = vim.json.decode(vim.env.WSLNET_TEST)
local result = {}

local ok, problem = pcall(function()
  -- Before 0.8 there is no vim.lsp.start; it does this.
  vim.lsp.start = vim.lsp.start or function(config)
    vim.lsp.buf_attach_client(0, vim.lsp.start_client(config))
  end
  vim.cmd('luafile ' .. test.setup)
  vim.cmd('edit ' .. test.file)
  vim.wait(30000, function() return #vim.diagnostic.get(0) > 0 end, 20)
  local clients = vim.lsp.buf_get_clients(0)
  result.servers = vim.tbl_count(clients)
  local _, client = next(clients)

  local function ask(method, params)
    for _, answer in pairs(vim.lsp.buf_request_sync(0, method, params, 20000) or {}) do
      if answer.error then error(vim.inspect(answer.error)) end
      return answer.result
    end
    error(method .. ' was not answered')
  end
  local function at(line, character)
    return { textDocument = { uri = vim.uri_from_bufnr(0) }, position = { line = line, character = character } }
  end

  result.encoding = vim.bo.fileencoding
  result.newlines = vim.bo.fileformat
  result.diagnostics = vim.tbl_map(function(each)
    return { code = each.code, line = each.lnum, column = each.col, text = vim.api.nvim_buf_get_lines(0, each.lnum, each.lnum + 1, false)[1]:sub(each.col + 1, each.end_col) }
  end, vim.diagnostic.get(0))
  result.hover = ask('textDocument/hover', at(test.line, 2))
  result.completions = vim.tbl_map(function(each) return each.label end, ask('textDocument/completion', at(test.line, 15)) or {})

  local whole = { textDocument = { uri = vim.uri_from_bufnr(0) }, range = { start = at(0, 0).position, ['end'] = at(0, 0).position } }
  whole.context = { diagnostics = {}, only = { 'source.fixAll' } }
  local actions = ask('textDocument/codeAction', whole) or {}
  if actions[1] then
    vim.lsp.util.apply_workspace_edit(actions[1].edit, client.offset_encoding)
    vim.cmd('silent write')
    result.fixed = actions[1].title
  end
end)
if not ok then result.problem = tostring(problem) end

local out = assert(io.open(test.result, 'w'))
out:write(vim.json.encode(result))
out:close()
vim.cmd('qall!')
