import type { PlannedChange } from '../change/plan.ts';
import type { Examined } from '../doctor/checks.ts';
import type { Failure } from '../failure.ts';
import type { LineMap } from '../ini/document.ts';
import type { LegResult } from '../reach/leg.ts';
import type { ResolvedSetting } from '../settings/resolve.ts';
import { askedBy, askedFor, jsonValue, reasonSentence } from '../settings/value-text.ts';
import { safeJson } from '../text/printable.ts';
import type { Members } from './define.ts';
import type { change, changeDocument, setting } from './shapes.ts';

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
