import type { PlannedChange } from '../settings/change.ts';
import type { Diagnostic } from '../settings/diagnostics/diagnostic.ts';
import type { Channel } from './channel.ts';
import { type DiagnosedFile, diagnosticLine } from './diagnostics-text.ts';
import { showAsked, showValue } from './value.ts';
import { wrap } from './wrap.ts';

export interface SummaryContext extends DiagnosedFile {
  readonly dryRun?: boolean;
  /** What is to be said of the file since the change. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What a command changed, what is amiss by it, and what to do next. */
export function changeSummary(
  changes: readonly (PlannedChange & { readonly line: number | null })[],
  { name, lines, dryRun, diagnostics }: SummaryContext,
  channel: Channel,
): string {
  const { colors, width } = channel;
  if (changes.length === 0) return `Nothing to change: ${name} says so already.\n`;
  const nameWidth = Math.max(...changes.map(({ setting }) => setting.name.length));
  const rows = changes.map(({ setting, before: old, after: text, line }) => {
    const from = old ? showAsked(setting, old) : 'not set';
    const to = text === null ? 'not set' : showValue(setting, setting.kind.read(text).value);
    const place = line === null ? '' : colors.dim(`  line ${line}`);
    return `  ${colors.bold(setting.name.padEnd(nameWidth))}  ${colors.red(from)} -> ${colors.green(to)}${place}\n`;
  });
  const verb = dryRun ? 'Would change' : 'Changed';
  const notes = diagnostics
    .filter(({ severity }) => severity !== 'information')
    .map((diagnostic) => diagnosticLine(diagnostic, { name, lines }, channel));
  return `${verb} ${name}\n${rows.join('')}${notes.join('')}${dryRun ? '' : restartNote(width)}`;
}

function restartNote(width: number): string {
  const note = 'WSL reads the file when it starts: wsl --shutdown ends every distribution, then start it again.';
  return `${wrap(note, width).join('\n')}\n`;
}
