import type { Line, LineMap } from '../ini/document.ts';
import type { Setting } from '../settings/catalogue.ts';
import type { AppliedEntry } from '../settings/reading.ts';
import type { ResolvedSetting } from '../settings/resolve.ts';
import { askedBy, reasonSentence, showAsked } from '../settings/value-text.ts';
import { listOf } from '../text/names.ts';
import { ownCommandFor } from '../text/printable.ts';
import type { Channel } from '../text/terminal.ts';
import { displayWidth, wrap, wrapped } from '../text/wrap.ts';
import type { PlannedChange } from './plan.ts';

/** A setting that changed: from which text to which, and the line that says so; null for none. */
export interface ChangeRow {
  readonly setting: Setting;
  readonly from: string;
  readonly to: string;
  readonly line: number | null;
}

/** Changes one below the other: the setting, what was, what is to be. */
export function changeRows(
  changes: readonly (PlannedChange & { readonly line: number | null })[],
  channel: Pick<Channel, 'colors' | 'width'>,
): string[] {
  const rows = changes.map(({ setting, before, after, line }) => {
    return { setting, from: showBefore(setting, before), to: showAfter(setting, after), line };
  });
  return drawRows(rows, channel);
}

/** Each row as a line; where the terminal is too narrow for it, what changed goes below the name. */
export function drawRows(rows: readonly ChangeRow[], { colors, width }: Pick<Channel, 'colors' | 'width'>): string[] {
  const nameWidth = Math.max(0, ...rows.map(({ setting }) => setting.name.length));
  return rows.map(({ setting, from, to, line }) => {
    const place = line === null ? '' : `  line ${line}`;
    const isLong = nameWidth + 4 + displayWidth(`${from} -> ${to}${place}`) > width;
    const name = isLong ? `${colors.bold(setting.name)}\n  ` : colors.bold(setting.name.padEnd(nameWidth));
    return `  ${name}  ${colors.red(from)} -> ${colors.green(to)}${colors.dim(place)}\n`;
  });
}

/** What to do after a change. WSL reads no file of another name, unless a link leads to it. @param path of the file */
export function restartAdvice(path: string): string {
  const isOurs = /(?:^|[\\/])\.wslconfig$/i.test(path);
  return `${isOurs ? 'To apply this' : 'If WSL reads this file'}, restart WSL: wslnet restart (shuts down all distributions)`;
}

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

/** What a command says that found nothing to change, and what is not in force all the same. */
export function nothingDone(
  { command, name, lines, notInEffect }: NothingDone,
  channel: Pick<Channel, 'colors' | 'width'>,
): string {
  return `${sentence(command, name)}\n${notInEffectText(notInEffect, lines, channel)}`;
}

/** What there is to say where nothing changes. */
export interface NothingDone {
  readonly command: string;
  /** The file's, safe to print. */
  readonly name: string;
  readonly lines: LineMap;
  /** What was asked for and is not in force by the file. */
  readonly notInEffect: readonly ResolvedSetting[];
}

function sentence(command: string, name: string): string {
  if (command === 'undo' || command === 'redo') return `Nothing to ${command} in ${name}.`;
  if (command === 'edit') return 'No changes.';
  return command === 'unset' ? `Not set in ${name}; nothing to change.` : `Already set in ${name}; nothing to change.`;
}

/** Of each setting that is not in force as asked, why. */
export function notInEffectText(
  notInEffect: readonly ResolvedSetting[],
  lines: LineMap,
  { colors, width }: Pick<Channel, 'colors' | 'width'>,
): string {
  return notInEffect
    .flatMap((resolved) => {
      const reason = resolved.reason ? ` ${reasonSentence(resolved, resolved.reason, lines)}` : '';
      return wrap(`${resolved.setting.name} is not in effect.${reason}`, width);
    })
    .map((line) => `${colors.yellow(line)}\n`)
    .join('');
}

/**
 * Which headers had to stay though WSL does not know them; empty where none had to.
 * @param lines of the file that they are in
 * @param file as the user named it; undefined for none
 */
export function neededText(
  needed: readonly Line[],
  lines: LineMap,
  file: string | undefined,
  { width }: Pick<Channel, 'width'>,
): string {
  if (needed.length === 0) return '';
  const numbers = needed.map(({ start }) => lines.lineAt(start));
  const which = `${numbers.length === 1 ? 'line' : 'lines'} ${listOf(numbers)}`;
  const check = ownCommandFor(file, ['check']);
  return wrapped(`Kept the headers that other lines depend on (${which}). To see what is wrong: ${check}`, width);
}
