/**
 * JSON documents: the shapes that several commands have in common, and what fills them. Names of settings and codes are
 * open sets, for WSL and wslnet learn new ones.
 */
import type { PlannedChange } from '../change/plan.ts';
import type { Severity } from '../check/diagnostic.ts';
import type { Outcome } from '../doctor/check.ts';
import type { Examined } from '../doctor/checks.ts';
import type { RestartState } from '../doctor/facts.ts';
import type { Failure } from '../failure.ts';
import type { LineMap } from '../ini/document.ts';
import type { Place } from '../machine/facts.ts';
import type { Layer, LegResult } from '../reach/leg.ts';
import { SECTIONS } from '../settings/catalogue.ts';
import type { ResolvedSetting, Source } from '../settings/resolve.ts';
import { askedBy, askedFor, jsonValue, reasonSentence } from '../settings/value-text.ts';
import { safeJson } from '../text/printable.ts';
import type { Members } from './define.ts';
import type { Zod } from './zod.ts';

/** Has a shape made only once: what stands in several places is then one definition in the JSON Schema. */
export function shape<S>(make: (z: Zod) => S): (z: Zod) => S {
  let made: S | undefined;
  return (z) => {
    made ??= make(z);
    return made;
  };
}

/** A file. */
export const filePath = shape((z) => z.string().check(z.describe('The path of the file; - for standard input.')));

const lineNumber = shape((z) => z.int().check(z.minimum(1)));

/** Counted from 1; null where there is none. */
export const lineOrNull = shape((z) => z.nullable(lineNumber(z)));

const typedValue = shape((z) =>
  z
    .union([z.boolean(), z.number(), z.string(), z.array(z.int())])
    .check(
      z.meta({ id: 'value', description: 'Typed. Sizes are in bytes, and text where a number would not be exact.' }),
    ),
);

/** A value as JSON holds it; null for none. */
export const settingValue = shape((z) => z.nullable(typedValue(z)));

/** The name of a setting. */
export const settingName = shape((z) => z.string().check(z.describe("The name of a setting, in WSL's letters.")));

/** The section of a setting. */
export const sectionName = shape((z) => z.enum(SECTIONS));

const SOURCES = ['file', 'default', 'policy', 'mode', 'service', 'unsupported'] satisfies Source[];

/** A setting as it is resolved. */
export const setting = shape((z) =>
  z
    .strictObject({
      name: settingName(z),
      section: sectionName(z),
      value: settingValue(z).check(z.describe('The effective value; null if there is none, or if it is unknown.')),
      configured: settingValue(z).check(
        z.describe('What the file asks for, as text if WSL does not accept it; null if nothing.'),
      ),
      source: z.enum(SOURCES).check(z.describe('Where the effective value comes from.')),
      line: lineOrNull(z).check(z.describe('The line that WSL uses; null if there is none.')),
      inert: z.boolean().check(z.describe('Whether a line with this setting has no effect, or would have none.')),
      reason: z.nullable(z.string()).check(z.describe('Why the value is not what the file asks for, in one sentence.')),
    })
    .check(z.meta({ id: 'setting' })),
);

/** What changed in a setting. */
export const change = shape((z) =>
  z
    .strictObject({
      setting: settingName(z),
      section: sectionName(z),
      before: settingValue(z).check(z.describe('What the file asked for before; null if nothing.')),
      after: settingValue(z).check(z.describe('What the file asks for now; null if nothing.')),
      line: lineOrNull(z).check(z.describe('The line it is on, or was on if it was removed.')),
    })
    .check(z.meta({ id: 'change' })),
);

/** How bad a finding of `check` is. */
export const severity = shape((z) => z.enum(['error', 'warning', 'info'] satisfies Severity[]));

/** A finding of `check`. */
export const diagnostic = shape((z) =>
  z
    .strictObject({
      code: z.string().check(z.describe('Stable. wslnet explain says more about it.')),
      severity: severity(z),
      message: z.string(),
      line: lineNumber(z),
      column: lineNumber(z).check(z.describe('Counted from 1, in UTF-16 units, like the others.')),
      endLine: lineNumber(z),
      endColumn: lineNumber(z).check(z.describe('The column after the last character.')),
      fixable: z.boolean().check(z.describe('Whether wslnet check --fix can fix it.')),
      advice: z.string().check(z.describe('What to do about it.')),
      wsl: z.nullable(z.string()).check(z.describe('What WSL says about it; null if nothing.')),
      fix: z
        .nullable(
          z.array(
            z.strictObject({
              line: lineNumber(z),
              column: lineNumber(z),
              endLine: lineNumber(z),
              endColumn: lineNumber(z),
              newText: z.string(),
            }),
          ),
        )
        .check(z.describe('What wslnet check --fix replaces; null if nothing.')),
      page: z.string().check(z.describe('The web page that explains the code.')),
    })
    .check(z.meta({ id: 'diagnostic' })),
);

