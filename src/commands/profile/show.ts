import { EXIT, type ExitCode } from '../../failure.ts';
import type { CommonOptions, Context } from '../context.ts';
import { jsonDocument } from '../json.ts';
import { openProfile } from './profiles-file.ts';
import { profileJson, profileLines } from './text.ts';

export interface ShowProfileOptions extends CommonOptions {
  readonly name: string;
}

/** `wslnet profile show`: what a profile asks for. */
export async function showProfile(options: ShowProfileOptions, context: Context): Promise<ExitCode> {
  const profile = await openProfile(options.name, context);
  const { out } = context;
  out.write(options.json ? jsonDocument('profile-show', profileJson(profile)) : profileLines(profile, out));
  return EXIT.done;
}
