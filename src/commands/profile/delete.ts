import { removeProfile, requireOwnProfile } from '../../change/profiles.ts';
import { EXIT, type ExitCode } from '../../failure.ts';
import type { CommonOptions, Context } from '../context.ts';
import { jsonDocument } from '../json.ts';
import { openProfiles, updateProfiles } from './profiles-file.ts';
import { deletedText } from './text.ts';

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
