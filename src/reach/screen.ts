import { printable } from '../text/printable.ts';
import type { Channel } from '../text/terminal.ts';
import { wrap } from '../text/wrap.ts';
import { type Layer, type LegId, type LegResult, type Outcome, type Step, seconds, type Trouble } from './leg.ts';

/** What the picture of who reaches whom is drawn from. */
export interface Picture {
  readonly results: readonly LegResult[];
  /** The active mode; null where it is not known. */
  readonly mode: string | null;
  /** The address of Windows on its network; null where it is not known. */
  readonly windowsAddress: string | null;
  /** What the user asked to reach; null for nothing. */
  readonly target: string | null;
  /** How long all of it took, in milliseconds. */
  readonly ms: number;
}

/** How much to show. */
export interface ScreenOptions {
  readonly isVerbose: boolean;
  readonly isQuiet: boolean;
}

type Mark = 'ok' | 'warn' | 'fail' | 'unknown' | 'none';

type Marks = { readonly [M in Mark]: string };

const SYMBOLS: Marks = { ok: '✓', warn: '!', fail: '✗', unknown: '?', none: '-' };
const WORDS: Marks = { ok: 'ok', warn: 'warn', fail: 'FAIL', unknown: '?', none: '-' };

/** What the screen is drawn on. */
type Style = Pick<Channel, 'colors' | 'width' | 'isUnicode'>;

/** Longer lines are hard to read, however wide a terminal is. */
const WIDEST_LINE = 100;

/** The picture, what is in the way and what to do about it, and a last line. It fits a screen of 60 columns. */
export function testScreen(picture: Picture, channel: Style, options: ScreenOptions): string {
  const style = { ...channel, width: Math.min(channel.width, WIDEST_LINE) };
  const { results, ms } = picture;
  const blocks: string[][] = [];
  if (!options.isQuiet) blocks.push(drawing(picture, style));
  let stepNumber = 0;
  for (const mark of ['fail', 'warn'] as const) {
    const outcomes = results.map(({ outcome }) => outcome).filter((outcome) => stateMark(outcome) === mark);
    const troubles = outcomes.flatMap((outcome) => troubleOf(outcome) ?? []);
    for (const trouble of troubles.sort((a, b) => rankOf(a) - rankOf(b))) {
      blocks.push(troubleText(trouble, mark, stepNumber, style));
      stepNumber += trouble.steps.length;
    }
  }
  if (!options.isQuiet) blocks.push(...remarks(results, style, options.isVerbose));
  if (!options.isQuiet) blocks.push([lastLine(results, ms)]);
  return blocks.length > 0 ? `${blocks.map((block) => block.join('\n')).join('\n\n')}\n` : '';
}

/** What other paths depend on is fixed first. */
const FIRST_LAYERS: readonly Layer[] = ['Windows', 'routing', 'DNS'];

function rankOf({ layer }: Trouble): number {
  const rank = FIRST_LAYERS.indexOf(layer);
  return rank < 0 ? FIRST_LAYERS.length : rank;
}

/** One outcome by itself: what is in the way and what to do, or what was found. */
export function outcomeText(outcome: Outcome, style: Style): string {
  const trouble = troubleOf(outcome);
  if (trouble) return `${troubleText(trouble, stateMark(outcome), 0, style).join('\n')}\n`;
  return `${painted(stateMark(outcome), style)} ${printable(remarkOn(outcome, true) ?? '')}\n`;
}

/** The mark of how a leg ended. */
export function stateMark(outcome: Outcome): Mark {
  if (outcome.state === 'works') return outcome.warning === null ? 'ok' : 'warn';
  return ({ fails: 'fail', unknown: 'unknown', 'not-promised': 'none' } as const)[outcome.state];
}

function troubleOf(outcome: Outcome): Trouble | null {
  if (outcome.state === 'fails') return outcome.trouble;
  return outcome.state === 'works' ? outcome.warning : null;
}

function wordOf(mark: Mark, { isUnicode }: Pick<Style, 'isUnicode'>): string {
  return (isUnicode ? SYMBOLS : WORDS)[mark];
}

