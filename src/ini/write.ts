import { type Entry, type Header, type IniDocument, type Invalid, type Line, type Span, textAt } from './document.ts';
import { type Copy, normaliseEdits, type TracedEdit } from './edit.ts';
import { CR } from './text.ts';
import { encodeValue } from './value.ts';

/** What ends a line. */
export type Newline = '\n' | '\r\n';

/** What to do to a document. Values are decoded text without unwritable characters; the writer spells them. */
export type Operation =
  | { readonly kind: 'replace'; readonly entry: Entry; readonly value: string }
  /** Takes out the line, with the comment on it. */
  | { readonly kind: 'remove'; readonly line: Line }
  /** Takes out the entry; the comment on it stays, as a line of its own. */
  | { readonly kind: 'drop'; readonly entry: Entry }
  /**
   * Moves the line to another section, with the comment on it and those right above it.
   * `respell` replaces some of its characters.
   */
  | {
      readonly kind: 'move';
      readonly line: Entry | Invalid;
      readonly section: string;
      readonly respell?: { readonly span: Span; readonly text: string };
    }
  /** Replaces some characters of a line. */
  | { readonly kind: 'respell'; readonly line: Line; readonly span: Span; readonly text: string }
  | { readonly kind: 'insert'; readonly section: string; readonly key: string; readonly value: string };

/** A line to be put in, without newline, and which of its text is moved. */
interface NewLine {
  readonly text: string;
  readonly copies?: readonly Copy[];
}

/** Lines to be put in a section: made in the style of their neighbours, or as they are. */
interface Insertion {
  readonly section: string;
  readonly linesIn: (style: EntryStyle) => readonly NewLine[];
}

/** How to write what no line of the document shows. */
export interface WriteOptions {
  /** The line at which WSL gives reading up: what is inserted goes above it. */
  readonly stop?: Line;
  /** For a document that has no newline to copy. */
  readonly newline?: Newline;
}

/**
 * The edits that carry out the operations, touching nothing else. They keep the name and the value of every entry
 * that no operation names, whatever state the document is in; what is inserted looks like its neighbours.
 * @param operations at most one for each entry, and only entries of this document
 */
export function writeEdits(
  document: IniDocument,
  operations: readonly Operation[],
  options: WriteOptions = {},
): TracedEdit[] {
  const edits: TracedEdit[] = [];
  const insertions: Insertion[] = [];
  const removed = new Set<Line>();
  const indexes = operations.some(({ kind }) => kind === 'move') ? indexesOf(document.lines) : NO_INDEXES;
  for (const operation of operations) {
    switch (operation.kind) {
      case 'insert':
        insertions.push({ section: operation.section, linesIn: (style) => [{ text: spellEntry(operation, style) }] });
        break;
      case 'replace':
        edits.push(replacement(document.text, operation.entry, operation.value));
        break;
      case 'respell':
        edits.push({ ...operation.span, newText: operation.text });
        break;
      case 'remove':
        edits.push({ start: operation.line.start, end: operation.line.end, newText: '' });
        removed.add(operation.line);
        break;
      case 'drop':
        edits.push(droppingEdit(operation.entry));
        removed.add(operation.entry);
        break;
      case 'move': {
        const { line, section, respell } = operation;
        const block = blockOf(document, indexes, line);
        edits.push({ start: block[0]?.start ?? line.start, end: line.end, newText: '' });
        for (const each of block) removed.add(each);
        insertions.push({ section, linesIn: () => block.map((each) => moved(document.text, each, respell)) });
      }
    }
  }
  const inserted = insertions.length > 0 ? new Inserter(document, removed, options).insert(insertions) : [];
  return keepStart(document.text, normaliseEdits([...edits, ...inserted]));
}

/**
 * At the start of a file some characters are taken for a byte-order mark, or decide its encoding. Where an edit would
 * bring one of them to the start, it leaves a newline in front of it.
 */
function keepStart(text: string, edits: readonly TracedEdit[]): TracedEdit[] {
  const [first, ...others] = edits;
  const isBared =
    first?.start === 0 &&
    first.newText === '' &&
    /^(?:[\ufeff\ufffd\0]|[^\0]\0)/.test(text.slice(first.end, first.end + 2));
  return isBared ? [{ ...first, newText: '\n' }, ...others] : [...edits];
}

function replacement(text: string, { raw, separator, comment }: Entry, value: string): TracedEdit {
  let newText = encodeValue(value);
  if (raw.start === raw.end) {
    const [before, after] = textAt(text, separator).split('=');
    if (before !== '' && after === '') newText = ` ${newText}`;
    if (comment?.start === raw.end) newText += ' ';
  }
  return { ...raw, newText };
}

function droppingEdit({ start, end, comment }: Entry): TracedEdit {
  return { start, end: comment ? comment.start : end, newText: '' };
}

const NO_INDEXES: ReadonlyMap<Line, number> = new Map();

