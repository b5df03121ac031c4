import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allCommands } from '../../src/cli/man-page.ts';
import { PROGRAM } from '../../src/cli/verbs.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COMMANDS = join(ROOT, 'src/commands');
const COPIES = join(ROOT, 'node_modules/.cache/renamed-options');

/** Where the options of commands that write are declared once, and read. */
const WRITING = ['define.ts', 'writing.ts', 'outcome.ts', 'restart.ts'];

/** The way back and the way forward are told in one file. */
const FILES: Readonly<Record<string, string>> = { redo: 'undo.ts' };

/** Editors give it to any language server, and ours does not need it. */
const UNREAD = ['lsp stdio'];

/** Every option of every command by its name, and the file that declares it: some are declared once for several commands. */
const OPTIONS = [
  ...new Map(
    (await allCommands(PROGRAM)).flatMap(({ command, path }) =>
      Object.keys(command.options)
        .filter((option) => !UNREAD.includes(`${path.join(' ')} ${option}`))
        .map((option) => {
          const file = [FILES[path[0] ?? ''] ?? `${path[0]}.ts`, ...WRITING].find((each) =>
            declarationOf(option).test(readFileSync(join(COMMANDS, each), 'utf8')),
          );
          return [`${file} ${option}`, { file: file ?? expect.fail(`${path} ${option}`), option }] as const;
        }),
    ),
  ).values(),
];

function declarationOf(option: string): RegExp {
  return new RegExp(`^( +|.*\\{ )${option}: (?=flag\\(|flagOr\\(|text\\(|choice\\(|[A-Z_]+[,\\n ])`, 'm');
}

/** A copy of the commands as they are. */
const UNCHANGED = 'unchanged';

/** What the compiler says of copies of the commands, each with one option renamed in its declaration. */
let complaints = '';

beforeAll(() => {
  for (const { file, option } of OPTIONS) {
    const files = WRITING.includes(file) ? WRITING : [file];
    copyCommands(files, folderOf(file, option), (name, source) =>
      name === file ? source.replace(declarationOf(option), `$1${option}Renamed: `) : source,
    );
  }
  copyCommands(readdirSync(COMMANDS), UNCHANGED, (_, source) => source);
  const compilerOptions = { rewriteRelativeImportExtensions: false };
  const tsconfig = { extends: join(ROOT, 'tsconfig.json'), compilerOptions, include: ['.'], exclude: [] };
  writeFileSync(join(COPIES, 'tsconfig.json'), JSON.stringify(tsconfig));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const words = [tsc, '--project', COPIES];
  complaints = spawnSync(process.execPath, words, { cwd: COPIES, encoding: 'utf8', maxBuffer: 2 ** 26 }).stdout;
}, 60_000);

afterAll(() => rmSync(COPIES, { recursive: true, force: true }));

function folderOf(file: string, option: string): string {
  return `${file.replace('.ts', '')}-${option}`;
}

/** Copies some files, which then import the others by whole paths. */
function copyCommands(
  files: readonly string[],
  folder: string,
  change: (name: string, source: string) => string,
): void {
  mkdirSync(join(COPIES, folder), { recursive: true });
  for (const name of files) {
    const source = change(name, readFileSync(join(COMMANDS, name), 'utf8'));
    const moved = source.replace(/(from |import\()'(\.[^']+)'/g, (whole, before, path) =>
      files.includes(path.slice('./'.length)) ? whole : `${before}'${join(COMMANDS, path)}'`,
    );
    writeFileSync(join(COPIES, folder, name), moved);
  }
}

test.each(OPTIONS)('renaming $option in its declaration in $file is a type error', ({ file, option }) => {
  expect(complaints).toMatch(new RegExp(`^${folderOf(file, option)}/.*error TS`, 'm'));
});

test('with nothing renamed there is none', () => {
  expect(complaints).not.toMatch(new RegExp(`^${UNCHANGED}/`, 'm'));
});
