/** A half-open range of UTF-16 units of the decoded text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The text a span covers. */
export function textAt(text: string, span: Span): string {
  return text.slice(span.start, span.end);
}
