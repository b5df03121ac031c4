import type { Command } from 'commander';
import type { Context } from '../commands/context.ts';
import type { ExitCode } from '../failure.ts';
import type { GlobalOptions } from './arguments.ts';

/** A command line that was understood: what to run, and with which options. */
export interface Invocation {
  readonly options: GlobalOptions;
  /** Whether the answer, a failure included, is to be one JSON document. */
  readonly isJson: boolean;
  /** The command as a user types it, without `wslnet`. */
  readonly words: string;
  readonly run: (context: Context) => Promise<ExitCode>;
}

/** The options of a command line, those of one command included. */
export type AnyOptions = GlobalOptions & Record<string, unknown>;

/** Makes an action for commander of what a command does with its options and words. */
export type On = <W extends unknown[]>(
  run: (context: Context, options: AnyOptions, ...words: W) => Promise<ExitCode>,
) => (this: Command, ...given: unknown[]) => void;
