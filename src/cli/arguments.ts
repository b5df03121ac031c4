import { parseArgs } from 'node:util';
import type { Command, Operands, Options, Program } from '../commands/define.ts';
import type { Failure } from '../failure.ts';
import {
  type Found,
  findCommand,
  GLOBAL_OPTIONS,
  type GlobalOptions,
  isList,
  longName,
  optionOf,
  type Problem,
  TEXT_OPTIONS,
} from './grammar.ts';

/** A command line that was understood. */
export type Request =
  | { readonly asks: 'version' }
  /** For help on a command, or on the program where it is null. */
  | { readonly asks: 'help'; readonly about: Found | null; readonly options: GlobalOptions }
  /** `options` are what the `run` of the command gets. */
  | { readonly asks: 'run'; readonly found: Found; readonly options: GlobalOptions };

/**
 * Reads the arguments behind the program's name, as getopt_long does: options may stand anywhere up to `--`, and
 * letters may be joined.
 * @throws Failure `bad-usage`
 */
export async function readArguments(argv: readonly string[], program: Program): Promise<Request> {
  // The verb decides which options there are; until it is known, only those that every command takes are.
  const first = tokensOf(argv, GLOBAL_OPTIONS);
  const words = operandsOf(first);
  const about = await findCommand(program, words);
  if (!about) {
    if (hasOption(first, 'version')) return { asks: 'version' };
    const [word] = words;
    if (word !== undefined) throw await usage(program, null, { code: 'unknown-command', word });
    if (argv.length === 0 || hasOption(first, 'help')) {
      return { asks: 'help', about: null, options: chosenOptions(first, GLOBAL_OPTIONS) };
    }
    const unknown = first.find(({ kind, name = '' }) => kind === 'option' && !optionOf(GLOBAL_OPTIONS, name));
    const problem = unknown?.rawName;
    throw await usage(program, null, problem ? { code: 'unknown-option', option: problem } : { code: 'no-command' });
  }
  const declared = { ...GLOBAL_OPTIONS, ...about.command.options };
  const tokens = tokensOf(argv, declared);
  if (hasOption(tokens, 'version')) return { asks: 'version' };
  if (hasOption(tokens, 'help')) return { asks: 'help', about, options: chosenOptions(tokens, GLOBAL_OPTIONS) };
  const operands = operandsOf(tokens).slice(about.path.length);
  const problem = findProblem(tokens, declared, operands, about.command);
  if (problem) throw await usage(program, about, problem);
  const options = { ...chosenOptions(tokens, declared), ...chosenOperands(operands, about.command.operands) };
  return { asks: 'run', found: about, options };
}

/** A piece of a command line, as Node takes it apart. */
export interface Token {
  readonly kind: 'option' | 'positional' | 'option-terminator';
  /** The long name of an option. */
  readonly name?: string;
  /** As it was typed: `-f` or `--file`. */
  readonly rawName?: string;
  readonly value?: string | undefined;
}

/** Takes a command line apart by the options that are declared, {@link TEXT_OPTIONS} among them. */
export function tokensOf(argv: readonly string[], declared: Options): readonly Token[] {
  return simpleTokens(argv, declared) ?? allTokens(argv, declared);
}

/**
 * Takes apart a command line of whole words: operands, and declared options with their values behind them. That is what
 * most are, and Node's parser takes longer to load than the rest of the arguments to read.
 * @returns null for anything else, such as `--`, `--file=x`, `-qv` and what is not declared
 */
export function simpleTokens(argv: readonly string[], declared: Options): readonly Token[] | null {
  const options = Object.entries({ ...declared, ...TEXT_OPTIONS });
  const tokens: Token[] = [];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (!word.startsWith('-') || word === '-') {
      tokens.push({ kind: 'positional', value: word });
      continue;
    }
    const found = options.find(([key, { short }]) => word === `--${longName(key)}` || word === `-${short}`);
    if (!found) return null;
    const [key, { value }] = found;
    const token = { kind: 'option', name: longName(key), rawName: word } as const;
    if (value === null) {
      tokens.push(token);
    } else {
      index++;
      if (index === argv.length) return null;
      tokens.push({ ...token, value: argv[index] });
    }
  }
  return tokens;
}

