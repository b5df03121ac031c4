import type { Fact, FactName, Facts, Place } from '../facts.ts';
import type { ScriptRun } from '../powershell.ts';
import type { Programs } from '../programs.ts';
import type { System } from '../system.ts';
import type { RegistryValues } from './registry.ts';

/** What a probe has to find its fact with. A program is asked the same thing once in a run. */
export interface Inquiry extends Programs {
  readonly system: System;
  readonly place: Place;
  /** The configuration file; null where there is none to be found. */
  readonly file: string | null;
  /** Another fact, asked once in a run. */
  get<N extends FactName>(name: N): Promise<Facts[N]>;
  /**
   * The values of a registry key, or the one of this name; none where the key or the value is absent.
   * @param key as `HKLM\\SOFTWARE\\…`
   */
  registry(key: string, name?: string): Promise<Fact<RegistryValues>>;
  /** The text of a file of Linux: from here, or from Windows through a distribution that runs already. */
  linuxText(path: string): Promise<Fact<string>>;
  /** As {@link linuxText}; null for a file that is not there. */
  linuxTextIfAny(path: string): Promise<Fact<string | null>>;
  /** Runs a program of Linux, as {@link linuxText} reads. */
  askInside(name: string, ...args: readonly string[]): ReturnType<Programs['askLinux']>;
  /** Runs a script that asks and changes nothing, to its end or its timeout. */
  runPowerShell(script: string): Promise<ScriptRun>;
}

/** Finds out one fact. Never throws, never starts WSL, needs no administrator, changes nothing. */
export type Probe<N extends FactName> = (inquiry: Inquiry) => Promise<Facts[N]>;