/** What every command that changes a file says. */
export const changeDocument = shape((z) =>
  z.strictObject({
    changed: z.boolean().check(z.describe('Whether the file was (with --dry-run: would be) changed.')),
    file: filePath(z),
    changes: z.array(change(z)),
    backup: z.nullable(z.string()).check(z.describe('The path of a copy of the previous file; null if none was kept.')),
    diagnostics: z.array(diagnostic(z)),
    leftOut: z
      .optional(z.array(z.strictObject({ setting: z.string(), section: z.string(), reason: z.string() })))
      .check(z.describe('What --if-supported skipped, and why; absent without it.')),
    restart: z
      .optional(z.nullable(restartDocument(z)))
      .check(z.describe('What --restart did; null if it failed, absent without --restart.')),
  }),
);

/** What a command for several files says of one that it could not read or change. */
export const failedFile = shape((z) => {
  const error = z.strictObject({ code: z.string(), message: z.string(), hint: z.nullable(z.string()) });
  return z.strictObject({ file: filePath(z), error });
});

const PLACES = ['windows', 'wsl2', 'wsl1', 'container', 'linux', 'macos'] satisfies Place[];

/** Where the program runs. */
export const place = shape((z) => z.enum(PLACES));

const RESTART_STATES = [
  'due',
  'not-due',
  'not-running',
  'not-applicable',
  'other-file',
  'unknown',
] satisfies RestartState[];

/** Whether WSL must be restarted to read the file. */
export const restartState = shape((z) => z.enum(RESTART_STATES));

/** The versions of WSL, of Windows, and the distributions: each null while it is not known. */
export const machineMembers = shape((z) => ({
  wsl: z.nullable(
    z.strictObject({
      wsl: z.nullable(z.string()).check(z.describe('Null for the WSL built into Windows, which does not say.')),
      kernel: z.nullable(z.string()),
    }),
  ),
  windows: z.nullable(
    z.strictObject({
      build: z.int(),
      revision: z.int(),
      edition: z.nullable(z.string()).check(z.describe('As in the registry; Core means Home.')),
    }),
  ),
  distributions: z.nullable(
    z.array(
      z.strictObject({
        name: z.string(),
        isDefault: z.boolean(),
        isRunning: z.boolean(),
        version: z.literal([1, 2]),
      }),
    ),
  ),
}));

/** A fact that could not be found out. */
export const unknownFact = shape((z) => z.strictObject({ fact: z.string(), reason: z.string() }));

const cure = shape((z) =>
  z
    .strictObject({
      id: z.string().check(z.describe('Stable.')),
      text: z.string(),
      commands: z.array(z.string()).check(z.describe('Commands to copy; empty if it has to be done by hand.')),
      needsAdministrator: z.boolean(),
      restart: z.nullable(z.enum(['wsl', 'windows'])).check(z.describe('What must be restarted afterwards.')),
    })
    .check(z.meta({ id: 'cure' })),
);

const OUTCOMES = ['pass', 'info', 'warning', 'failure', 'unknown', 'not-applicable'] satisfies Outcome[];

/** What a check of `wslnet doctor` found. */
export const finding = shape((z) =>
  z
    .strictObject({
      id: z.string().check(z.describe('Stable.')),
      topic: z.string(),
      outcome: z.enum(OUTCOMES),
      seen: z.string(),
      ending: z.string().check(z.describe('How the check ended, by the names in docs/checks.md. Stable.')),
      why: z.nullable(z.string()).check(z.describe('Why it matters.')),
      cures: z.array(cure(z)).check(z.describe('What to do, in the order to try.')),
    })
    .check(z.meta({ id: 'finding' })),
);

const LAYERS = [
  'DNS',
  'routing',
  'firewall',
  'localhost',
  'packet size',
  'proxy',
  'program',
  'Windows',
] as const satisfies readonly Layer[];

const legShape = shape((z) =>
  z.strictObject({
    id: z.string().check(z.describe('Stable.')),
    title: z.string(),
    state: z.enum(['works', 'fails', 'not-promised', 'unknown']),
    ms: z.nullable(z.int()).check(z.describe('How long it took to connect or to get the answer; null if untimed.')),
    took: z.int().check(z.describe('How long the test took, in milliseconds.')),
    reason: z.nullable(z.string()).check(z.describe('Why it is not supported or unknown, or a note; null for none.')),
    trouble: z
      .nullable(
        z.strictObject({
          cause: z.string().check(z.describe('Stable.')),
          layer: z.enum(LAYERS),
          seen: z.string(),
          steps: z.array(z.strictObject({ text: z.string(), command: z.nullable(z.string()) })),
        }),
      )
      .check(z.describe('Why it fails, or what is wrong although it works; null if nothing.')),
  }),
);

