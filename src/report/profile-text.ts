import type { Profile } from '../settings/profiles.ts';
import { printable } from './printable.ts';
import { profileSummary } from './profile-table.ts';
import { wrap } from './wrap.ts';

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
