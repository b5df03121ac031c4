import { BUILT_IN_PROFILES, findProfile } from '../change/profiles.ts';
import { isFileName } from '../change/words.ts';
import type { Command, Program } from '../commands/define.ts';
import { BAD_USAGE, Failure } from '../failure.ts';
import { findByName } from '../settings/catalogue.ts';
import { MODES, modeOfSpelling } from '../settings/modes.ts';
import { nearestOf } from '../text/names.ts';
import { ownCommandFor } from '../text/printable.ts';
import { type Found, GLOBAL_OPTIONS, longName, type Problem, TEXT_OPTIONS, usageLine } from './grammar.ts';

/** How many examples a usage error shows. */
const EXAMPLES = 2;

const ROOT_USAGE = `Usage: wslnet <command> [options]
       wslnet doctor
       wslnet set mirrored
More:  wslnet --help
`;

/** What people call things in other programs, and the command for it here. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'wslnet show': ['ls', 'list', 'config', 'settings'],
    'wslnet status': ['info', 'mode', 'state'],
    'wslnet doctor': ['diag', 'diagnose', 'debug', 'troubleshoot', 'why'],
    'wslnet doctor --fix': ['fix', 'repair'],
    'wslnet test': ['ping', 'probe', 'try'],
    'wslnet check': ['lint', 'validate', 'verify'],
    'wslnet set': ['add', 'change', 'configure', 'disable', 'enable'],
    'wslnet unset': ['delete', 'remove', 'reset', 'rm'],
    'wslnet apply': ['import', 'merge'],
    'wslnet undo': ['restore', 'revert', 'rollback'],
    'wslnet history': ['log'],
    'wslnet restart': ['reboot', 'reload', 'shutdown', 'start', 'stop'],
    'wslnet open': ['allow', 'expose', 'forward', 'publish', 'share'],
    'wslnet close': ['block', 'unexpose'],
    'wslnet ports': ['listen', 'netstat'],
    'wslnet address': ['gateway', 'host', 'ip'],
    'wslnet report': ['bug', 'issue'],
    'wslnet path': ['where', 'which'],
    'wslnet version': ['update', 'upgrade'],
  }).flatMap(([command, names]) => names.map((name) => [name, command] as const)),
);

/** What is wrong with a command line, in words, and what was probably meant. @param about the command it was for */
export async function usageFailure(program: Program, about: Found | null, problem: Problem): Promise<Failure> {
  const hint = await hintFor(program, about, problem);
  return new Failure(BAD_USAGE, { message: messageFor(about, problem), hint, usage: usageText(about) });
}

/** The usage of a command, examples of it and where its help is, to stand below a usage error. */
export function usageText(about: Found | null): string {
  if (!about) return ROOT_USAGE;
  const bare = ['wslnet', ...about.path].join(' ');
  const telling = about.command.examples.filter((example) => example !== bare);
  const examples = telling.slice(0, EXAMPLES).map((example) => `       ${example}\n`);
  return `Usage: ${usageLine(about)}\n${examples.join('')}More:  wslnet ${about.path.join(' ')} --help\n`;
}

function messageFor(about: Found | null, problem: Problem): string {
  const name = about?.path.join(' ') ?? '';
  switch (problem.code) {
    case 'no-command':
      return 'No command given.';
    case 'no-subcommand':
      return `'wslnet ${name}' needs a command: ${Object.keys(about?.command.commands ?? {}).join(', ')}.`;
    case 'unknown-command':
      return `Unknown command '${problem.word}'.`;
    case 'unknown-subcommand':
      return `Unknown command '${name} ${problem.word}'.`;
    case 'unknown-option':
      return about ? `'wslnet ${name}' has no option '${problem.option}'.` : `Unknown option '${problem.option}'.`;
    case 'unexpected-value':
      return `The option '${problem.option}' takes no value.`;
    case 'missing-value':
      return `The option '${problem.option}' needs a value.`;
    case 'repeated-option':
      return `The option '${problem.option}' is given more than once.`;
    case 'missing-operand':
      return `Missing argument: <${problem.operand}>.`;
    case 'bad-choice':
      return `'${problem.word}' is not a valid value for ${problem.of}.`;
    case 'too-many':
      return `Unexpected argument '${problem.word}'.`;
  }
}

async function hintFor(program: Program, about: Found | null, problem: Problem): Promise<string | null> {
  switch (problem.code) {
    case 'unknown-command':
      return didYouMean(await commandFor(program, problem.word, problem.next));
    case 'unknown-subcommand':
      return about && subcommandHint(about, problem.word);
    case 'unknown-option':
      return await optionHint(program, about, problem.option);
    case 'too-many':
      return didYouMean(about && argumentMeantBy(about, problem.word));
    case 'bad-choice':
      return didYouMean(nearestOf(problem.choices, problem.word)) ?? choiceHint(problem);
    case 'repeated-option':
      return `Run the command once for each; only ${(await takingFiles(program)).join(' and ')} take several.`;
    default:
      return null;
  }
}