function indexesOf(lines: readonly Line[]): ReadonlyMap<Line, number> {
  return new Map(lines.map((line, index) => [line, index]));
}

/** A line with the lines of comment right above it. */
function blockOf({ lines }: IniDocument, indexes: ReadonlyMap<Line, number>, line: Line): readonly Line[] {
  const index = indexes.get(line) ?? 0;
  let first = index;
  while (lines[first - 1]?.kind === 'comment') first--;
  return lines.slice(first, index + 1);
}

function moved(
  text: string,
  { start, bodyEnd }: Line,
  respell?: { readonly span: Span; readonly text: string },
): NewLine {
  const whole = { start, end: bodyEnd };
  if (!respell || respell.span.start < start || respell.span.end > bodyEnd) {
    return { text: textAt(text, whole), copies: [{ at: 0, from: whole }] };
  }
  const before = { start, end: respell.span.start };
  const after = { start: respell.span.end, end: bodyEnd };
  const lead = textAt(text, before) + respell.text;
  const copies = [
    { at: 0, from: before },
    { at: lead.length, from: after },
  ];
  return { text: lead + textAt(text, after), copies };
}

/** Where something can be put in: a line boundary that stays one when the edit is made. */
interface Place {
  readonly at: number;
  /** What ends the line before, where it has no newline of its own; the inserted lines then end without one too. */
  readonly opening: string;
}

class Inserter {
  private readonly document: IniDocument;
  private readonly removed: ReadonlySet<Line>;
  /** The lines WSL takes in. */
  private readonly readable: readonly Line[];
  private readonly isCutShort: boolean;
  private readonly newline: Newline;

  constructor(document: IniDocument, removed: ReadonlySet<Line>, { stop, newline = '\n' }: WriteOptions) {
    const { lines } = document;
    const stopIndex = stop ? lines.indexOf(stop) : -1;
    const readableLength = lines.at(-1)?.kind === 'unread' ? lines.length - 1 : lines.length;
    this.document = document;
    this.removed = removed;
    this.isCutShort = stopIndex !== -1 && stopIndex < readableLength;
    this.readable = lines.slice(0, this.isCutShort ? stopIndex : readableLength);
    this.newline = prevailingNewline(document.text) ?? newline;
  }

  insert(insertions: readonly Insertion[]): TracedEdit[] {
    const bySection = new Map<string, Insertion[]>();
    for (const insertion of insertions) {
      const section = insertion.section.toLowerCase();
      const group = bySection.get(section);
      if (group) group.push(insertion);
      else bySection.set(section, [insertion]);
    }
    const intoSections: TracedEdit[] = [];
    const newSections: NewLine[][] = [];
    for (const [section, group] of bySection) {
      const region = this.findRegion(section);
      if (region) {
        intoSections.push(this.insertIntoRegion(region, group));
      } else {
        const style = entryStyle(this.document.text, this.entriesAbove(this.readable.length));
        const header = { text: `[${this.headerLetters(section)}]` };
        newSections.push([header, ...group.flatMap(({ linesIn }) => linesIn(style))]);
      }
    }
    return newSections.length === 0 ? intoSections : [...intoSections, this.insertSections(newSections)];
  }

  /**
   * The header of a section and the entries that follow it, up to the next header, good or bad: behind a bad one
   * WSL may look keys up under another name. Of several such regions the first. Lines to be removed do not count.
   */
  private findRegion(section: string): { readonly header: Header; readonly entries: readonly Entry[] } | null {
    const { text } = this.document;
    const index = this.readable.findIndex(
      (line) => line.kind === 'header' && textAt(text, line.name).toLowerCase() === section,
    );
    const header = this.readable[index];
    if (header?.kind !== 'header') return null;
    const entries: Entry[] = [];
    for (const line of this.readable.slice(index + 1)) {
      if (line.kind === 'header' || (line.kind === 'invalid' && line.intent === 'header')) break;
      if (line.kind === 'entry' && !this.removed.has(line)) entries.push(line);
    }
    return { header, entries };
  }

  private insertIntoRegion(
    { header, entries }: { readonly header: Header; readonly entries: readonly Entry[] },
    insertions: readonly Insertion[],
  ): TracedEdit {
    const last = entries.at(-1) ?? header;
    const near = entries.length > 0 ? entries : this.entriesAbove(this.readable.indexOf(header));
    const style = entryStyle(this.document.text, near);
    return this.editAt(
      this.placeBehind(last),
      insertions.flatMap(({ linesIn }) => linesIn(style)),
    );
  }

  private insertSections(sections: readonly (readonly NewLine[])[]): TracedEdit {
    const { place, before, after } = this.placeForSections();
    const empty = { text: '' };
    const lines = sections.flatMap((section, index) => (index > 0 || before ? [empty, ...section] : section));
    return this.editAt(place, after ? [...lines, empty] : lines);
  }

