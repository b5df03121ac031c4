import { countOf } from '../text/names.ts';
import type { Channel } from '../text/terminal.ts';
import { displayWidth, wrap } from '../text/wrap.ts';
import { type Outcome, TOPICS, type Topic } from './check.ts';
import type { Examined } from './checks.ts';
import { type Cure, cure } from './cures.ts';

/** What the screen is drawn on. */
export type ScreenStyle = Pick<Channel, 'colors' | 'width' | 'isUnicode'>;

/** What the screens of `doctor` show. */
export interface ScreenContents {
  readonly examined: readonly Examined[];
  /** What is well, in a few words: `mirrored is active on Windows 11 24H2 with WSL 2.9.12`; null where too little is known. */
  readonly summary: string | null;
  /** Whether a restart of WSL counts for anything: it does not where WSL is stopped. */
  readonly canRestart: boolean;
  /** Whether Windows or WSL told anything at all. */
  readonly hasAnswer: boolean;
}

/** Longer lines are hard to read, however wide a terminal is. */
const WIDEST_LINE = 100;
const GAP = 2;

/** Behind steps that count only when WSL starts anew. */
const THEN_RESTART = 'Then restart (shuts down all distributions):';

/** Problems in the order to try, what is well in a line or two, what is not known in one, and the verdict last. */
export function doctorScreen(contents: ScreenContents, style: ScreenStyle): string {
  const { examined, canRestart } = contents;
  const problems = problemBlocks(examined, canRestart, style);
  const known = [...noteLines(examined, style), ...tickLines(examined, style), ...unknownLines(examined, style)];
  return joinBlocks([...problems, known, verdictLines(contents, style)]);
}

/** Problems alone; nothing where there are none. */
export function problemsScreen({ examined, canRestart }: ScreenContents, style: ScreenStyle): string {
  return joinBlocks(problemBlocks(examined, canRestart, style));
}

/** Every check, by topic, problems with their cures; then the verdict. */
export function fullScreen(contents: ScreenContents, style: ScreenStyle): string {
  const { examined, canRestart } = contents;
  const problems = problemBlocks(examined, canRestart, style);
  const topics = TOPICS.filter((topic) => examined.some((each) => each.topic === topic)).map((topic) => [
    style.colors.bold(topic),
    ...examined.filter((each) => each.topic === topic).flatMap((each) => checkLines(each, style)),
  ]);
  return joinBlocks([...topics, ...problems, verdictLines(contents, style)]);
}

/** Failures come before warnings: of several problems they are the cause more often. */
export function problemsInOrder(examined: readonly Examined[]): Examined[] {
  const failures = examined.filter(({ outcome }) => outcome === 'failure');
  return [...failures, ...examined.filter(({ outcome }) => outcome === 'warning')];
}

/** A finding alone, as it stands among the problems or the ticks. */
export function findingLines(examined: Examined, style: ScreenStyle): string[] {
  const isProblem = examined.outcome === 'failure' || examined.outcome === 'warning';
  return isProblem ? problemLines(examined, new Map(), style) : checkLines(examined, style);
}

type Mark = { readonly [O in Outcome]: string };

const SYMBOLS: Mark = { pass: '✓', info: 'i', warning: '!', failure: '✗', unknown: '?', 'not-applicable': '-' };
const WORDS: Mark = { pass: 'ok', info: 'info', warning: 'warn', failure: 'FAIL', unknown: '?', 'not-applicable': '-' };

function markOf(
  outcome: Outcome,
  { colors, isUnicode }: ScreenStyle,
): { readonly text: string; readonly width: number } {
  const paint: { readonly [O in Outcome]: (text: string) => string } = {
    pass: colors.green,
    info: colors.blue.bold,
    warning: colors.yellow,
    failure: colors.red.bold,
    unknown: colors.cyan,
    'not-applicable': colors.dim,
  };
  const word = (isUnicode ? SYMBOLS : WORDS)[outcome];
  return { text: paint[outcome](word), width: word.length };
}

/** How wide the marks are, so that topics stand below each other. */
function markWidth({ isUnicode }: ScreenStyle): number {
  return Math.max(...Object.values(isUnicode ? SYMBOLS : WORDS).map((word) => word.length));
}

const TOPIC_WIDTH = Math.max(...TOPICS.map((topic) => topic.length));

/** Where the text begins: behind the mark and the topic; on a narrow terminal they leave it the room. */
function indentOf(style: ScreenStyle): number {
  return style.width < 60 ? 2 : markWidth(style) + 1 + TOPIC_WIDTH + GAP;
}

