import { printable } from '../text/printable.ts';
import type { Channel } from '../text/terminal.ts';
import { wrap } from '../text/wrap.ts';
import { hasFailed, type LegResult, type Outcome, seconds, type Trouble } from './leg.ts';

/** Modes that can be tried: those that need nothing to be made beforehand. */
export const TRIABLE_MODES = ['nat', 'mirrored', 'virtioproxy'] as const;

/** One of {@link TRIABLE_MODES}. */
export type TriableMode = (typeof TRIABLE_MODES)[number];

/** What came of one mode. */
export interface ModeTrial {
  readonly mode: TriableMode;
  /** The mode that came up; null where it is not known. */
  readonly active: string | null;
  /** Empty where another mode came up. */
  readonly results: readonly LegResult[];
}

/** What a trial does to the machine. */
export interface TrialActions {
  /** Writes the mode into the file, and restarts WSL. */
  readonly change: (mode: TriableMode) => Promise<void>;
  readonly test: () => Promise<{ readonly active: string | null; readonly results: readonly LegResult[] }>;
  /** Puts the file back, and restarts WSL. */
  readonly restore: () => Promise<void>;
}

/**
 * Tries each mode in turn. Whatever happens, the file is put back and WSL restarted at the end.
 * @param signal ends it after the step it is at
 */
export async function tryModes(
  modes: readonly TriableMode[],
  { change, test, restore }: TrialActions,
  signal: AbortSignal,
): Promise<ModeTrial[]> {
  const trials: ModeTrial[] = [];
  try {
    for (const mode of modes) {
      if (signal.aborted) break;
      await change(mode);
      if (signal.aborted) break;
      const { active, results } = await test();
      trials.push({ mode, active, results: active === null || active === mode ? results : [] });
    }
    return trials;
  } finally {
    await restore();
  }
}

/** The mode in which most works and nothing fails; null where something fails in each. */
export function bestMode(trials: readonly ModeTrial[]): TriableMode | null {
  const good = trials.filter(({ results }) => results.length > 0 && !hasFailed(results));
  const count = ({ results }: ModeTrial) => results.filter(({ outcome }) => outcome.state === 'works').length;
  return good.sort((a, b) => count(b) - count(a))[0]?.mode ?? null;
}

const LABEL_WIDTH = 31;
const GAP = 2;

/** Legs by mode, and which mode to take. */
export function trialTable(
  trials: readonly ModeTrial[],
  { colors, width, isUnicode }: Pick<Channel, 'colors' | 'width' | 'isUnicode'>,
): string {
  const legs = [...new Map(trials.flatMap(({ results }) => results.map(({ leg }) => [leg.id, leg] as const))).values()];
  const rows = legs.flatMap((leg) => {
    const outcomes = trials.map(({ results }) => results.find((result) => result.leg.id === leg.id)?.outcome);
    const isOfUse = outcomes.some((outcome) => outcome?.state === 'works' || outcome?.state === 'fails');
    return isOfUse ? [{ title: leg.title, cells: outcomes.map((outcome) => cellOf(outcome, isUnicode)) }] : [];
  });
  const widths = trials.map(({ mode }, column) =>
    Math.max(mode.length, ...rows.map(({ cells }) => cells[column]?.text.length ?? 0)),
  );
  const head = trials.map(({ mode }, column) => mode.padEnd(widths[column] ?? 0));
  const lines = rows.map(({ title, cells }) => {
    const painted = cells.map(({ text, isBad }, column) => {
      const padded = text.padEnd(widths[column] ?? 0);
      return isBad ? colors.red(padded) : padded;
    });
    return `${title.slice(0, LABEL_WIDTH).padEnd(LABEL_WIDTH)}${painted.map((cell) => ' '.repeat(GAP) + cell).join('')}`.trimEnd();
  });
  const failures = trials.flatMap((trial) =>
    notesOn(trial).flatMap((note) => wrap(printable(`${trial.mode}: ${note}`), width)),
  );
  const best = bestMode(trials);
  const advice = best === null ? 'Something fails in every mode.' : `${best} works best:  wslnet set ${best} --restart`;
  const table = [
    colors.bold(`${' '.repeat(LABEL_WIDTH)}${head.map((cell) => ' '.repeat(GAP) + cell).join('')}`.trimEnd()),
    ...lines,
  ];
  return [table, failures, [advice]]
    .filter((block) => block.length > 0)
    .map((block) => `${block.join('\n')}\n`)
    .join('\n');
}

function cellOf(outcome: Outcome | undefined, isUnicode: boolean): { readonly text: string; readonly isBad: boolean } {
  switch (outcome?.state) {
    case 'works': {
      const parts = [
        outcome.ms === null ? null : seconds(outcome.ms),
        /^\d+ kB\/s$/.test(outcome.note ?? '') ? outcome.note : null,
      ];
      return { text: `${isUnicode ? '✓' : 'ok'} ${parts.filter(Boolean).join(', ')}`.trimEnd(), isBad: false };
    }
    case 'fails':
      return { text: isUnicode ? '✗' : 'FAIL', isBad: true };
    case 'unknown':
      return { text: '?', isBad: false };
    default:
      return { text: '-', isBad: false };
  }
}

function notesOn({ mode, active, results }: ModeTrial): string[] {
  if (active !== null && active !== mode)
    return [`WSL started in ${active} mode instead. To find out why: wslnet doctor mode`];
  const troubles: Trouble[] = results.flatMap(({ outcome }) => (outcome.state === 'fails' ? [outcome.trouble] : []));
  return troubles.map(({ seen }) => seen);
}
