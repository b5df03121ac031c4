export { type ChangeResult, change, type SettingChange } from './change/change.ts';
export { Failure, type FailureCode } from './failure.ts';
export type { TextEdit } from './ini/edit.ts';
export { EncodingError, type EncodingProblem } from './ini/text.ts';
export type { Environment, Policies, StartConditions } from './settings/environment.ts';
export { type Interpretation, interpret, type UnreadableBytes } from './settings/interpret.ts';
export type { ConfigRead, Message, MessageId, NetworkingConfig, SettingEntry } from './settings/interpretation.ts';
export type { Mode } from './settings/modes.ts';
