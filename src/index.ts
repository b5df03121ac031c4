export { type ChangeResult, change, type SettingChange } from './change/plan.ts';
export { Failure, type FailureCode } from './failure.ts';
export type { TextEdit } from './ini/document.ts';
export { EncodingError, type EncodingProblem } from './ini/text.ts';
export type { Environment, Policies, StartConditions } from './settings/environment.ts';
export type { Mode } from './settings/kinds.ts';
export type { ConfigRead, Message, MessageId, NetworkingConfig } from './settings/reading.ts';
export { type Interpretation, interpret, type SettingEntry, type UnreadableBytes } from './settings/reading.ts';
