import type { CommonOptions, Context } from '../commands/context.ts';
import { type OpenFile, openOrEmpty } from '../commands/open-file.ts';
import { Failure } from '../failure.ts';
import type { FactName, Facts, Place } from '../machine/facts.ts';
import { readSettings, type SettingsReading } from '../settings/reading.ts';
import { type Resolution, resolve } from '../settings/resolve.ts';
import type { Input } from './check.ts';
import { DECIDING_FACTS, environmentOf, RESTART_FACTS, type RestartState, restartState } from './facts.ts';

/** The facts that every look at a machine needs. */
export const BASIC_FACTS = [...DECIDING_FACTS, ...RESTART_FACTS] as const;

type BasicFact = (typeof BASIC_FACTS)[number];

/** The file and the machine, and what the one leads to on the other. */
export interface MachineView<N extends FactName> {
  readonly place: Place;
  /** Null where the file cannot be found or read: `absence` then says why. */
  readonly file: FileOnMachine | null;
  readonly absence: Failure | null;
  readonly facts: Pick<Facts, N | BasicFact>;
  readonly restart: RestartState;
}

export interface FileOnMachine extends OpenFile {
  /** Whether `--file` names it: it need not be the one WSL reads. */
  readonly isNamed: boolean;
  readonly reading: SettingsReading;
  readonly resolution: Resolution;
}

/**
 * Looks at the file and at the machine.
 * @param names facts to find besides {@link BASIC_FACTS}
 * @param onFound called with how many facts of how many are found
 */
export async function viewMachine<N extends FactName>(
  names: readonly N[],
  options: CommonOptions,
  context: Context,
  onFound?: (found: number, of: number) => void,
): Promise<MachineView<N>> {
  const { opened, absence } = await openIfFound(options, context);
  const all = [...new Set<N | BasicFact>([...BASIC_FACTS, ...names])];
  let found = 0;
  const facts = await context.machine.findFacts(all, opened?.snapshot.path ?? null, () =>
    onFound?.(++found, all.length),
  );
  const environment = environmentOf(facts);
  const reading = opened && readSettings(opened.document.lines, environment);
  const resolution = reading && resolve(reading, environment);
  const file = opened &&
    reading &&
    resolution && { ...opened, isNamed: options.file !== undefined, reading, resolution };
  const expected = resolution?.settings.networkingMode.value ?? null;
  return { place: await context.machine.place(), file, absence, facts, restart: restartState(facts, expected) };
}

/** What checks look at. */
export function inputOf({ file, place, absence, restart }: MachineView<never>): Input {
  if (!file) return { file, place, absence, restart };
  const { name, snapshot, isNamed, reading, resolution, lines } = file;
  const exists = snapshot.bytes !== null;
  return { file: { name, exists, isNamed, reading, settings: resolution.settings, lines }, place, absence, restart };
}

/** What only Windows or WSL can tell. */
const ANSWERS = ['activeMode', 'wsl', 'windows', 'distributions', 'policies', 'globalSecureAccess'] as const;

/** Whether Windows or WSL told anything at all. */
export function hasAnswer(facts: Pick<Facts, (typeof ANSWERS)[number]>): boolean {
  return ANSWERS.some((name) => facts[name].known);
}

async function openIfFound(
  options: CommonOptions,
  context: Context,
): Promise<{ readonly opened: OpenFile | null; readonly absence: Failure | null }> {
  try {
    return { opened: await openOrEmpty(options, context), absence: null };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { opened: null, absence: error };
  }
}
