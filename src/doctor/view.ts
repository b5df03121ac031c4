import type { OpenFile } from '../change/open-file.ts';
import type { Failure } from '../failure.ts';
import type { FactName, Facts, Place } from '../machine/facts.ts';
import type { Machine } from '../machine/machine.ts';
import type { Environment } from '../settings/interpretation.ts';
import { readSettings, type SettingsReading } from '../settings/reading.ts';
import { type Resolution, resolve } from '../settings/resolve.ts';
import { DECIDING_FACTS, environmentOf, RESTART_FACTS, type RestartState, restartState } from './facts.ts';

/** The facts that every look at a machine needs. */
export const BASIC_FACTS = [...DECIDING_FACTS, ...RESTART_FACTS] as const;

type BasicFact = (typeof BASIC_FACTS)[number];

/** The file as far as it was found, and whether `--file` names it: then it need not be the one WSL reads. */
export type Found = { readonly isNamed: boolean } & (
  | {
      readonly file: OpenFile;
      readonly absence: null;
      /** Whether WSL reads something else than what is in it; false also where that is not known. */
      readonly isOther: boolean;
    }
  | { readonly file: null; readonly absence: Failure }
);

/** The file and the machine, and what the one leads to on the other. */
export interface MachineView<N extends FactName> {
  readonly place: Place;
  /** Null where the file cannot be found or read: `absence` then says why. */
  readonly file: FileOnMachine | null;
  readonly absence: Failure | null;
  readonly facts: Pick<Facts, N | BasicFact>;
  readonly environment: Environment;
  readonly restart: RestartState;
}

/** The file, with the settings that apply on this machine. */
export interface FileOnMachine extends OpenFile {
  readonly isNamed: boolean;
  readonly reading: SettingsReading;
  readonly resolution: Resolution;
}

/**
 * Looks at the machine that a file is on.
 * @param names facts to find besides {@link BASIC_FACTS}
 * @param onFound called as each fact is found, with those that are still asked for
 * @param powershellTimeout in milliseconds
 */
export async function viewMachine<N extends FactName>(
  machine: Pick<Machine, 'findFacts' | 'place'>,
  found: Found,
  names: readonly N[],
  onFound?: (waitingFor: readonly FactName[]) => void,
  powershellTimeout?: number,
): Promise<MachineView<N>> {
  const all = [...new Set<N | BasicFact>([...BASIC_FACTS, ...names])];
  const waiting = new Set<FactName>(all);
  onFound?.(all);
  const tell = (name: FactName) => {
    waiting.delete(name);
    onFound?.([...waiting]);
  };
  const facts = await machine.findFacts(all, found.file?.snapshot.path ?? null, tell, powershellTimeout);
  const environment = environmentOf(facts);
  const file = found.file && onMachine(found.file, found.isNamed, environment);
  const expected = file?.resolution.settings.networkingMode.value ?? null;
  return {
    ...{ file, absence: found.absence, facts, environment },
    place: await machine.place(),
    restart: found.file && found.isOther ? 'other-file' : restartState(facts, expected),
  };
}

function onMachine(found: OpenFile, isNamed: boolean, environment: Environment): FileOnMachine {
  const reading = readSettings(found.document.lines, environment);
  return { ...found, isNamed, reading, resolution: resolve(reading, environment) };
}

/** What only Windows or WSL can tell. */
const ANSWERS = ['activeMode', 'wsl', 'windows', 'distributions', 'policies', 'globalSecureAccess'] as const;

/** Whether Windows or WSL told anything at all. */
export function hasAnswer(facts: Pick<Facts, (typeof ANSWERS)[number]>): boolean {
  return ANSWERS.some((name) => facts[name].known);
}
