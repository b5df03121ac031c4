import { EXIT, type ExitCode } from '../../failure.ts';
import { changeRows } from '../change-summary.ts';
import type { CommonOptions, Context } from '../context.ts';
import { changeJson, jsonDocument } from '../json.ts';
import { openOrEmpty } from '../open-file.ts';
import { openProfile } from './profiles-file.ts';
import { nothingDiffers, planProfile } from './text.ts';

export interface DiffProfileOptions extends CommonOptions {
  readonly name: string;
}

/** `wslnet profile diff`: in what the file is not as a profile says. */
export async function diffProfile(options: DiffProfileOptions, context: Context): Promise<ExitCode> {
  const profile = await openProfile(options.name, context);
  const file = await openOrEmpty(options, context);
  // The line is where the file has it now.
  const changes = planProfile(profile, file).map((change) => ({
    ...change,
    line: change.before && file.lines.lineAt(change.before.entry.key.start),
  }));
  if (options.json) {
    const json = changes.map((change) => changeJson(change, change.line));
    const members = { file: file.snapshot.path, name: profile.name, changes: json };
    context.out.write(jsonDocument('profile-diff', members));
  } else if (changes.length > 0) {
    context.out.write(changeRows(changes, context.out).join(''));
  } else if (!options.quiet) {
    context.err.write(nothingDiffers(file.name, profile.name));
  }
  return EXIT.done;
}
