import { CR } from './characters.ts';

/** A place in a text as an editor shows it: lines and columns count from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where the lines of a text begin, as editors count them: they end at LF; a lone CR is a character of its line. */
export class LineMap {
  private readonly text: string;
  private readonly starts: readonly number[];

  constructor(text: string) {
    this.text = text;
    const starts = [0];
    for (let lf = text.indexOf('\n'); lf !== -1; lf = text.indexOf('\n', lf + 1)) starts.push(lf + 1);
    this.starts = starts;
  }

  /** @param offset in UTF-16 units, at most the length of the text */
  positionAt(offset: number): Position {
    let low = 0;
    let high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (this.starts[low] ?? 0) + 1 };
  }

  lineAt(offset: number): number {
    return this.positionAt(offset).line;
  }

  /** The text of a line without its newline. @param line counts from 1 */
  textOf(line: number): string {
    let end = this.starts[line] ?? this.text.length;
    if (this.starts[line] !== undefined) end -= this.text.charCodeAt(end - 2) === CR ? 2 : 1;
    return this.text.slice(this.starts[line - 1], end);
  }
}
