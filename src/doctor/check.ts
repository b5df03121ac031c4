import type { Failure } from '../failure.ts';
import type { LineMap } from '../ini/document.ts';
import type { Fact, FactName, Facts, Known, Place } from '../machine/facts.ts';
import type { Environment } from '../settings/interpretation.ts';
import { type Mode, modeOfPolicy } from '../settings/modes.ts';
import type { SettingsReading } from '../settings/reading.ts';
import type { ResolvedSettings } from '../settings/resolve.ts';
import type { Cure, CureId } from './cures.ts';
import { factTitle, type RestartState, whyUnknown } from './facts.ts';

/** The parts of the examination, in the order in which they are told. */
export const TOPICS = ['file', 'mode', 'versions', 'network', 'ports', 'dns', 'firewall', 'proxy', 'docker'] as const;

/** A part of the examination. */
export type Topic = (typeof TOPICS)[number];

/**
 * `pass`, `info` and `not-applicable` need nothing done. `info` is something that may look like trouble and is none.
 * `unknown`: what the check looks at could not be found out.
 */
export type Outcome = 'pass' | 'info' | 'warning' | 'failure' | 'unknown' | 'not-applicable';

/** What a check found. */
export interface Finding {
  readonly outcome: Outcome;
  /** Which of the check's endings it is; `unknown` and `not-applicable` where it did not come to one. */
  readonly ending: string;
  /** What was seen, in one or two sentences. */
  readonly seen: string;
  /** Why it matters; null where that is plain. */
  readonly why: string | null;
  /** What to do about it, in the order to try. */
  readonly cures: readonly Cure[];
  /** Why it could not be found out, as half a sentence; null for what was. */
  readonly obstacle: string | null;
}

/** What is examined. */
export interface Input {
  readonly place: Place;
  /** Null where there is none to be found or read; `absence` then says why. */
  readonly file: InputFile | null;
  readonly absence: Failure | null;
  readonly restart: RestartState;
  /** What is known of the machine that decides what applies. */
  readonly environment: Environment;
  /** What `wslnet test` found; null where it was not run. */
  readonly paths: readonly TriedPath[] | null;
}

/** What `wslnet test` found of one path, as far as doctor tells of it. */
export interface TriedPath {
  readonly title: string;
  readonly state: 'works' | 'fails' | 'not-promised' | 'unknown';
  readonly trouble: {
    readonly seen: string;
    readonly steps: readonly { readonly text: string; readonly command: string | null }[];
  } | null;
}

/** The file as far as checks look at it. */
export interface InputFile {
  /** Safe to print. */
  readonly name: string;
  readonly exists: boolean;
  /** Whether the user named it: it need not be the one WSL reads. */
  readonly isNamed: boolean;
  readonly reading: SettingsReading;
  readonly settings: ResolvedSettings;
  readonly lines: LineMap;
  /** What `wslnet check` finds: how many errors and warnings, and whether `--fix` can fix one. */
  readonly problems: { readonly errors: number; readonly warnings: number; readonly fixable: number };
}

/** A way in which a check can end. */
export interface Ending {
  readonly outcome: Outcome;
  /** What has come about, for the table in the documentation. */
  readonly cause: string;
  readonly why: string | null;
  /** What may be advised, in the order to try. */
  readonly cures: readonly CureId[];
}

/** Something that can be wrong, and how it is told. */
export interface Check {
  /** Stable: scripts know it. */
  readonly id: string;
  readonly topic: Topic;
  /** The question it answers. */
  readonly asks: string;
  /** The facts it rests on: while one of them is unknown, so is what it finds. */
  readonly facts: readonly FactName[];
  /** Facts that make a problem clearer where they are known. */
  readonly hints: readonly FactName[];
  readonly endings: Readonly<Record<string, Ending>>;
  readonly examine: (input: Input, facts: Partial<Facts>) => Finding;
}

/** The values of facts that are all known. */
export type Values<N extends FactName> = { readonly [K in N]: Facts[K] extends Fact<infer T> ? T : never };

/** Comes to an ending: what was seen, and those of its cures that help here. */
export type End<E extends string> = (name: E, seen: string, ...cures: (Cure | null)[]) => Finding;

/** An input whose file was found and read. */
export type FileInput = Input & { readonly file: InputFile };

interface Definition<N extends FactName, H extends FactName, E extends string, I extends Input> {
  readonly id: string;
  readonly topic: Topic;
  readonly asks: string;
  readonly facts?: readonly N[];
  readonly hints?: readonly H[];
  /** Why the check does not apply, as a sentence; null where it does. It is asked before any fact is looked at. */
  readonly unless?: (input: I) => string | null;
  readonly endings: Readonly<Record<E, Ending>>;
  readonly judge: (
    values: Values<N>,
    input: I,
    end: End<E>,
    hints: { readonly [K in H]: Facts[K] | undefined },
  ) => Finding;
}

/** A check of the machine alone. */
export function machineCheck<
  const N extends FactName = never,
  const H extends FactName = never,
  const E extends string = never,
>(definition: Definition<N, H, E, Input>): Check {
  return makeCheck(definition, (input) => input);
}