function problemBlocks(examined: readonly Examined[], canRestart: boolean, style: ScreenStyle): string[][] {
  const problems = problemsInOrder(examined);
  const told = new Map<string, number>();
  const blocks = problems.map((problem) => problemLines(problem, told, style));
  const step = told.size + 1;
  const isRestartLeft = problems.some(({ cures }) => cures.some(({ restart }) => restart === 'wsl'));
  const isRestartTold = problems.some(({ cures }) => cures.some(({ id }) => id === 'restart-wsl'));
  if (!isRestartLeft || isRestartTold || !canRestart) return blocks;
  // It belongs to no topic, so it stands below none.
  return [...blocks, stepLines({ ...cure('restart-wsl'), text: THEN_RESTART }, step, style)];
}

/** @param told the steps that are told already, by what they do: each is told once, and then by its number */
function problemLines(
  { topic, outcome, seen, why, cures }: Examined,
  told: Map<string, number>,
  style: ScreenStyle,
): string[] {
  const indent = indentOf(style);
  const texts = textLines([seen, ...(why === null ? [] : [why])], style);
  const steps = cures.flatMap((each) => {
    const action = each.commands.length > 0 ? each.commands.join('\n') : each.text;
    const earlier = told.get(action);
    if (earlier !== undefined) return [`See step ${earlier}.`];
    told.set(action, told.size + 1);
    return stepLines(each, told.size, style);
  });
  return [...withHeading(topic, outcome, texts, style), ...steps.map((line) => ' '.repeat(indent) + line)];
}

/** The mark and the topic, and the texts beside it, or below it on a narrow terminal. */
function withHeading(topic: string, outcome: Outcome, texts: readonly string[], style: ScreenStyle): string[] {
  const indent = indentOf(style);
  const mark = markOf(outcome, style);
  const heading = `${mark.text}${' '.repeat(markWidth(style) - mark.width + 1)}${style.colors.bold(topic)}`;
  const below = texts.map((line) => ' '.repeat(indent) + line);
  if (style.width < 60) return [heading, ...below];
  const [first = '', ...rest] = below;
  return [heading + ' '.repeat(TOPIC_WIDTH - topic.length) + first.slice(indent - GAP), ...rest];
}

function textLines(texts: readonly string[], style: ScreenStyle): string[] {
  return texts.flatMap((text) => wrap(text, Math.min(style.width, WIDEST_LINE) - indentOf(style)));
}

/** A numbered step. A command stands behind its text where both fit, else below it: it is there to be copied, and never broken. */
function stepLines({ text, commands }: Cure, number: number, style: ScreenStyle): string[] {
  const label = `${number}. `;
  const width = Math.min(style.width, WIDEST_LINE) - indentOf(style) - label.length;
  const [command = ''] = commands;
  if (commands.length === 1 && displayWidth(text) + GAP + displayWidth(command) <= width) {
    return [`${label}${text}${' '.repeat(GAP)}${style.colors.cyan(command)}`];
  }
  const hanging = ' '.repeat(label.length);
  const [first = '', ...rest] = wrap(text, width);
  return [
    label + first,
    ...rest.map((line) => hanging + line),
    ...commands.map((each) => `${hanging}  ${style.colors.cyan(each)}`),
  ];
}

/** What may look like trouble and is none. */
function noteLines(examined: readonly Examined[], style: ScreenStyle): string[] {
  const notes = examined.filter(({ outcome, topic }) => outcome === 'info' && !isTroubled(topic, examined));
  return notes.flatMap(({ topic, outcome, seen }) => withHeading(topic, outcome, textLines([seen], style), style));
}

function isTroubled(topic: Topic, examined: readonly Examined[]): boolean {
  return examined.some((each) => each.topic === topic && ['failure', 'warning'].includes(each.outcome));
}

/** `✓ file  ✓ versions …`: topics of which all is known, and well. */
function tickLines(examined: readonly Examined[], style: ScreenStyle): string[] {
  const well = TOPICS.filter((topic) => {
    const outcomes = examined.filter((each) => each.topic === topic).map(({ outcome }) => outcome);
    const isWell = outcomes.every((outcome) => ['pass', 'info', 'not-applicable'].includes(outcome));
    return isWell && outcomes.includes('pass');
  });
  const mark = markOf('pass', style);
  const items = well.map((topic) => ({ text: `${mark.text} ${topic}`, width: mark.width + 1 + topic.length }));
  return flow(items, Math.min(style.width, 80));
}

