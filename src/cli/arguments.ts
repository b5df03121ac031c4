import { parseArgs } from 'node:util';
import type { CommonOptions } from '../commands/context.ts';
import {
  type Command,
  choice,
  FILES,
  flag,
  type Operands,
  type Option,
  type Options,
  text,
} from '../commands/define.ts';
import { Failure } from '../failure.ts';
import type { ColorWhen } from './color-policy.ts';
import { loadCommand } from './verbs.ts';

/** The options that every command takes, those for the program itself included. */
export interface GlobalOptions extends CommonOptions {
  readonly color: ColorWhen;
}

type Declared<T> = { readonly [K in keyof T]-?: Option<Exclude<T[K], undefined> | undefined> };

export const GLOBAL_OPTIONS = {
  file: text('path', 'the .wslconfig to work on; - for standard input', { short: 'f', complete: FILES }),
  json: flag('print one JSON document'),
  dryRun: flag('show what would change and change nothing', { short: 'n' }),
  quiet: flag('say nothing beside the answer but errors', { short: 'q' }),
  verbose: flag('say more', { short: 'v' }),
  yes: flag('answer yes to every question', { short: 'y' }),
  noInput: flag('ask no questions'),
  color: choice(['auto', 'always', 'never'], 'use colours', 'auto'),
} satisfies Declared<GlobalOptions>;

/** What ends every reading of options: they ask for no run. */
const ENDING_OPTIONS = { help: flag('print help', { short: 'h' }), version: flag('print the version', { short: 'V' }) };

/** A command line that was understood. */
export interface Invocation {
  readonly command: Command;
  /** The words that led to it: `['profile', 'use']`. */
  readonly path: readonly string[];
  /** What its `run` gets. */
  readonly options: GlobalOptions;
}

/**
 * Reads the arguments behind the program's name.
 * @returns null where it is for the old way
 * @throws Failure `bad-usage`
 */
export async function readArguments(argv: readonly string[]): Promise<Invocation | null> {
  const [verb, ...further] = operandsOf(tokensOf(argv, GLOBAL_OPTIONS)).map(({ value }) => value);
  let command = verb === undefined ? null : await loadCommand(verb);
  if (!command || verb === undefined) return null;
  const path = [verb];
  for (const word of further) {
    const below: Command | undefined = Object.hasOwn(command.commands, word) ? command.commands[word] : undefined;
    if (!below) break;
    command = below;
    path.push(word);
  }
  const tokens = tokensOf(argv, { ...GLOBAL_OPTIONS, ...command.options });
  const isEnding = tokens.some(({ kind, name }) => kind === 'option' && (name === 'help' || name === 'version'));
  if (isEnding) return null;
  const options = chosenOptions(tokens, { ...GLOBAL_OPTIONS, ...command.options }) as unknown as GlobalOptions;
  const words = operandsOf(tokens)
    .map(({ value }) => value)
    .slice(path.length);
  return { command, path, options: { ...options, ...chosenOperands(words, command.operands) } };
}

interface Token {
  readonly kind: 'option' | 'positional' | 'option-terminator';
  readonly name?: string;
  /** As it was typed: `-f` or `--file`. */
  readonly rawName?: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function tokensOf(argv: readonly string[], options: Options): readonly Token[] {
  const declared = Object.entries({ ...options, ...ENDING_OPTIONS }).map(([key, { value, short }]) => {
    const type: 'boolean' | 'string' = value === null ? 'boolean' : 'string';
    return [longName(key), short === null ? { type } : { type, short }] as const;
  });
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(declared),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  return tokens;
}

function operandsOf(tokens: readonly Token[]): { readonly value: string }[] {
  return tokens.flatMap(({ kind, value }) => (kind === 'positional' && value !== undefined ? [{ value }] : []));
}

function chosenOptions(tokens: readonly Token[], options: Options): Record<string, unknown> {
  const chosen: Record<string, unknown> = {};
  for (const [key, { value, fallback }] of Object.entries(options)) chosen[key] = value === null ? false : fallback;
  const keys = new Map(Object.keys(options).map((key) => [longName(key), key]));
  for (const { kind, name = '', rawName = '', value } of tokens) {
    if (kind !== 'option') continue;
    const key = keys.get(name);
    const option = key === undefined ? undefined : options[key];
    if (key === undefined || !option) throw usage(`Unknown option '${rawName}'.`);
    if (option.value === null && value !== undefined) throw usage(`Option '${rawName}' takes no value.`);
    if (option.value !== null && value === undefined) throw usage(`Option '${rawName}' needs a value.`);
    if (option.choices && !option.choices.includes(value ?? '')) {
      throw usage(`'${value}' is not a value for '${rawName}'. Allowed: ${option.choices.join(', ')}.`);
    }
    chosen[key] = value ?? true;
  }
  return chosen;
}

function chosenOperands(words: readonly string[], operands: Operands): Record<string, unknown> {
  const chosen: Record<string, unknown> = {};
  let rest = words;
  for (const [key, { name, count, choices }] of Object.entries(operands)) {
    const isList = count === 'some' || count === 'any';
    const own = isList ? rest : rest.slice(0, 1);
    if (own.length === 0 && (count === 'one' || count === 'some')) throw usage(`<${name}> is missing.`);
    const odd = choices && own.find((word) => !choices.includes(word));
    if (odd !== null && odd !== undefined) {
      throw usage(`'${odd}' is not a value for <${name}>. Allowed: ${choices?.join(', ')}.`);
    }
    chosen[key] = isList ? own : own[0];
    rest = rest.slice(own.length);
  }
  if (rest.length > 0) throw usage(`Too many arguments: '${rest[0]}' is not expected.`);
  return chosen;
}

/** `dryRun` as it is typed. */
export function longName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function usage(message: string): Failure {
  return new Failure('bad-usage', { message, hint: 'wslnet --help shows what there is.' });
}
