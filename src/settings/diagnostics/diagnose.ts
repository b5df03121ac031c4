import { textAt } from '../../ini/span.ts';
import { applyEdits } from '../../ini/text-edit.ts';
import { writeEdits } from '../../ini/writer.ts';
import { findByEntryName, type Setting } from '../catalogue.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Examination, examine } from './examination.ts';
import { fileRules } from './file-rules.ts';
import { lineFindings } from './findings.ts';
import { isChangedOnlyBy } from './meaning.ts';
import { modeRules } from './mode-rules.ts';
import { otherReader } from './other-reader.ts';

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
  const isRestored = !fix.restores || isDropped || after.reading.heeded.get(fix.restores)?.value !== undefined;
  return isRestored && isChangedOnlyBy(fix.restores, examination, after);
}
