import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { describeWith, placeOf } from '../needs.ts';
import { editorBench, setupsOf } from './editor-bench.ts';

const [SETUP = ''] = setupsOf('Emacs', 'elisp');
const SCRIPT = fileURLToPath(new URL('emacs.el', import.meta.url));
/** Debian's packages are found, a configuration of the user's is not read. */
const BATCH = ['-q', '--batch', '-l', 'package', '-f', 'package-initialize'];

describeWith(['eglot'], 'Emacs', () => {
  test('shows findings, takes fixes, completes and explains, in a file with CR LF and more than ASCII', () => {
    const text = '# Zoë 😀\r\n[wsl2]\r\nnetworkingMode=NAT # é\r\n';
    const { folder, file, env } = editorBench(Buffer.from(text));
    const [setup, result] = [join(folder, 'setup.el'), join(folder, 'result.json')];
    writeFileSync(setup, SETUP);
    const options = { cwd: folder, env: { ...env, LANG: 'C.UTF-8', SETUP: setup, FILE: file, RESULT: result } };
    const { status, stderr } = spawnSync(placeOf('eglot'), [...BATCH, '-l', SCRIPT], { ...options, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    const seen = JSON.parse(readFileSync(result, 'utf8'));
    expect(seen.coding).toMatch(/-dos$/);
    expect(seen.diagnostics).toEqual([{ text: 'NAT', message: expect.stringContaining('mode-spelling') }]);
    expect(seen.completions).toContain('mirrored');
    expect(seen.hover.contents.value).toMatch(/^```text\nnat \(mode\)\n/);
    expect(readFileSync(file, 'utf8')).toBe(text.replace('NAT', 'nat'));
  }, 120_000);

  test('compiles the set-up without a warning', () => {
    const { folder } = editorBench(Buffer.from(''));
    const setup = join(folder, 'setup.el');
    writeFileSync(setup, SETUP);
    const strict = ['--eval', '(setq byte-compile-error-on-warn t)', '-l', 'eglot', '-f', 'batch-byte-compile', setup];
    const { status, stderr } = spawnSync(placeOf('eglot'), [...BATCH, ...strict], { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
  }, 120_000);
});
