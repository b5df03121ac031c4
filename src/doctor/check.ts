import type { Failure } from '../failure.ts';
import type { LineMap } from '../ini/document.ts';
import type { Fact, FactName, Facts, Known, Place } from '../machine/facts.ts';
import type { Mode } from '../settings/kinds.ts';
import type { SettingsReading } from '../settings/reading.ts';
import type { ResolvedSettings } from '../settings/resolve.ts';
import { DNS_CHECKS, OTHER_CHECKS } from './checks/connections.ts';
import { FILE_CHECKS } from './checks/file.ts';
import { MODE_CHECKS } from './checks/modes.ts';
import { PORT_CHECKS } from './checks/ports.ts';
import { VERSION_CHECKS } from './checks/versions.ts';
import { factTitle, type RestartState, whyUnknown } from './facts.ts';

export const TOPICS = ['file', 'mode', 'versions', 'ports', 'dns', 'firewall', 'proxy', 'docker'] as const;

/** A part of the examination. */
export type Topic = (typeof TOPICS)[number];

export type Outcome = 'pass' | 'warning' | 'failure' | 'unknown' | 'not-applicable';

/** What a check found. */
export interface Finding {
  readonly outcome: Outcome;
  /** One or two sentences: what was seen. */
  readonly seen: string;
  /** The command that mends it, or what to do where no command does; null where nothing is to be done. */
  readonly mend: string | null;
}

/** What is examined. */
export interface Input {
  readonly place: Place;
  /** Null where there is none to be found or read; `absence` then says why. */
  readonly file: InputFile | null;
  readonly absence: Failure | null;
  readonly restart: RestartState;
}

export interface InputFile {
  /** Safe to print. */
  readonly name: string;
  readonly exists: boolean;
  /** Whether the user named it: it need not be the one WSL reads. */
  readonly isNamed: boolean;
  readonly reading: SettingsReading;
  readonly settings: ResolvedSettings;
  readonly lines: LineMap;
}

/** Something that can be wrong, and how it is told. */
export interface Check {
  /** Stable: scripts know it. */
  readonly id: string;
  readonly topic: Topic;
  /** The facts it looks at. */
  readonly facts: readonly FactName[];
  readonly examine: (input: Input, facts: Partial<Facts>) => Finding;
}

/** The values of facts that are all known. */
export type Values<N extends FactName> = { readonly [K in N]: Facts[K] extends Fact<infer T> ? T : never };

type Judge<N extends FactName, P> = (values: Values<N>, input: P) => Finding;

export interface CheckOptions<P extends Input> {
  /** Why the check does not apply, or null where it does. It is asked before any fact is. */
  readonly unless?: (input: P) => string | null;
}

/** A check of the machine alone. While one of its facts is unknown, so is what it finds. */
export function machineCheck<const N extends FactName>(
  id: string,
  topic: Topic,
  facts: readonly N[],
  judge: Judge<N, Input>,
): Check {
  return { id, topic, facts, examine: (input, all) => judgeKnown(facts, all, (values) => judge(values, input)) };
}

/** A input whose file was found and read. */
export type FileInput = Input & { readonly file: InputFile };

/** A check of what the file leads to on the machine. */
export function fileCheck<const N extends FactName>(
  id: string,
  topic: Topic,
  facts: readonly N[],
  judge: Judge<N, FileInput>,
  { unless }: CheckOptions<FileInput> = {},
): Check {
  const examine = ({ file, ...rest }: Input, all: Partial<Facts>): Finding => {
    if (!file) return { outcome: 'unknown', seen: 'There is no file to look at.', mend: null };
    const input = { ...rest, file };
    const excuse = unless?.(input) ?? null;
    if (excuse !== null) return { outcome: 'not-applicable', seen: excuse, mend: null };
    return judgeKnown(facts, all, (values) => judge(values, input));
  };
  return { id, topic, facts, examine };
}

function judgeKnown<N extends FactName>(
  names: readonly N[],
  facts: Partial<Facts>,
  judge: (values: Values<N>) => Finding,
): Finding {
  for (const name of names) {
    const fact: Fact<unknown> | undefined = facts[name];
    if (!fact) throw new Error(`${name} was not asked for`);
    if (!fact.known)
      return { outcome: 'unknown', seen: `Not known: ${factTitle(name)} (${whyUnknown(fact)}).`, mend: null };
  }
  const values = Object.fromEntries(names.map((name) => [name, (facts[name] as Known<unknown>).value]));
  return judge(values as Values<N>);
}

export function pass(seen: string): Finding {
  return { outcome: 'pass', seen, mend: null };
}

export function warning(seen: string, mend: string | null): Finding {
  return { outcome: 'warning', seen, mend };
}

export function failure(seen: string, mend: string | null): Finding {
  return { outcome: 'failure', seen, mend };
}

export function notApplicable(seen: string): Finding {
  return { outcome: 'not-applicable', seen, mend: null };
}

/** For checks of what is around the file that WSL reads. */
export function unlessNamed({ file }: FileInput): string | null {
  return file.isNamed ? 'The file was named by --file.' : null;
}

/** For checks of a mode the file asks for, even where it is not what comes of it. */
export function unlessAskedFor(mode: Mode): (input: FileInput) => string | null {
  return ({ file }) => {
    const { applied, value } = file.settings.networkingMode;
    const isMeant = applied?.value === mode || value === mode;
    return isMeant ? null : `The mode is not ${mode}.`;
  };
}

/** For checks of what happens in some modes. */
export function unlessIn(...modes: readonly Mode[]): (input: FileInput) => string | null {
  return ({ file }) => {
    const { value } = file.settings.networkingMode;
    return value !== null && modes.includes(value) ? null : `The mode is ${value ?? 'not settled'}.`;
  };
}

/** Everything that `wslnet doctor` looks at, in the order in which it is told. */
export const CHECKS: readonly Check[] = [
  ...FILE_CHECKS,
  ...MODE_CHECKS,
  ...VERSION_CHECKS,
  ...PORT_CHECKS,
  ...DNS_CHECKS,
  ...OTHER_CHECKS,
];
