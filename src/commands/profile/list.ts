import { BUILT_IN_PROFILES, findProfile, type Profile } from '../../change/profiles.ts';
import { EXIT, type ExitCode, Failure } from '../../failure.ts';
import type { CommonOptions, Context } from '../context.ts';
import { jsonDocument } from '../json.ts';
import { type OpenFile, openOrEmpty } from '../open-file.ts';
import { openProfiles } from './profiles-file.ts';
import { NAME_IS_TAKEN, type ProfileRow, planProfile, profileJson, profilesPathText, profileTable } from './text.ts';

/** `wslnet profile list`: the profiles there are, and which of them the file is like. */
export async function listProfiles(options: CommonOptions, context: Context): Promise<ExitCode> {
  const { machine, out, err } = context;
  const profiles = await openProfiles(context);
  const file = await openIfAny(options, context);
  const rows = profiles.map((profile) => rowOf(profile, file));
  if (options.json) {
    const json = rows.map(({ profile, isInUse, problem }) => ({ ...profileJson(profile), inUse: isInUse, problem }));
    out.write(jsonDocument('profile-list', { file: machine.profilesPath, profiles: json }));
    return EXIT.done;
  }
  if (options.verbose && machine.profilesPath !== null) {
    err.write(profilesPathText(machine.profilesPath));
  }
  out.write(profileTable(rows, out));
  return EXIT.done;
}

/** Profiles can be listed where there is no file to use them on. */
async function openIfAny(options: CommonOptions, context: Context): Promise<OpenFile | null> {
  try {
    return await openOrEmpty(options, context);
  } catch (error) {
    if (error instanceof Failure && options.file === undefined) return null;
    throw error;
  }
}

function rowOf(profile: Profile, file: OpenFile | null): ProfileRow {
  if (!profile.isBuiltIn && findProfile(BUILT_IN_PROFILES, profile.name)) {
    return { profile, isInUse: null, problem: NAME_IS_TAKEN };
  }
  try {
    const isInUse = file && planProfile(profile, file).length === 0;
    return { profile, isInUse, problem: null };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { profile, isInUse: null, problem: error.message };
  }
}
