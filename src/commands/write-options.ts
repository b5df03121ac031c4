import { BAD_USAGE, Failure } from '../failure.ts';
import { type Chosen, flag } from './define.ts';

/** Options of the commands that set values. */
export const VALUE_OPTIONS = {
  force: flag('change the file even if that causes errors'),
  ifSupported: flag('skip settings that this Windows or WSL does not support'),
};

/** How WSL is restarted: the options of `wslnet restart`, and of every command that takes `--restart`. */
export const HOW_TO_RESTART = {
  rollback: flag('if the mode does not become active, restore the file and restart'),
  test: flag('then run wslnet test; with --rollback, also roll back if it fails'),
  noStart: flag('only shut WSL down; it starts the next time you use it'),
};

/** What only comes up can be looked at. @throws Failure `bad-usage` for `--no-start` with an option that needs the start */
export function requireOneWish({ noStart, rollback, test }: Chosen<typeof HOW_TO_RESTART>): void {
  if (!noStart || !(rollback || test)) return;
  const other = rollback ? '--rollback' : '--test';
  const message = `${other} has to see WSL start, so it cannot be used with --no-start.`;
  throw new Failure(BAD_USAGE, { message, hint: 'Drop one of them.' });
}

/** The options of commands that write the file; `--rollback`, `--test` and `--no-start` ask for a restart as well. */
export const RESTART_AFTER = {
  restart: flag('then restart WSL if needed, and check the active mode'),
  ...HOW_TO_RESTART,
};

/** The options of a command that changes settings, with those that decide over what is written. */
export type WriteOptions = Chosen<typeof VALUE_OPTIONS>;
