import { EXIT, type ExitCode } from '../failure.ts';
import { qualifiedName, requireSetting } from '../settings/catalogue.ts';
import type { CommonOptions, Context } from './context.ts';
import { writeChanges } from './write-changes.ts';

export interface UnsetOptions extends CommonOptions {
  readonly settings: readonly string[];
}

/** `wslnet unset`: takes settings out of the file, under all their names. */
export async function unset(options: UnsetOptions, context: Context): Promise<ExitCode> {
  const changes = options.settings.map((name) => ({ setting: qualifiedName(requireSetting(name)), value: null }));
  await writeChanges('unset', options, context, () => changes);
  return EXIT.done;
}
