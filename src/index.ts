import { Failure } from './failure.ts';

/**
 * What WSL makes of the bytes of a `.wslconfig`, and how to change them. Neither function touches the world.
 * `docs/library.md` shows both at work.
 */

/** Changes settings in bytes, and nothing else. What it refuses to do it throws as a {@link ChangeError}. */
export { type ChangeResult, change, type SettingChange } from './change/change.ts';
/** Why bytes are not text: the first argument of an unreadable encoding. */
export type { EncodingProblem } from './failure.ts';
/** A piece of text to be replaced: `start` and `end` are offsets in UTF-16 units of the decoded text without its mark. */
export type { TextEdit } from './ini/edit.ts';
/** What is known of a machine: Windows, WSL, policies and services decide what applies there. */
export type { Environment, Policies, StartConditions } from './settings/environment.ts';
/** Reads bytes as WSL does: every entry, WSL's own warnings, and the settings that result. Never throws. */
export { type Interpretation, interpret, type UnreadableBytes } from './settings/interpret.ts';
/** The parts of an interpretation. */
export type { ConfigRead, Message, MessageId, NetworkingConfig, SettingEntry } from './settings/interpretation.ts';
/** A networking mode: `none`, `nat`, `bridged`, `mirrored` or `virtioproxy`. */
export type { Mode } from './settings/modes.ts';

/** Why {@link change} refused: the stable codes. */
export type ChangeErrorCode =
  | 'unknown-setting'
  | 'bad-value'
  | 'unwritable-character'
  | 'several-problems'
  | 'not-text';

/** What {@link change} throws where it refuses; nothing was changed then. */
export interface ChangeError extends Error {
  readonly code: ChangeErrorCode;
  /** What to do about it, in a sentence; null where the message says it all. */
  readonly hint: string | null;
}

const CODES: readonly string[] = [
  'unknown-setting',
  'bad-value',
  'unwritable-character',
  'several-problems',
  'not-text',
] satisfies ChangeErrorCode[];

/** Whether something that was thrown is a refusal of {@link change}, and no bug. */
export function isChangeError(error: unknown): error is ChangeError {
  return error instanceof Failure && CODES.includes(error.code);
}
