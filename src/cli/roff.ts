/** Pieces of a manual page in the language of man(7). Each is a block of lines without a newline at its end. */

/** Text that stands for itself, hyphens and quotes included, so that what is copied from the page can be typed. */
export function plain(text: string): string {
  const escaped = text.replace(/[\\'`^~-]/g, (character) => ESCAPES[character] ?? character);
  // A dot in front would be taken for a request.
  return escaped.replace(/^(?=\.)/gm, '\\&');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\e',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
  '-': '\\-',
};

export function bold(text: string): string {
  return `\\fB${plain(text)}\\fR`;
}

/**
 * What a page begins with: its name and section, and that lines are neither filled with blanks nor words broken. The
 * date is left out, so that the same source makes the same page.
 */
export function pageStart(name: string, source: string, manual: string): string {
  return `.TH ${name.toUpperCase()} 1 "" "${plain(source)}" "${plain(manual)}"\n.nh\n.ad l`;
}

export function section(heading: string, blocks: readonly string[]): string {
  return `.SH ${plain(heading)}\n${body(blocks)}`;
}

/** @param heading roff */
export function subsection(heading: string, blocks: readonly string[]): string {
  return `.SS ${heading}\n${body(blocks)}`;
}

/** A heading begins a paragraph by itself. */
function body(blocks: readonly string[]): string {
  return blocks.join('\n').replace(/^\.PP\n/, '');
}

export function paragraph(text: string): string {
  return `.PP\n${plain(text)}`;
}

/** A term, in bold, and what it means, indented behind it. */
export function definition(term: string, meaning: string): string {
  return `.TP\n${bold(term)}\n${plain(meaning)}`;
}

/** Lines as they are. */
export function example(lines: readonly string[]): string {
  return ['.PP', '.RS 4', '.nf', ...lines.map(plain), '.fi', '.RE'].join('\n');
}
