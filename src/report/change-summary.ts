import type { Setting } from '../settings/catalogue.ts';
import type { PlannedChange } from '../settings/change.ts';
import type { HeededEntry, SettingsReading } from '../settings/interpret.ts';
import { resolve } from '../settings/resolve.ts';
import type { Channel } from './channel.ts';
import { askedBy, showAsked } from './value.ts';
import { wrap } from './wrap.ts';

export interface SummaryContext {
  readonly command: string;
  /** The file's name, safe to print. */
  readonly name: string;
  readonly changed: boolean;
  readonly dryRun?: boolean;
  readonly before: SettingsReading;
  readonly after: SettingsReading;
}

/** What a command changed, what lost its effect by it, and what to do next. */
export function changeSummary(
  changes: readonly (PlannedChange & { readonly line: number | null })[],
  { command, name, changed, dryRun, before, after }: SummaryContext,
  { colors, width }: Channel,
): string {
  if (!changed) {
    return command === 'undo' ? `Nothing to undo in ${name}.\n` : `Nothing to change: ${name} says so already.\n`;
  }
  const nameWidth = Math.max(0, ...changes.map(({ setting }) => setting.name.length));
  const rows = changes.map(({ setting, before: old, after: text, line }) => {
    const from = showBefore(setting, old);
    const to = showAfter(setting, text);
    const place = line === null ? '' : colors.dim(`  line ${line}`);
    return `  ${colors.bold(setting.name.padEnd(nameWidth))}  ${colors.red(from)} -> ${colors.green(to)}${place}\n`;
  });
  const [would, did] = command === 'undo' ? ['Would restore', 'Restored'] : ['Would change', 'Changed'];
  const lost = newlyInert(before, after);
  const notes = [
    ...(changes.length === 0 ? ['No setting changes by it, only the text around them.'] : []),
    ...(lost.length > 0 ? [`No effect any more: ${lost.join(', ')}. wslnet show says why.`] : []),
    ...(dryRun
      ? []
      : ['WSL reads the file when it starts: wsl --shutdown ends every distribution, then start it again.']),
  ];
  return `${dryRun ? would : did} ${name}\n${rows.join('')}${notes
    .flatMap((note) => wrap(note, width))
    .map((line) => `${line}\n`)
    .join('')}`;
}

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

/** The names of settings whose entry had an effect before and has none now. */
function newlyInert(before: SettingsReading, after: SettingsReading): string[] {
  const then = resolve(before, {}).settings;
  const now = Object.values(resolve(after, {}).settings);
  return now
    .filter(({ heeded, isInert, setting }) => heeded && isInert && !isInertIn(then, setting.name))
    .map(({ setting }) => setting.name);
}

function isInertIn(settings: ReturnType<typeof resolve>['settings'], name: string): boolean {
  return Object.values(settings).some(({ setting, heeded, isInert }) => setting.name === name && heeded && isInert);
}
