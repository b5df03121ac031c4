import { type OpenFile, openExisting, openForReading } from '../change/open-file.ts';
import { type PlannedChange, planChanges } from '../change/plan.ts';
import {
  BUILT_IN_PROFILES,
  findProfile,
  openProfile,
  openProfiles,
  type Profile,
  profileChanges,
  profileOf,
  putProfile,
  removeProfile,
  requireOwnName,
  requireOwnProfile,
  updateProfiles,
} from '../change/profiles.ts';
import { changeRows } from '../change/summary.ts';
import { settingNamed } from '../change/words.ts';
import { EXIT, Failure, type FailureKind } from '../failure.ts';
import { isNetworking, NETWORKING_NAMES, SETTINGS, type Setting } from '../settings/catalogue.ts';
import { ownCommandFor, printable } from '../text/printable.ts';
import type { Channel } from '../text/terminal.ts';
import { wrap, wrapped } from '../text/wrap.ts';
import { anyOperands, type CommonOptions, type Context, defineCommand, operand, RESTART_AFTER } from './define.ts';
import { change, changeDocument, changeJson, filePath } from './json.ts';
import { restartAfter, VALUE_OPTIONS, writeChanges } from './writing.ts';
import type { Zod } from './zod.ts';

const anyProfile = operand('profile', 'its name', { complete: ({ context }) => profileCandidates(context) });
const ownProfile = operand('profile', 'its name', { complete: ({ context }) => profileCandidates(context, true) });

/** The profiles there are, and which of them the file is like. */
const list = defineCommand({
  summary: 'list the profiles and show which are in use',
  examples: ['wslnet profile list'],
  json: (z) =>
    z.strictObject({
      file: z.nullable(profilesPath(z)),
      profiles: z.array(
        z.strictObject({
          ...profileMembers(z),
          inUse: z.nullable(z.boolean()).check(z.describe('Whether the file matches the profile; null if unknown.')),
          problem: z.nullable(z.string()).check(z.describe('Why it cannot be used; null if it can.')),
        }),
      ),
    }),
  async run(options, context) {
    const { machine, out, err } = context;
    const profiles = await openProfiles(context);
    const file = await openIfAny(options, context);
    const rows = profiles.map((profile) => rowOf(profile, file));
    if (options.json) {
      const json = rows.map(({ profile, isInUse, problem }) => ({ ...profileJson(profile), inUse: isInUse, problem }));
      context.printJson({ file: machine.profilesPath, profiles: json });
      return EXIT.done;
    }
    if (options.verbose && machine.profilesPath !== null) {
      err.write(`Your own profiles are kept in ${printable(machine.profilesPath)}.\n`);
    }
    out.write(profileTable(rows, out));
    return EXIT.done;
  },
});

/** What a profile asks for. */
const show = defineCommand({
  summary: 'print the settings of a profile',
  operands: { name: anyProfile },
  examples: ['wslnet profile show vpn'],
  json: (z) => z.strictObject(profileMembers(z)),
  async run(options, context) {
    const profile = await openProfile(options.name, context);
    if (options.json) context.printJson(profileJson(profile));
    else context.out.write(profileLines(profile, context.out));
    return EXIT.done;
  },
});

/** Keeps what the file sets under a name. */
const save = defineCommand({
  summary: 'save the settings of the file under a name',
  operands: {
    name: ownProfile,
    settings: anyOperands('setting', 'the settings to save (default: all networking settings)', {
      complete: async (spot) => (await import('./candidates.ts')).settingCandidates(spot),
    }),
  },
  examples: ['wslnet profile save home', 'wslnet profile save ports ignoredPorts'],
  json: (z) =>
    z.strictObject({
      changed: z.boolean().check(z.describe('Whether the profile was (with --dry-run: would be) created or changed.')),
      file: profilesPath(z),
      ...profileMembers(z),
    }),
  async run(options, context) {
    const { name } = options;
    requireOwnName(name);
    const settings = await Promise.all(options.settings.map((each) => settingNamed(each, context)));
    const file = await openExisting(options, context);
    const profile = profileIn(file, name, settings, options);
    const newline = context.machine.isWindows ? '\r\n' : '\n';
    const note = { command: context.command, summary: name };
    const { changed, path } = await updateProfiles(note, options, context, (text, file) =>
      putProfile(text, profile, file, newline),
    );
    if (options.json) {
      context.printJson({ changed, file: path, ...profileJson(profile) });
    } else if (!options.quiet) {
      context.err.write(savedText(profile, { changed, dryRun: options.dryRun, width: context.err.width }));
    }
    return EXIT.done;
  },
});

