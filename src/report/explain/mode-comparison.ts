import { wrap } from '../wrap.ts';
import {
  ABILITIES,
  ABILITY_NAMES,
  type Ability,
  EXPLAINED_MODES,
  type ExplainedMode,
  MODE_FACTS,
} from './mode-facts.ts';
import { definitions, joinPage, type PageStyle, pageTitle, paragraph } from './page.ts';
import type { Explanation } from './topic.ts';

const GAP = '  ';
const LABEL_WIDTH = 16;

/** The topic that holds all modes. */
export const COMPARISON = 'modes';

/** All modes side by side. */
export const MODE_COMPARISON: Explanation = {
  members: {
    topic: COMPARISON,
    kind: 'comparison',
    modes: EXPLAINED_MODES.map((mode) => {
      const { summary, abilities } = MODE_FACTS[mode];
      return { mode, summary, abilities };
    }),
  },
  toText: (style) =>
    joinPage([
      pageTitle(COMPARISON, 'comparison', style),
      ...columnGroups(style.width).map((group) => table(group, style)),
      paragraph('A ? stands for what is not documented. wslnet explain <mode> says more.', style.width),
      definitions(
        EXPLAINED_MODES.map((mode) => [mode, MODE_FACTS[mode].summary] as const),
        style,
      ),
    ]),
};

/** The modes, in as many tables as the width asks for. */
function columnGroups(width: number): ExplainedMode[][] {
  const groups: ExplainedMode[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const mode of EXPLAINED_MODES) {
    const needed = GAP.length + columnWidth(mode);
    if (used + needed > width) {
      groups.push([]);
      used = LABEL_WIDTH;
    }
    groups.at(-1)?.push(mode);
    used += needed;
  }
  return groups;
}

function columnWidth(mode: ExplainedMode): number {
  const words = ABILITY_NAMES.flatMap((name) => cell(MODE_FACTS[mode].abilities[name]).split(' '));
  return Math.max(mode.length, ...words.map((word) => word.length));
}

/** A condition says more than "partly". */
function cell({ works, condition }: Ability): string {
  return works === 'unknown' ? '?' : (condition ?? works);
}

function table(modes: readonly ExplainedMode[], { colors }: PageStyle): string[] {
  const widths = [LABEL_WIDTH, ...modes.map(columnWidth)];
  const rows = ABILITY_NAMES.flatMap((name) => {
    const texts = [ABILITIES[name], ...modes.map((mode) => cell(MODE_FACTS[mode].abilities[name]))];
    return rowLines(texts, widths);
  });
  return [...rowLines(['', ...modes], widths).map((line) => colors.bold(line)), ...rows];
}

/** One row, in as many lines as its longest cell takes. */
function rowLines(texts: readonly string[], widths: readonly number[]): string[] {
  const cells = texts.map((text, column) => wrap(text, widths[column] ?? 0));
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, column) => (lines[line] ?? '').padEnd(widths[column] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
}