/** Paths that `test` tried. */
export const legShapes = shape((z) => z.array(legShape(z)));

/** The number of a port. */
export const portNumber = shape((z) => z.int().check(z.minimum(1), z.maximum(65535)));

/** The protocol of a port. */
export const protocol = shape((z) => z.enum(['tcp', 'udp']));

/** What a restart did. */
export const restartDocument = shape((z) =>
  z.strictObject({
    ended: z
      .array(z.string())
      .check(z.describe('Names of the distributions that were (with --dry-run: would be) shut down.')),
    startedAgain: z.array(z.string()).check(z.describe('Distributions that something started again at once.')),
    dryRun: z.boolean(),
    handedOver: z.boolean().check(z.describe('Whether a Windows process does it, because this process ends too.')),
    wanted: z.nullable(z.string()).check(z.describe('The mode that the file asks for; null if it cannot be read.')),
    active: z.nullable(z.string()).check(z.describe('The mode that became active; null if unknown.')),
    rolledBack: z.boolean().check(z.describe('Whether the file was restored and WSL restarted again.')),
    verified: z.nullable(finding(z)).check(z.describe('What doctor says about the active mode.')),
    legs: z.nullable(legShapes(z)).check(z.describe('What --test found, path by path; null without it.')),
  }),
);

/** A setting in a document. */
export type SettingJson = Members<ReturnType<typeof setting>>;

/** A change of one setting in a document. */
export type ChangeJson = Members<ReturnType<typeof change>>;
/** What every command that changes a file says. */
export type ChangeDocument = Members<ReturnType<typeof changeDocument>>;

/** One JSON document. @param command as a user types it; the number rises when the shape of its document changes */
export function jsonDocument(command: string, members: object): string {
  return `${safeJson({ schema: documentName(command), ...members }, 2)}\n`;
}

/** What the member `schema` of a command's document says. */
export function documentName(command: string): string {
  return `wslnet.${command.replaceAll(' ', '-')}/1`;
}

/** A setting of `wslnet.show/1`. */
export function settingJson(resolved: ResolvedSetting, lines: LineMap): SettingJson {
  const { setting, value, applied, source, isInert, reason } = resolved;
  return {
    name: setting.name,
    section: setting.section,
    value: jsonValue(value),
    configured: applied && jsonValue(askedFor(applied)),
    source,
    line: applied && lines.lineAt(applied.entry.key.start),
    inert: isInert,
    reason: reason && reasonSentence(resolved, reason, lines),
  };
}

/** One of the `changes` of commands that write. `line` is where it is afterwards, or was when it was taken out. */
export function changeJson({ setting, before, after }: PlannedChange, line: number | null): ChangeJson {
  return {
    setting: setting.name,
    section: setting.section,
    before: before && jsonValue(askedFor(before)),
    after: after === null ? null : jsonValue(askedFor(askedBy(setting, after))),
    line,
  };
}

/** One of several files that could not be read or changed. */
export function failedFileJson(file: string, { code, message, hint }: Failure): Members<ReturnType<typeof failedFile>> {
  return { file, error: { code, message, hint } };
}

/** The document of a command that failed. */
export function errorJson({ code, message, hint }: Pick<Failure, 'message' | 'hint'> & { code: string }): string {
  return jsonDocument('error', { code, message, hint });
}

/** A path that was tried, as documents have it. */
export function legJson({ leg: { id, title }, outcome, took }: LegResult) {
  const nothing = { ms: null, reason: null, trouble: null };
  const shared = { id, title, state: outcome.state, took };
  switch (outcome.state) {
    case 'works':
      return { ...shared, ms: outcome.ms, reason: outcome.note, trouble: outcome.warning };
    case 'fails':
      return { ...shared, ...nothing, trouble: outcome.trouble };
    default:
      return { ...shared, ...nothing, reason: outcome.why };
  }
}

/** A finding as JSON documents have it. */
export function findingJson({ id, topic, outcome, ending, seen, why, cures }: Examined) {
  return {
    ...{ id, topic, outcome, ending, seen, why },
    cures: cures.map(({ id: name, text, commands, needsAdministrator, restart }) => {
      return { id: name, text, commands, needsAdministrator, restart };
    }),
  };
}
