import type { Position, Range } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';

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
