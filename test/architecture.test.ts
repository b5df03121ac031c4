import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** Each room may import from itself and from these, downwards only. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'failure.ts': ['ini'],
  ini: [],
  text: ['failure.ts'],
  settings: ['ini', 'text', 'failure.ts'],
  change: ['settings', 'ini', 'text', 'failure.ts'],
  check: ['change', 'settings', 'ini', 'text', 'failure.ts'],
  machine: ['ini', 'text', 'failure.ts'],
  editor: ['explain', 'check', 'settings', 'ini', 'text', 'failure.ts'],
  explain: ['change', 'check', 'settings', 'ini', 'text', 'failure.ts'],
  reach: ['machine', 'change', 'check', 'settings', 'ini', 'text', 'failure.ts'],
  doctor: ['machine', 'explain', 'reach', 'change', 'check', 'settings', 'ini', 'text', 'failure.ts'],
  commands: [
    'editor',
    'machine',
    'doctor',
    'reach',
    'explain',
    'change',
    'check',
    'settings',
    'ini',
    'text',
    'failure.ts',
    '../package.json',
  ],
  cli: [
    'editor',
    'commands',
    'machine',
    'doctor',
    'reach',
    'explain',
    'change',
    'check',
    'settings',
    'ini',
    'text',
    'failure.ts',
    '../package.json',
  ],
  'main.ts': ['cli', 'commands', 'machine', 'text', 'failure.ts', '../package.json'],
  'index.ts': ['change', 'settings', 'ini', 'failure.ts'],
};

/** What still looks the wrong way. This list only shrinks. */
const LEFT_TO_TURN: readonly string[] = [];

const FILES = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const IMPORT = /\b(?:from|import)\s*\(?\s*'(\.[^']+)'/g;

test('rooms import only what stands before them', () => {
  expect(FILES.length).toBeGreaterThan(20);
  const breaches = FILES.flatMap((file) => {
    const room = file.split('/')[0] ?? '';
    const allowed = [room, ...(MAY_IMPORT[room] ?? [])];
    return importsOf(file)
      .filter((target) => !allowed.some((prefix) => target === prefix || target.startsWith(`${prefix}/`)))
      .map((target) => `${file} imports ${target}`);
  });
  expect(breaches.sort()).toEqual(LEFT_TO_TURN);
});

test('the command line and the machine are met in main alone', () => {
  expect(FILES.filter((file) => importsOf(file).includes('machine/this-machine.ts'))).toEqual(['main.ts']);
});

function importsOf(file: string): string[] {
  const source = readFileSync(join(SRC, file), 'utf8');
  return [...source.matchAll(IMPORT)].map(([, path = '']) => relative(SRC, join(SRC, dirname(file), path)));
}