const UNREADABLE_VALUE: FailureKind<{
  readonly path: string;
  readonly line: number;
  readonly problem: string;
  readonly file: string | undefined;
}> = {
  code: 'unreadable-value',
  exit: EXIT.usage,
  message: ({ path, line, problem }) => `${path}, line ${line}: ${problem}`,
  hint: ({ file }) => `To see how to fix it: ${ownCommandFor(file, ['check'])}`,
};

/** What the file sets, as a profile. @throws Failure `unreadable-value` where WSL refuses a value that the file has */
function profileIn(
  { name: path, reading, lines }: OpenFile,
  name: string,
  settings: readonly Setting[],
  { file }: CommonOptions,
): Profile {
  const wanted = settings.length > 0 ? settings : SETTINGS.filter(isNetworking);
  for (const setting of wanted) {
    try {
      profileOf(name, reading, [setting]);
    } catch (error) {
      const entry = reading.applied.get(setting)?.entry;
      if (!(error instanceof Failure && entry)) throw error;
      const line = lines.lineAt(entry.key.start);
      throw new Failure(UNREADABLE_VALUE, { path, line, problem: error.message, file });
    }
  }
  return profileOf(name, reading, settings);
}

/** Gives the file the settings of a profile. */
const use = defineCommand({
  summary: 'apply a profile to the file',
  operands: { name: anyProfile },
  options: { ...VALUE_OPTIONS, ...RESTART_AFTER },
  examples: ['wslnet profile use vpn', 'wslnet profile use home --restart'],
  json: changeDocument,
  async run(options, context) {
    const profile = await openProfile(options.name, context);
    return await restartAfter(options, context, (own) =>
      writeChanges(options, own, ({ document }) => profileChanges(profile, document)),
    );
  },
});

/** In what the file is not as a profile says. */
const diff = defineCommand({
  summary: 'show what using a profile would change',
  operands: { name: anyProfile },
  examples: ['wslnet profile diff vpn'],
  json: (z) => z.strictObject({ file: filePath(z), name: z.string(), changes: z.array(change(z)) }),
  async run(options, context) {
    const profile = await openProfile(options.name, context);
    const file = await openForReading(options, context);
    // The line is where the file has it now.
    const changes = planProfile(profile, file).map((planned) => ({
      ...planned,
      line: planned.before && file.lines.lineAt(planned.before.entry.key.start),
    }));
    if (options.json) {
      const json = changes.map((planned) => changeJson(planned, planned.line));
      context.printJson({ file: file.snapshot.path, name: profile.name, changes: json });
    } else if (changes.length > 0) {
      context.out.write(changeRows(changes, context.out).join(''));
    } else if (!options.quiet) {
      context.err.write(`${file.name} already matches profile ${printable(profile.name)}.\n`);
    }
    return EXIT.done;
  },
});

/** Forgets a profile of the user's own. */
const forget = defineCommand({
  summary: 'delete a profile',
  operands: { name: ownProfile },
  examples: ['wslnet profile delete home'],
  json: (z) => z.strictObject({ changed: z.boolean(), file: profilesPath(z), name: z.string() }),
  async run(options, context) {
    const { name } = requireOwnProfile(await openProfiles(context), options.name);
    const note = { command: context.command, summary: name };
    const { changed, path } = await updateProfiles(note, options, context, (text) => removeProfile(text, name));
    if (options.json) {
      context.printJson({ changed, file: path, name });
    } else if (!options.quiet) {
      context.err.write(`${options.dryRun ? 'Would delete' : 'Deleted'} profile ${printable(name)}.\n`);
    }
    return EXIT.done;
  },
});

export default defineCommand({
  summary: 'switch between saved settings, such as home, office and VPN',
  examples: ['wslnet profile save home', 'wslnet profile use vpn'],
  commands: { list, show, save, use, diff, delete: forget },
});

function profilesPath(z: Zod) {
  return z.string().check(z.describe('The path of the file of profiles.'));
}

/** What documents say of a profile. */
function profileMembers(z: Zod) {
  return {
    name: z.string(),
    builtIn: z.boolean(),
    settings: z.array(
      z.strictObject({
        setting: z.string().check(z.describe('As the profile names it.')),
        value: z
          .nullable(z.string())
          .check(z.describe('The value in the profile; null if the profile removes the setting.')),
      }),
    ),
  };
}

