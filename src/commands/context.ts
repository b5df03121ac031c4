import { EXIT, type ExitCode, Failure, type FailureKind } from '../failure.ts';
import type { Machine } from '../machine/machine.ts';
import type { Channel } from '../text/colors.ts';

/** Where standard output would have to hold the file and a document. */
export const FILE_NEEDED: FailureKind<{ readonly command: string }> = {
  code: 'file-needed',
  exit: EXIT.usage,
  message: ({ command }) => `${command} needs a file; it cannot use standard input.`,
  hint: () => 'Name a file with --file.',
};

export const JSON_NEEDS_STDOUT: FailureKind<{ readonly command: string }> = {
  code: 'json-needs-stdout',
  exit: EXIT.usage,
  message: ({ command }) =>
    `${command} --file - writes the changed file to standard output, so it cannot be used with --json.`,
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
