import { isNetworking, NETWORKING_SETTINGS, SETTINGS } from '../settings/catalogue.ts';
import { modeKind } from '../settings/kinds.ts';
import type { Mode } from '../settings/modes.ts';
import { wrap } from '../text/wrap.ts';
import {
  ABILITIES,
  ABILITY_NAMES,
  type Ability,
  EXPLAINED_MODES,
  type ExplainedMode,
  MODE_FACTS,
  type ModeFacts,
  WSL1,
} from './modes.ts';
import {
  bullets,
  definitions,
  type Explanation,
  INDENT,
  joinPage,
  type PageStyle,
  pageTitle,
  paragraph,
  section,
  type TopicKind,
  troubleLines,
} from './page.ts';

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
      paragraph('* Reports differ. ? Not documented. wslnet explain <mode> says more.', style.width),
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

/** A condition says more than "partly"; what is disputed has a star. */
function cell({ works, condition, isDisputed }: Ability): string {
  return works === 'unknown' ? '?' : `${condition ?? works}${isDisputed ? '*' : ''}`;
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

/** The modes, under every name WSL reads for them, and the comparison of all. */
export const MODE_TOPICS: TopicKind = {
  title: 'Modes',
  summaries: new Map([
    ...EXPLAINED_MODES.map((mode) => [mode, MODE_FACTS[mode].summary] as const),
    [COMPARISON, 'All of them side by side.'],
  ]),
  find(word) {
    const lower = word.toLowerCase();
    if (lower === COMPARISON) return MODE_COMPARISON;
    const mode = lower === WSL1 ? WSL1 : modeKind.read(word).value;
    return mode ? explainMode(mode) : null;
  },
};

function explainMode(mode: ExplainedMode): Explanation {
  const facts = MODE_FACTS[mode];
  const settings = mode === WSL1 ? null : settingsIn(mode);
  return {
    members: { topic: mode, kind: 'mode', ...facts, settings },
    toText: (style) =>
      joinPage([
        pageTitle(mode, 'mode', style),
        paragraph([facts.summary, ...facts.details].join(' '), style.width),
        diagramLines(facts, style),
        section('Needs', bullets(facts.needs, style.width), style.colors),
        section('What works', abilityLines(facts, style), style.colors),
        section('Settings', settings ? settingLines(settings, style) : [], style.colors),
        section('Known problems', troubleLines(facts.troubles, style), style.colors),
        [facts.link],
      ]),
  };
}

/** Names of the networking settings but the mode itself, by whether WSL looks at them in it. */
interface ModeSettings {
  readonly applied: readonly string[];
  readonly idle: readonly string[];
}

function settingsIn(mode: Mode): ModeSettings {
  const others = SETTINGS.filter(isNetworking).filter((setting) => setting !== NETWORKING_SETTINGS.networkingMode);
  const names = (isApplied: boolean) =>
    others.filter(({ modes }) => modes.includes(mode) === isApplied).map(({ name }) => name);
  return { applied: names(true), idle: names(false) };
}

function settingLines({ applied, idle }: ModeSettings, style: PageStyle): string[] {
  const rows = [
    ['effect', applied],
    ['no effect', idle],
  ] as const;
  return definitions(
    rows.filter(([, names]) => names.length > 0).map(([label, names]) => [label, names.join(', ')] as const),
    style,
  );
}

/** A drawing that does not fit is worse than none. */
function diagramLines({ diagram }: ModeFacts, { width }: PageStyle): string[] {
  const lines = diagram.map((line) => INDENT + line);
  return lines.every((line) => line.length <= width) ? lines : [];
}

const VERDICT_COLORS = { yes: 'green', partly: 'yellow', no: 'red', unknown: 'dim' } as const;
const VERDICT_WIDTH = 'unknown'.length;

function abilityLines({ abilities }: ModeFacts, { colors, width }: PageStyle): string[] {
  const hanging = INDENT + ' '.repeat(VERDICT_WIDTH + INDENT.length);
  return ABILITY_NAMES.flatMap((name) => {
    const { works, note, isDisputed } = abilities[name];
    const verdict = colors[VERDICT_COLORS[works]](works.padEnd(VERDICT_WIDTH));
    return [
      `${INDENT}${verdict}${INDENT}${colors.bold(ABILITIES[name])}`,
      ...(note ? paragraph(isDisputed ? `${note} Reports differ.` : note, width, hanging) : []),
    ];
  });
}
