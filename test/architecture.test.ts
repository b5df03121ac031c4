import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** Each room may import from itself and from these. Nobody imports to the right. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'failure-causes.ts': ['ini'],
  'failure.ts': ['ini', 'failure-causes.ts'],
  'facts.ts': [],
  ini: [],
  settings: ['ini', 'failure.ts', 'facts.ts'],
  host: ['ini/encoding.ts', 'failure.ts', 'facts.ts'],
  machine: ['ini', 'host', 'failure.ts', 'facts.ts'],
  reach: ['ini', 'settings', 'machine', 'failure.ts', 'facts.ts'],
  report: ['ini', 'settings', 'failure.ts', 'facts.ts'],
  commands: ['ini', 'settings', 'report', 'host/host.ts', 'failure.ts', 'facts.ts'],
  cli: ['ini', 'settings', 'report', 'commands', 'failure.ts', 'facts.ts'],
  'main.ts': ['ini', 'settings', 'report', 'commands', 'cli', 'host', 'failure.ts', '../package.json'],
  'index.ts': ['ini', 'settings', 'failure.ts'],
};

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
  expect(breaches).toEqual([]);
});

test('the command line and the machine are met in main alone', () => {
  expect(FILES.filter((file) => importsOf(file).includes('host/machine.ts'))).toEqual(['main.ts']);
});

test('zod, chalk, commander and ini have one room each', () => {
  const owners = (library: string) =>
    FILES.filter((file) =>
      new RegExp(`(?:from |import\\()'${library}[/']`).test(readFileSync(join(SRC, file), 'utf8')),
    ).sort();
  expect(owners('commander')).toEqual([
    'cli/arguments.ts',
    'cli/change-commands.ts',
    'cli/completion/complete.ts',
    'cli/completion/position.ts',
    'cli/exit-codes.ts',
    'cli/invocation.ts',
    'cli/look-commands.ts',
    'cli/man-page.ts',
    'cli/program.ts',
    'cli/setup-commands.ts',
  ]);
  const folders = owners('zod').map((file) => file.replace(/^(report\/schemas)\/.*/, '$1'));
  expect([...new Set(folders)]).toEqual([
    'report/schemas',
    'settings/change.ts',
    'settings/file-schema.ts',
    'settings/schema.ts',
  ]);
  expect(owners('ini')).toEqual(['ini/plain.ts']);
  expect(owners('chalk')).toEqual(['report/colors.ts']);
});

test('the schemas of documents are types to all but the command that prints them', () => {
  const loading = FILES.filter((file) => !file.startsWith('report/schemas/')).filter((file) =>
    /^import (?!type )[^;]*\/schemas\//m.test(readFileSync(join(SRC, file), 'utf8')),
  );
  expect(loading).toEqual(['commands/schema.ts']);
});

function importsOf(file: string): string[] {
  const source = readFileSync(join(SRC, file), 'utf8');
  return [...source.matchAll(IMPORT)].map(([, path = '']) => relative(SRC, join(SRC, dirname(file), path)));
}
