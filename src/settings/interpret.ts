import { isFailure } from '../failure.ts';
import { readLines } from '../ini/read.ts';
import { type Decoded, decode, type EncodingProblem, NOT_TEXT } from '../ini/text.ts';
import type { Environment } from './environment.ts';
import type { ConfigRead, Message, NetworkingConfig, SettingEntry } from './interpretation.ts';
import { readSettings } from './reading.ts';
import { resolve, toConfig } from './resolve.ts';

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