/** As {@link tokensOf}, for whatever people type. */
export function allTokens(argv: readonly string[], declared: Options): readonly Token[] {
  const options = Object.entries({ ...declared, ...TEXT_OPTIONS }).map(([key, { value, short }]) => {
    const type: 'boolean' | 'string' = value === null ? 'boolean' : 'string';
    return [longName(key), short === null ? { type } : { type, short }] as const;
  });
  return parseArgs({
    args: [...argv],
    options: Object.fromEntries(options),
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

export function operandsOf(tokens: readonly Token[]): string[] {
  return tokens.flatMap(({ kind, value }) => (kind === 'positional' && value !== undefined ? [value] : []));
}

function hasOption(tokens: readonly Token[], wanted: keyof typeof TEXT_OPTIONS): boolean {
  return tokens.some(({ kind, name }) => kind === 'option' && name === wanted);
}

function findProblem(
  tokens: readonly Token[],
  declared: Options,
  words: readonly string[],
  { operands, run }: Command,
): Problem | null {
  const [first] = words;
  if (!run) return first === undefined ? { code: 'no-subcommand' } : { code: 'unknown-subcommand', word: first };
  for (const { kind, name = '', rawName = '', value } of tokens) {
    if (kind !== 'option') continue;
    const option = optionOf(declared, name)?.option;
    if (!option) return { code: 'unknown-option', option: rawName };
    if (option.value === null && value !== undefined && !option.choices) {
      return { code: 'unexpected-value', option: rawName };
    }
    if (option.value !== null && value === undefined) return { code: 'missing-value', option: rawName };
    const { choices } = option;
    // Where a value need not be there, its choices are for one that is.
    const isBare = option.value === null && value === undefined;
    if (choices && !isBare && !choices.includes(value ?? ''))
      return { code: 'bad-choice', of: rawName, word: value ?? '', choices };
  }
  let rest = words;
  for (const { name, count, choices } of Object.values(operands)) {
    const own = isList(count) ? rest : rest.slice(0, 1);
    if (own.length === 0 && (count === 'one' || count === 'some')) return { code: 'missing-operand', operand: name };
    const odd = own.find((word) => choices && !choices.includes(word));
    if (choices && odd !== undefined) return { code: 'bad-choice', of: `<${name}>`, word: odd, choices };
    rest = rest.slice(own.length);
  }
  const [surplus] = rest;
  return surplus === undefined ? null : { code: 'too-many', word: surplus };
}

/** The options that were chosen; the last one counts where one is given twice. */
function chosenOptions(tokens: readonly Token[], declared: Options): GlobalOptions {
  const chosen: Record<string, unknown> = {};
  for (const [key, { value, fallback }] of Object.entries(declared)) chosen[key] = value === null ? false : fallback;
  for (const { kind, name = '', value } of tokens) {
    const known = kind === 'option' ? optionOf(declared, name) : null;
    if (known) chosen[known.key] = value ?? true;
  }
  return chosen as unknown as GlobalOptions;
}

function chosenOperands(words: readonly string[], operands: Operands): Record<string, unknown> {
  const chosen: Record<string, unknown> = {};
  let rest = words;
  for (const [key, { count }] of Object.entries(operands)) {
    const own = isList(count) ? rest : rest.slice(0, 1);
    chosen[key] = isList(count) ? own : own[0];
    rest = rest.slice(own.length);
  }
  return chosen;
}

/** The words for what went wrong are loaded when it did. */
async function usage(program: Program, about: Found | null, problem: Problem): Promise<Failure> {
  const { usageFailure } = await import('./usage.ts');
  return await usageFailure(program, about, problem);
}
