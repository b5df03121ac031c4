import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allCommands } from '../../src/cli/man-page.ts';
import { PROGRAM } from '../../src/cli/verbs.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = join(ROOT, 'node_modules/.cache/renamed-options');

/** Editors give these to any language server, and ours needs none of them. */
const UNREAD = ['lsp stdio', 'lsp clientProcessId'];

const UNCHANGED = 'unchanged.ts';

/** Every option of every command, as `verb option`, with the file of the verb. */
const OPTIONS = (await allCommands(PROGRAM)).flatMap(({ command, path }) =>
  Object.keys(command.options).map((option) => ({ name: `${path.join(' ')} ${option}`, verb: path[0] ?? '', option })),
);

function nameOf(verb: string, option: string): string {
  return `${verb}-${option}.ts`;
}

/** What the compiler says of copies of the commands, each with one option renamed in its declaration. */
let complaints = '';

beforeAll(() => {
  mkdirSync(FOLDER, { recursive: true });
  const files = OPTIONS.map(({ verb, option }) => {
    const declaration = new RegExp(`^( +|.*\\{ )${option}: (?=flag\\(|text\\(|choice\\(|[A-Z_]+[,\\n ])`, 'm');
    // Some options are declared once for several commands.
    const sources = [verb, 'restart-after', 'restart-text'].map((name) =>
      readFileSync(join(ROOT, `src/commands/${name}.ts`), 'utf8'),
    );
    const source = sources.find((each) => declaration.test(each)) ?? expect.fail(`${verb} ${option} is not found`);
    writeCopy(nameOf(verb, option), source.replace(declaration, `$1${option}Renamed: `));
    return nameOf(verb, option);
  });
  writeCopy(UNCHANGED, readFileSync(join(ROOT, 'src/commands/check.ts'), 'utf8'));
  // The copies import by whole paths.
  const compilerOptions = { rewriteRelativeImportExtensions: false };
  const tsconfig = { extends: join(ROOT, 'tsconfig.json'), compilerOptions, files: [...files, UNCHANGED], include: [] };
  writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify(tsconfig));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  complaints = spawnSync(process.execPath, [tsc, '--project', FOLDER], { cwd: FOLDER, encoding: 'utf8' }).stdout;
});

/** A copy of a command that finds its imports where it is. */
function writeCopy(name: string, source: string): void {
  const moved = source.replace(
    /(from |import\()'(\.[^']+)'/g,
    (_, before, path) => `${before}'${join(ROOT, 'src/commands', path)}'`,
  );
  writeFileSync(join(FOLDER, name), moved);
}

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test.each(OPTIONS.filter(({ name }) => !UNREAD.includes(name)))(
  'renaming the option of $name in its declaration is a type error',
  ({ verb, option }) => {
    expect(complaints).toContain(`${nameOf(verb, option)}(`);
  },
);

test('a copy with nothing renamed is not', () => {
  expect(complaints).not.toContain(UNCHANGED);
});
