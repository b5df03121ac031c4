import type { Context } from '../../commands/context.ts';
import { openProfiles } from '../../commands/profile/profiles-file.ts';
import { profileSummary } from '../../report/profile-table.ts';
import type { Candidate } from './candidate.ts';

/** The profiles there are, or the user's own alone, and what each asks for. */
export async function profileCandidates(context: Context, isOwnOnly = false): Promise<Candidate[]> {
  const profiles = await openProfiles(context);
  return profiles
    .filter(({ isBuiltIn }) => !(isBuiltIn && isOwnOnly))
    .map((profile) => ({ value: profile.name, description: profileSummary(profile) }));
}
