import { checkChange } from '../../settings/change.ts';
import { type PlannedChange, planChanges } from '../../settings/change-plan.ts';
import { type Profile, profileChanges } from '../../settings/profiles.ts';
import type { OpenFile } from '../open-file.ts';

/** What using a profile would change in a file. @throws Failure `bad-profile` */
export function planProfile(profile: Profile, { document, reading }: OpenFile): readonly PlannedChange[] {
  return planChanges(document, reading, profileChanges(profile, document, reading).map(checkChange)).changes;
}
