import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { CodeAction, Diagnostic, Range, TextEdit } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Bench } from '../bench/bench.ts';
import { CORPUS, numRuns } from '../corpus/corpus.ts';
import { lacks, placeOf } from '../needs.ts';
import { LanguageClient } from './language-client.ts';

const MESSY = '# Zoë\r\n[wsl2]\r\nnetworkingMode=NAT # 😀\r\nlocalhostForwarding=true\r\nnetworkingMode=mirrored\r\n';

function at(line: number, from: number, to: number): Range {
  return { start: { line, character: from }, end: { line, character: to } };
}

const WHOLE = at(0, 0, 0);

async function started(): Promise<LanguageClient> {
  const client = new LanguageClient();
  await client.start();
  return client;
}

/** The text with the edits of an action made, as an editor makes them. */
function applied(text: string, { edit }: CodeAction): string {
  const [edits = []] = Object.values(edit?.changes ?? {});
  return TextDocument.applyEdits(TextDocument.create('file:///x', 'wslconfig', 0, text), edits);
}

describe('the language server', () => {
  test('says what it can', async () => {
    const { capabilities, serverInfo } = await new LanguageClient().start();
    expect(serverInfo).toMatchObject({ name: 'wslnet' });
    expect(capabilities).toMatchObject({
      hoverProvider: true,
      codeActionProvider: { codeActionKinds: ['quickfix', 'source.fixAll.wslnet'] },
    });
    expect(capabilities).not.toHaveProperty('documentFormattingProvider');
  });

  test('shows what check finds, at its place in UTF-16 units, with CR LF', async () => {
    const client = await started();
    const shown = await client.open(MESSY);
    expect(shown).toContainEqual(
      expect.objectContaining({
        code: 'mode-spelling',
        severity: 3,
        source: 'wslnet',
        range: at(2, 15, 18),
        codeDescription: { href: 'https://github.com/wslnet/wslnet/blob/main/docs/diagnostics.md#mode-spelling' },
      }),
    );
    const duplicate = shown.find(({ code }) => code === 'duplicate-key');
    expect(duplicate).toMatchObject({ tags: [1], range: { start: { line: 4 } } });
    expect(duplicate?.relatedInformation).toMatchObject([
      { location: { uri: client.uri, range: { start: { line: 2 } } } },
    ]);
  });

  test('follows what is typed', async () => {
    const client = await started();
    expect(await client.open('[wsl2]\nfirewall=true\n')).toEqual([]);
    const [problem] = await client.type(at(1, 9, 13), 'maybe');
    expect(problem).toMatchObject({ code: 'invalid-value', severity: 1, range: at(1, 9, 14) });
    expect(await client.type(at(1, 9, 14), 'false')).toEqual([]);
    expect(await client.close()).toEqual([]);
  });

  test('knows the encoding from the disk, and again when the file is saved', async () => {
    const client = await started();
    const text = '[wsl2]\r\nfirewall=true\r\n';
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
    expect(await client.open(text, utf16)).toContainEqual(expect.objectContaining({ code: 'utf-16' }));
    expect(await client.save(Buffer.from(text))).toEqual([]);
    const malformed = Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(text)]);
    expect(await client.save(malformed)).toContainEqual(
      expect.objectContaining({ code: 'undecodable-file', severity: 1 }),
    );
  });

  test('tells of bytes that are not UTF-8 where an editor shows them, and else at the top', async () => {
    const [shown, onDisk] = ['[wsl2]\nfirewall=true\n# caf', Buffer.from([0xe9, 0x0a])];
    const bytes = Buffer.concat([Buffer.from(shown), onDisk]);
    const client = await started();
    expect(await client.open(`${shown}\ufffd\n`, bytes)).toMatchObject([{ code: 'not-utf-8', range: at(2, 5, 6) }]);
    expect(await client.type(at(1, 9, 13), 'true')).toHaveLength(1);
    // Neovim takes such a file for Latin-1.
    const other = await started();
    expect(await other.open(`${shown}é\n`, bytes)).toMatchObject([{ code: 'not-utf-8', range: at(0, 0, 0) }]);
  });

  test('takes a byte order mark that an editor hands over for one, and counts it', async () => {
    const client = await started();
    const text = '\ufeff[wsl2] \nnetworkingMode=NAT\nfirewall=maybe\n';
    const shown = await client.open(text);
    expect(shown).toMatchObject([{ code: 'mode-spelling', range: at(1, 15, 18) }, { code: 'invalid-value' }]);
    const [action] = await client.actions(WHOLE, ['source.fixAll']);
    expect(applied(text, action as CodeAction)).toBe(text.replace('NAT', 'nat'));
    expect(await client.hover(0, 3)).toMatchObject({ range: at(0, 2, 6) });
    expect((await client.completions(0, 3))[0]?.textEdit).toMatchObject({ range: at(0, 2, 6) });
    expect(await client.type(at(0, 1, 3), '[[')).toMatchObject([{ code: 'bad-header', range: at(0, 1, 7) }]);
  });

  test('shows what the last of many changes left, and does not look at each before', async () => {
    const client = await started();
    // Looking at this takes far longer than sending a change.
    const others = Array.from({ length: 3000 }, (_, index) => `memery${index}=1\n`).join('');
    await client.open(`[wsl2]\nfirewall=true\n${others}`);
    const before = client.shownCount;
    const word = 'maybe'.repeat(4);
    const shown = await client.change([...word].map((text, index) => ({ range: at(1, 9 + index, 9 + index), text })));
    expect(shown[0]).toMatchObject({ code: 'invalid-value', range: at(1, 9, 9 + word.length + 4) });
    expect(client.shownCount - before).toBeLessThan(word.length);
  });

  test('shows after any changes what it shows of the text that they leave', async () => {
    const [edited, fresh] = [await started(), await started()];
    const piece = fc.constantFrom(
      '[wsl2]',
      '\n',
      '\r\n',
      '\r',
      'networkingMode=',
      'NAT',
      '# 😀',
      '=',
      'é',
      ' ',
      '\\',
      '"',
    );
    const texts = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    const place = fc.nat(40);
    const change = fc.record({ start: place, length: place, text: texts });
    await fc.assert(
      fc.asyncProperty(texts, fc.array(change, { minLength: 1, maxLength: 8 }), async (start, changes) => {
        let document = TextDocument.create(edited.uri, 'wslconfig', 0, start);
        const edits = changes.map(({ start: from, length, text }) => {
          const range = { start: document.positionAt(from), end: document.positionAt(from + length) };
          document = TextDocument.update(document, [{ range, text }], document.version + 1);
          return { range, text };
        });
        await edited.open(start, null);
        const shown = await edited.change(edits);
        await edited.close();
        const wanted = await fresh.open(document.getText(), null);
        await fresh.close();
        const texted = (diagnostics: readonly Diagnostic[]) =>
          diagnostics.map(({ code, range, message }) => ({ code, range, message }));
        expect(texted(shown)).toEqual(texted(wanted));
      }),
      { numRuns: numRuns(1000) },
    );
  });

  test.each(['shared.wslconfig', 'A.WSLCONFIG', 'Zoë & co.wslconfig', 'a%20b.wslconfig'])(
    'goes by the name of a file that an editor takes for INI: %s',
    async (name) => {
      const own = new LanguageClient(name, 'ini');
      await own.start();
      const bytes = Buffer.from('\ufeff[wsl2]\nfirewall=maybe\n', 'utf16le');
      const shown = await own.open('[wsl2]\nfirewall=maybe\n', bytes);
      expect(shown.map(({ code }) => code).sort()).toEqual(['invalid-value', 'utf-16']);
    },
  );

  test.each([
    'file:///c%3A/Users/me/%2Ewslconfig',
    'file://wsl.localhost/Debian/home/me/.wslconfig',
    'vscode-remote://wsl%2Bdebian/mnt/c/Users/me/.wslconfig',
    'untitled:.wslconfig',
  ])('checks the text of what is not a file here: %s', async (uri) => {
    const client = new LanguageClient('.wslconfig', 'ini', uri);
    await client.start();
    expect(await client.open('[wsl2]\nfirewall=maybe\n', null)).toMatchObject([{ code: 'invalid-value' }]);
  });

  test('leaves other files alone', async () => {
    const other = new LanguageClient('php.ini', 'ini');
    await other.start();
    const shown = other.open('[wsl2]\nfirewall=maybe\n');
    expect(await other.completions(1, 9)).toEqual([]);
    expect(await other.hover(1, 2)).toBeNull();
    expect(await other.actions(at(1, 0, 14))).toEqual([]);
    expect(await Promise.race([shown, new Promise((wake) => setTimeout(wake, 200, 'nothing'))])).toBe('nothing');
  });

  test('checks a text that is not on any disk', async () => {
    const client = await started();
    expect(await client.open('[wsl2]\nfirewall=maybe\n', null)).toMatchObject([{ code: 'invalid-value' }]);
  });

  test('fixes one finding, with the newlines of the file', async () => {
    const client = await started();
    const shown = await client.open(MESSY);
    const finding = shown.find(({ code }) => code === 'mode-spelling');
    const actions = await client.actions(finding?.range ?? WHOLE, ['quickfix']);
    const action = actions.find(({ diagnostics }) => diagnostics?.[0]?.code === 'mode-spelling');
    expect(action).toMatchObject({ kind: 'quickfix', isPreferred: true, diagnostics: [finding] });
    expect(action?.title).toMatch(/^[A-Z].*[^.]$/);
    expect(applied(MESSY, action as CodeAction)).toBe(MESSY.replace('=NAT', '=nat'));
    expect(await client.actions(at(0, 0, 3), ['quickfix'])).toEqual([]);
  });

  test('fixes all as check --fix does, touching no more than it must', async () => {
    const client = await started();
    await client.open(MESSY);
    const [action] = await client.actions(WHOLE, ['source.fixAll']);
    expect(action).toMatchObject({ kind: 'source.fixAll.wslnet' });
    const text = applied(MESSY, action as CodeAction);
    expect(text).toContain('networkingMode=nat # 😀\r\n');
    expect(text.startsWith('# Zoë\r\n[wsl2]\r\n')).toBe(true);
    const [edit] = Object.values(action?.edit?.changes ?? {})[0] ?? [];
    expect(edit?.range.start).toEqual({ line: 2, character: 15 });
    await client.type(at(0, 0, 5), '# me');
    expect(await client.actions(WHOLE, ['source.organizeImports'])).toEqual([]);
  });

  test('fixes all in any file as check --fix does', async () => {
    const client = await started();
    for (const { id, bytes } of CORPUS.filter((each) => each.id % 20 === 0)) {
      const text = new TextDecoder().decode(bytes);
      if (!Buffer.from(text).equals(bytes)) continue;
      await client.open(text, bytes);
      const [action] = await client.actions(WHOLE, ['source.fixAll']);
      await client.close();
      const bench = new Bench(bytes);
      await bench.run('check', '--fix', '.wslconfig');
      expect(action ? applied(text, action) : text, `${id}`).toBe(bench.text);
    }
  }, 120_000);

  test('offers no fixes where there is nothing to fix', async () => {
    const client = await started();
    await client.open('[wsl2]\nfirewall=true\n');
    expect(await client.actions(at(0, 0, 6))).toEqual([]);
  });

  test('completes sections', async () => {
    const client = await started();
    await client.open('[ex\n\n[wsl2]\n');
    const [first, second] = await client.completions(0, 3);
    expect([first?.label, second?.label]).toEqual(['wsl2', 'experimental']);
    expect(second?.textEdit).toEqual({ range: at(0, 1, 3), newText: 'experimental]' });
    const above = await client.completions(1, 0);
    expect(above[0]).toMatchObject({ label: '[wsl2]', textEdit: { newText: '[wsl2]' } });
    expect((await client.completions(2, 5))[0]?.textEdit).toEqual({ range: at(2, 1, 5), newText: 'wsl2' });
  });

  test.each([
    ['a header, with its rest', '[ws|l2]', '[wsl2]'],
    ['a header without its end', '[exp| # new', '[experimental] # new'],
    ['a header behind blanks', '  [ gen|', '  [ general]'],
    ['a word where no section is', 'exp|', '[experimental]'],
    ['a word in a section that is unknown', '[wsl3]\nexp|', '[wsl3]\n[experimental]'],
    ['a key, with its rest', '[wsl2]\nnet|working = nat', '[wsl2]\nnetworkingMode = nat'],
    ['a key before its =', '[wsl2]\nnet|=nat', '[wsl2]\nnetworkingMode=nat'],
    ['a value, with its rest', '[wsl2]\nnetworkingMode=mir|ored # 😀', '[wsl2]\nnetworkingMode=mirrored # 😀'],
    ['a value in quotes', '[wsl2]\nnetworkingMode="mi|r"', '[wsl2]\nnetworkingMode=mirrored'],
  ])('completes %s', async (_, marked, completed) => {
    const client = await started();
    const text = marked.replace('|', '');
    await client.open(text);
    const position = TextDocument.create('file:///x', 'wslconfig', 0, text).positionAt(marked.indexOf('|'));
    const labels = ['wsl2', 'experimental', 'general', 'networkingMode', 'mirrored'];
    const wanted = labels.find((label) => completed.includes(label) && !text.includes(label)) ?? 'wsl2';
    const items = await client.completions(position.line, position.character);
    const item = items.find(({ label }) => label.replace(/[[\]]/g, '') === wanted);
    const edits = item?.textEdit ? [item.textEdit as TextEdit] : [];
    expect(TextDocument.applyEdits(TextDocument.create('file:///x', 'wslconfig', 0, text), edits)).toBe(completed);
  });

  test.each([
    ['in a comment', '[wsl2]\n# net|'],
    ['in a comment behind a value', '[wsl2]\nfirewall=true # fa|'],
    ['behind a header', '[wsl2] |'],
    ['in a value that goes on from the line before', '[wsl2]\nkernelCommandLine=a \\\nnet|'],
    ['in words that are no key', '[wsl2]\nnet work|'],
  ])('completes nothing %s', async (_, marked) => {
    const client = await started();
    const text = marked.replace('|', '');
    await client.open(text);
    const { line, character } = TextDocument.create('', '', 0, text).positionAt(marked.indexOf('|'));
    expect(await client.completions(line, character)).toEqual([]);
  });

  test('takes a place behind the text for its end', async () => {
    const client = await started();
    await client.open('[wsl2]\nnet');
    expect((await client.completions(9, 9))[0]?.textEdit).toMatchObject({ range: at(1, 0, 3) });
  });

  test('completes the settings of the section that are not there yet', async () => {
    const client = await started();
    await client.open('[wsl2]\nfirewall=true\nnet\n\n[experimental]\n\n');
    const own = await client.completions(2, 3);
    const mode = own.find(({ label }) => label === 'networkingMode');
    expect(mode).toMatchObject({ textEdit: { range: at(2, 0, 3), newText: 'networkingMode=' } });
    expect(mode?.documentation).not.toBe('');
    expect(own.map(({ label }) => label)).not.toContain('firewall');
    expect(own.map(({ label }) => label)).not.toContain('ignoredPorts');
    expect((await client.completions(5, 0)).map(({ label }) => label)).toContain('ignoredPorts');
  });

  test('completes values', async () => {
    const client = await started();
    await client.open('[wsl2]\nnetworkingMode=mi\nfirewall = \nmemory=\n# x=\nnonsense=\n');
    const modes = await client.completions(1, 17);
    expect(modes.map(({ label }) => label)).toEqual(['mirrored', 'nat', 'bridged', 'virtioproxy', 'none']);
    expect(modes[0]).toMatchObject({ textEdit: { range: at(1, 15, 17), newText: 'mirrored' } });
    expect(modes[0]?.documentation).not.toBe('');
    expect((await client.completions(2, 11)).map(({ label }) => label)).toEqual(['true', 'false']);
    expect(await client.completions(3, 7)).toEqual([]);
    expect(await client.completions(4, 4)).toEqual([]);
    expect(await client.completions(5, 9)).toEqual([]);
  });

  test('explains sections, settings and values where the pointer is', async () => {
    const client = await started();
    await client.open('# mirrored\n[wsl2]\nnetworkingMode = mirrored\nmemory=8GB\nnonsense=1\n');
    const setting = await client.hover(2, 3);
    expect(setting).toMatchObject({ contents: { kind: 'markdown' }, range: at(2, 0, 14) });
    expect(JSON.stringify(setting)).toContain('How WSL 2 is connected to the network.');
    expect(await client.hover(2, 20)).toMatchObject({ range: at(2, 17, 25) });
    expect(JSON.stringify(await client.hover(3, 2))).toContain('8GB or 512MB');
    expect(await client.hover(3, 8)).toMatchObject({ range: at(3, 7, 10) });
    expect(JSON.stringify(await client.hover(3, 8))).toContain('8GB or 512MB');
    expect(await client.hover(1, 2)).toMatchObject({ contents: expect.stringMatching(/WSL 2/), range: at(1, 1, 5) });
    for (const [line, character] of [
      [0, 3],
      [1, 0],
      [4, 2],
      [9, 0],
    ] as const) {
      expect(await client.hover(line, character)).toBeNull();
    }
  });

  test('ends as the protocol asks, and with an editor that is gone', async () => {
    expect(await (await started()).stop()).toBe(0);
    const client = await started();
    client.vanish();
    expect(await client.ended).toBe(1);
  });

  test('ends with the process that an option names, in either spelling', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    const program = fileURLToPath(new URL('../../bin/wslnet.js', import.meta.url));
    const ends = ['--clientProcessId', '--client-process-id'].map((option) => {
      const server = spawn(process.execPath, [program, 'lsp', `${option}=${pid}`], {
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      onTestFinished(() => void server.kill());
      return new Promise((settle) => server.once('exit', settle));
    });
    expect(await Promise.all(ends)).toEqual([1, 1]);
  });

  test.skipIf(lacks('the language server in a terminal', ['script']))('tells a person what it is for', () => {
    const program = fileURLToPath(new URL('../../bin/wslnet.js', import.meta.url));
    const words = ['--quiet', '--return', '--command', `'${process.execPath}' '${program}' lsp`, '/dev/null'];
    // script ends what it runs where its own input ends.
    const { stdout } = spawnSync(placeOf('script'), words, { input: '', encoding: 'utf8', timeout: 30_000 });
    expect(stdout).toContain('An editor starts this. To stop it: Ctrl-C');
  });
});

