import type { SyntaxProblemId } from '../ini/line.ts';
import type { ValueProblemId } from './kinds.ts';

/** Names of WSL's own messages, as in its source. */
export type MessageId =
  | SyntaxProblemId
  | ValueProblemId
  | 'MessageConfigUnknownKey'
  | 'MessageConfigKeyDuplicated'
  | 'MessageSettingOverriddenByPolicy'
  | 'MessageDnsTunnelingDisabled'
  | 'MessageSafeModeEnabled'
  | 'MessageConsommeRequiresVirtio';

/** A message of WSL's with the arguments it prints, in order; the file is always `<file>`. */
export interface Message {
  readonly id: MessageId;
  /** Numbers are line numbers. Half of a surrogate pair, which is no text, is given by its number. */
  readonly args: readonly (string | number | { readonly units: readonly number[] })[];
}

/** What stands in {@link Message.args} for the path of the file. */
export const FILE_ARGUMENT = '<file>';
