import { NETWORKING_NAMES } from '../settings/catalogue.ts';
import type { Profile } from '../settings/profiles.ts';
import type { Channel } from './channel.ts';
import { printable } from './printable.ts';
import { wrap } from './wrap.ts';

const GAP = '  ';

/** A profile of the list. */
export interface ProfileRow {
  readonly profile: Profile;
  /** Whether the file says what it says; null where there is no file to compare. */
  readonly isInUse: boolean | null;
  /** Why it cannot be used; null where it can. */
  readonly problem: string | null;
}

/** Why a profile of the user's own cannot be used where a built-in one has its name. */
export const NAME_IS_TAKEN = 'Not used, as a built-in profile has this name: give it another.';

/** Profiles with what they ask for. */
export function profileTable(rows: readonly ProfileRow[], { colors, width }: Channel): string {
  const marks = rows.map(({ profile, isInUse }) => {
    const origin = profile.isBuiltIn ? ['built in'] : [];
    return [...origin, ...(isInUse ? ['in use'] : [])].join(', ');
  });
  const nameWidth = Math.max(...rows.map(({ profile }) => printable(profile.name).length));
  const markWidth = Math.max(...marks.map((mark) => mark.length));
  const indent = ' '.repeat(nameWidth + markWidth + 2 * GAP.length);
  const lines = rows.flatMap(({ profile, problem }, index) => {
    const [first = '', ...rest] = wrap(problem ?? profileSummary(profile), width - indent.length);
    const name = printable(profile.name).padEnd(nameWidth);
    const mark = (marks[index] ?? '').padEnd(markWidth);
    const paint = problem === null ? (text: string) => text : colors.red;
    return [
      `${colors.bold(name)}${GAP}${colors.dim(mark)}${GAP}${paint(first)}`,
      ...rest.map((line) => indent + paint(line)),
    ];
  });
  return lines.map((line) => `${line}\n`).join('');
}

/** What a profile asks for, in a line. */
export function profileSummary({ entries }: Profile): string {
  const kept = entries.filter(({ value }) => value !== '').map(({ key, value }) => `${key}=${value}`);
  const removed = entries.filter(({ value }) => value === '').map(({ key }) => key);
  const isWhole = NETWORKING_NAMES.every((name) => entries.some(({ key }) => key === name));
  if (isWhole && kept.length === 0) return 'no networking setting, so that all are at their defaults';
  const rest = isWhole ? 'no other networking setting' : removed.length > 0 ? `not set: ${removed.join(', ')}` : '';
  return printable([kept.join(' '), rest].filter((part) => part !== '').join('; '));
}

/** The settings of a profile one below the other. */
export function profileLines({ entries }: Profile, { colors }: Channel): string {
  const nameWidth = Math.max(0, ...entries.map(({ key }) => printable(key).length));
  return entries
    .map(({ key, value }) => {
      const shown = value === '' ? colors.dim('not set') : printable(value);
      return `${colors.bold(printable(key).padEnd(nameWidth))}${GAP}${shown}\n`;
    })
    .join('');
}
