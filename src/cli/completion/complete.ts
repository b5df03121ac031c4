import type { Argument, Command, Option } from 'commander';
import type { Context } from '../../commands/context.ts';
import { EXIT, type ExitCode } from '../../failure.ts';
import { printable } from '../../report/printable.ts';
import { A_FILE, type Candidate, type Offer } from './candidate.ts';
import { findPosition } from './position.ts';
import { SOURCES, type Spot } from './sources.ts';

/** What the script of a shell asks. */
export interface CompletionRequest {
  /** The words behind the program's name, as they are typed. */
  readonly words: readonly string[];
  /** Which of them the cursor is on, from 0. An empty one need not be there. */
  readonly index: number;
}

/** A word that no shell takes apart or takes for something else. Others are not offered, so that none needs quotes. */
const PLAIN_WORD = /^[\p{L}\p{N}_.=+/@-][\p{L}\p{N}_.=+/@:-]*$/u;

/**
 * `wslnet complete`, which the scripts of the shells call at each Tab: prints what may stand where the cursor is, a
 * line each, with a tab and what it is behind it. The line `:files` leaves it to the shell to complete a file name.
 */
export async function complete(
  program: Command,
  { words, index }: CompletionRequest,
  context: Context,
): Promise<ExitCode> {
  const word = words[index] ?? '';
  const offer = await findOffer(program, words.slice(0, index), word, context);
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

async function findOffer(program: Command, words: readonly string[], word: string, context: Context): Promise<Offer> {
  const { command, operands, pending, isVerbatim } = findPosition(program, words);
  const spot: Spot = { before: operands, word, commands: commandCandidates(program), context };
  if (pending) return await ask(command, pending, spot);
  if (word.startsWith('-') && !isVerbatim) {
    const [, name = '', value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
    if (value === undefined) return optionsOf(command).flatMap(optionCandidates);
    const option = optionsOf(command).find(({ long }) => long === name);
    const offer = option ? await ask(command, option, { ...spot, word: value }) : [];
    return offer === A_FILE ? offer : offer.map((each) => ({ ...each, value: `${name}=${each.value}` }));
  }
  const subcommands = operands.length === 0 ? commandCandidates(command) : [];
  const argument = command.registeredArguments[operands.length] ?? command.registeredArguments.at(-1);
  const isTaken = argument && (argument.variadic || operands.length < command.registeredArguments.length);
  const offer = isTaken ? await ask(command, argument, spot) : [];
  return offer === A_FILE ? offer : [...subcommands, ...offer];
}

/** What an argument or the value of an option may be, by what is declared of it. */
async function ask(command: Command, asked: Argument | Option, spot: Spot): Promise<Offer> {
  if (asked.argChoices) return asked.argChoices.map((value) => ({ value, description: '' }));
  const name = 'flags' in asked ? (/[<[]([\w-]+)/.exec(asked.flags)?.[1] ?? '') : asked.name();
  const source = SOURCES[`${command.name()} ${name}`] ?? SOURCES[name];
  return source ? await source(spot) : [];
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
