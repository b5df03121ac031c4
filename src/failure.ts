/** Exit codes, as "wslnet help exit-codes" and docs/commands.md list them. */
export const EXIT = {
  done: 0,
  no: 1,
  usage: 2,
  unreadable: 3,
  unwritable: 4,
  noAnswer: 5,
  bug: 70,
  interrupted: 130,
} as const;

/** What the program exits with. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/**
 * A kind of failure that is expected, as a value: it stands beside the code that fails.
 * @template A what its words need to know
 */
export interface FailureKind<A = Record<never, never>> {
  /** In kebab case, and stable: scripts may act on it. */
  readonly code: string;
  readonly exit: ExitCode;
  /** What is wrong, in a sentence. */
  readonly message: (args: A) => string;
  /** What to do, in a sentence; null where the message says it all. */
  readonly hint: (args: A) => string | null;
  /** Whether it is about the words that were typed: how they are typed is shown below. */
  readonly showsUsage?: true;
}

/** Something the user or the world got wrong, as opposed to a bug: what, where, and what to do about it. */
export class Failure<A = unknown> extends Error {
  readonly code: string;
  readonly args: A;
  readonly exitCode: ExitCode;
  /** One sentence that says what to do; null where the message says it all. */
  readonly hint: string | null;
  /** As its kind says. */
  readonly showsUsage: boolean;

  constructor(kind: FailureKind<A>, args: A) {
    super(kind.message(args));
    this.name = 'Failure';
    this.code = kind.code;
    this.args = args;
    this.exitCode = kind.exit;
    this.hint = kind.hint(args);
    this.showsUsage = kind.showsUsage ?? false;
  }
}

/** Whether something that was thrown is a failure of that kind. */
export function isFailure<A>(error: unknown, { code }: FailureKind<A>): error is Failure<A> {
  return error instanceof Failure && error.code === code;
}

/** `usage` shows how the command is typed, on lines of its own. */
export const BAD_USAGE: FailureKind<{
  readonly message: string;
  readonly hint: string | null;
  readonly usage?: string;
}> = {
  code: 'bad-usage',
  exit: EXIT.usage,
  message: ({ message }) => message,
  hint: ({ hint }) => hint,
  showsUsage: true,
};

/** What a person typed, as messages show it. */
export function quote(text: string): string {
  return `'${text}'`;
}
