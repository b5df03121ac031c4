import type { PlannedChange } from '../change/plan.ts';
import type { Failure } from '../failure.ts';
import type { LineMap } from '../ini/document.ts';
import type { ResolvedSetting } from '../settings/resolve.ts';
import { askedBy, askedFor, jsonValue, reasonSentence } from '../settings/value-text.ts';
import type { schemaName } from './schemas/document.ts';
import type { ChangeJson, DocumentName, Members, SettingJson } from './schemas/documents.ts';

/** One JSON document, named by the command it answers; the number rises when its shape changes. */
export function jsonDocument<N extends DocumentName>(name: N, members: Members<N>): string {
  const schema: ReturnType<typeof schemaName<N>> = `wslnet.${name}/1`;
  return `${JSON.stringify({ schema, ...members }, null, 2)}\n`;
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

export function errorJson({ code, message, hint }: Pick<Failure, 'message' | 'hint'> & { code: string }): string {
  return jsonDocument('error', { code, message, hint });
}