  /**
   * At the end, where a new header moves no entry into another section: above a last line that WSL cannot read, which
   * might swallow what is put behind it, and above an editor's modeline. Where reading stops early, a header
   * can only stand directly above another one.
   */
  private placeForSections(): { place: Place; before: boolean; after: boolean } {
    const lines = this.readable.filter((line) => !this.removed.has(line));
    if (this.isCutShort) {
      const first = lines.find((line) => line.kind === 'header');
      // Reading stops at an entry that WSL knows, and an entry is known only behind a header.
      return { place: { at: first?.start ?? 0, opening: '' }, before: false, after: true };
    }
    const last = lines.findLast((line) => line.kind !== 'blank');
    const end = lines.at(-1);
    if (!end) return { place: { at: 0, opening: '' }, before: false, after: false };
    if (!last) return { place: this.placeBehind(end), before: false, after: false };
    const isModeline = last.kind === 'comment' && MODELINE.test(textAt(this.document.text, last));
    const isBrokenEnd = last.kind === 'invalid' && last.bodyEnd === last.end;
    if (!isModeline && !isBrokenEnd) {
      return { place: this.placeBehind(end), before: end.kind !== 'blank', after: false };
    }
    const above = lines[lines.indexOf(last) - 1];
    return {
      place: { at: last.start, opening: '' },
      before: above !== undefined && above.kind !== 'blank',
      after: isModeline,
    };
  }

  private placeBehind(line: Line): Place {
    if (line.bodyEnd < line.end) return { at: line.end, opening: '' };
    // A value that ends in a backslash and a lone CR goes on behind an LF. CR LF ends it: the lone CR stays one.
    const isOpen = line.kind === 'entry' && this.document.text.charCodeAt(line.end - 1) === CR;
    return { at: line.end, opening: isOpen ? '\r\n' : this.newline };
  }

  private editAt({ at, opening }: Place, lines: readonly NewLine[]): TracedEdit {
    const copies: Copy[] = [];
    let length = opening.length;
    for (const { text, copies: own = [] } of lines) {
      copies.push(...own.map((copy) => ({ ...copy, at: length + copy.at })));
      length += text.length + this.newline.length;
    }
    const joined = lines.map(({ text }) => text).join(this.newline);
    const newText = opening === '' ? joined + this.newline : opening + joined;
    return { start: at, end: at, newText, ...(copies.length > 0 && { copies }) };
  }

  private entriesAbove(index: number): Entry[] {
    return this.readable.slice(0, index).filter((line) => line.kind === 'entry');
  }

  /** In capitals where all headers of the document are. */
  private headerLetters(section: string): string {
    const names = this.readable
      .filter((line) => line.kind === 'header')
      .map((line) => textAt(this.document.text, line.name));
    const isShouted = names.length > 0 && names.every((name) => name === name.toUpperCase());
    return isShouted ? section.toUpperCase() : section;
  }
}

/** What Vim or Emacs looks for in a last line. */
const MODELINE = /\b(?:vim?|ex):|-\*-|\b(?:Local Variables|End):/;

/** The kind of newline there is more of; undefined where there is none. */
function prevailingNewline(text: string): Newline | undefined {
  let all = 0;
  let withCr = 0;
  for (let lf = text.indexOf('\n'); lf !== -1; lf = text.indexOf('\n', lf + 1)) {
    all++;
    if (lf > 0 && text.charCodeAt(lf - 1) === CR) withCr++;
  }
  if (all === 0) return undefined;
  return withCr * 2 > all ? '\r\n' : '\n';
}

/** How entries are laid out. */
export interface EntryStyle {
  readonly indent: string;
  /** Blanks before and behind the `=`. */
  readonly before: string;
  readonly after: string;
  /** How many columns the `=` stands behind the key's beginning, where a table lines it up. */
  readonly column: number | null;
}

const PLAIN_STYLE: EntryStyle = { indent: '', before: '', after: '', column: null };

/** The style of the last entry; with a column where the last two, with keys of different lengths, share it. */
export function entryStyle(text: string, entries: readonly Entry[]): EntryStyle {
  const last = entries.at(-1);
  if (!last) return PLAIN_STYLE;
  const [before = '', after = ''] = textAt(text, last.separator).split('=');
  const previous = entries.at(-2);
  const lengthOf = (entry: Entry) => entry.key.end - entry.key.start;
  const columnOf = (entry: Entry) => text.indexOf('=', entry.key.end) - entry.key.start;
  const isTable =
    previous !== undefined && lengthOf(previous) !== lengthOf(last) && columnOf(previous) === columnOf(last);
  return {
    indent: text.slice(last.start, last.key.start),
    before: before.slice(0, 1),
    after: isTable ? after : after.slice(0, 1),
    column: isTable ? columnOf(last) : null,
  };
}

/** A new entry as a line in a style, without newline. */
export function spellEntry(
  { key, value }: { readonly key: string; readonly value: string },
  { indent, before, after, column }: EntryStyle,
): string {
  const padded = column !== null && column > key.length ? key.padEnd(column) : key + before;
  return `${indent}${padded}=${after}${encodeValue(value)}`;
}
