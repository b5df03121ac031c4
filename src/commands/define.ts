/**
 * How a command is declared, and what it is given when it runs. Each command is one file, `src/commands/<verb>.ts`, and
 * that file holds all of it:
 *
 * ```ts
 * export default defineCommand({
 *   summary: 'let other devices reach a port in Linux',            // one line, no capital, no full stop
 *   details: ['Windows asks for administrator rights.'],       // further paragraphs of its help; may be left out
 *   operands: { ports: operands('port', 'the ports to open') },
 *   options: {
 *     public: flag('also on public networks'),                 // --public          boolean
 *     from: text('address', 'only from this address'),         // --from <address>  string | undefined
 *     format: choice(['text', 'json'], 'how to print it', 'text'), // --format <format> 'text' | 'json'
 *   },
 *   examples: ['wslnet open 3000'],
 *   json: (z) => z.strictObject({ ports: z.array(z.int()) }),  // of --json, without `schema`; before `run`
 *   async run(options, context) {
 *     // options: { ports: string[]; public: boolean; from: string | undefined; format: 'text' | 'json' } & CommonOptions
 *     if (options.json) context.printJson({ ports: [] });      // checked against `json` by the compiler
 *     return EXIT.done;
 *   },
 * });
 * ```
 *
 * A name of two words is written `dryRun` and typed `--dry-run`. The options that every command takes (`file`, `json`,
 * `dryRun`, `quiet`, ...) are always there. Subcommands stand in `commands`, each made with `defineCommand` too. A new
 * verb gets a line in `src/cli/verbs.ts`. Nothing here is loaded to run a command but these few functions.
 */
import type * as zod from 'zod/mini';
import { BAD_USAGE, EXIT, type ExitCode, Failure, type FailureKind } from '../failure.ts';
import type { Machine } from '../machine/machine.ts';
import type { Channel } from '../text/terminal.ts';
import type { Zod } from './zod.ts';

/** The shape of a JSON document: an object, or one of several. */
export type Shape = zod.ZodMiniType<object>;

/** What a document of a shape holds, read-only all the way down, for what is printed is often shared. */
export type Members<S extends Shape> = Fixed<zod.output<S>>;

/** A type that is read-only all the way down. */
export type Fixed<T> = T extends object ? { readonly [K in keyof T]: Fixed<T[K]> } : T;

/** What may stand where the cursor is, for the Tab key. */
export interface Candidate {
  readonly value: string;
  /** What it is, in a few words; empty where there is nothing to say. */
  readonly description: string;
}

/** Where on a command line something is to be completed. */
export interface Spot {
  /** The operands before it. */
  readonly before: readonly string[];
  /** What is there already, up to the cursor. */
  readonly word: string;
  readonly context: Context;
}

/** Offers what may stand in a place; loads what it needs when it is asked. `FILES` leaves it to the shell. */
export type Completion = typeof FILES | ((spot: Spot) => readonly Candidate[] | Promise<readonly Candidate[]>);

/** The name of a file: shells complete these better than anybody, for they know their quotes, `~` and variables. */
export const FILES = 'files';

/** How many words an operand takes: one, at most one, one or more, or any number. */
export type Count = 'one' | 'optional' | 'some' | 'any';

/** A word, or words, behind the verb. @template V what `run` gets */
export interface Operand<V = unknown> {
  /** As the usage shows it. */
  readonly name: string;
  readonly count: Count;
  readonly about: string;
  readonly choices: readonly string[] | null;
  readonly complete: Completion | null;
  /** Never there: the type that `run` gets. */
  readonly given?: V;
}

/** An option. @template V what `run` gets */
export interface Option<V = unknown> {
  readonly about: string;
  /** Its one letter; null where it has none. */
  readonly short: string | null;
  /** What its value is called; null for one without a value. */
  readonly value: string | null;
  readonly choices: readonly string[] | null;
  readonly fallback: string | undefined;
  readonly complete: Completion | null;
  /** Never there: the type that `run` gets. */
  readonly given?: V;
}

/** The operands of a command by their names, in the order in which they are typed. */
export type Operands = Readonly<Record<string, Operand>>;

/** The options of a command by their names, `dryRun` for `--dry-run`. */
export type Options = Readonly<Record<string, Option>>;

type Given<D> = { readonly [K in keyof D]: D[K] extends { readonly given?: infer V } ? V : never };

type None = Readonly<Record<never, never>>;

/** What `run` gets: the operands and options as declared, and those that every command takes. */
export type Chosen<O extends Options, P extends Operands = None> = Given<O> & Given<P> & CommonOptions;

