import { EXIT, type ExitCode, Failure } from '../failure.ts';
import { isNetworking, qualifiedName, SETTINGS } from '../settings/catalogue.ts';
import type { SettingChange } from '../settings/change.ts';
import type { CommonOptions, Context } from './context.ts';
import { STANDARD_INPUT } from './open-file.ts';
import { readFragment } from './read-fragment.ts';
import { type RestartAfterOptions, restartAfter } from './restart-after.ts';
import { writeChanges } from './write-changes.ts';

export interface ApplyOptions extends RestartAfterOptions {
  /** Paths of fragments in order, `-` for standard input: of what several say of one setting the last counts. */
  readonly fragments: readonly string[];
  /** Whether to take out the networking settings that no fragment names. */
  readonly prune?: boolean;
  /** Whether only to say if something would change. */
  readonly check?: boolean;
}

/** `wslnet apply`: brings the settings of fragments into the file, all of them or none. */
export async function apply(options: ApplyOptions, context: Context): Promise<ExitCode> {
  requireOneInput(options);
  const changes: SettingChange[] = [];
  // One after the other, so that what is said of them comes in their order.
  for (const path of options.fragments) changes.push(...(await readFragment(path, options, context)));
  const all = options.prune ? [...changes, ...prunings(changes)] : changes;
  if (options.check) {
    const { changed } = await writeChanges('apply', { ...options, dryRun: true }, context, () => all);
    return changed ? EXIT.no : EXIT.done;
  }
  return await restartAfter(options, context, async () => {
    const { isWritten } = await writeChanges('apply', options, context, () => all);
    return isWritten;
  });
}

/** Standard input can be read once. */
function requireOneInput({ fragments, file }: ApplyOptions & CommonOptions): void {
  const readers = [...fragments, file].filter((path) => path === STANDARD_INPUT);
  if (readers.length > 1) throw new Failure('one-standard-input', {});
}

/** Takes out the networking settings that are not among the changes. */
function prunings(changes: readonly SettingChange[]): SettingChange[] {
  const named = new Set(changes.map(({ setting }) => setting));
  return SETTINGS.filter(isNetworking)
    .map(qualifiedName)
    .filter((setting) => !named.has(setting))
    .map((setting) => ({ setting, value: null }));
}
