import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { describeWith, placeOf } from '../needs.ts';
import { editorBench, setupsOf } from './editor-bench.ts';

/** For Neovim 0.11, and for older ones. */
const [NEWER = '', SETUP = ''] = setupsOf('Neovim', 'lua');
const SCRIPT = fileURLToPath(new URL('neovim.lua', import.meta.url));

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
    const { folder, file, env } = editorBench(bytes);
    const [setup, result] = [join(folder, 'setup.lua'), join(folder, 'result.json')];
    writeFileSync(setup, SETUP);
    const WSLNET_TEST = JSON.stringify({ setup, file, result, line });
    const words = ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', '-c', `luafile ${SCRIPT}`];
    const options = { cwd: folder, env: { ...env, WSLNET_TEST }, encoding: 'utf8', timeout: 110_000 } as const;
    const { stderr } = spawnSync(placeOf('nvim'), words, options);
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