/** A command with its types forgotten, as the command line, the help and the manual page see it. */
export interface Command {
  readonly summary: string;
  readonly details: readonly string[];
  readonly operands: Operands;
  readonly options: Options;
  readonly examples: readonly string[];
  /** The shape of its `--json`; null where it prints none. */
  readonly json: ((z: Zod) => Shape) | null;
  /** Null for a command that only has subcommands. */
  readonly run: ((options: CommonOptions, context: Context) => Promise<ExitCode>) | null;
  /** Its subcommands by name. */
  readonly commands: Readonly<Record<string, Command>>;
  /** Whether `--file` may be given more than once. */
  readonly takesFiles: boolean;
}

/** The verbs of the program by group. A group without a title is for programs, and no help shows it. */
export type Program = readonly VerbGroup[];

/** Verbs that stand together in the help. */
export interface VerbGroup {
  readonly title: string | null;
  /** Whether the help of the program only names them. */
  readonly isBrief?: boolean;
  /** What loads the command of each verb. */
  readonly verbs: Readonly<Record<string, () => Promise<Command>>>;
}

interface Declaration<P extends Operands, O extends Options, S extends Shape> {
  readonly summary: string;
  readonly details?: readonly string[];
  readonly operands?: P;
  readonly options?: O;
  readonly examples?: readonly string[];
  readonly json?: (z: Zod) => S;
  readonly run?: (options: Chosen<O, P>, context: Context<Members<S>>) => Promise<ExitCode>;
  readonly commands?: Readonly<Record<string, Command>>;
  readonly takesFiles?: boolean;
}

/** Declares a command: see above. */
export function defineCommand<P extends Operands = None, O extends Options = None, S extends Shape = never>(
  declaration: Declaration<P, O, S>,
): Command {
  const { summary, details = [], operands = {}, options = {}, examples = [] } = declaration;
  const { json = null, commands = {}, takesFiles = false } = declaration;
  // The arguments are read by the same declaration that typed them.
  const run = (declaration.run as unknown as Command['run']) ?? null;
  return { summary, details, operands, options, examples, json, run, commands, takesFiles };
}

interface About<C extends string> {
  readonly choices?: readonly C[];
  readonly complete?: Completion;
}

function operandOf<C extends string, V>(count: Count, name: string, about: string, more: About<C>): Operand<V> {
  return { name, count, about, choices: more.choices ?? null, complete: more.complete ?? null };
}

/** One word that must be there. */
export function operand<const C extends string = string>(name: string, about = '', more: About<C> = {}): Operand<C> {
  return operandOf('one', name, about, more);
}

/** One word that may be left out. */
export function optionalOperand<const C extends string = string>(
  name: string,
  about = '',
  more: About<C> = {},
): Operand<C | undefined> {
  return operandOf('optional', name, about, more);
}

/** One or more words; the last operand of a command. */
export function operands<const C extends string = string>(
  name: string,
  about = '',
  more: About<C> = {},
): Operand<readonly C[]> {
  return operandOf('some', name, about, more);
}

/** Any number of words, none included; the last operand of a command. */
export function anyOperands<const C extends string = string>(
  name: string,
  about = '',
  more: About<C> = {},
): Operand<readonly C[]> {
  return operandOf('any', name, about, more);
}

interface Short {
  /** One letter: `-n` for `--dry-run`. */
  readonly short?: string;
}

/** An option without a value: false unless it is given. */
export function flag(about: string, { short }: Short = {}): Option<boolean> {
  return { about, short: short ?? null, value: null, choices: null, fallback: undefined, complete: null };
}

/** An option that may have one of a few values behind a `=`, and is true without: `--prune`, `--prune=all`. */
export function flagOr<const C extends string>(choices: readonly C[], about: string): Option<boolean | C> {
  return { about, short: null, value: null, choices, fallback: undefined, complete: null };
}

/** An option with a value. @param value what the value is called, as in `--file <path>` */
export function text(
  value: string,
  about: string,
  { short, complete }: Short & { readonly complete?: Completion } = {},
): Option<string | undefined> {
  return { about, short: short ?? null, value, choices: null, fallback: undefined, complete: complete ?? null };
}

/** An option whose value is one of a few. */
export function choice<const C extends string, F extends C | undefined = undefined>(
  choices: readonly C[],
  about: string,
  fallback?: F,
): Option<C | F> {
  return { about, short: null, value: choices.join('|'), choices, fallback, complete: null };
}

/** Where standard output would have to hold the file and a document. */
export const FILE_NEEDED: FailureKind<{ readonly command: string }> = {
  code: 'file-needed',
  exit: EXIT.usage,
  message: ({ command }) => `${command} needs a file; it cannot use standard input.`,
  hint: () => 'Name a file with --file.',
};