/** A check of what the file leads to on the machine. Without a file it finds nothing out. */
export function fileCheck<
  const N extends FactName = never,
  const H extends FactName = never,
  const E extends string = never,
>(definition: Definition<N, H, E, FileInput>): Check {
  return makeCheck(definition, ({ file, ...rest }) => file && { ...rest, file });
}

function makeCheck<N extends FactName, H extends FactName, E extends string, I extends Input>(
  { id, topic, asks, facts = [], hints = [], unless, endings, judge }: Definition<N, H, E, I>,
  narrow: (input: Input) => I | null,
): Check {
  const end: End<E> = (name, seen, ...cures) => {
    const { outcome, why } = endings[name];
    return { outcome, ending: name, seen, why, cures: cures.filter((each) => each !== null), obstacle: null };
  };
  const examine = (whole: Input, all: Partial<Facts>): Finding => {
    const input = narrow(whole);
    // That there is none is the first thing that is told of the file; of the rest it leaves all open.
    if (!input && topic === 'file') return notApplicable('There is no file to look at.');
    if (!input) return unknownFinding('There is no file to look at.', 'there is no file to look at');
    const excuse = unless?.(input) ?? null;
    if (excuse !== null) return notApplicable(excuse);
    const known = all as unknown as Readonly<Record<string, Fact<unknown> | undefined>>;
    for (const name of facts) {
      const fact = known[name];
      if (!fact) throw new Error(`${name} was not asked for`);
      if (!fact.known) {
        const why = whyUnknown(fact);
        return unknownFinding(`Unknown: ${factTitle(name)} (${why}).`, why);
      }
    }
    const values = Object.fromEntries(facts.map((name) => [name, (known[name] as Known<unknown>).value]));
    const clues = Object.fromEntries(hints.map((name) => [name, all[name]]));
    return judge(
      values as unknown as Values<N>,
      input,
      end,
      clues as unknown as { readonly [K in H]: Facts[K] | undefined },
    );
  };
  return { id, topic, asks, facts, hints, endings, examine };
}

function unknownFinding(seen: string, obstacle: string): Finding {
  return { outcome: 'unknown', ending: 'unknown', seen, why: null, cures: [], obstacle };
}

/** Of a check that has nothing to look at here. @param seen why, in a sentence */
export function notApplicable(seen: string): Finding {
  return { outcome: 'not-applicable', ending: 'not-applicable', seen, why: null, cures: [], obstacle: null };
}

/** An ending with which all is well. */
export function pass(cause: string): Ending {
  return { outcome: 'pass', cause, why: null, cures: [] };
}

/** An ending that may look like trouble and is none. */
export function info(cause: string, cures: readonly CureId[] = []): Ending {
  return { outcome: 'info', cause, why: null, cures };
}

/** An ending with which something does not work, or soon will not. */
export function warning(cause: string, cures: readonly CureId[], why: string | null = null): Ending {
  return { outcome: 'warning', cause, why, cures };
}

/** An ending with which the network is not as the file asks. */
export function failure(cause: string, cures: readonly CureId[], why: string | null = null): Ending {
  return { outcome: 'failure', cause, why, cures };
}

/** An ending where what was asked was answered, and leaves it open. */
export function open(cause: string): Ending {
  return { outcome: 'unknown', cause, why: null, cures: [] };
}

/** For checks of what is around the file that WSL reads. */
export function unlessNamed({ file }: FileInput): string | null {
  return file.isNamed ? 'You named this file with --file.' : null;
}

/** For checks of a mode that the file or a policy asks for, even where it is not what comes of it. */
export function unlessAskedFor(mode: Mode): (input: FileInput) => string | null {
  return ({ file, environment }) => {
    const { applied, value, reason } = file.settings.networkingMode;
    const isOfPolicy = applied === null && modeOfPolicy(environment.policies?.defaultNetworkingMode) === mode;
    const isMeant = applied?.value === mode || value === mode || isOfPolicy;
    // A policy settles the mode before the machine is looked at.
    return isMeant && reason?.code !== 'policy-forbids-mode' ? null : `The mode is not ${mode}.`;
  };
}

/** Why what goes on in WSL 2 is not looked at. */
const IS_WSL1 = 'This is a WSL 1 distribution. The file is for WSL 2.';

/** For checks of what happens in some modes. */
export function unlessIn(...modes: readonly Mode[]): (input: FileInput) => string | null {
  return ({ file, restart }) => {
    if (restart === 'not-applicable') return IS_WSL1;
    const { value } = file.settings.networkingMode;
    if (value === null) return 'The mode is unknown.';
    return modes.includes(value) ? null : `The mode is ${value}.`;
  };
}

/** What is found where something else has to be put right first, or null. @param activeMode as wslinfo has it */
export function whatComesFirst({ file, restart }: FileInput, activeMode: Fact<string> | undefined): Finding | null {
  if (restart === 'due') return notApplicable('Restart WSL first.');
  if (restart === 'not-applicable') return notApplicable(IS_WSL1);
  const expected = file.settings.networkingMode.value;
  if (activeMode?.known && expected !== null && activeMode.value !== expected) {
    return notApplicable(`Fix the mode first: ${activeMode.value} is active.`);
  }
  return null;
}
