import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { describeWith, placeOf } from '../needs.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What docs/editors.md has people put into their configuration: for Neovim 0.11, and for older ones. */
const EDITORS = readFileSync(join(ROOT, 'docs/editors.md'), 'utf8');
const [NEWER = '', SETUP = ''] = [...EDITORS.matchAll(/```lua\n(.*?)```/gs)].map(([, block = '']) => block);
const SCRIPT = join(ROOT, 'test/editor/neovim.lua');

interface Seen {
  readonly problem?: string;
  readonly servers: number;
  readonly encoding: string;
  readonly newlines: string;
  readonly diagnostics: readonly { readonly code: string; readonly line: number; readonly text: string }[];
  readonly hover: unknown;
  readonly completions: readonly string[];
  readonly fixed?: string;
}

describeWith(['nvim'], 'Neovim', () => {
  /** Opens a file in Neovim, which then fixes all and saves. @param line of networkingMode, counted from 0 */
  function open(bytes: Buffer, line: number): { seen: Seen; saved: Buffer } {
    const folder = mkdtempSync(join(tmpdir(), 'wslnet-neovim-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
    const [file, result] = [join(folder, '.wslconfig'), join(folder, 'result.json')];
    writeFileSync(file, bytes);
    const [setup, commands] = [join(folder, 'setup.lua'), join(folder, 'commands')];
    writeFileSync(setup, SETUP);
    mkdirSync(commands);
    symlinkSync(join(ROOT, 'bin/wslnet.js'), join(commands, 'wslnet'));
    const PATH = `${commands}:${process.env['PATH']}`;
    const WSLNET_TEST = JSON.stringify({ setup, file, result, line });
    // The server would keep its compiled code in the folder when the editor is gone, and the folder with it.
    const env = { PATH, HOME: folder, NODE_DISABLE_COMPILE_CACHE: '1', WSLNET_TEST };
    const words = ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', '-c', `luafile ${SCRIPT}`];
    const { stderr } = spawnSync(placeOf('nvim'), words, { cwd: folder, env, encoding: 'utf8', timeout: 110_000 });
    const seen: Seen = JSON.parse(readFileSync(result, 'utf8'));
    expect(seen.problem, stderr).toBeUndefined();
    // A second one would say everything twice.
    expect(seen.servers).toBe(1);
    return { seen, saved: readFileSync(file) };
  }

  test('shows findings, takes fixes, completes and explains, in a file with CR LF and more than ASCII', () => {
    const text = '# Zoë 😀\r\n[wsl2]\r\nnetworkingMode=NAT # é\r\n';
    const { seen, saved } = open(Buffer.from(text), 2);
    expect(seen.newlines).toBe('dos');
    expect(seen.diagnostics).toMatchObject([{ code: 'mode-spelling', line: 2, text: 'NAT' }]);
    expect(JSON.stringify(seen.hover)).toContain('How WSL 2 is connected to the network.');
    expect(seen.completions).toContain('mirrored');
    expect(seen.fixed).toBe('Fix all that wslnet can fix');
    expect(saved.toString()).toBe(text.replace('NAT', 'nat'));
  }, 120_000);

  test('can read the set-up for newer ones', () => {
    const words = ['--headless', '-u', 'NONE', '-c', 'lua assert(loadstring(vim.env.SETUP))', '-c', 'qall!'];
    const { stderr } = spawnSync(placeOf('nvim'), words, { env: { ...process.env, SETUP: NEWER }, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(NEWER).toMatch(/cmd = \{ 'wslnet', 'lsp' \}/);
  }, 120_000);

  test('is told that a file on the disk is UTF-16, and keeps it so', () => {
    const text = '\ufeff[wsl2]\r\nnetworkingMode=NAT # é\r\n';
    const { seen, saved } = open(Buffer.from(text, 'utf16le'), 1);
    expect(seen.encoding).toBe('utf-16le');
    expect(seen.diagnostics.map(({ code }) => code).sort()).toEqual(['mode-spelling', 'utf-16']);
    expect(saved.toString('utf16le')).toBe(text.replace('NAT', 'nat'));
  }, 120_000);
});
