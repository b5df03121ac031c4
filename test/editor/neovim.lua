-- Opens a file with the built-in client of Neovim, as docs/editors.md sets it up, and writes what is seen to a file:
-- arguments are the command of the server and the path for the result, as JSON in WSLNET_TEST.
local test = vim.json.decode(vim.env.WSLNET_TEST)
local result = {}

local ok, problem = pcall(function()
  local id
  if vim.lsp.start then
    id = vim.lsp.start({ name = 'wslnet', cmd = test.command, root_dir = vim.fn.getcwd() })
  else
    id = vim.lsp.start_client({ name = 'wslnet', cmd = test.command, root_dir = vim.fn.getcwd() })
    vim.lsp.buf_attach_client(0, id)
  end
  local client = vim.lsp.get_client_by_id(id)
  vim.wait(10000, function() return #vim.diagnostic.get(0) > 0 end, 20)

  local function ask(method, params)
    local answers = vim.lsp.buf_request_sync(0, method, params, 10000) or {}
    local _, answer = next(answers)
    return answer and answer.result
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
