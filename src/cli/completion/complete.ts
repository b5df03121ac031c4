import type { Argument, Command, Option } from 'commander';
import type { Context } from '../../commands/context.ts';
import { EXIT, type ExitCode, Failure } from '../../failure.ts';
import { printable } from '../../text/printable.ts';
import { A_FILE, type Candidate, type Offer, SOURCES, type Sources, type Spot } from './sources.ts';

/** A word that no shell takes apart or takes for something else. Others are not offered, so that none needs quotes. */
const PLAIN_WORD = /^[\p{L}\p{N}_.-][\p{L}\p{N}_.=+/@:-]*$/u;

/**
 * `wslnet complete`, which the script of a shell calls at each Tab: prints what may stand where the cursor is, a line
 * each, with a tab and what it is behind it. The line `:files` leaves it to the shell to complete a file name.
 * @param marked the words behind `wslnet` up to the cursor, the last one cut off there; each with a `+` in front, so
 * that none is taken for an option of this command, and an empty one is not lost on its way through a shell
 */
export async function complete(
  program: Command,
  marked: readonly string[],
  context: Context,
  sources: Sources = SOURCES,
): Promise<ExitCode> {
  const words = marked.map((word) => word.slice(1));
  const word = words.pop() ?? '';
  const position = findPosition(program, words);
  const spot: Spot = { before: position.operands, word, commands: commandCandidates(program), context };
  const offer = await findOffer(position, spot, sources);
  context.out.write(offer === A_FILE ? ':files\n' : candidateLines(offer, word));
  return EXIT.done;
}

function candidateLines(candidates: readonly Candidate[], word: string): string {
  const start = word.toLowerCase();
  return candidates
    .filter(({ value }) => value.toLowerCase().startsWith(start) && PLAIN_WORD.test(value))
    .map(({ value, description }) => `${value}\t${printable(description)}\n`)
    .join('');
}

async function findOffer(position: Position, spot: Spot, sources: Sources): Promise<Offer> {
  const { command, operands, pending, isVerbatim } = position;
  const ask = (asked: Argument | Option, at = spot) => offerFor(asked, command, at, sources);
  if (pending) return await ask(pending);
  if (spot.word.startsWith('-') && !isVerbatim) {
    const [, name = '', value] = /^(--[^=]+)=(.*)$/s.exec(spot.word) ?? [];
    if (value === undefined) return optionsOf(command).flatMap(optionCandidates);
    const option = optionsOf(command).find(({ long, required }) => required && long === name);
    const offer = option ? await ask(option, { ...spot, word: value }) : [];
    return offer === A_FILE ? offer : offer.map((each) => ({ ...each, value: `${name}=${each.value}` }));
  }
  const subcommands = operands.length === 0 ? commandCandidates(command) : [];
  const declared = command.registeredArguments;
  const last = declared.at(-1);
  const argument = declared[operands.length] ?? (last?.variadic ? last : undefined);
  const offer = argument ? await ask(argument) : [];
  return offer === A_FILE ? offer : [...subcommands, ...offer];
}

/** What an argument or the value of an option may be, by what is declared of it. */
async function offerFor(asked: Argument | Option, command: Command, spot: Spot, sources: Sources): Promise<Offer> {
  if (asked.argChoices) return asked.argChoices.map((value) => ({ value, description: '' }));
  const name = 'flags' in asked ? (/[<[]([\w-]+)/.exec(asked.flags)?.[1] ?? '') : asked.name();
  const source = sources[`${command.name()} ${name}`] ?? sources[name];
  try {
    return source ? await source(spot) : [];
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}

function commandCandidates(command: Command): Candidate[] {
  const visible = command.createHelp().visibleCommands(command);
  return visible.map((each) => ({ value: each.name(), description: each.description() }));
}

function optionCandidates({ long, short, description }: Option): Candidate[] {
  return [long, short].flatMap((value) => (value ? [{ value, description }] : []));
}

function optionsOf(command: Command): Option[] {
  const help = command.createHelp();
  return [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
}

/** What the words before the cursor lead to, as commander would read them. */
export interface Position {
  readonly command: Command;
  /** The words it has been given, options not among them. */
  readonly operands: readonly string[];
  /** The option whose value comes next; null where none waits for one. */
  readonly pending: Option | null;
  /** Whether `--` came before: what follows is no option, whatever it looks like. */
  readonly isVerbatim: boolean;
}

/** @param words those behind the program's name and before the cursor */
export function findPosition(program: Command, words: readonly string[]): Position {
  let command = program;
  let operands: string[] = [];
  let pending: Option | null = null;
  let isVerbatim = false;
  for (const word of words) {
    if (pending) {
      pending = null;
    } else if (word === '--' && !isVerbatim) {
      isVerbatim = true;
    } else if (word.startsWith('-') && word !== '-' && !isVerbatim) {
      pending = optionToFill(command, word);
    } else {
      const subcommand = operands.length === 0 && findCommand(command, word);
      if (subcommand) command = subcommand;
      else operands = [...operands, word];
    }
  }
  return { command, operands, pending, isVerbatim };
}

function findCommand(command: Command, name: string): Command | undefined {
  return command
    .createHelp()
    .visibleCommands(command)
    .find((each) => each.name() === name);
}

/** The option that takes the next word for its value: `--file`, `-f`, or the last letter of `-nf`. */
function optionToFill(command: Command, word: string): Option | null {
  const known = [...ancestorsOf(command)].flatMap(({ options }) => options);
  if (word.startsWith('--')) return known.find(({ long, required }) => required && long === word) ?? null;
  for (const [index, letter] of [...word].entries()) {
    const option = known.find(({ short, required }) => required && short === `-${letter}`);
    if (option) return index === word.length - 1 ? option : null;
  }
  return null;
}

function* ancestorsOf(command: Command): Iterable<Command> {
  for (let each: Command | null = command; each; each = each.parent) yield each;
}
