import { checkChange, type PlannedChange, planChanges } from '../../change/plan.ts';
import { type Profile, profileChanges } from '../../change/profiles.ts';
import { NETWORKING_NAMES } from '../../settings/catalogue.ts';
import type { Channel } from '../../text/colors.ts';
import { printable } from '../../text/printable.ts';
import { wrap } from '../../text/wrap.ts';
import type { OpenFile } from '../open-file.ts';
import type { ProfileJson } from '../schemas/documents.ts';

/** What `profile save` did, or would do. */
export function savedText(
  profile: Profile,
  {
    changed,
    dryRun,
    width,
  }: { readonly changed: boolean; readonly dryRun: boolean | undefined; readonly width: number },
): string {
  const { name } = profile;
  if (!changed) return linesOf(`Nothing to save: profile ${name} says so already.`, width);
  return linesOf(`${dryRun ? 'Would save' : 'Saved'} profile ${name}: ${profileSummary(profile)}.`, width);
}

/** What `profile delete` did, or would do. */
export function deletedText(name: string, dryRun: boolean | undefined): string {
  return `${dryRun ? 'Would delete' : 'Deleted'} profile ${printable(name)}.\n`;
}

/** That a file needs no change to be as a profile says. @param file its name, safe to print */
export function nothingDiffers(file: string, profile: string): string {
  return `${file} is as profile ${printable(profile)} says.\n`;
}

export function profilesPathText(path: string): string {
  return `Your own profiles are kept in ${printable(path)}.\n`;
}

function linesOf(text: string, width: number): string {
  return `${wrap(text, width).join('\n')}\n`;
}

/** A profile as JSON holds it; the value of what it takes out is null. */
export function profileJson({ name, isBuiltIn, entries }: Profile): ProfileJson {
  const settings = entries.map(({ key, value }) => ({ setting: key, value: value === '' ? null : value }));
  return { name, builtIn: isBuiltIn, settings };
}

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

/** What using a profile would change in a file. @throws Failure `bad-profile` */
export function planProfile(profile: Profile, { document, reading }: OpenFile): readonly PlannedChange[] {
  return planChanges(document, reading, profileChanges(profile, document, reading).map(checkChange)).changes;
}
