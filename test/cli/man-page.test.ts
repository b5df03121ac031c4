import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { GLOBAL_OPTIONS, TEXT_OPTIONS } from '../../src/cli/grammar.ts';
import { EXIT_CODES, optionTerm } from '../../src/cli/help.ts';
import { allCommands, plain, VARIABLES } from '../../src/cli/man-page.ts';
import { PROGRAM } from '../../src/cli/verbs.ts';
import type { Options } from '../../src/commands/define.ts';
import { lacks } from '../needs.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = readFileSync(join(ROOT, 'dist/wslnet.1'), 'utf8');
const hasNoGroff = lacks('the manual page as man shows it', ['groff']);

/** Every command with its options and operands; the program itself has the options of all. */
const COMMANDS: readonly (readonly [path: string, options: Options, operands: readonly string[]])[] = [
  ['wslnet', { ...GLOBAL_OPTIONS, ...TEXT_OPTIONS }, []],
  ...(await allCommands(PROGRAM)).map(
    ({ command, path }) =>
      [
        ['wslnet', ...path].join(' '),
        command.options,
        Object.values(command.operands).map(({ name }) => name),
      ] as const,
  ),
];

/** A page as a terminal shows it, without bold and the like, and what groff says of it. */
function render(page: string, width = 78): { stdout: string; stderr: string } {
  const words = ['-man', '-ww', '-Tascii', '-P-c', '-P-b', '-P-u', '-P-o', `-rLL=${width}n`];
  const { stdout, stderr } = spawnSync('groff', words, { input: page, encoding: 'utf8' });
  return { stdout, stderr };
}

/** What the system itself sets. */
const SYSTEM_VARIABLES = [
  ...['HOME', 'PATH', 'Path', 'SystemRoot', 'ProgramFiles', 'PSModulePath', 'COMPUTERNAME', 'PROCESSOR_IDENTIFIER'],
  ...['WSLENV', 'WSL_DISTRO_NAME', 'WSL_INTEROP'],
  ...['LANG', 'LC_ALL', 'LC_CTYPE', 'WT_SESSION'],
];

describe('the manual page', () => {
  test.each(COMMANDS)('tells of %s, its arguments and its options', (path, options, operands) => {
    const heading = path === 'wslnet' ? '.SH OPTIONS' : `.SS \\fB${plain(path)}\\fR`;
    const [, own = ''] = PAGE.split(new RegExp(`^${literally(heading)}(?= |$)`, 'm'));
    const [block = ''] = own.split(/^\.S[SH] /m);
    expect(block).not.toBe('');
    for (const [key, option] of Object.entries(options)) {
      expect(block).toContain(`.TP\n\\fB${plain(optionTerm(key, option))}\\fR\n`);
    }
    for (const name of operands) expect(block.split('\n')[0]).toContain(plain(name));
  });

  test('tells every exit code', () => {
    for (const [code] of EXIT_CODES) expect(PAGE).toContain(`.TP\n\\fB${code}\\fR\n`);
  });

  test('tells every variable that is the business of users, and no other', () => {
    const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((f) =>
      f.endsWith('.ts'),
    );
    const sources = files.map((file) => readFileSync(join(ROOT, 'src', file), 'utf8')).join('\n');
    const read = new Set([...sources.matchAll(/\benv\['(\w+)'\]/g)].map(([, name]) => name));
    for (const name of SYSTEM_VARIABLES) {
      expect(read.delete(name), name).toBe(true);
    }
    expect(VARIABLES.flatMap(([names]) => names.split(', ')).sort()).toEqual([...read].sort());
  });

  test('has the examples of the help as lines of their own', () => {
    expect(PAGE).toContain(`.nf\nwslnet set mirrored\n${plain('wslnet set mirrored dnsTunneling=true')}`);
  });

  test.skipIf(hasNoGroff)('is read by groff without a warning, and fits 80 columns', () => {
    const { stdout, stderr } = render(PAGE);
    expect(stderr).toBe('');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/^NAME\n +wslnet - find out/m);
    expect(stdout).toMatch(/^ {3}wslnet history show <entry> \[options\]$/m);
  });

  test
    .skipIf(hasNoGroff)
    .each([
      '.wslconfig comes first',
      "'quotes' and `ticks`",
      'C:\\new\\folder \\fBnot bold\\fR',
      '--dry-run ^caret ~tilde',
      '"doubled"',
    ])('shows %j as it is', (text) => {
    const { stdout, stderr } = render(`.TH X 1\n.PP\n${plain(text)}\n`);
    expect(stderr).toBe('');
    expect(stdout).toContain(text);
  });
});

/** A pattern of the text itself. */
function literally(text: string): string {
  return text.replace(/[\\.()[\]+*?^$|]/g, '\\$&');
}