/** A mark in its color, or as a word where there are no others. */
export function painted(mark: Mark, style: Omit<Style, 'width'>): string {
  const { colors } = style;
  const paint = { ok: colors.green, warn: colors.yellow, fail: colors.red, unknown: colors.cyan, none: colors.dim };
  return paint[mark](wordOf(mark, style));
}

/** A line with a mark in it: `──✓──>`. */
function arrow(mark: Mark, style: Style, [start, end]: readonly [string, string] = ['', '>']): string {
  const line = style.isUnicode ? '──' : '--';
  return `${start}${line}${painted(mark, style)}${line}${end}`;
}

/** Left: Linux to the internet. Right: between Windows and Linux, and what comes from outside. */
function drawing({ results, mode, windowsAddress, target }: Picture, style: Style): string[] {
  const find = (id: LegId) => results.find(({ leg }) => leg.id === id)?.outcome;
  const listener = find('port-listener');
  if (listener) return portDrawing(results, listener, style);
  const ways = [find('ipv4'), find('ipv6'), find('proxy')].filter((outcome) => outcome !== undefined);
  const isWindowsDown = find('ipv4')?.state === 'fails' && troubleOf(ways[0] as Outcome)?.layer === 'Windows';
  const out = ways.find(({ state }) => state === 'works') ?? ways[0];
  const outer: Mark = isWindowsDown ? 'fail' : out ? (out.state === 'works' ? 'ok' : 'unknown') : 'unknown';
  const inner: Mark = isWindowsDown ? 'unknown' : out ? stateMark(out) : 'unknown';
  const bridge = (mark: Mark) => arrow(mark, style, ['', '']);
  const windows = `Windows${windowsAddress === null ? '' : ` ${windowsAddress}`}`;
  const linux = `Linux${mode === null ? '' : ` (${mode})`}`;
  const head = `  Internet ${bridge(outer)} ${windows} ${bridge(inner)} ${linux}`;

  const left = (
    [
      ['IPv4', find('ipv4')],
      ['IPv6', find('ipv6')],
      ['DNS', find('dns')],
      ['Proxy', find('proxy')],
    ] as const
  ).flatMap(([label, outcome]) => (outcome && isShown(outcome, label) ? [leftCell(label, outcome, style)] : []));
  const right = (
    [
      ['127.0.0.1', 'to', '127.0.0.1', find('windows-to-linux')],
      ['127.0.0.1', 'from', '127.0.0.1', find('linux-to-windows')],
      ['Gateway', 'from', 'Linux', find('gateway')],
      ['Windows', 'to', 'Docker', find('docker')],
      ['LAN', 'to', 'Linux', find('lan')],
      ['Multicast', 'from', 'Linux', find('multicast')],
    ] as const
  ).flatMap(([from, direction, to, outcome]) =>
    outcome && isShown(outcome, from) ? [rightCell(from, direction, to, outcome, style)] : [],
  );
  const rows = Array.from({ length: Math.max(left.length, right.length) }, (_, row) => {
    const { text, width } = left[row] ?? { text: '', width: 0 };
    return `   ${text}${' '.repeat(LEFT_WIDTH - width)}${right[row] ?? ''}`.trimEnd();
  });
  const aim = find('target');
  const aimed = aim && target !== null ? [`   ${painted(stateMark(aim), style)} ${target}${timeOf(aim)}`] : [];
  return [head, ...rows, ...aimed];
}

/** Who gets to one port. */
function portDrawing(results: readonly LegResult[], listener: Outcome, style: Style): string[] {
  const [first] = results;
  const who = listener.state === 'works' ? `: ${printable(listener.note ?? '')}` : '';
  const rows = results.flatMap(({ leg: { id }, outcome }) => {
    const from = { 'port-from-linux': 'Linux', 'port-from-windows': 'Windows', 'port-from-lan': 'LAN' }[id as string];
    if (from === undefined) return [];
    const address = outcome.state === 'works' && outcome.note !== null ? ` ${outcome.note}` : '';
    return [`   ${from.padEnd(8)} ${arrow(stateMark(outcome), style)}${address}${timeOf(outcome)}`];
  });
  return [`  ${first?.leg.title ?? ''}${who}`, ...rows];
}

const LEFT_WIDTH = 20;
const ALWAYS_SHOWN: readonly string[] = ['IPv4', 'IPv6', 'DNS', '127.0.0.1'];

