import type { OpenFile } from '../change/open-file.ts';
import { findForeign } from '../check/foreign.ts';
import { Failure } from '../failure.ts';
import { type Chosen, flag } from './define.ts';

/** Options of the commands that set values. */
export const VALUE_OPTIONS = {
  force: flag('even where the file then has errors that it does not have now'),
  ifSupported: flag('leave out what this Windows or this WSL does not have'),
};

/** The options of a command that changes settings, with those that decide over what is written. */
export type WriteOptions = Chosen<Readonly<Record<never, never>>, typeof VALUE_OPTIONS>;

/** @throws Failure `foreign-file` for a template and for a file with conflict markers */
export function requireOwnText({ name, document, lines }: OpenFile): void {
  const foreign = findForeign(document.text);
  if (!foreign) return;
  throw new Failure('foreign-file', { path: name, code: foreign.code, line: lines.lineAt(foreign.span.start) });
}
