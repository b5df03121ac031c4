import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

function pages(root: string, ...words: string[]) {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/pages.js', ...words], { cwd: root });
  return { status, stderr: stderr.toString() };
}

test('the pages in docs are current: npm run docs writes them', () => {
  expect(pages(ROOT, '--check')).toEqual({ status: 0, stderr: '' });
});

test('a page that is not current is named, and written anew', () => {
  const copy = mkdtempSync(join(tmpdir(), 'wslnet-pages-'));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  for (const name of ['package.json', 'scripts', 'src', 'docs', 'test/bench'])
    cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');
  const page = join(copy, 'docs/diagnostics.md');
  const current = readFileSync(page, 'utf8');
  writeFileSync(page, `${current}\nmore`);
  const { status, stderr } = pages(copy, '--check', 'docs/diagnostics.md');
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^docs\/diagnostics\.md is not current/),
  });
  expect(pages(copy)).toEqual({ status: 0, stderr: '' });
  expect(readFileSync(page, 'utf8')).toBe(current);
  expect(readFileSync(join(copy, 'dist/wslnet.1'), 'utf8')).toContain('.SH NAME');
});
