import type { Setting } from '../settings/catalogue.ts';
import type { PlannedChange } from '../settings/change-plan.ts';
import type { Diagnostic } from '../settings/diagnostics/diagnostic.ts';
import type { HeededEntry } from '../settings/interpret.ts';
import type { ResolvedSetting } from '../settings/resolve.ts';
import type { Channel } from './channel.ts';
import { type DiagnosedFile, diagnosticLine } from './diagnostics-text.ts';
import { nothingDone, unmetText } from './nothing-done.ts';
import { askedBy, showAsked } from './value.ts';
import { wrap } from './wrap.ts';

export interface SummaryContext extends DiagnosedFile {
  readonly command: string;
  readonly changed: boolean;
  readonly dryRun?: boolean;
  /** Whether the changed text goes to standard output, and no file is another. */
  readonly isFilter: boolean;
  /** What is to be said of the file since the change. */
  readonly diagnostics: readonly Diagnostic[];
  /** What was asked for and is not in force by the file. */
  readonly unmet: readonly ResolvedSetting[];
}

/** What a command changed, what is amiss by it, and what to do next. */
export function changeSummary(
  changes: readonly (PlannedChange & { readonly line: number | null })[],
  { command, name, lines, changed, dryRun, isFilter, diagnostics, unmet }: SummaryContext,
  channel: Channel,
): string {
  if (!changed) return nothingDone({ command, name, lines, unmet }, channel);
  const said = new Set(diagnostics.map(({ span }) => lines.lineAt(span.start)));
  const unsaid = unmet.filter(({ heeded }) => !heeded || !said.has(lines.lineAt(heeded.entry.key.start)));
  const rows = changeRows(changes, channel);
  const [would, did] = command === 'undo' ? ['Would restore', 'Restored'] : ['Would change', 'Changed'];
  const notes = diagnostics
    .filter(({ severity }) => severity !== 'information')
    .map((diagnostic) => diagnosticLine(diagnostic, { name, lines }, channel));
  const texts = [changes.length === 0 ? TEXT_ONLY : '', dryRun || isFilter ? '' : RESTART].filter(
    (text) => text !== '',
  );
  const closing = texts.flatMap((text) => wrap(text, channel.width)).map((line) => `${line}\n`);
  return `${dryRun ? would : did} ${name}\n${[...rows, ...notes, unmetText(unsaid, lines, channel), ...closing].join('')}`;
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

const TEXT_ONLY = 'No setting changes by it, only the text around them.';
const RESTART = 'WSL reads the file only when it starts: wslnet restart ends it, and every distribution with it.';

/** What changed in one line, for the history. */
export function changeLine(changes: readonly PlannedChange[]): string {
  return changes
    .map(
      ({ setting, before, after }) => `${setting.name} ${showBefore(setting, before)} -> ${showAfter(setting, after)}`,
    )
    .join(', ');
}

function showBefore(setting: Setting, before: HeededEntry | null): string {
  return before ? showAsked(setting, before) : 'not set';
}

function showAfter(setting: Setting, after: string | null): string {
  return after === null ? 'not set' : showAsked(setting, askedBy(setting, after));
}