/** Items side by side, in as many lines as they need. */
function flow(items: readonly { readonly text: string; readonly width: number }[], width: number): string[] {
  const lines: string[] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const item of items) {
    if (used + GAP + item.width > width) {
      lines.push(item.text);
      used = item.width;
    } else {
      lines[lines.length - 1] += ' '.repeat(GAP) + item.text;
      used += GAP + item.width;
    }
  }
  return lines;
}

/** What could not be found out: the topics, and each reason once. */
function unknownLines(examined: readonly Examined[], style: ScreenStyle): string[] {
  const unknown = examined.filter(({ outcome }) => outcome === 'unknown');
  if (unknown.length === 0) return [];
  const topics = [...new Set(unknown.map(({ topic }) => topic))].join(', ');
  const all = unknown.map(({ obstacle, seen }) => obstacle ?? seen.replace(/\.$/, ''));
  const count = (reason: string) => all.filter((each) => each === reason).length;
  const reasons = [...new Set(all)].sort((a, b) => count(b) - count(a));
  const [first = '', ...others] = reasons;
  const more = others.length > 0 ? ` (and ${countOf(others.length, 'more reason')})` : '';
  const text = `${topics}: ${first}${more}.`;
  const mark = markOf('unknown', style);
  const hanging = ' '.repeat(mark.width + 1);
  const [line = '', ...rest] = wrap(text, Math.min(style.width, WIDEST_LINE) - hanging.length);
  return [`${mark.text} ${line}`, ...rest.map((each) => hanging + each)];
}

/** One check on a line of its own. */
function checkLines({ outcome, seen }: Examined, style: ScreenStyle): string[] {
  const mark = markOf(outcome, style);
  const hanging = ' '.repeat(GAP + markWidth(style) + 1);
  const [first = '', ...rest] = wrap(seen, Math.min(style.width, WIDEST_LINE) - hanging.length);
  const lead = `${' '.repeat(GAP)}${mark.text}${' '.repeat(markWidth(style) - mark.width + 1)}`;
  return [lead + first, ...rest.map((line) => hanging + line)];
}

/** The verdict, in words, with what to do next. */
function verdictLines({ examined, summary, hasAnswer }: ScreenContents, style: ScreenStyle): string[] {
  const count = (outcome: Outcome) => examined.filter((each) => each.outcome === outcome).length;
  const [failures, warnings, unknown] = [count('failure'), count('warning'), count('unknown')];
  const text = verdict({ failures, warnings, unknown, hasSteps: hasSteps(examined), hasAnswer }, summary);
  return text.flatMap((sentence) => wrap(sentence, Math.min(style.width, WIDEST_LINE)));
}

function hasSteps(examined: readonly Examined[]): boolean {
  return problemsInOrder(examined).some(({ cures }) => cures.length > 0);
}

interface Counts {
  readonly failures: number;
  readonly warnings: number;
  readonly unknown: number;
  readonly hasSteps: boolean;
  readonly hasAnswer: boolean;
}

function verdict({ failures, warnings, unknown, hasSteps, hasAnswer }: Counts, summary: string | null): string[] {
  if (failures + warnings > 0) {
    const counts = [failures > 0 && countOf(failures, 'problem'), warnings > 0 && countOf(warnings, 'warning')];
    const found = counts.filter(Boolean).join(', ');
    return hasSteps
      ? [`${found}. Start with step 1. (wslnet doctor -v shows every check)`]
      : [`${found}. (wslnet doctor -v shows every check)`];
  }
  if (!hasAnswer) return ['Windows and WSL did not answer, so only the file was checked. (wslnet doctor -v shows why)'];
  if (unknown > 0) {
    const left = countOf(unknown, 'check');
    return [`No problem found, but ${left} could not be completed. (wslnet doctor -v shows every check)`];
  }
  const well = summary === null ? 'Everything looks fine.' : `Everything looks fine: ${summary}.`;
  return [well, 'To see what actually works right now: wslnet test'];
}

/** One text of blocks of lines, with an empty line between them. Blocks without lines are left out. */
function joinBlocks(blocks: readonly (readonly string[])[]): string {
  const texts = blocks
    .filter((block) => block.length > 0)
    .map((block) => block.map((line) => `${line.trimEnd()}\n`).join(''));
  return texts.join('\n');
}
