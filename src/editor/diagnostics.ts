import type { CodeAction, Diagnostic as EditorDiagnostic, Position, Range, TextEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { adviceOf, messageOf, pageOf } from '../check/codes.ts';
import { diagnose } from '../check/diagnose.ts';
import type { Diagnostic, Severity } from '../check/diagnostic.ts';
import { fixAll, withSafeFixes } from '../check/fix.ts';
import { Failure, isFailure } from '../failure.ts';
import type { Span } from '../ini/document.ts';
import type { TextEdit as Edit } from '../ini/edit.ts';
import { type Decoded, decode, decodedText, type EncodingProblem, NOT_TEXT, UNDECODABLE_FILE } from '../ini/text.ts';
import { writeEdits } from '../ini/write.ts';
import { Document } from '../settings/document.ts';

/** What an editor shows next to a diagnostic of ours. */
export const SOURCE = 'wslnet';

/** The numbers of the protocol: `DiagnosticSeverity` and `DiagnosticTag.Unnecessary`. */
const SEVERITIES: { readonly [S in Severity]: 1 | 2 | 3 } = { error: 1, warning: 2, info: 3 };
const UNNECESSARY = 1;

/** What is said of lines that have no effect, which editors show faded. */
const WITHOUT_EFFECT: readonly string[] = [
  'duplicate-key',
  'firewall-always-on',
  'localhost-forwarding-in-mirrored',
  'no-effect',
  'no-section',
  'removed-key',
];

/** What the bytes of a file are, which an editor does not tell: it hands over text. */
export type DiskText = Decoded | NotText;

type NotText = Failure<{ readonly problem: EncodingProblem; readonly offset: number }>;

/** @param bytes null where there is no file */
export function readDisk(bytes: Uint8Array | null): DiskText {
  try {
    return decode(bytes ?? new Uint8Array());
  } catch (error) {
    if (isFailure(error, NOT_TEXT)) return error;
    throw error;
  }
}

/** The text that an editor has, laid out for the rules, in the encoding that the file has on the disk. */
export function documentOf(document: TextDocument, disk: DiskText): Document {
  const text = document.getText();
  if (disk instanceof Failure) return new Document(decodedText(text, UTF_8));
  return new Document(disk.text === text ? disk : decodedText(text, disk));
}

const UTF_8 = { encoding: 'utf-8', mark: false } as const;

/** All that is to be said of a text, as the protocol has it. */
export function diagnosticsOf(document: TextDocument, disk: DiskText): EditorDiagnostic[] {
  const found = diagnose(documentOf(document, disk)).map((diagnostic) => toEditor(diagnostic, document));
  if (disk instanceof Failure) return [undecodable(disk), ...found];
  return disk.text === document.getText() ? found : [...malformed(disk, document), ...found];
}

/** Bytes that are not UTF-8 stay so on the disk whatever an editor shows for them. Where that is, it does not tell. */
function malformed(disk: Decoded, document: TextDocument): EditorDiagnostic[] {
  if (disk.malformed.offsets.length === 0) return [];
  const found = diagnose(new Document(disk)).filter(({ code }) => code === 'not-utf-8');
  return found.map((diagnostic) => toEditor({ ...diagnostic, span: { start: 0, end: 0 }, related: null }, document));
}

/** Of a file that WSL could not decode, the first line is as good as any. */
function undecodable({ args: { problem, offset } }: NotText): EditorDiagnostic {
  const { message, code } = new Failure(UNDECODABLE_FILE, { path: 'The file on the disk', problem, offset });
  const start = { line: 0, character: 0 };
  return { range: { start, end: start }, severity: SEVERITIES.error, code, source: SOURCE, message };
}

function toEditor(diagnostic: Diagnostic, document: TextDocument): EditorDiagnostic {
  const { code, severity, span, related } = diagnostic;
  const editor: EditorDiagnostic = {
    range: rangeOf(span, document),
    severity: SEVERITIES[severity],
    code,
    codeDescription: { href: pageOf(code) },
    source: SOURCE,
    message: `${messageOf(diagnostic)}\n${adviceOf(diagnostic)}`,
  };
  if (WITHOUT_EFFECT.includes(code)) editor.tags = [UNNECESSARY];
  if (related) {
    const location = { uri: document.uri, range: rangeOf(related, document) };
    editor.relatedInformation = [{ location, message: document.getText(location.range) }];
  }
  return editor;
}

/** Lines and UTF-16 units counted from 0, as the protocol counts them. A lone CR ends a line there. */
export function rangeOf({ start, end }: Span, document: TextDocument): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

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
    const edits = writeEdits(file, fix.operations).map((edit) => toEditorEdit(edit, document));
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
  return toEditorEdit({ start, end: before.length - tail, newText }, document);
}

/** An edit as the protocol has it, which knows no place between CR and LF: one that begins or ends there takes both. */
function toEditorEdit({ start, end, newText }: Edit, document: TextDocument): TextEdit {
  const text = document.getText();
  const isWithinNewline = (offset: number) => text[offset - 1] === '\r' && text[offset] === '\n';
  const before = isWithinNewline(start) ? '\r' : '';
  const behind = isWithinNewline(end) ? '\n' : '';
  const span = { start: start - before.length, end: end + behind.length };
  return { range: rangeOf(span, document), newText: `${before}${newText}${behind}` };
}

const MARK = '\ufeff';

/**
 * A text as WSL has it: without the byte order mark at its start, which some editors hand over as a character. Positions
 * stay those of the editor, so that the first line begins behind the mark.
 */
export function unmarked(document: TextDocument): TextDocument {
  return document.getText({ start: START, end: BEHIND }) === MARK ? new Unmarked(document) : document;
}

const START: Position = { line: 0, character: 0 };
const BEHIND: Position = { line: 0, character: MARK.length };

class Unmarked implements TextDocument {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly lineCount: number;
  private readonly marked: TextDocument;

  constructor(marked: TextDocument) {
    this.marked = marked;
    ({ uri: this.uri, languageId: this.languageId, version: this.version, lineCount: this.lineCount } = marked);
  }

  getText(range?: Range): string {
    const text = this.marked.getText(range);
    return text.startsWith(MARK) ? text.slice(MARK.length) : text;
  }

  positionAt(offset: number): Position {
    return this.marked.positionAt(offset + MARK.length);
  }

  getLineRange(line: number): Range {
    return this.marked.getLineRange(line);
  }

  getEOLCharacters(line: number): string {
    return this.marked.getEOLCharacters(line);
  }

  offsetAt(position: Position): number {
    return Math.max(0, this.marked.offsetAt(position) - MARK.length);
  }
}