export const JSON_NEEDS_STDOUT: FailureKind<{ readonly command: string; readonly option: string }> = {
  code: 'json-needs-stdout',
  exit: EXIT.usage,
  message: ({ command, option }) =>
    `${command} --file - writes the changed file to standard output, so it cannot be used with ${option}.`,
  hint: () => 'Drop one of them, or add --dry-run.',
  showsUsage: true,
};

/** What every command is given besides its own options. @template M the members of its JSON document */
export interface Context<M = never> {
  readonly machine: Machine;
  /** For the answer. */
  readonly out: Channel;
  /** For what is said about it. */
  readonly err: Channel;
  /** The command as a user types it, without `wslnet`: `profile use`. */
  readonly command: string;
  /** Writes the one JSON document of the command, `{"schema": "wslnet.profile-use/1", ...members}`. */
  readonly printJson: (members: M) => void;
  /**
   * Runs wslnet anew with the words behind its name, in the same world.
   * @param write takes what would go to standard output; without it that is where it goes
   */
  readonly runWords: (words: readonly string[], write?: (text: string) => void) => Promise<ExitCode>;
  /** Writes a long text for the answer: by the page where a person reads it. */
  readonly page: (text: string) => Promise<void>;
  /** All of standard input. */
  readonly readInput: () => Promise<Uint8Array>;
  /** Asks the user and gives the answer; null where nobody can be asked. */
  readonly ask: ((question: string) => Promise<string>) | null;
  /** Lets the user pick one of a list; null where nobody can be asked. */
  readonly pick: Pick | null;
}

/** One of a list to pick from. */
export interface Choice {
  readonly value: string;
  /** As the list shows it. */
  readonly label: string;
}

/** Gives the value that was picked, null where the user left. @param first the value marked at first */
export type Pick = (question: string, choices: readonly Choice[], first: string | null) => Promise<string | null>;

/** The options that every command takes. */
export interface CommonOptions {
  /** A path, or `-` for standard input; undefined for the file of this user. */
  readonly file?: string | undefined;
  /** All of them, where `--file` is given more than once; `file` is the last then. Only for commands that take several. */
  readonly files?: readonly string[];
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  /** Whether every question is answered with yes. */
  readonly yes?: boolean;
  /** Whether no question may be asked. */
  readonly noInput?: boolean;
}

const NEEDS_YES: FailureKind<{ readonly command: string }> = {
  code: 'needs-yes',
  exit: EXIT.usage,
  message: ({ command }) => `${command} asks for confirmation, but there is no terminal to ask on.`,
  hint: () => 'Add --yes to skip the question.',
};

/**
 * Makes sure that a question can be answered, before anything is done.
 * @throws Failure `needs-yes` where there is nobody to ask
 */
export function requireAnswer({ yes, noInput }: CommonOptions, { ask }: Context, command: string): void {
  if (!yes && (noInput || ask === null)) throw new Failure(NEEDS_YES, { command });
}

/** Whether the user agrees. Behind {@link requireAnswer}. */
export async function confirm(question: string, { yes }: CommonOptions, { ask }: Context): Promise<boolean> {
  if (yes) return true;
  const answer = (await ask?.(question)) ?? '';
  return /^y(?:es)?$/i.test(answer.trim());
}

/** How WSL is restarted: the options of `wslnet restart`, and of every command that takes `--restart`. */
export const HOW_TO_RESTART = {
  rollback: flag('if the mode does not become active, restore the file and restart'),
  test: flag('then run wslnet test; with --rollback, also roll back if it fails'),
  noStart: flag('only shut WSL down; it starts the next time you use it'),
};

/** The options of commands that write the file; `--rollback`, `--test` and `--no-start` ask for a restart as well. */
export const RESTART_AFTER = {
  restart: flag('then restart WSL if needed, and check the active mode'),
  ...HOW_TO_RESTART,
};

/** Whether a command that writes the file is to restart WSL then. */
export function asksForRestart(options: Partial<Chosen<typeof RESTART_AFTER>>): boolean {
  return (options.restart || options.rollback || options.test || options.noStart) === true;
}

/** What only comes up can be looked at. @throws Failure `bad-usage` for `--no-start` with an option that needs the start */
export function requireOneWish({ noStart, rollback, test }: Chosen<typeof HOW_TO_RESTART>): void {
  if (!noStart || !(rollback || test)) return;
  const other = rollback ? '--rollback' : '--test';
  const message = `${other} has to see WSL start, so it cannot be used with --no-start.`;
  throw new Failure(BAD_USAGE, { message, hint: 'Drop one of them.' });
}