/** What does not apply is left out, unless one would miss it. */
function isShown(outcome: Outcome, label: string): boolean {
  return outcome.state !== 'not-promised' || ALWAYS_SHOWN.includes(label);
}

function leftCell(label: string, outcome: Outcome, style: Style): { readonly text: string; readonly width: number } {
  const time = timeOf(outcome);
  const mark = stateMark(outcome);
  const padded = label.padEnd(6);
  return { text: `${padded}${painted(mark, style)}${time}`, width: (padded + wordOf(mark, style) + time).length };
}

function rightCell(from: string, direction: 'to' | 'from', to: string, outcome: Outcome, style: Style): string {
  const drawn = arrow(stateMark(outcome), style, direction === 'to' ? ['', '>'] : ['<', '']);
  return `${from.padEnd(10)}${drawn} ${to}${timeOf(outcome)}`;
}

function timeOf(outcome: Outcome): string {
  return outcome.state === 'works' && outcome.ms !== null ? ` ${seconds(outcome.ms)}` : '';
}

function troubleText({ seen, steps }: Trouble, mark: Mark, stepsBefore: number, style: Style): string[] {
  const indent = ' '.repeat(wordOf(mark, style).length + 1);
  const [first = '', ...rest] = wrap(printable(seen), style.width - indent.length);
  return [
    `${painted(mark, style)} ${first}`,
    ...rest.map((line) => indent + line),
    ...steps.flatMap((each, index) => stepText(each, stepsBefore + index + 1, style)),
  ];
}

/** A command stands behind its sentence, or on a line of its own where that is too short. It is never broken. */
function stepText({ text, command }: Step, number: number, { width, colors }: Style): string[] {
  const label = `  ${number}. `;
  const indent = ' '.repeat(label.length);
  const lines = wrap(printable(text), width - label.length).map((line, index) => (index === 0 ? label : indent) + line);
  if (command === null) return lines;
  const last = lines.at(-1) ?? '';
  const shown = colors.cyan(printable(command));
  return last.length + 2 + command.length <= width
    ? [...lines.slice(0, -1), `${last}  ${shown}`]
    : [...lines, `${indent}${shown}`];
}

/** What is unknown, and why; with --verbose also what does not apply, and notes. */
function remarks(results: readonly LegResult[], style: Style, isVerbose: boolean): string[][] {
  const lines = results.flatMap(({ leg, outcome }) => {
    // Who cannot get to a port, and why, is what was asked.
    const remark = remarkOn(outcome, isVerbose || (leg.id.startsWith('port-') && outcome.state !== 'works'));
    if (remark === null) return [];
    const indent = ' '.repeat(wordOf(stateMark(outcome), style).length + 1);
    const [first = '', ...rest] = wrap(`${leg.title}: ${printable(remark)}`, style.width - indent.length);
    return [`${painted(stateMark(outcome), style)} ${first}`, ...rest.map((line) => indent + line)];
  });
  return lines.length > 0 ? [lines] : [];
}

function remarkOn(outcome: Outcome, isVerbose: boolean): string | null {
  if (outcome.state === 'unknown') return outcome.why;
  if (!isVerbose) return null;
  if (outcome.state === 'not-promised') return outcome.why;
  return outcome.state === 'works' ? (outcome.note ?? 'works') : null;
}

/** `8 of 9 paths work (4.1 s).` */
function lastLine(results: readonly LegResult[], ms: number): string {
  const paths = results.filter(({ leg }) => leg.id !== 'port-listener');
  const tried = paths.filter(({ outcome }) => outcome.state === 'works' || outcome.state === 'fails');
  const working = tried.filter(({ outcome }) => outcome.state === 'works');
  if (tried.length === 0) return `No path could be tested (${seconds(ms)}).`;
  if (tried.length === 1) {
    return working.length === 1 ? `The path works (${seconds(ms)}).` : `The path fails (${seconds(ms)}).`;
  }
  if (tried.length === 2 && working.length === 2) return `Both paths work (${seconds(ms)}).`;
  const all = working.length === tried.length ? `All ${tried.length}` : `${working.length} of ${tried.length}`;
  return `${all} paths work (${seconds(ms)}).`;
}
