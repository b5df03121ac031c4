import { expect, test } from 'vitest';
import { unifiedDiff } from '../../src/text/diff.ts';
import { openColors } from '../../src/text/terminal.ts';

const COLORS = { colors: await openColors(0) };

test('a difference is headed by the path as its user knows it', () => {
  const path = 'C:\\Users\\Zoë\\.wslconfig';
  const diff = unifiedDiff(path, '[wsl2]\nipv6=true\n', '[wsl2]\nipv6=false\n', COLORS);
  expect(diff).toBe(`--- ${path}\n+++ ${path}\n@@ -1,2 +1,2 @@\n [wsl2]\n-ipv6=true\n+ipv6=false\n`);
});

test('a missing newline at the end is told', () => {
  const diff = unifiedDiff('a', '[wsl2]', '[wsl2]\n', COLORS);
  expect(diff).toBe('--- a\n+++ a\n@@ -1,1 +1,1 @@\n-[wsl2]\n\\ No newline at end of file\n+[wsl2]\n');
});

test('where there is no difference, the names are all', () => {
  expect(unifiedDiff('a', 'x\n', 'x\n', COLORS)).toBe('--- a\n+++ a\n');
});

test('of too many changes to be sorted out all lines go, and all come', () => {
  const lines = (name: string) => Array.from({ length: 3000 }, (_, index) => `${name}${index}=1\n`).join('');
  const diff = unifiedDiff('a', lines('b'), lines('c'), COLORS).split('\n');
  expect(diff.slice(0, 4)).toEqual(['--- a', '+++ a', '@@ -1,3000 +1,3000 @@', '-b0=1']);
  expect(diff).toHaveLength(6004);
});
