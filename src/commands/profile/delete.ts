import { EXIT, type ExitCode } from '../../failure.ts';
import { jsonDocument } from '../../report/json.ts';
import { deletedText } from '../../report/profile-text.ts';
import { removeProfile } from '../../settings/profile-sections.ts';
import { requireOwnProfile } from '../../settings/profiles.ts';
import type { CommonOptions, Context } from '../context.ts';
import { openProfiles, updateProfiles } from './profiles-file.ts';

export interface DeleteProfileOptions extends CommonOptions {
  readonly name: string;
}

/** `wslnet profile delete`: forgets a profile of the user's own. */
export async function deleteProfile(options: DeleteProfileOptions, context: Context): Promise<ExitCode> {
  const { name } = requireOwnProfile(await openProfiles(context), options.name);
  const note = { command: 'profile delete', summary: name };
  const { changed, path } = await updateProfiles(note, options, context, (text) => removeProfile(text, name));
  if (options.json) {
    context.out.write(jsonDocument('profile-delete', { changed, file: path, name }));
  } else if (!options.quiet) {
    context.err.write(deletedText(name, options.dryRun));
  }
  return EXIT.done;
}
