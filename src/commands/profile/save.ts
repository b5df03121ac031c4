import { profileOf, putProfile, requireOwnName } from '../../change/profiles.ts';
import { EXIT, type ExitCode } from '../../failure.ts';
import { requireSetting } from '../../settings/catalogue.ts';
import type { CommonOptions, Context } from '../context.ts';
import { jsonDocument } from '../json.ts';
import { openExisting } from '../open-file.ts';
import { updateProfiles } from './profiles-file.ts';
import { profileJson, savedText } from './text.ts';

export interface SaveProfileOptions extends CommonOptions {
  readonly name: string;
  /** Those to save; all of the network's where none is named. */
  readonly settings: readonly string[];
}

/** `wslnet profile save`: keeps what the file sets under a name. */
export async function saveProfile(options: SaveProfileOptions, context: Context): Promise<ExitCode> {
  const { name } = options;
  requireOwnName(name);
  const settings = options.settings.map(requireSetting);
  const { reading } = await openExisting(options, context);
  const profile = profileOf(name, reading, settings);
  const newline = context.machine.isWindows ? '\r\n' : '\n';
  const note = { command: 'profile save', summary: name };
  const { changed, path } = await updateProfiles(note, options, context, (text, file) =>
    putProfile(text, profile, file, newline),
  );
  if (options.json) {
    context.out.write(jsonDocument('profile-save', { changed, file: path, ...profileJson(profile) }));
  } else if (!options.quiet) {
    context.err.write(savedText(profile, { changed, dryRun: options.dryRun, width: context.err.width }));
  }
  return EXIT.done;
}
