import { type Fact, type FactName, type Facts, known, type Place, unknown } from '../facts.ts';
import type { ScriptRun } from '../powershell.ts';
import { type Programs, understood } from '../programs.ts';
import type { System } from '../system.ts';

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

/** The values of a registry key, names in lower case, as reg.exe prints them. */
export type RegistryValues = ReadonlyMap<string, string>;

/** A key that every Windows has. */
export const CURRENT_VERSION = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';

const NAME = 'reg.exe';

/**
 * Asks reg.exe for a key, or for one value of it. It ends with 1 for what is not there, and just so where an
 * administrator forbids it, where interop is broken and where access is denied: so nothing is absent unless a key that
 * is always there can be read.
 */
export async function queryRegistry(
  { askWindows }: Pick<Programs, 'askWindows'>,
  key: string,
  name?: string,
): Promise<Fact<RegistryValues>> {
  const answer = await askWindows(NAME, 'query', key, ...(name === undefined ? [] : ['/v', name]));
  if (!answer.known || answer.value.exit !== 1) return understood(NAME, answer, parseRegistry);
  const always = understood(NAME, await askWindows(NAME, 'query', CURRENT_VERSION), parseRegistry);
  if (!always.known) return always;
  return always.value.has('currentbuild') ? known(new Map()) : unknown('not-understood', NAME);
}

/** Names and types are not translated. What names neither a key nor a value is no answer. */
function parseRegistry(text: string): RegistryValues | null {
  const values = [...text.matchAll(/^ +(\S.*?) +REG_[A-Z_]+(?: +(.*?))?\s*$/gm)];
  if (values.length === 0 && !/^HKEY_/m.test(text)) return null;
  return new Map(values.map(([, name = '', value = '']) => [name.toLowerCase(), value]));
}

/** A number among values; undefined where it is absent or no number. */
export function numberIn(values: RegistryValues, name: string): number | undefined {
  const text = values.get(name.toLowerCase());
  return text !== undefined && /^(?:0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : undefined;
}

/** Null for a value that is absent or empty. */
export function textIn(values: RegistryValues, name: string): string | null {
  return values.get(name.toLowerCase()) || null;
}
