import * as z from 'zod/mini';
import { SHELLS } from '../../machine/facts.ts';
import { INSTALL_WAYS } from '../../machine/installation.ts';
import { MODES } from '../../settings/kinds.ts';
import type { LocationRuleName } from '../location-text.ts';
import { document, documentOf } from './document.ts';
import { explanations } from './explain-shapes.ts';
import {
  change,
  changeMembers,
  diagnostic,
  filePath,
  historyEntry,
  sectionName,
  setting,
  settingName,
  settingValue,
} from './file-shapes.ts';
import {
  distribution,
  finding,
  place,
  restartState,
  unknownFact,
  windowsVersion,
  wslVersions,
} from './machine-shapes.ts';

/** What documents say of a profile. */
export const profileMembers = {
  name: z.string(),
  builtIn: z.boolean(),
  settings: z.array(
    z.strictObject({
      setting: z.string().check(z.describe('As the profile names it.')),
      value: z.nullable(z.string()).check(z.describe('As the profile has it; null where it takes the setting out.')),
    }),
  ),
};

export const profilesPath = z.string().check(z.describe('The path of the file of profiles.'));

const RULES = ['option', 'WSLNET_CONFIG', 'USERPROFILE', 'interop', 'only-user'] satisfies LocationRuleName[];

/** Every document that `--json` prints, by the name in its `schema`. A new document goes in here. */
export const DOCUMENTS = {
  show: document('show', 'What is in force by the file, and why.', { file: filePath, settings: z.array(setting) }),
  get: document('get', 'The value of one setting.', {
    file: filePath,
    name: settingName,
    section: sectionName,
    value: settingValue.check(z.describe('What the file asks for, or with --effective what is in force.')),
    line: setting.shape.line,
  }),
  set: document('set', 'What set changed.', changeMembers),
  unset: document('unset', 'What unset changed.', changeMembers),
  apply: document('apply', 'What apply changed, or with --check would change.', changeMembers),
  'profile-list': document('profile-list', 'The profiles there are.', {
    file: z.nullable(profilesPath),
    profiles: z.array(
      z.strictObject({
        ...profileMembers,
        inUse: z
          .nullable(z.boolean())
          .check(z.describe('Whether the file is as it says; null where that is not known.')),
        problem: z.nullable(z.string()).check(z.describe('Why it cannot be used; null where it can.')),
      }),
    ),
  }),
  'profile-show': document('profile-show', 'The settings of a profile.', profileMembers),
  'profile-save': document('profile-save', 'The profile that was kept.', {
    changed: z.boolean().check(z.describe('Whether it was, or with --dry-run would be, new or another one.')),
    file: profilesPath,
    ...profileMembers,
  }),
  'profile-use': document('profile-use', 'What using a profile changed.', changeMembers),
  'profile-diff': document('profile-diff', 'What using a profile would change.', {
    file: filePath,
    name: z.string(),
    changes: z.array(change),
  }),
  'profile-delete': document('profile-delete', 'The profile that was forgotten.', {
    changed: z.boolean(),
    file: profilesPath,
    name: z.string(),
  }),
  check: documentOf('check', 'What is wrong with the file, and with --fix what was mended.', [
    document('check', 'Without --fix.', { file: filePath, diagnostics: z.array(diagnostic) }),
    document('check', 'With --fix; the diagnostics are those that are left.', changeMembers),
  ]),
  explain: documentOf('explain', 'What a setting, a mode or a code is, or the list of them.', explanations),
  edit: document('edit', 'What edit changed.', changeMembers),
  undo: document('undo', 'What undo changed.', changeMembers),
  history: document('history', 'The changes that wslnet made, the latest first.', {
    file: filePath,
    changes: z.array(z.strictObject(historyEntry)),
  }),
  'history-show': document('history-show', 'One change that wslnet made.', { file: filePath, ...historyEntry }),
  status: document('status', 'What is in force now, and what the file leads to on this machine.', {
    file: z.nullable(filePath),
    place,
    mode: z.strictObject({
      configured: z.nullable(z.enum(MODES)).check(z.describe('What the file asks for.')),
      expected: z.nullable(z.enum(MODES)).check(z.describe('What comes of it on this machine.')),
      inForce: z.nullable(z.string()).check(z.describe('A mode, or wsl1; null while it is not known.')),
    }),
    restart: restartState.check(z.describe('Whether WSL has to start anew to read the file.')),
    wsl: z.nullable(wslVersions),
    windows: z.nullable(windowsVersion),
    distributions: z.nullable(z.array(distribution)),
    settings: z.array(setting),
    unknown: z.array(unknownFact).check(z.describe('What could not be found out, and why.')),
  }),
  doctor: document('doctor', 'What was examined, and what was seen.', {
    file: z.nullable(filePath),
    checks: z.array(finding),
  }),
  restart: document('restart', 'What was ended.', {
    ended: z.array(z.string()).check(z.describe('Names of distributions; with --dry-run those that would be ended.')),
    startedAgain: z.array(z.string()).check(z.describe('What Docker Desktop started again at once.')),
    dryRun: z.boolean(),
    verified: z.nullable(finding).check(z.describe('What --verify saw.')),
  }),
  version: document('version', 'Which wslnet this is, and how to update it.', {
    version: z.string(),
    runtime: z.string(),
    path: z.string(),
    installed: z.enum(INSTALL_WAYS),
    update: z.string(),
  }),
  path: document('path', 'Where the file is.', {
    file: filePath,
    rule: z.enum(RULES).check(z.describe('How it was found.')),
  }),
  completion: document('completion', 'The script for a shell.', { shell: z.enum(SHELLS), script: z.string() }),
  'completion-install': document('completion-install', 'What was put where a shell looks.', {
    shell: z.enum(SHELLS),
    changed: z.boolean(),
    dryRun: z.boolean(),
    files: z.array(
      z.strictObject({
        path: z.string(),
        change: z.enum(['made', 'replaced', 'line-added']),
        line: z.nullable(z.string()).check(z.describe('What was added to it; null where it is the script itself.')),
      }),
    ),
  }),
  schema: document('schema', 'The names that wslnet schema knows.', {
    schemas: z.array(z.strictObject({ name: z.string(), description: z.string() })),
  }),
  error: document('error', 'Why a command failed, instead of its own document.', {
    code: z.string().check(z.describe('Stable.')),
    message: z.string(),
    hint: z.nullable(z.string()).check(z.describe('What to do about it.')),
  }),
};

export type DocumentName = keyof typeof DOCUMENTS;

/** What a document holds besides the member `schema`. */
export type Members<N extends DocumentName> = { [D in N]: WithoutSchema<z.output<(typeof DOCUMENTS)[D]>> }[N];

/** Documents of commands that change a file, all of the same shape. */
export type ChangeDocumentName = {
  [N in DocumentName]: [Members<N>, Members<'set'>] extends [Members<'set'>, Members<N>] ? N : never;
}[DocumentName];

export type SettingJson = Fixed<z.output<typeof setting>>;
export type ChangeJson = Members<'set'>['changes'][number];
export type DiagnosticJson = Fixed<z.output<typeof diagnostic>>;
export type SettingValue = Fixed<z.output<typeof settingValue>>;
export type ProfileJson = Members<'profile-show'>;
export type UnknownJson = Fixed<z.output<typeof unknownFact>>;

type WithoutSchema<D> = D extends unknown ? Fixed<Omit<D, 'schema'>> : never;

/** Read-only all the way down, for what is printed is often shared. */
type Fixed<T> = T extends object ? { readonly [K in keyof T]: Fixed<T[K]> } : T;
