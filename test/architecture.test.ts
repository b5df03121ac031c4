import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** Each room may import from itself and from these, downwards only. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'failure.ts': [],
  ini: ['failure.ts'],
  text: ['failure.ts'],
  settings: ['ini', 'text', 'failure.ts'],
  // The machine is handed in: of it only its type is known here, and how it fails.
  change: ['machine/machine.ts', 'settings', 'ini', 'text', 'failure.ts'],
  check: ['change', 'settings', 'ini', 'text', 'failure.ts', '../package.json'],
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

/** Who may load a library to run. Types are free. */
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  commander: ['cli/parser.ts'],
  chalk: ['text/terminal.ts'],
  diff: ['text/diff.ts'],
  'get-east-asian-width': ['text/wrap.ts'],
  ini: ['ini/plain.ts'],
  leven: ['text/names.ts'],
  uqr: ['text/terminal.ts'],
  'vscode-languageserver': ['commands/lsp.ts', 'editor'],
  zod: ['settings/schema.ts', 'change/decode.ts', 'commands/zod.ts'],
};

/** A file shorter than this tells no story of its own. */
const SHORTEST = 20;

/** A longer file tells more than one story. */
const LONGEST = 400;

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
  expect(breaches.sort()).toEqual([]);
});

test('the command line and the machine are met in main alone', () => {
  expect(FILES.filter((file) => importsOf(file).includes('machine/this-machine.ts'))).toEqual(['main.ts']);
});

test.each(Object.entries(OWNERS))('%s is loaded by its owners alone', (library, owners) => {
  const name = `'${library}(?:[/-][^']*)?'`;
  const loading = new RegExp(`^import (?!type\\b)[^;]*from ${name}|\\bimport\\(\\s*${name}`, 'm');
  const loaders = FILES.filter((file) => loading.test(sourceOf(file)));
  expect(loaders.length).toBeGreaterThan(0);
  expect(loaders.filter((file) => !owners.some((owner) => file === owner || file.startsWith(`${owner}/`)))).toEqual([]);
});

test('no files import each other in a circle', () => {
  expect(findCircles()).toEqual([]);
});

test('beside the commands stands only what several files share, or what bears the name of its command', () => {
  const names = FILES.filter((file) => file.startsWith('commands/'));
  const commands = importsOf('cli/verbs.ts').filter((file) => names.includes(file));
  expect(commands.length).toBeGreaterThan(20);
  const alone = names.filter((name) => {
    const isNamed = commands.some((command) => name.startsWith(command.replace(/\.ts$/, '-')));
    const importers = FILES.filter((file) => importsOf(file).includes(name));
    return !commands.includes(name) && !isNamed && importers.length < 2;
  });
  expect(alone).toEqual([]);
});

test('no file is too short or too long to tell its story', () => {
  const lengths = FILES.map((file) => ({ file, length: sourceOf(file).split('\n').length - 1 }));
  const short = lengths.filter(({ length }) => length < SHORTEST);
  const long = lengths.filter(({ length }) => length > LONGEST);
  expect([...short, ...long]).toEqual([]);
});

test('each kind of failure has a code of its own, which its name says', () => {
  const kinds = FILES.flatMap((file) => [
    ...sourceOf(file).matchAll(/^(?:export )?const ([A-Z_]+): FailureKind\b.*?^ {2}code: '([^']*)',$/gms),
  ]);
  const codes = kinds.map(([, , code = '']) => code);
  expect(codes.length).toBeGreaterThan(80);
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  expect(kinds.map(([, name = '']) => name.toLowerCase().replaceAll('_', '-'))).toEqual(codes);
});

/** Groups of files each of which leads to all others by its imports, the names sorted and joined. */
function findCircles(): string[] {
  const reachable = new Map(FILES.map((file) => [file, filesBelow(file)]));
  const inCircles = FILES.map((file) => {
    const mutual = [...(reachable.get(file) ?? [])].filter((other) => reachable.get(other)?.has(file));
    return mutual.sort().join(' ');
  });
  return [...new Set(inCircles)].filter((circle) => circle !== '');
}

/** All files that one leads to by its imports; itself only where one of them leads back. */
function filesBelow(start: string): Set<string> {
  const below = new Set<string>();
  const waiting = importsOf(start);
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (below.has(file) || !FILES.includes(file)) continue;
    below.add(file);
    waiting.push(...importsOf(file));
  }
  return below;
}

function importsOf(file: string): string[] {
  return [...sourceOf(file).matchAll(IMPORT)].map(([, path = '']) => relative(SRC, join(SRC, dirname(file), path)));
}

function sourceOf(file: string): string {
  return readFileSync(join(SRC, file), 'utf8');
}
