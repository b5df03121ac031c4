import type { PlannedChange } from '../change/plan.ts';
import { applyEdits, type Entry, type IniDocument, textAt } from '../ini/document.ts';
import { writeEdits } from '../ini/edit.ts';
import { readIni } from '../ini/read.ts';
import type { Decoded } from '../ini/text.ts';
import { findByEntryName, NETWORKING_NAMES, SETTINGS, type Setting } from '../settings/catalogue.ts';
import { readSettings, type SettingsReading } from '../settings/reading.ts';
import { isSame, type ResolvedSettings, resolve } from '../settings/resolve.ts';
import type { Diagnostic } from './diagnostic.ts';
import { lineFindings } from './findings.ts';
import { fileRules } from './rules/lines.ts';
import { modeRules } from './rules/modes.ts';
import { otherReader } from './rules/other-reader.ts';

/** A file laid out for the rules: its lines, what each entry sets, and what is in force. */
export interface Examination {
  readonly decoded: Decoded;
  readonly document: IniDocument;
  readonly reading: SettingsReading;
  /** What is in force on a machine of which nothing is known; null where reading is given up. */
  readonly resolved: ResolvedSettings | null;
  /** The first entry of each setting, also behind the place where reading is given up. */
  readonly first: ReadonlyMap<Setting, Entry>;
  /** Where the first section header that WSL can read begins; the length of the text where there is none. */
  readonly firstHeaderAt: number;
}

export function examine(decoded: Decoded): Examination {
  const document = readIni(decoded.text);
  return examineReading({ decoded, document, reading: readSettings(document.lines) });
}

/** As {@link examine}, of what is read already. */
export function examineReading({
  decoded,
  document,
  reading,
}: Pick<Examination, 'decoded' | 'document' | 'reading'>): Examination {
  const first = new Map<Setting, Entry>();
  for (const line of document.lines) {
    const setting = line.kind === 'entry' ? findByEntryName(line.name) : undefined;
    if (setting && line.kind === 'entry' && !first.has(setting)) first.set(setting, line);
  }
  return {
    ...{ decoded, document, reading, first },
    resolved: reading.error ? null : resolve(reading, {}).settings,
    firstHeaderAt: document.lines.find(({ kind }) => kind === 'header')?.start ?? document.text.length,
  };
}

/** All that is to be said of a file, by place. Each fix is one that `check --fix` may apply. */
export function diagnose(examination: Examination): Diagnostic[] {
  return inOrder([...lineFindings(examination), ...modeRules(examination)], examination);
}

/** What is to be said of a piece that will be part of a file: not what its settings make of each other. */
export function diagnosePiece(examination: Examination): Diagnostic[] {
  return inOrder(lineFindings(examination), examination);
}

function inOrder(diagnostics: readonly Diagnostic[], examination: Examination): Diagnostic[] {
  const all = [...diagnostics, ...fileRules(examination), ...otherReader(examination)];
  return withSafeFixes(all, examination).sort((a, b) => a.span.start - b.span.start);
}

/** What is to be said of a file that was not to be said of the one before. */
export function diagnoseNew(before: Examination, after: Examination): Diagnostic[] {
  const known = diagnose(before).map((diagnostic) => identity(diagnostic, before));
  return diagnose(after).filter((diagnostic) => {
    const index = known.indexOf(identity(diagnostic, after));
    if (index !== -1) known.splice(index, 1);
    return index === -1;
  });
}

/** What makes two diagnostics the same finding wherever it stands. */
function identity({ code, span }: Diagnostic, { document }: Examination): string {
  return `${code} ${textAt(document.text, span)}`;
}

/**
 * Takes away the fixes that would change more than the one setting they restore. The first for each setting is tried;
 * others wait for the next round. Where reading is given up, everything waits until that is mended.
 */
function withSafeFixes(diagnostics: readonly Diagnostic[], examination: Examination): Diagnostic[] {
  const tried = new Set<Setting>();
  return diagnostics.map((diagnostic) => {
    const { fix } = diagnostic;
    if (!fix) return diagnostic;
    if (examination.reading.error) return { ...diagnostic, fix: null };
    const touched = fix.restores ?? movedSetting(diagnostic);
    if (!touched) return diagnostic;
    const isFirst = !tried.has(touched);
    tried.add(touched);
    return isFirst && isSafe(diagnostic, examination) ? diagnostic : { ...diagnostic, fix: null };
  });
}

/** A move changes the order of entries, which decides between several of one setting. */
function movedSetting({ fix }: Diagnostic): Setting | undefined {
  const [operation] = fix?.operations ?? [];
  return operation?.kind === 'move' ? findByEntryName(operation.entry.name) : undefined;
}

function isSafe({ fix }: Diagnostic, examination: Examination): boolean {
  if (!fix) return false;
  const { decoded, document } = examination;
  const text = applyEdits(document.text, writeEdits(document, fix.operations));
  const after = examine({ ...decoded, text });
  const isDropped = fix.operations.every(({ kind }) => kind === 'drop');
  const isRestored = !fix.restores || isDropped || after.reading.applied.get(fix.restores)?.value !== undefined;
  return isRestored && isChangedOnlyBy(fix.restores, examination, after);
}

/** Whether two files mean the same to WSL, but for one setting. @param except null where all must be the same */
export function isChangedOnlyBy(except: Setting | null, before: Examination, after: Examination): boolean {
  if (!before.resolved || !after.resolved) return false;
  for (const name of NETWORKING_NAMES) {
    if (name !== except?.name && !isSame(before.resolved[name].value, after.resolved[name].value)) return false;
  }
  return SETTINGS.every((setting) => {
    if (setting === except) return true;
    return isSame(before.reading.applied.get(setting)?.value, after.reading.applied.get(setting)?.value);
  });
}

/** The settings that two files set differently, in value, spelling or section, as changes from one to the other. */
export function changesBetween(before: Examination, after: Examination): PlannedChange[] {
  return SETTINGS.flatMap((setting): PlannedChange[] => {
    const old = before.reading.applied.get(setting) ?? null;
    const now = after.reading.applied.get(setting);
    if (old?.entry.value === now?.entry.value && old?.entry.name === now?.entry.name) return [];
    return [{ setting, before: old, after: now?.entry.value ?? null }];
  });
}
