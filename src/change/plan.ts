import type { Line } from '../ini/document.ts';
import type { TracedEdit } from '../ini/edit.ts';
import { findUnwritable } from '../ini/value.ts';
import { type Newline, type Operation, writeEdits } from '../ini/write.ts';
import { isNetworking, SETTINGS, type Setting } from '../settings/catalogue.ts';
import type { Document } from '../settings/document.ts';
import type { AppliedEntry } from '../settings/reading.ts';
import { isSame, type ResolvedSetting } from '../settings/resolve.ts';

/** A setting and the value it is to have, in a spelling that WSL reads; null to take it out of the file. */
export interface Change {
  readonly setting: Setting;
  readonly value: string | null;
}

/** One setting that a plan changes. */
export interface PlannedChange {
  readonly setting: Setting;
  /** What the entry that counts for WSL says now; null where there is none. */
  readonly before: AppliedEntry | null;
  /** The value to be written; null to take the setting out. */
  readonly after: string | null;
}

/** What changes make of a file. Without edits there is nothing to do. */
export interface ChangePlan {
  readonly edits: readonly TracedEdit[];
  /** What really changes, in the order asked for. */
  readonly changes: readonly PlannedChange[];
}

/** Lines of a file that set nothing. */
export interface Leftovers {
  /** Those to take out besides. */
  readonly lines: readonly Line[];
  /** Those that have to stay, since what applies depends on them. */
  readonly needed: readonly Line[];
}

/** Finds them in a file. */
export type LeftoversOf = (document: Document) => Leftovers;

/** For a command that leaves such lines alone. */
export const NO_LEFTOVERS: Leftovers = { lines: [], needed: [] };

/**
 * The edits that make all changes together; none for what already holds. The entry that counts for WSL is changed in
 * place; where there is none, one is put where WSL will read it. Of several changes to one setting the last counts.
 * @param newline for a document that has none to copy
 * @param leftovers lines to take out besides
 */
export function planChanges(
  document: Document,
  changes: readonly Change[],
  newline: Newline = '\n',
  leftovers: readonly Line[] = [],
): ChangePlan {
  const bySetting = new Map(changes.map((change) => [change.setting, change]));
  const changed = new Set(bySetting.keys());
  const operations: Operation[] = [];
  const planned: PlannedChange[] = [];
  for (const change of bySetting.values()) {
    const applied = document.entryToApply(change.setting, changed);
    const own = operationsFor(change, applied, document);
    if (own.length === 0) continue;
    operations.push(...own);
    planned.push({ setting: change.setting, before: applied, after: change.value });
  }
  const removed = new Set(operations.flatMap((operation) => (operation.kind === 'remove' ? [operation.line] : [])));
  for (const line of leftovers) if (!removed.has(line)) operations.push({ kind: 'remove', line });
  if (operations.length === 0) return { edits: [], changes: [] };
  const stop = document.stopAfter(changed);
  return { edits: writeEdits(document, operations, { ...(stop && { stop }), newline }), changes: planned };
}

function operationsFor({ setting, value }: Change, applied: AppliedEntry | null, document: Document): Operation[] {
  if (value === null) {
    // Also after the point where WSL gives up reading: an entry there counts once that point is fixed.
    return document.entriesOf(setting).map((line) => ({ kind: 'remove', line }));
  }
  if (!applied) return [{ kind: 'insert', section: setting.section, key: setting.name, value }];
  const typed = setting.kind.read(value).value;
  if (typed !== undefined && isSame(applied.value, typed)) return [];
  return [{ kind: 'replace', entry: applied.entry, value }];
}

/** Whether WSL reads the value of each change back, and as a person does. Whoever needs to know more asks the schema. */
export function isPlain(changes: readonly Change[]): boolean {
  return changes.every(({ setting: { kind }, value }) => {
    if (value === null) return true;
    const { value: typed, refusals } = kind.read(value);
    return typed !== undefined && refusals === 0 && kind.misread(value) === null && findUnwritable(value) === -1;
  });
}

/** What was asked for and, by the file with the changes made, does not apply. */
export function findNotInEffect({ settings }: Document, changes: readonly Change[]): ResolvedSetting[] {
  return changes.flatMap(({ setting, value }): ResolvedSetting[] => {
    if (value === null || !isNetworking(setting)) return [];
    const own: ResolvedSetting = settings[setting.name];
    return isSame(own.value, setting.kind.read(value).value) ? [] : [own];
  });
}

/** The settings that two files set differently, in value, spelling or section, as changes from one to the other. */
export function changesBetween(before: Document, after: Document): PlannedChange[] {
  return SETTINGS.flatMap((setting): PlannedChange[] => {
    const old = before.reading.applied.get(setting) ?? null;
    const now = after.reading.applied.get(setting);
    if (old?.entry.value === now?.entry.value && old?.entry.name === now?.entry.name) return [];
    return [{ setting, before: old, after: now?.entry.value ?? null }];
  });
}
