import type { Diagnostic as EditorDiagnostic, Range } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { adviceOf, messageOf, pageOf } from '../check/codes.ts';
import { diagnose } from '../check/diagnose.ts';
import type { Diagnostic, Severity } from '../check/diagnostic.ts';
import { Failure, isFailure } from '../failure.ts';
import type { Span } from '../ini/document.ts';
import { type Decoded, decode, decodedText, type EncodingProblem, NOT_TEXT, UNDECODABLE_FILE } from '../ini/text.ts';
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
