import type { Options, Program } from '../commands/define.ts';
import { type Found, GLOBAL_OPTIONS, TEXT_OPTIONS, usageLine } from './grammar.ts';
import { ABOUT, EXIT_CODES, optionTerm, optionText, sentence, withChoices } from './help.ts';
import { PROGRAM } from './verbs.ts';

/** The manual page, of the same commands, options and words as the help. Made when the program is built. */
export async function manPage(version: string): Promise<string> {
  const commands = (await allCommands(PROGRAM)).map(commandBlock);
  const blocks = [
    pageStart('wslnet', `wslnet ${version}`, 'User Commands'),
    section('NAME', [`wslnet \\- ${plain(lowered(ABOUT))}`]),
    section('SYNOPSIS', [`${bold('wslnet')} ${plain('<command> [options]')}`]),
    section('DESCRIPTION', DESCRIPTION.map(paragraph)),
    section('COMMANDS', commands),
    section('OPTIONS', [
      paragraph('Every command takes these.'),
      ...optionBlocks({ ...GLOBAL_OPTIONS, ...TEXT_OPTIONS }),
    ]),
    section(
      'EXIT STATUS',
      EXIT_CODES.map(([code, meaning]) => definition(String(code), sentence(meaning))),
    ),
    section(
      'ENVIRONMENT',
      VARIABLES.map(([name, meaning]) => definition(name, meaning)),
    ),
    section(
      'FILES',
      FILES.map(([path, meaning]) => definition(path, meaning)),
    ),
    section('SEE ALSO', LINKS.map(paragraph)),
  ];
  return `${blocks.join('\n')}\n`;
}

const DESCRIPTION = [
  'The settings are in .wslconfig, which wslnet reads exactly as WSL does. A change edits only the settings you ask for. If they are already set, nothing is written.',
  'Write settings with or without their section (dnsTunneling, wsl2.dnsTunneling), in upper or lower case. Values such as on, no and 8 gb are understood.',
  'Answers go to standard output, messages to standard error. For settings and modes, see "wslnet explain".',
];

/** What users may set; each with what it does. */
export const VARIABLES: readonly (readonly [name: string, meaning: string])[] = [
  ['WSLNET_CONFIG', 'The file to use when --file is not given.'],
  ['VISUAL, EDITOR', 'The editor that edit opens; VISUAL wins.'],
  ['NO_COLOR', 'If not empty, no colors, unless --color is given.'],
  ['FORCE_COLOR', 'Colors even if the output is not a terminal. No colors if it is 0 or false.'],
  ['TERM', 'If dumb, no colors and no pager.'],
  ['PAGER', 'The program that shows long pages on a terminal (default: less). If empty, no pager.'],
  ['XDG_STATE_HOME', 'The folder for the history (default: ~/.local/state).'],
  ['XDG_CONFIG_HOME', 'The folder for profiles (default: ~/.config).'],
  ['SHELL', 'The default shell of completion install.'],
  ['XDG_DATA_HOME, BASH_COMPLETION_USER_DIR, ZDOTDIR', 'Where completion install puts its files.'],
  ['LOCALAPPDATA', 'Where the history is kept on Windows.'],
  ['APPDATA', 'Where the profiles are kept on Windows.'],
  ['USERPROFILE', 'The folder of .wslconfig (Windows, and distributions that get it from Windows).'],
];

const FILES = [
  [
    '%USERPROFILE%\\.wslconfig',
    'The file that WSL reads. Inside a distribution, wslnet finds it wherever Windows drives are mounted.',
  ],
  ['~/.local/state/wslnet/history', 'Earlier versions of the file, for undo and history. Only you can read them.'],
  ['%LOCALAPPDATA%\\wslnet\\history', 'The same on Windows.'],
  ['~/.config/wslnet/profiles.ini', 'Your own profiles: a [name] and setting = value lines for each.'],
  ['%APPDATA%\\wslnet\\profiles.ini', 'The same on Windows.'],
] as const;

const LINKS = [
  'https://learn.microsoft.com/windows/wsl/wsl-config',
  'https://learn.microsoft.com/windows/wsl/networking',
];

/** Every command of the help, each with those below it behind it. */
export async function allCommands(program: Program): Promise<Found[]> {
  const shown = program.flatMap(({ title, verbs }) => (title === null ? [] : Object.entries(verbs)));
  const found = await Promise.all(
    shown.map(async ([verb, load]) => withBelow({ command: await load(), path: [verb] })),
  );
  return found.flat();
}

function withBelow(found: Found): Found[] {
  const { command, path } = found;
  const below = Object.entries(command.commands);
  return [found, ...below.flatMap(([word, each]) => withBelow({ command: each, path: [...path, word] }))];
}

function commandBlock(found: Found): string {
  const { command, path } = found;
  const name = ['wslnet', ...path].join(' ');
  const described = Object.values(command.operands).filter(({ about }) => about !== '');
  return subsection(bold(name) + plain(usageLine(found).slice(name.length)), [
    plain([sentence(command.summary), ...command.details].join(' ')),
    ...described.map(({ name: word, about, choices }) =>
      definition(`<${word}>`, sentence(withChoices(about, choices))),
    ),
    ...optionBlocks(command.options),
    ...(command.examples.length > 0 ? [paragraph('Examples:'), example(command.examples)] : []),
  ]);
}

function optionBlocks(options: Options): string[] {
  return Object.entries(options).map(([key, option]) =>
    definition(optionTerm(key, option), sentence(optionText(option))),
  );
}

/** As the first line of pages has it. */
function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '');
}

/** Pieces of a manual page in the language of man(7). Each is a block of lines without a newline at its end. */

/** Text that stands for itself, hyphens and quotes included, so that what is copied from the page can be typed. */
export function plain(text: string): string {
  const escaped = text.replace(/[\\'`^~-]/g, (character) => ESCAPES[character] ?? character);
  // A dot in front would be taken for a request.
  return escaped.replace(/^(?=\.)/gm, '\\&');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\e',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
  '-': '\\-',
};

/** In bold, as roff has it. */
export function bold(text: string): string {
  return `\\fB${plain(text)}\\fR`;
}

/**
 * What a page begins with: its name and section, and that lines are neither filled with blanks nor words broken. The
 * date is left out, so that the same source makes the same page.
 */
export function pageStart(name: string, source: string, manual: string): string {
  return `.TH ${name.toUpperCase()} 1 "" "${plain(source)}" "${plain(manual)}"\n.nh\n.ad l`;
}

/** A section of the page, with a heading. */
export function section(heading: string, blocks: readonly string[]): string {
  return `.SH ${plain(heading)}\n${body(blocks)}`;
}

/** @param heading roff */
export function subsection(heading: string, blocks: readonly string[]): string {
  return `.SS ${heading}\n${body(blocks)}`;
}

/** A heading begins a paragraph by itself. */
function body(blocks: readonly string[]): string {
  return blocks.join('\n').replace(/^\.PP\n/, '');
}

/** A paragraph, with what roff would take for a command escaped. */
export function paragraph(text: string): string {
  return `.PP\n${plain(text)}`;
}

/** A term, in bold, and what it means, indented behind it. */
export function definition(term: string, meaning: string): string {
  return `.TP\n${bold(term)}\n${plain(meaning)}`;
}

/** Lines as they are. */
export function example(lines: readonly string[]): string {
  return ['.PP', '.RS 4', '.nf', ...lines.map(plain), '.fi', '.RE'].join('\n');
}