function choiceHint({ of, choices }: Extract<Problem, { readonly code: 'bad-choice' }>): string {
  return choices.length > 1 ? `Choose from ${choices.join(', ')}.` : `Use ${of} or ${of}=${choices.join()}.`;
}

async function takingFiles(program: Program): Promise<string[]> {
  const verbs = program.flatMap((group) => Object.entries(group.verbs));
  const taking = await Promise.all(verbs.map(async ([verb, load]) => ((await load()).takesFiles ? [verb] : [])));
  return taking.flat().map((verb) => `wslnet ${verb}`);
}

function didYouMean(meant: string | null): string | null {
  return meant === null ? null : `Did you mean ${meant}?`;
}

/**
 * The command that a word stands for, which is no verb: misspelt, by another name, or what the command is about.
 * @param next the word behind it
 */
async function commandFor(program: Program, word: string, next?: string): Promise<string | null> {
  const other = OTHER_NAMES.get(word.toLowerCase());
  if (other !== undefined) return other;
  const verb = nearestOf(verbsOf(program), word);
  const named = verb === null ? meantBy(word, next) : `wslnet ${verb}`;
  if (named !== null) return named;
  const { topicOfText } = await import('../explain/symptom-pages.ts');
  const topic = topicOfText(word);
  return topic === null ? null : `wslnet explain ${topic}`;
}

/** The command of `set` where a word is a mode or a change. */
function changeMeantBy(word: string): string | null {
  const meant = meantBy(word);
  return meant?.startsWith('wslnet set ') ? meant : null;
}

/** The command that takes a word that this one does not. */
function argumentMeantBy({ command, path }: Found, word: string): string | null {
  const own = ['wslnet', ...path].join(' ');
  if (Object.hasOwn(command.commands, word)) return `${own} ${word}`;
  if (/^(?:start|[0-9a-f]{4,})$/i.test(word)) {
    if (own === 'wslnet history') return `${own} show ${word}`;
    if (Object.hasOwn(command.options, 'to')) return `${own} --to ${word}`;
  }
  return isFileName(word) ? ownCommandFor(word, path) : changeMeantBy(word);
}

/** What is meant by a word that is no subcommand: one that is near, the use of what has that name, or else any of them. */
function subcommandHint({ command, path }: Found, word: string): string | null {
  const names = Object.keys(command.commands);
  if (names.length === 0) return null;
  const nearest = nearestOf(names, word);
  if (nearest !== null) return didYouMean(nearest);
  const isProfile = path.join() === 'profile' && findProfile(BUILT_IN_PROFILES, word) !== undefined;
  return isProfile ? didYouMean(`wslnet profile use ${word}`) : `Choose from ${names.join(', ')}.`;
}

/**
 * Where a word that is no verb is a mode, a setting or a change, the command for it.
 * @param next the word behind it: the value of a setting, if it is one
 */
function meantBy(word: string, next?: string): string | null {
  const mode = modeOfSpelling(word) ?? nearestOf(MODES, word);
  if (mode) return `wslnet set ${mode}`;
  const [name = '', value] = word.split(/[+-]?=/);
  const setting = findByName(name);
  if (setting && value !== undefined) return `wslnet set ${word}`;
  if (setting) {
    const isValue = next !== undefined && setting.kind.read(setting.kind.spell(next)).refusals === 0;
    return isValue ? `wslnet set ${setting.name}=${next}` : `wslnet show ${setting.name}`;
  }
  return /(^|[\\/])\.?wslconfig$/i.test(word) ? `wslnet check ${word}` : null;
}

/** The nearest option of the command, or the commands that have one of that name. */
async function optionHint(program: Program, about: Found | null, typed: string): Promise<string | null> {
  const path = about?.path ?? [];
  const name = typed.replace(/^--?/, '');
  const others: string[] = [];
  for (const [verb, load] of program.flatMap(({ title, verbs }) => (title === null ? [] : Object.entries(verbs)))) {
    others.push(...ownersOf(await load(), [verb], name));
  }
  const owners = others.filter((other) => other !== path.join(' '));
  if (owners.length > 0) return `It is an option of ${owners.map((owner) => `wslnet ${owner}`).join(', ')}.`;
  const own = Object.keys({ ...about?.command.options, ...GLOBAL_OPTIONS, ...TEXT_OPTIONS }).map(longName);
  const nearest = nearestOf(own, name);
  if (nearest !== null) return didYouMean(`--${nearest}`);
  // A mode is no option.
  const isMode = modeOfSpelling(name) !== undefined || name.includes('=');
  return didYouMean((!about || path.join() === 'set') && isMode ? changeMeantBy(name) : null);
}

/** The commands that have an option, of a command and those below it. */
function ownersOf(command: Command, path: readonly string[], name: string): string[] {
  const below = Object.entries(command.commands).flatMap(([word, each]) => ownersOf(each, [...path, word], name));
  return Object.keys(command.options).some((key) => longName(key) === name) ? [path.join(' '), ...below] : below;
}

function verbsOf(program: Program): string[] {
  return program.flatMap(({ title, verbs }) => (title === null ? [] : Object.keys(verbs)));
}
