import { isNetworking, SETTINGS } from '../../settings/catalogue.ts';
import { MODES, type Mode, modeKind } from '../../settings/kinds.ts';
import { COMPARISON, MODE_COMPARISON } from './mode-comparison.ts';
import {
  ABILITIES,
  ABILITY_NAMES,
  EXPLAINED_MODES,
  type ExplainedMode,
  MODE_FACTS,
  type ModeFacts,
  WSL1,
} from './mode-facts.ts';
import {
  bullets,
  definitions,
  INDENT,
  joinPage,
  type PageStyle,
  pageTitle,
  paragraph,
  section,
  troubleLines,
} from './page.ts';
import type { Explanation, TopicKind } from './topic.ts';

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
        section('Known trouble', troubleLines(facts.troubles, style), style.colors),
        [facts.link],
      ]),
  };
}

/** Names of the settings that depend on the mode, by whether WSL looks at them in it. */
interface ModeSettings {
  readonly heeded: readonly string[];
  readonly idle: readonly string[];
}

function settingsIn(mode: Mode): ModeSettings {
  const dependent = SETTINGS.filter(isNetworking).filter(({ modes }) => modes.length < MODES.length);
  const names = (isHeeded: boolean) =>
    dependent.filter(({ modes }) => modes.includes(mode) === isHeeded).map(({ name }) => name);
  return { heeded: names(true), idle: names(false) };
}

function settingLines({ heeded, idle }: ModeSettings, style: PageStyle): string[] {
  const rows = [
    ['effect', heeded],
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
    const { works, note } = abilities[name];
    const verdict = colors[VERDICT_COLORS[works]](works.padEnd(VERDICT_WIDTH));
    return [
      `${INDENT}${verdict}${INDENT}${colors.bold(ABILITIES[name])}`,
      ...(note ? paragraph(note, width, hanging) : []),
    ];
  });
}
