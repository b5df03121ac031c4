import { requireReadable } from './change/decode.ts';
import { planChanges } from './change/plan.ts';
import { SEVERAL_PROBLEMS } from './change/words.ts';
import { Failure, isFailure } from './failure.ts';
import type { TextEdit } from './ini/edit.ts';
import { readLines } from './ini/read.ts';
import { type Decoded, decode, type EncodingProblem, NOT_TEXT } from './ini/text.ts';
import { requireSetting, UNKNOWN_SETTING } from './settings/catalogue.ts';
import { Document } from './settings/document.ts';
import type { ConfigRead, Environment, Message, NetworkingConfig, SettingEntry } from './settings/interpretation.ts';
import { readSettings } from './settings/reading.ts';
import { resolve, toConfig } from './settings/resolve.ts';

/**
 * What WSL makes of the bytes of a `.wslconfig`, and how to change them. Neither function touches the world.
 * `docs/library.md` shows both at work.
 */

/** A piece of text to be replaced: `start` and `end` are offsets in UTF-16 units of the decoded text without its mark. */
export type { TextEdit } from './ini/edit.ts';
/** Why bytes are not text: the first argument of an unreadable encoding. */
export type { EncodingProblem } from './ini/text.ts';
/** What is known of a machine, which decides what applies there, and the parts of an interpretation. */
export type {
  ConfigRead,
  Environment,
  Message,
  MessageId,
  NetworkingConfig,
  Policies,
  SettingEntry,
  StartConditions,
} from './settings/interpretation.ts';
/** A networking mode: `none`, `nat`, `bridged`, `mirrored` or `virtioproxy`. */
export type { Mode } from './settings/modes.ts';

/** The bytes are not text that WSL could read; `offset` is the first byte at fault. */
export interface UnreadableBytes {
  readonly id: 'unreadable-encoding';
  readonly args: readonly [problem: EncodingProblem, offset: number];
}

/** What WSL makes of a `.wslconfig`. */
export interface Interpretation {
  /** Every accepted entry, in file order, repetitions included. */
  readonly settings: readonly SettingEntry[];
  /** What WSL warns of while reading, in order. */
  readonly warnings: readonly Message[];
  /** The message with which reading is given up, else null. `settings` and `warnings` hold what came before it. */
  readonly error: Message | UnreadableBytes | null;
  /** The networking settings after reading; null with an `error`. */
  readonly config: ConfigRead | null;
  /** The networking settings that apply; null with an `error`. Present when an environment was given. */
  readonly effective?: NetworkingConfig | null;
  /** What WSL warns of while it works out which values apply. Present when an environment was given. */
  readonly effectiveWarnings?: readonly Message[];
}

/**
 * Reads the bytes of a `.wslconfig` as WSL does, and works out which values apply where an environment is given.
 * Pure and total: bad bytes are an `error` of the result.
 */
export function interpret(bytes: Uint8Array, environment?: Environment): Interpretation {
  let decoded: Decoded;
  try {
    decoded = decode(bytes);
  } catch (error) {
    if (!isFailure(error, NOT_TEXT)) throw error;
    const unreadable = { id: 'unreadable-encoding', args: [error.args.problem, error.args.offset] } as const;
    const nothing = { settings: [], warnings: [], error: unreadable, config: null };
    return environment ? { ...nothing, effective: null, effectiveWarnings: [] } : nothing;
  }
  const reading = readSettings(readLines(decoded.text, decoded.end), environment);
  const { settings, warnings, error, config } = reading;
  if (!environment) return { settings, warnings, error, config };
  if (!config) return { settings, warnings, error, config, effective: null, effectiveWarnings: [] };
  const resolution = resolve(reading, environment);
  return {
    ...{ settings, warnings, error, config },
    effective: toConfig(resolution.settings),
    effectiveWarnings: resolution.warnings,
  };
}

/** A setting and the value it is to have, in a spelling WSL reads; null to take it out of the file. */
export interface SettingChange {
  /** With or without its section, in any letter case. */
  readonly setting: string;
  readonly value: string | null;
}

/** A file with changes made. */
export interface ChangeResult {
  /** The new bytes; the very bytes given where nothing changed. */
  readonly bytes: Uint8Array;
  readonly changed: boolean;
  /** What was replaced, against the original text, in order. */
  readonly edits: readonly TextEdit[];
}

/**
 * Why {@link change} refused; the codes are stable.
 * `unknown-setting`: WSL has no such setting. `bad-value`: it would not take this value for the setting.
 * `unwritable-character`: it could not read a character of the value back. `several-problems`: more than one of these.
 * `not-text`: the bytes are not text that WSL can read.
 */
export type ChangeErrorCode = (typeof CODES)[number];

const CODES = ['unknown-setting', 'bad-value', 'unwritable-character', 'several-problems', 'not-text'] as const;

/** What {@link change} throws where it refuses; nothing was changed then. */
export class ChangeError extends Error {
  override readonly name = 'ChangeError';
  readonly code: ChangeErrorCode;
  /** What to do about it, in a sentence; null where the message says it all. */
  readonly hint: string | null;
  /** Of `several-problems` each by itself; else none. */
  readonly problems: readonly ChangeError[];

  constructor(code: ChangeErrorCode, message: string, hint: string | null, problems: readonly ChangeError[] = []) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.problems = problems;
  }
}

/**
 * Changes settings in the bytes of a `.wslconfig` and nothing else. The entry that counts for WSL is changed in place;
 * where there is none, one is put where WSL will read it. What already holds is left alone. Of several changes to one
 * setting the last counts. All changes land or none. Bytes that are not UTF-8 are kept as they are.
 * @throws ChangeError where it refuses
 */
export function change(bytes: Uint8Array, changes: readonly SettingChange[]): ChangeResult {
  try {
    return changeBytes(bytes, changes);
  } catch (error) {
    throw error instanceof Failure ? changeError(error) : error;
  }
}

function changeBytes(bytes: Uint8Array, changes: readonly SettingChange[]): ChangeResult {
  const document = Document.decode(bytes);
  const wanted = changes.map(({ setting, value }) => ({ setting: requireSetting(setting), value }));
  requireReadable(wanted);
  const { edits } = planChanges(document, wanted);
  if (edits.length === 0) return { bytes, changed: false, edits };
  return { bytes: document.edited(edits).encode(), changed: true, edits };
}

/** The failures of the command line have exit codes, and speak of its commands. */
function changeError(failure: Failure): ChangeError | Failure {
  const code = CODES.find((each) => each === failure.code);
  if (code === undefined) return failure;
  if (isFailure(failure, SEVERAL_PROBLEMS)) {
    const problems = failure.args.problems.flatMap((each) => {
      const problem = each instanceof Failure ? changeError(each) : null;
      return problem instanceof ChangeError ? [problem] : [];
    });
    return new ChangeError(code, failure.message, failure.hint, problems);
  }
  const isCommand = isFailure(failure, UNKNOWN_SETTING) && failure.args.nearest === null;
  return new ChangeError(code, failure.message, isCommand ? null : failure.hint);
}
