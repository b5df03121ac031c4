import type { EncodingProblem } from './ini/encoding.ts';

/** Exit codes, as documented in README and `wslnet help exit-codes`. */
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

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What each expected failure needs to be told in words. */
export interface FailureArguments {
  'bad-usage': { message: string; hint: string | null };
  'unknown-setting': { name: string; nearest: string | null };
  'bad-change': { word: string };
  'missing-value': { setting: string; expects: string };
  'not-a-list': { setting: string; operator: '+=' | '-=' };
  'bad-value': { setting: string; value: string; expects: string; detail: string | null };
  'unwritable-character': { setting: string; value: string; character: string };
  'unknown-doctor-topic': { topic: string; topics: readonly string[] };
  'json-needs-stdout': { command: string };
  'needs-yes': { command: string };
  'verify-from-inside': Record<never, never>;
  'restart-of-filter': Record<never, never>;
  'wsl-no-answer': { command: string };
  'still-running': { names: readonly string[] };
  'no-file-here': { where: string };
  'ambiguous-file': { candidates: readonly string[] };
  'file-not-found': { path: string };
  'file-not-readable': { path: string; cause: string };
  'undecodable-file': { path: string; problem: EncodingProblem; offset: number };
  'file-not-writable': { path: string; cause: string };
  'file-changed-meanwhile': { path: string };
}

export type FailureCode = keyof FailureArguments;

interface Wording<A> {
  readonly exit: ExitCode;
  readonly message: (args: A) => string;
  readonly hint: (args: A) => string | null;
}

const WORDINGS: { readonly [C in FailureCode]: Wording<FailureArguments[C]> } = {
  'bad-usage': {
    exit: EXIT.usage,
    message: ({ message }) => message,
    hint: ({ hint }) => hint,
  },
  'unknown-setting': {
    exit: EXIT.usage,
    message: ({ name }) => `WSL has no setting ${quote(name)}.`,
    hint: ({ nearest }) => (nearest ? `Did you mean ${nearest}?` : 'wslnet show --all lists the settings.'),
  },
  'bad-change': {
    exit: EXIT.usage,
    message: ({ word }) => `${quote(word)} is not a change.`,
    hint: () => 'Write a mode (mirrored), setting=value, or for lists setting+=value and setting-=value.',
  },
  'missing-value': {
    exit: EXIT.usage,
    message: ({ setting }) => `${setting} needs a value.`,
    hint: ({ setting, expects }) => `Write ${setting}=value; it expects ${expects}.`,
  },
  'not-a-list': {
    exit: EXIT.usage,
    message: ({ setting, operator }) => `${setting} is not a list, so ${operator} cannot be used with it.`,
    hint: ({ setting }) => `Write ${setting}=value.`,
  },
  'bad-value': {
    exit: EXIT.usage,
    message: ({ setting, value, detail }) =>
      `${quote(value)} is not a value for ${setting}${detail ? `: ${detail}` : ''}.`,
    hint: ({ setting, expects }) => `${setting} expects ${expects}.`,
  },
  'unwritable-character': {
    exit: EXIT.usage,
    message: ({ setting, character }) => `WSL could not read ${character} back in the value of ${setting}.`,
    hint: () => 'It keeps plain ASCII text only; use letters without accents and no control characters.',
  },
  'unknown-doctor-topic': {
    exit: EXIT.usage,
    message: ({ topic }) => `doctor has no topic ${quote(topic)}.`,
    hint: ({ topics }) => `There are ${topics.join(', ')}.`,
  },
  'json-needs-stdout': {
    exit: EXIT.usage,
    message: ({ command }) =>
      `${command} --file - writes the changed file to standard output, where --json would go too.`,
    hint: () => 'Leave one of them out, or add --dry-run.',
  },
  'needs-yes': {
    exit: EXIT.usage,
    message: ({ command }) => `${command} asks before it ends anything, and there is nobody to ask.`,
    hint: () => 'Add --yes to go ahead without a question.',
  },
  'verify-from-inside': {
    exit: EXIT.usage,
    message: () => '--verify works on Windows only: inside WSL the restart ends this program too.',
    hint: () => 'Run it in a Windows terminal, or wslnet status after the restart.',
  },
  'restart-of-filter': {
    exit: EXIT.usage,
    message: () => '--file - changes no file that WSL reads, so there is nothing to restart for.',
    hint: () => 'Leave --restart out.',
  },
  'wsl-no-answer': {
    exit: EXIT.noAnswer,
    message: ({ command }) => `WSL did not answer to ${command}.`,
    hint: () => 'Run it yourself to see what it says. wslnet doctor looks for what is wrong.',
  },
  'still-running': {
    exit: EXIT.noAnswer,
    message: ({ names }) => `WSL was told to end, and this still runs or was started again: ${names.join(', ')}.`,
    hint: () => 'Close what uses it, an editor for example, and try again.',
  },
  'no-file-here': {
    exit: EXIT.unreadable,
    message: ({ where }) => `There is no .wslconfig to look for on ${where}.`,
    hint: () => 'Name the file with --file, or set WSLNET_CONFIG.',
  },
  'ambiguous-file': {
    exit: EXIT.unreadable,
    message: ({ candidates }) => `More than one Windows user could be you: ${candidates.join(', ')}.`,
    hint: () => 'Name the file with --file, or set WSLNET_CONFIG.',
  },
  'file-not-found': {
    exit: EXIT.unreadable,
    message: ({ path }) => `${path} does not exist.`,
    hint: () => 'Without it WSL uses its defaults. wslnet set makes the file.',
  },
  'file-not-readable': {
    exit: EXIT.unreadable,
    message: ({ path, cause }) => `${path} cannot be read: ${cause}.`,
    hint: () => null,
  },
  'undecodable-file': {
    exit: EXIT.unreadable,
    message: ({ path, problem, offset }) => `${path} is not text that WSL can read: ${ENCODINGS[problem](offset)}.`,
    hint: () => 'Save it again as UTF-8 with your editor. Nothing was changed.',
  },
  'file-not-writable': {
    exit: EXIT.unwritable,
    message: ({ path, cause }) => `${path} cannot be written: ${cause}.`,
    hint: () => 'The file is as it was.',
  },
  'file-changed-meanwhile': {
    exit: EXIT.unwritable,
    message: ({ path }) => `${path} was changed by another program meanwhile.`,
    hint: () => 'The file is as that program left it. Try again.',
  },
};

const ENCODINGS: { readonly [P in EncodingProblem]: (offset: number) => string } = {
  'utf-16be': () => 'it is UTF-16 in big-endian order',
  'utf-16-without-mark': () => 'it is UTF-16 without a byte-order mark',
  'utf-16-odd-length': () => 'it is UTF-16 that ends in half a character',
  'malformed-utf-8': (offset) => `it is not valid UTF-8 (byte ${offset})`,
};

/** Something the user or the world got wrong, as opposed to a bug: what, where, and what to do about it. */
export class Failure<C extends FailureCode = FailureCode> extends Error {
  readonly code: C;
  readonly args: FailureArguments[C];
  readonly exitCode: ExitCode;
  /** One sentence that says what to do; null where the message says it all. */
  readonly hint: string | null;

  constructor(code: C, args: FailureArguments[C]) {
    const wording = WORDINGS[code];
    super(wording.message(args));
    this.name = 'Failure';
    this.code = code;
    this.args = args;
    this.exitCode = wording.exit;
    this.hint = wording.hint(args);
  }
}

function quote(text: string): string {
  return `'${text}'`;
}
