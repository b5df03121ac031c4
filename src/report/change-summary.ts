import type { PlannedChange } from '../settings/change.ts';
import type { SettingsReading } from '../settings/interpret.ts';
import { resolve } from '../settings/resolve.ts';
import type { Channel } from './channel.ts';
import { showAsked, showValue } from './value.ts';
import { wrap } from './wrap.ts';

export interface SummaryContext {
  /** The file's name, safe to print. */
  readonly name: string;
  readonly dryRun?: boolean;
  readonly before: SettingsReading;
  readonly after: SettingsReading;
}

/** What a command changed, what lost its effect by it, and what to do next. */
export function changeSummary(
  changes: readonly (PlannedChange & { readonly line: number | null })[],
  { name, dryRun, before, after }: SummaryContext,
  { colors, width }: Channel,
): string {
  if (changes.length === 0) return `Nothing to change: ${name} says so already.\n`;
  const nameWidth = Math.max(...changes.map(({ setting }) => setting.name.length));
  const rows = changes.map(({ setting, before: old, after: text, line }) => {
    const from = old ? showAsked(setting, old) : 'not set';
    const to = text === null ? 'not set' : showValue(setting, setting.kind.read(text).value);
    const place = line === null ? '' : colors.dim(`  line ${line}`);
    return `  ${colors.bold(setting.name.padEnd(nameWidth))}  ${colors.red(from)} -> ${colors.green(to)}${place}\n`;
  });
  const verb = dryRun ? 'Would change' : 'Changed';
  const lost = newlyInert(before, after);
  const notes = [
    ...(lost.length > 0 ? [`No effect any more: ${lost.join(', ')}. wslnet show says why.`] : []),
    ...(dryRun
      ? []
      : ['WSL reads the file when it starts: wsl --shutdown ends every distribution, then start it again.']),
  ];
  return `${verb} ${name}\n${rows.join('')}${notes.flatMap((note) => wrap(note, width)).join('\n')}\n`;
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