test.each([
  ['goes without a word', [], 1],
  ['takes its leave', [{ id: 3, method: 'shutdown' }, { method: 'exit' }], 0],
  ['breaks off', ['half of'], 1],
])('answers what was asked before an editor %s', (_, last, code) => {
  const program = fileURLToPath(new URL('../../bin/wslnet.js', import.meta.url));
  const textDocument = { uri: 'untitled:x.wslconfig', languageId: 'wslconfig', version: 1 };
  const messages = [
    { id: 1, method: 'initialize', params: { processId: process.pid, rootUri: null, capabilities: {} } },
    { method: 'initialized', params: {} },
    {
      method: 'textDocument/didOpen',
      params: { textDocument: { ...textDocument, text: '[wsl2]\nnetworkingMode=NAT\n' } },
    },
    { id: 2, method: 'textDocument/hover', params: { textDocument, position: { line: 1, character: 3 } } },
    ...last,
  ];
  const input = messages.map((message) => {
    const text = typeof message === 'string' ? message : JSON.stringify({ jsonrpc: '2.0', ...message });
    return `Content-Length: ${typeof message === 'string' ? 999 : text.length}\r\n\r\n${text}`;
  });
  const { status, stdout } = spawnSync(process.execPath, [program, 'lsp'], { input: input.join(''), encoding: 'utf8' });
  expect(status).toBe(code);
  expect(stdout).toContain('"code":"mode-spelling"');
  expect(stdout).toMatch(/"id":2,"result":\{"contents":/);
});

test('outlives messages that no editor sends', async () => {
  const program = fileURLToPath(new URL('../../bin/wslnet.js', import.meta.url));
  const server = spawn(process.execPath, [program, 'lsp'], { stdio: ['pipe', 'pipe', 'ignore'] });
  onTestFinished(() => void server.kill());
  let heard = '';
  const answered = new Promise<boolean>((settle) => {
    server.on('exit', () => settle(false));
    server.stdout.on('data', (chunk) => {
      heard += chunk;
      if (heard.includes('"id":9')) settle(true);
    });
  });
  const send = (message: unknown) => {
    const text = typeof message === 'string' ? message : JSON.stringify({ jsonrpc: '2.0', ...(message as object) });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
  send({ method: 'initialized', params: {} });
  for (const text of ['{not json', '[1, 2]', 'null', '"text"', '{"jsonrpc":"2.0","id":2,"method":"__proto__"}'])
    send(text);
  const odd = { uri: 5, languageId: 'wslconfig', version: 1, text: 7 };
  send({ method: 'textDocument/didOpen', params: { textDocument: odd } });
  send({ method: 'textDocument/didOpen', params: {} });
  // Whatever those brought about has happened by then.
  setTimeout(send, 1000, { id: 9, method: 'shutdown' });
  expect(await answered).toBe(true);
});
