import type { Fact, FactName, Facts, Place } from '../facts.ts';
import type { Programs } from '../programs.ts';
import type { System } from '../system.ts';

/** What a probe has to find its fact with. */
export interface Inquiry extends Programs {
  readonly system: System;
  readonly place: Place;
  /** The configuration file; null where there is none to be found. */
  readonly file: string | null;
  /** Another fact, asked once in a run. */
  get<N extends FactName>(name: N): Promise<Facts[N]>;
  /** The text of a file of Linux: from here, or from Windows through a distribution that runs already. */
  linuxText(path: string): Promise<Fact<string>>;
  /** Runs a program of Linux, as {@link linuxText} reads. */
  askInside(name: string, ...args: readonly string[]): ReturnType<Programs['askLinux']>;
}

/** Finds out one fact. Never throws, never starts WSL, needs no administrator, changes nothing. */
export type Probe<N extends FactName> = (inquiry: Inquiry) => Promise<Facts[N]>;
