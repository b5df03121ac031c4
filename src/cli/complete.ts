import { parseArgs } from 'node:util';
import {
  anyOperands,
  type Candidate,
  type Command,
  type Completion,
  defineCommand,
  FILES,
  type Operand,
  type Option,
  type Options,
  type Program,
  type Spot,
} from '../commands/define.ts';
import { EXIT, Failure } from '../failure.ts';
import { printable } from '../text/printable.ts';
import { findCommand, GLOBAL_OPTIONS, isList, longName, optionOf, TEXT_OPTIONS } from './grammar.ts';

/** A piece of a command line. */
type Token = ReturnType<typeof tokensOf>[number];

/** Takes apart a command line that may be half typed, as Node does, which minds nothing that is missing or unknown. */
function tokensOf(argv: readonly string[], declared: Options) {
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

function operandsOf(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
}

/** A word that no shell takes apart or takes for something else. Others are not offered, so that none needs quotes. */
const PLAIN_WORD = /^[\p{L}\p{N}_.-][\p{L}\p{N}_.=+/@:-]*$/u;

type Offer = readonly Candidate[] | typeof FILES;

/**
 * `wslnet complete`, which the script of a shell calls at each Tab: prints what may stand where the cursor is, a line
 * each, with a tab and what it is behind it. The line `:files` leaves it to the shell to complete a file name.
 */
export function completeCommand(program: Program): Command {
  return defineCommand({
    summary: 'print completions for the cursor position',
    details: [
      'It takes the words after wslnet, up to the cursor, each with a + in front. The + keeps options and empty words intact.',
    ],
    operands: { marked: anyOperands('word') },
    async run({ marked }, context) {
      const words = marked.map((word) => word.slice(1));
      const word = words.pop() ?? '';
      const offer = await findOffer(program, words, { before: [], word, context });
      context.out.write(offer === FILES ? ':files\n' : candidateLines(offer, word));
      return EXIT.done;
    },
  });
}

function candidateLines(candidates: readonly Candidate[], word: string): string {
  const start = word.toLowerCase();
  return candidates
    .filter(({ value }) => value.toLowerCase().startsWith(start) && PLAIN_WORD.test(value))
    .map(({ value, description }) => `${value}\t${printable(description)}\n`)
    .join('');
}

/** @param words those behind the program's name and before the cursor */
async function findOffer(program: Program, words: readonly string[], spot: Spot): Promise<Offer> {
  const found = await findCommand(program, operandsOf(tokensOf(words, GLOBAL_OPTIONS)));
  const options: Options = { ...GLOBAL_OPTIONS, ...found?.command.options };
  const tokens = tokensOf(words, options);
  const last = tokens.at(-1);
  const pending =
    last?.kind === 'option' && last.value === undefined ? optionOf(options, last.name)?.option : undefined;
  if (pending && pending.value !== null) return await offerFor(pending, spot);
  const isVerbatim = tokens.some(({ kind }) => kind === 'option-terminator');
  if (spot.word.startsWith('-') && !isVerbatim) return await offerOption({ ...options, ...TEXT_OPTIONS }, spot);
  const operands = operandsOf(tokens);
  if (!found) return operands.length === 0 ? await verbCandidates(program) : [];
  const before = operands.slice(found.path.length);
  if (found.path[0] === 'help') return await helpCandidates(program, before);
  const below = before.length === 0 ? commandCandidates(found.command.commands) : [];
  const operand = operandAt(found.command, before.length);
  const offer = operand ? await offerFor(operand, { ...spot, before }) : [];
  return offer === FILES ? offer : [...below, ...offer];
}

/** Options, or the values of one where the word goes on behind its `=`. */
async function offerOption(options: Options, spot: Spot): Promise<Offer> {
  const [, long = '', value] = /^--([^=]+)=(.*)$/s.exec(spot.word) ?? [];
  if (value === undefined) return Object.entries(options).flatMap(([key, option]) => optionCandidates(key, option));
  const option = optionOf(options, long)?.option;
  if (!option || option.value === null) return [];
  const offer = await offerFor(option, { ...spot, word: value });
  return offer === FILES ? offer : offer.map((each) => ({ ...each, value: `--${long}=${each.value}` }));
}

function optionCandidates(key: string, { short, about }: Option): Candidate[] {
  const names = [`--${longName(key)}`, ...(short === null ? [] : [`-${short}`])];
  return names.map((value) => ({ value, description: about }));
}

function operandAt({ operands }: Command, index: number): Operand | undefined {
  const declared = Object.values(operands);
  const last = declared.at(-1);
  return declared[index] ?? (last && isList(last.count) ? last : undefined);
}

/** What a word may be by its declaration; nothing where finding out fails. */
async function offerFor({ choices, complete }: Operand | Option, spot: Spot): Promise<Offer> {
  if (choices) return choices.map((value) => ({ value, description: '' }));
  try {
    return await offerOf(complete, spot);
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}

async function offerOf(complete: Completion | null, spot: Spot): Promise<Offer> {
  if (complete === null) return [];
  return complete === FILES ? complete : await complete(spot);
}

async function verbCandidates(program: Program): Promise<Candidate[]> {
  const verbs = program.flatMap(({ title, verbs }) => (title === null ? [] : Object.entries(verbs)));
  return await Promise.all(verbs.map(async ([value, load]) => ({ value, description: (await load()).summary })));
}

function commandCandidates(commands: Readonly<Record<string, Command>>): Candidate[] {
  return Object.entries(commands).map(([value, { summary }]) => ({ value, description: summary }));
}

/** What `wslnet help` tells of: commands, those below them, and its own topics. */
async function helpCandidates(program: Program, before: readonly string[]): Promise<Candidate[]> {
  if (before.length > 0) return commandCandidates((await findCommand(program, before))?.command.commands ?? {});
  const { HELP_TOPICS } = await import('./help.ts');
  const topics = Object.entries(HELP_TOPICS).map(([value, { summary }]) => ({ value, description: summary }));
  return [...(await verbCandidates(program)), ...topics];
}
