import type { PlannedChange } from '../change/plan.ts';
import { type DiagnosedFile, diagnosticLine } from '../check/code-frame.ts';
import type { Diagnostic } from '../check/diagnostic.ts';
import { lineList } from '../check/report.ts';
import type { Setting } from '../settings/catalogue.ts';
import type { AppliedEntry } from '../settings/reading.ts';
import type { ResolvedSetting } from '../settings/resolve.ts';
import { askedBy, showAsked } from '../settings/value-text.ts';
import type { Channel } from '../text/colors.ts';
import { wrap } from '../text/wrap.ts';
import { nothingDone, notInEffectText } from './nothing-done.ts';

export interface SummaryContext extends DiagnosedFile {
  readonly command: string;
  readonly changed: boolean;
  readonly dryRun?: boolean;
  /** Whether the changed text goes to standard output, and no file is another. */
  readonly isFilter: boolean;
  /** What is to be said of the file since the change. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where lines that set nothing were, in the file as it was. */
  readonly removedLines: readonly number[];
  /** What was asked for and does not apply by the file. */
  readonly notInEffect: readonly ResolvedSetting[];
}

/** What a command changed, what is amiss by it, and what to do next. */
export function changeSummary(
  changes: readonly (PlannedChange & { readonly line: number | null })[],
  { command, name, lines, changed, dryRun, isFilter, diagnostics, notInEffect, removedLines }: SummaryContext,
  channel: Channel,
): string {
  if (!changed) return nothingDone({ command, name, lines, notInEffect }, channel);
  const said = new Set(diagnostics.map(({ span }) => lines.lineAt(span.start)));
  const unsaid = notInEffect.filter(({ applied }) => !applied || !said.has(lines.lineAt(applied.entry.key.start)));
  const rows = changeRows(changes, channel);
  const [would, did] =
    command === 'undo' || command === 'redo' ? ['Would restore', 'Restored'] : ['Would change', 'Changed'];
  const notes = diagnostics
    .filter(({ severity }) => severity !== 'info')
    .map((diagnostic) => diagnosticLine(diagnostic, { name, lines }, channel));
  const removed =
    removedLines.length === 0
      ? ''
      : `${dryRun ? 'Would also remove' : 'Also removed'} what WSL does not read: ${lineList(removedLines)}.`;
  const textOnly = changes.length === 0 && removed === '' ? TEXT_ONLY : '';
  const texts = [removed, textOnly, dryRun || isFilter ? '' : RESTART_ADVICE].filter((text) => text !== '');
  const closing = texts.flatMap((text) => wrap(text, channel.width)).map((line) => `${line}\n`);
  return `${dryRun ? would : did} ${name}\n${[...rows, ...notes, notInEffectText(unsaid, lines, channel), ...closing].join('')}`;
}

/** Changes one below the other: the setting, what was, what is to be. */
export function changeRows(
  changes: readonly (PlannedChange & { readonly line: number | null })[],
  { colors }: Pick<Channel, 'colors'>,
): string[] {
  const nameWidth = Math.max(0, ...changes.map(({ setting }) => setting.name.length));
  return changes.map(({ setting, before, after, line }) => {
    const [from, to] = [showBefore(setting, before), showAfter(setting, after)];
    const place = line === null ? '' : colors.dim(`  line ${line}`);
    return `  ${colors.bold(setting.name.padEnd(nameWidth))}  ${colors.red(from)} -> ${colors.green(to)}${place}\n`;
  });
}

const TEXT_ONLY = 'No setting changes, only the text around them.';
/** What has to follow a change. */
export const RESTART_ADVICE = 'To apply this, restart WSL: wslnet restart (shuts down all distributions)';

/** What changed in one line, for the history. */
export function changeLine(changes: readonly PlannedChange[]): string {
  return changes
    .map(
      ({ setting, before, after }) => `${setting.name} ${showBefore(setting, before)} -> ${showAfter(setting, after)}`,
    )
    .join(', ');
}

function showBefore(setting: Setting, before: AppliedEntry | null): string {
  return before ? showAsked(setting, before) : 'not set';
}

function showAfter(setting: Setting, after: string | null): string {
  return after === null ? 'not set' : showAsked(setting, askedBy(setting, after));
}