async function profileCandidates(context: Context, isOwnOnly = false) {
  const profiles = await openProfiles(context);
  return profiles
    .filter(({ isBuiltIn }) => !(isBuiltIn && isOwnOnly))
    .map((profile) => ({ value: profile.name, description: profileSummary(profile) }));
}

/** Profiles can be listed where there is no file to use them on. */
async function openIfAny(options: CommonOptions, context: Context): Promise<OpenFile | null> {
  try {
    return await openForReading(options, context);
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

/** What `profile save` did, or would do. */
function savedText(
  profile: Profile,
  {
    changed,
    dryRun,
    width,
  }: { readonly changed: boolean; readonly dryRun: boolean | undefined; readonly width: number },
): string {
  const { name } = profile;
  if (!changed) return wrapped(`Nothing to save: profile ${name} already has these settings.`, width);
  return wrapped(`${dryRun ? 'Would save' : 'Saved'} profile ${name}: ${profileSummary(profile)}.`, width);
}

/** A profile as JSON holds it; the value of what it takes out is null. */
function profileJson({ name, isBuiltIn, entries }: Profile) {
  const settings = entries.map(({ key, value }) => ({ setting: key, value: value === '' ? null : value }));
  return { name, builtIn: isBuiltIn, settings };
}

const GAP = '  ';

/** A profile of the list. */
interface ProfileRow {
  readonly profile: Profile;
  /** Whether the file says what it says; null where there is no file to compare. */
  readonly isInUse: boolean | null;
  /** Why it cannot be used; null where it can. */
  readonly problem: string | null;
}

/** Why a profile of the user's own cannot be used where a built-in one has its name. */
const NAME_IS_TAKEN = 'Not used: a built-in profile has this name. Rename it.';

/** Profiles with what they ask for. */
function profileTable(rows: readonly ProfileRow[], { colors, width }: Channel): string {
  const marks = rows.map(({ profile, isInUse }) => {
    const origin = profile.isBuiltIn ? ['built in'] : [];
    return [...origin, ...(isInUse ? ['in use'] : [])].join(', ');
  });
  const nameWidth = Math.max(...rows.map(({ profile }) => printable(profile.name).length));
  const markWidth = Math.max(...marks.map((mark) => mark.length));
  const indent = ' '.repeat(nameWidth + markWidth + 2 * GAP.length);
  const lines = rows.flatMap(({ profile, problem }, index) => {
    const [first = '', ...rest] = wrap(problem ?? profileSummary(profile), width - indent.length);
    const name = printable(profile.name).padEnd(nameWidth);
    const mark = (marks[index] ?? '').padEnd(markWidth);
    const paint = problem === null ? (text: string) => text : colors.red;
    return [
      `${colors.bold(name)}${GAP}${colors.dim(mark)}${GAP}${paint(first)}`,
      ...rest.map((line) => indent + paint(line)),
    ];
  });
  return lines.map((line) => `${line}\n`).join('');
}

/** What a profile asks for, in a line. */
function profileSummary({ entries }: Profile): string {
  const kept = entries.filter(({ value }) => value !== '').map(({ key, value }) => `${key}=${value}`);
  const removed = entries.filter(({ value }) => value === '').map(({ key }) => key);
  const isWhole = NETWORKING_NAMES.every((name) => entries.some(({ key }) => key === name));
  if (isWhole && kept.length === 0) return 'no networking settings, so all are at their defaults';
  const rest = isWhole ? 'no other networking settings' : removed.length > 0 ? `not set: ${removed.join(', ')}` : '';
  return printable([kept.join(' '), rest].filter((part) => part !== '').join('; '));
}

/** The settings of a profile one below the other. */
function profileLines({ entries }: Profile, { colors }: Channel): string {
  const nameWidth = Math.max(0, ...entries.map(({ key }) => printable(key).length));
  return entries
    .map(({ key, value }) => {
      const shown = value === '' ? colors.dim('not set') : printable(value);
      return `${colors.bold(printable(key).padEnd(nameWidth))}${GAP}${shown}\n`;
    })
    .join('');
}

/** What using a profile would change in a file. @throws Failure `bad-profile` */
function planProfile(profile: Profile, { document }: OpenFile): readonly PlannedChange[] {
  return planChanges(document, profileChanges(profile, document)).changes;
}
