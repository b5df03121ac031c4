export { Failure, type FailureCode } from './failure.ts';
export { EncodingError, type EncodingProblem } from './ini/encoding.ts';
export type { TextEdit } from './ini/text-edit.ts';
export { type ChangeResult, change, type SettingChange } from './settings/change.ts';
export type { ConfigRead, NetworkingConfig } from './settings/config.ts';
export type { Environment, Policies, StartConditions } from './settings/environment.ts';
export { type Interpretation, interpret, type SettingEntry, type UnreadableBytes } from './settings/interpret.ts';
export type { Mode } from './settings/kinds.ts';
export type { Message, MessageId } from './settings/message.ts';
