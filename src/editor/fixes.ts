import type { CodeAction, Range, TextEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { adviceOf } from '../check/codes.ts';
import { fixAll, withSafeFixes } from '../check/fix.ts';
import type { TextEdit as Edit } from '../ini/edit.ts';
import { writeEdits } from '../ini/write.ts';
import { type DiskText, diagnosticsOf, documentOf, rangeOf } from './diagnostics.ts';

/** The kind of action by which an editor fixes all, also when it saves. */
export const FIX_ALL = 'source.fixAll.wslnet';

/** The fixes of `wslnet check --fix` for what is found in a range, each by itself. */
export function quickFixes(document: TextDocument, disk: DiskText, range: Range): CodeAction[] {
  const file = documentOf(document, disk);
  const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)];
  const shown = diagnosticsOf(document, disk);
  return withSafeFixes(file).flatMap((diagnostic): CodeAction[] => {
    const { fix, span, code } = diagnostic;
    if (!fix || span.end < from || span.start > to) return [];
    const edits = writeEdits(file, fix.operations).map((edit) => toEditor(edit, document));
    const start = document.positionAt(span.start);
    const own = shown.filter(
      (each) =>
        each.code === code && each.range.start.line === start.line && each.range.start.character === start.character,
    );
    return [
      {
        title: titleOf(adviceOf(diagnostic)),
        kind: 'quickfix',
        diagnostics: own,
        isPreferred: true,
        edit: { changes: { [document.uri]: edits } },
      },
    ];
  });
}

/** The first sentence of an advice, as a title is written. */
function titleOf(advice: string): string {
  const [first = advice] = /^.*?(?=[.:;] |\.$)/.exec(advice) ?? [];
  return first;
}

/** Everything that `wslnet check --fix` would do, as one action; null where it would do nothing. */
export function fixAllAction(document: TextDocument, disk: DiskText): CodeAction | null {
  const text = document.getText();
  const fixed = fixAll(documentOf(document, disk)).document.text;
  if (fixed === text) return null;
  const edit = replacement(text, fixed, document);
  return {
    title: 'Fix all that wslnet can fix',
    kind: FIX_ALL,
    edit: { changes: { [document.uri]: [edit] } },
  };
}

/** One edit that covers no more than it must, so that the cursor stays where it is. */
function replacement(before: string, after: string, document: TextDocument): TextEdit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const newText = after.slice(start, after.length - tail);
  return toEditor({ start, end: before.length - tail, newText }, document);
}

/** An edit as the protocol has it, which knows no place between CR and LF: one that begins or ends there takes both. */
function toEditor({ start, end, newText }: Edit, document: TextDocument): TextEdit {
  const text = document.getText();
  const isWithinNewline = (offset: number) => text[offset - 1] === '\r' && text[offset] === '\n';
  const before = isWithinNewline(start) ? '\r' : '';
  const behind = isWithinNewline(end) ? '\n' : '';
  const span = { start: start - before.length, end: end + behind.length };
  return { range: rangeOf(span, document), newText: `${before}${newText}${behind}` };
}
