/**
 * How a command is declared. Each command is one file, `src/commands/<verb>.ts`, and that file holds all of it:
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
import type { ExitCode } from '../failure.ts';
import type { CommonOptions, Context } from './context.ts';
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
