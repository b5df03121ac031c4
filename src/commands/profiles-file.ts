import { BUILT_IN_PROFILES, findProfile, type Profile, readProfiles, requireProfile } from '../change/profiles.ts';
import { Failure, isFailure } from '../failure.ts';
import { type Decoded, decode, encode } from '../ini/text.ts';
import type { Snapshot } from '../machine/machine.ts';
import { warningText } from '../text/error.ts';
import { printable } from '../text/printable.ts';
import type { CommonOptions, Context } from './context.ts';

/** The profiles there are, the built-in ones first. @throws Failure where the file of profiles cannot be read */
export async function openProfiles({ machine }: Context): Promise<readonly Profile[]> {
  if (machine.profilesPath === null) return BUILT_IN_PROFILES;
  const snapshot = await machine.read(machine.profilesPath);
  return [...BUILT_IN_PROFILES, ...readProfiles(decodeProfiles(snapshot).text, snapshot.path)];
}

/** The profile of that name; a built-in one whatever the file of profiles holds. @throws Failure `unknown-profile`, too */
export async function openProfile(name: string, context: Context): Promise<Profile> {
  return findProfile(BUILT_IN_PROFILES, name) ?? requireProfile(await openProfiles(context), name);
}

/**
 * Rewrites the text of the file of profiles in one step.
 * @param summary what is done, for the history
 * @returns whether anything changes
 * @throws Failure `no-profiles-folder`, those of reading and writing, and what `rewrite` throws
 */
export async function updateProfiles(
  note: { readonly command: string; readonly summary: string },
  options: CommonOptions,
  { machine, err }: Context,
  rewrite: (text: string, path: string) => string,
): Promise<{ readonly changed: boolean; readonly path: string }> {
  const path = machine.profilesPath;
  if (path === null) throw new Failure('no-profiles-folder', {});
  let changed = false;
  const remake = (now: Snapshot) => {
    const decoded = decodeProfiles(now);
    const text = rewrite(decoded.text, path);
    changed = text !== decoded.text;
    return changed ? { bytes: encode({ ...decoded, text }), note } : null;
  };
  if (options.dryRun) {
    remake(await machine.read(path));
  } else {
    await machine.makeFolderOf(path);
    const { problems } = await machine.update(path, remake);
    for (const problem of options.quiet ? [] : problems) err.write(warningText(problem, err));
  }
  return { changed, path };
}

function decodeProfiles({ path, bytes }: Snapshot): Decoded {
  const unreadable = () => new Failure('profiles-not-readable', { path: printable(path), line: null });
  try {
    const decoded = decode(bytes ?? new Uint8Array());
    // WSL reads past what is not UTF-8; in a file of our own there is none.
    if (decoded.malformed.offsets.length > 0) throw unreadable();
    return decoded;
  } catch (error) {
    throw isFailure(error, 'not-text') ? unreadable() : error;
  }
}
