import { profileChanges } from '../../change/profiles.ts';
import type { ExitCode } from '../../failure.ts';
import type { Context } from '../context.ts';
import { type RestartAfterOptions, restartAfter } from '../restart-after.ts';
import { writeChanges } from '../write-changes.ts';
import { openProfile } from './profiles-file.ts';

export interface UseProfileOptions extends RestartAfterOptions {
  readonly name: string;
}

/** `wslnet profile use`: gives the file the settings of a profile. */
export async function useProfile(options: UseProfileOptions, context: Context): Promise<ExitCode> {
  const profile = await openProfile(options.name, context);
  return await restartAfter(options, context, async () => {
    const { isWritten } = await writeChanges('profile-use', options, context, ({ document, reading }) =>
      profileChanges(profile, document, reading),
    );
    return isWritten;
  });
}
