import {
  type Command,
  type CommonOptions,
  type Count,
  choice,
  FILES,
  flag,
  type Operands,
  type Option,
  type Options,
  type Program,
  text,
} from '../commands/define.ts';
import type { ColorWhen } from '../text/terminal.ts';

/** The options that every command takes, those for the program itself included. */
export interface GlobalOptions extends CommonOptions {
  readonly color: ColorWhen;
  /** Whether long texts are written as short ones are. */
  readonly noPager: boolean;
}

type Declared<T> = { readonly [K in Exclude<keyof T, 'files'>]-?: Option<Exclude<T[K], undefined> | undefined> };

/** The options that every command takes. */
export const GLOBAL_OPTIONS = {
  file: text('path', 'the .wslconfig to work on; - for standard input', { short: 'f', complete: FILES }),
  json: flag('print one JSON document'),
  dryRun: flag('show what would change and change nothing', { short: 'n' }),
  quiet: flag('print the answer and errors only', { short: 'q' }),
  verbose: flag('print more details', { short: 'v' }),
  yes: flag('answer yes to every question', { short: 'y' }),
  noInput: flag('never ask questions'),
  color: choice(['auto', 'always', 'never'], 'when to use colors', 'auto'),
  noPager: flag('print long pages without a pager'),
} satisfies Declared<GlobalOptions>;

/** Options that ask for a text about the program rather than for a run. */
export const TEXT_OPTIONS = {
  help: flag('print help', { short: 'h' }),
  version: flag('print the version', { short: 'V' }),
};

/** A command and the words that lead to it: `['profile', 'use']`. */
export interface Found {
  readonly command: Command;
  readonly path: readonly string[];
}

/** A command line that was understood. */
export type Request =
  | { readonly asks: 'version' }
  /** For help on a command, or on the program where it is null. */
  | { readonly asks: 'help'; readonly about: Found | null; readonly options: GlobalOptions }
  /** `options` are what the `run` of the command gets. */
  | { readonly asks: 'run'; readonly found: Found; readonly options: GlobalOptions };

/** The command that words lead to, as far as they do; null where the first is no verb. */
export async function findCommand(program: Program, words: readonly string[]): Promise<Found | null> {
  const [verb = '', ...further] = words;
  const group = program.find(({ verbs }) => Object.hasOwn(verbs, verb));
  let command = await group?.verbs[verb]?.();
  if (!command) return null;
  const path = [verb];
  for (const word of further) {
    const below: Command | undefined = Object.hasOwn(command.commands, word) ? command.commands[word] : undefined;
    if (!below) break;
    command = below;
    path.push(word);
  }
  return { command, path };
}

/** How a command is typed: `wslnet profile save <profile> [setting]... [options]`. */
export function usageLine({ command, path }: Found): string {
  const operands = Object.values(command.operands).map(({ name, count }) => {
    const word = count === 'one' || count === 'some' ? `<${name}>` : `[${name}]`;
    return isList(count) ? `${word}...` : word;
  });
  const own = command.run ? operands : ['<command>'];
  const options = Object.keys(command.options).length > 0 ? ['[options]'] : [];
  return ['wslnet', ...path, ...own, ...options].join(' ');
}

/** Whether an operand takes all the words that are left. */
export function isList(count: Count): boolean {
  return count === 'some' || count === 'any';
}

/**
 * The declaration of an option, and the name that `run` knows it by.
 * @param typed the long name; editors type `--clientProcessId` as it is declared
 */
export function optionOf(declared: Options, typed: string): { readonly key: string; readonly option: Option } | null {
  for (const [key, option] of Object.entries(declared)) {
    if (longName(key) === typed || key === typed) return { key, option };
  }
  return null;
}

/** `dryRun` as it is typed: `dry-run`. */
export function longName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** What is wrong with a command line. */
export type Problem =
  | { readonly code: 'no-command' | 'no-subcommand' }
  | { readonly code: 'unknown-command'; readonly word: string; readonly next?: string | undefined }
  | { readonly code: 'unknown-subcommand' | 'too-many'; readonly word: string }
  | {
      readonly code: 'unknown-option' | 'unexpected-value' | 'missing-value' | 'repeated-option';
      readonly option: string;
    }
  | { readonly code: 'missing-operand'; readonly operand: string }
  | { readonly code: 'bad-choice'; readonly of: string; readonly word: string; readonly choices: readonly string[] };

/**
 * Reads a command line of whole words: a verb, its operands, and declared options with their values behind them.
 * @returns null for anything else, such as `--`, `--file=x`, `-qv`, and for whatever is not as it is declared
 */
export async function readPlainArguments(argv: readonly string[], program: Program): Promise<Request | null> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) return { asks: 'version' };
  const found = await findCommand(program, wordsOf(argv));
  if (!found?.command.run) return null;
  const { command, path } = found;
  const declared = { ...GLOBAL_OPTIONS, ...command.options };
  const read = readWords(argv, declared);
  const operands = read && chosenOperands(read.words.slice(path.length), command.operands);
  const isInOrder = read && path.every((word, index) => read.words[index] === word);
  return operands && isInOrder ? { asks: 'run', found, options: { ...read.options, ...operands } } : null;
}

/** The words that are no options, as far as that can be told before the verb is known. */
function wordsOf(argv: readonly string[]): string[] {
  return argv.filter((word, index) => !isOption(word) && !takesNext(argv[index - 1] ?? '', GLOBAL_OPTIONS));
}

function isOption(word: string): boolean {
  return word.startsWith('-') && word !== '-';
}

function takesNext(word: string, declared: Options): boolean {
  return findOption(word, declared)?.[1].value != null;
}

function findOption(word: string, declared: Options) {
  return Object.entries(declared).find(([key, { short }]) => word === `--${longName(key)}` || word === `-${short}`);
}

/** The words and the options of a plain command line; the last one counts where an option but `--file` is given twice. */
function readWords(argv: readonly string[], declared: Options) {
  const words: string[] = [];
  const chosen: Record<string, unknown> = {};
  for (const [key, { value, fallback }] of Object.entries(declared)) chosen[key] = value === null ? false : fallback;
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (!isOption(word)) {
      words.push(word);
      continue;
    }
    const found = findOption(word, declared);
    if (!found) return null;
    const [key, { value, choices }] = found;
    if (value === null) {
      chosen[key] = true;
      continue;
    }
    const given = argv[++index];
    // Several files are for some commands alone.
    if (key === 'file' && chosen[key] !== undefined) return null;
    if (given === undefined || isOption(given) || (choices && !choices.includes(given))) return null;
    chosen[key] = given;
  }
  return { words, options: chosen as unknown as GlobalOptions };
}

/** @returns null where they are not as declared */
function chosenOperands(words: readonly string[], operands: Operands): Record<string, unknown> | null {
  const chosen: Record<string, unknown> = {};
  let rest = words;
  for (const [key, { count, choices }] of Object.entries(operands)) {
    const own = isList(count) ? rest : rest.slice(0, 1);
    const isMissing = own.length === 0 && (count === 'one' || count === 'some');
    if (isMissing || own.some((word) => choices && !choices.includes(word))) return null;
    chosen[key] = isList(count) ? own : own[0];
    rest = rest.slice(own.length);
  }
  return rest.length > 0 ? null : chosen;
}
