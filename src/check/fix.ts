import { applyEdits, LineMap } from '../ini/document.ts';
import { type Operation, writeEdits } from '../ini/edit.ts';
import type { Decoded } from '../ini/text.ts';
import { diagnose, type Examination, examine } from './diagnose.ts';
import type { Diagnostic } from './diagnostic.ts';

export interface FixResult {
  readonly text: string;
  /** What was mended, in the order in which it was, with the lines it was found in. */
  readonly fixed: readonly { readonly diagnostic: Diagnostic; readonly lines: LineMap }[];
  /** The file as it is then, and what is left to say of it. */
  readonly examination: Examination;
  readonly remaining: readonly Diagnostic[];
}

/** Applies every fix there is, round by round, until none is left: what one mends may bring the next to light. */
export function fixAll(decoded: Decoded): FixResult {
  let examination = examine(decoded);
  let diagnostics = diagnose(examination);
  const fixed: { diagnostic: Diagnostic; lines: LineMap }[] = [];
  for (;;) {
    const batch = nextBatch(diagnostics);
    if (batch.length === 0) {
      return { text: examination.document.text, fixed, examination, remaining: diagnostics };
    }
    const lines = new LineMap(examination.document.text);
    fixed.push(...batch.map((diagnostic) => ({ diagnostic, lines })));
    const operations = batch.flatMap(({ fix }) => fix?.operations ?? []);
    const text = applyEdits(examination.document.text, writeEdits(examination.document, operations));
    examination = examine({ ...decoded, text });
    diagnostics = diagnose(examination);
  }
}

/** All fixes of spelling at once; those that change what an entry means or where it stands one by one. */
function nextBatch(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const fixable = diagnostics.filter(({ fix }) => fix);
  const spellings = fixable.filter(({ fix }) => fix?.restores === null && fix.operations.every(isInPlace));
  return spellings.length > 0 ? spellings : fixable.slice(0, 1);
}

function isInPlace({ kind }: Operation): boolean {
  return kind !== 'move';
}
