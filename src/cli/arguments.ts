import type { Operands, Options, Program } from '../commands/define.ts';
import { findCommand, GLOBAL_OPTIONS, type GlobalOptions, isList, longName, type Request } from './grammar.ts';

/**
 * Reads the arguments behind the program's name. Most command lines are plain, and commander takes longer to load than
 * the rest of the program: it reads those that are not, and says what is wrong with them.
 * @throws Failure `bad-usage`
 */
export async function readArguments(argv: readonly string[], program: Program): Promise<Request> {
  const plain = await readPlainArguments(argv, program);
  if (plain) return plain;
  const { parseArguments } = await import('./parser.ts');
  return await parseArguments(argv, program);
}

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
