import type { OpenFile } from '../change/open-file.ts';
import { findForeign } from '../check/foreign.ts';
import { Failure } from '../failure.ts';
import { type Chosen, flag } from './define.ts';

/** Options of the commands that set values. */
export const VALUE_OPTIONS = {
  force: flag('even where the file then has errors that it does not have now'),
  ifSupported: flag('leave out what this Windows or this WSL does not have'),
};

/** How WSL is restarted: the options of `wslnet restart`, and of every command that takes `--restart`. */
export const HOW_TO_RESTART = {
  rollback: flag('where the mode does not come up, put the file back and restart again'),
  test: flag('then try what works, as wslnet test does; with --rollback a path that fails counts too'),
  noStart: flag('only shut WSL down; it starts when it is next used'),
};

/** The options of commands that write the file; `--rollback`, `--test` and `--no-start` ask for a restart as well. */
export const RESTART_AFTER = {
  restart: flag('then restart WSL, if it has not read the file yet, and see which mode comes up'),
  ...HOW_TO_RESTART,
};

/** The options of a command that changes settings, with those that decide over what is written. */
export type WriteOptions = Chosen<Readonly<Record<never, never>>, typeof VALUE_OPTIONS>;

/** @throws Failure `foreign-file` for a template and for a file with conflict markers */
export function requireOwnText({ name, document, lines }: OpenFile): void {
  const foreign = findForeign(document.text);
  if (!foreign) return;
  throw new Failure('foreign-file', { path: name, code: foreign.code, line: lines.lineAt(foreign.span.start) });
}
