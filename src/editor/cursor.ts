import type { CompletionItem, Hover, Position } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { MODE_FACTS } from '../explain/modes.ts';
import type { Explanation, PageStyle } from '../explain/page.ts';
import { requireExplanation } from '../explain/topics.ts';
import type { Span } from '../ini/document.ts';
import { readIni } from '../ini/read.ts';
import {
  findByEntryName,
  isNetworking,
  NETWORKING_SETTINGS,
  SECTIONS,
  SETTINGS,
  type Section,
  type Setting,
} from '../settings/catalogue.ts';
import { modeOfSpelling } from '../settings/modes.ts';
import { rangeOf } from './diagnostics.ts';

/** The numbers of the protocol for `CompletionItemKind`. */
const KINDS = { module: 9, property: 10, value: 12 } as const;

/** What the sections hold. */
const SECTION_WORDS: { readonly [S in Section]: string } = {
  wsl2: 'The network, memory and processors of WSL 2.',
  experimental: 'Settings that are new, or that few need.',
  general: 'Settings of WSL as a whole.',
};

/** What is typed at a place: what stands before it counts, and the rest of the word behind it is replaced as well. */
interface Typed {
  readonly position: Position;
  /** What of the word stands before the place. */
  readonly word: string;
  /** What stands behind it on its line. */
  readonly rest: string;
}

/** What may stand at a place: a section in brackets, a setting that belongs below its section, or a value. */
export function completionsAt(document: TextDocument, asked: Position): CompletionItem[] {
  // A place behind the end of a line, or of the text, is that end.
  const offset = document.offsetAt(asked);
  const position = document.positionAt(offset);
  const start = { line: position.line, character: 0 };
  const before = document.getText({ start, end: position });
  const rest = document.getText({ start: position, end: { line: position.line + 1, character: 0 } });
  if (isContinued(document, document.offsetAt(start))) return [];
  const header = /^\s*\[\s*([^\]#]*)$/.exec(before);
  if (header) return sections({ position, word: header[1] ?? '', rest });
  const assignment = /^\s*([^=#]*?)\s*=[ \t]*([^#]*)$/.exec(before);
  const section = sectionAt(document, position);
  if (assignment) {
    const [, key = '', word = ''] = assignment;
    const setting = section === null ? undefined : findByEntryName(`${section}.${key}`);
    return setting ? values(setting, { position, word, rest }) : [];
  }
  if (!/^\s*[\w.]*$/.test(before)) return [];
  const typed = { position, word: before.trimStart(), rest };
  return section === null ? sections(typed, '[') : keys(section, typed, document);
}

/** Whether a line goes on with the value of the one before, which ends in a backslash. */
function isContinued(document: TextDocument, start: number): boolean {
  return readIni(document.getText()).lines.some((line) => line.start < start && start <= line.bodyEnd);
}

/** The section that a line stands in, in the letters of the catalogue; null where it stands in none that WSL knows. */
function sectionAt(document: TextDocument, { line }: Position): Section | null {
  const text = document.getText({ start: { line: 0, character: 0 }, end: { line, character: 0 } });
  const last = readIni(text).lines.findLast(({ kind }) => kind === 'header');
  if (last?.kind !== 'header') return null;
  const name = text.slice(last.name.start, last.name.end).toLowerCase();
  return SECTIONS.find((section) => section === name) ?? null;
}

/** @param opening the bracket, where it has to be written too */
function sections(typed: Typed, opening = ''): CompletionItem[] {
  const word = /^\w*/;
  const isClosed = /^\w*\s*\]/.test(typed.rest);
  return SECTIONS.map((section) => ({
    label: opening ? `[${section}]` : section,
    kind: KINDS.module,
    documentation: SECTION_WORDS[section],
    textEdit: { range: wordRange(typed, word), newText: `${opening}${section}${isClosed ? '' : ']'}` },
  }));
}

/** The settings of a section that the file does not set yet: a second entry has no effect. */
function keys(section: string, typed: Typed, document: TextDocument): CompletionItem[] {
  const there = new Set<Setting>();
  for (const line of readIni(document.getText()).lines) {
    const setting = line.kind === 'entry' ? findByEntryName(line.name) : undefined;
    if (setting && document.positionAt(line.start).line !== typed.position.line) there.add(setting);
  }
  const range = wordRange(typed, /^[\w.]*/);
  const isAssigned = /^[\w.]*\s*=/.test(typed.rest);
  const own = SETTINGS.filter((setting) => setting.section === section && !there.has(setting));
  return own.map((setting) => ({
    label: setting.name,
    kind: KINDS.property,
    detail: setting.kind.expects,
    documentation: isNetworking(setting) ? setting.summary : '',
    // What is about the network comes first.
    sortText: `${isNetworking(setting) ? 0 : 1}${setting.name}`,
    textEdit: { range, newText: isAssigned ? setting.name : `${setting.name}=` },
  }));
}

function values(setting: Setting, typed: Typed): CompletionItem[] {
  const range = wordRange(typed, /^[^\s#]*/);
  return setting.kind.choices.map((choice, index) => {
    const mode = setting === NETWORKING_SETTINGS.networkingMode ? modeOfSpelling(choice) : undefined;
    return {
      label: choice,
      kind: KINDS.value,
      documentation: mode === undefined ? '' : MODE_FACTS[mode].summary,
      sortText: String(index),
      textEdit: { range, newText: choice },
    };
  });
}

/** The range of the whole word at a place. @param end matches what of the rest belongs to it */
function wordRange({ position: { line, character }, word, rest }: Typed, end: RegExp) {
  const [behind = ''] = end.exec(rest) ?? [];
  return {
    start: { line, character: character - word.length },
    end: { line, character: character + behind.length },
  };
}

/** What `wslnet explain` says of the section, the setting or the mode at a place; null where there is nothing to say. */
export function hoverAt(document: TextDocument, position: Position, style: PageStyle): Hover | null {
  const text = document.getText();
  const offset = document.offsetAt(position);
  const line = readIni(text).lines.find(({ start, bodyEnd }) => start <= offset && offset <= bodyEnd);
  if (line?.kind === 'header') return isIn(line.name, offset) ? sectionPage(line.name, document) : null;
  if (line?.kind !== 'entry') return null;
  const setting = findByEntryName(line.name);
  if (!setting) return null;
  if (isIn(line.key, offset)) return page(requireExplanation(setting.name), line.key, document, style);
  if (!isIn(line.raw, offset)) return null;
  const mode = setting === NETWORKING_SETTINGS.networkingMode ? modeOfSpelling(line.value) : undefined;
  return page(requireExplanation(mode ?? setting.name), line.raw, document, style);
}

function isIn({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

function sectionPage(name: Span, document: TextDocument): Hover | null {
  const range = rangeOf(name, document);
  const section = SECTIONS.find((each) => each === document.getText(range).toLowerCase());
  return section ? { contents: SECTION_WORDS[section], range } : null;
}

/** A page is laid out with blanks, which Markdown would run together. */
function page(explanation: Explanation, span: Span, document: TextDocument, style: PageStyle): Hover {
  const value = `\`\`\`text\n${explanation.toText(style).trimEnd()}\n\`\`\``;
  return { contents: { kind: 'markdown', value }, range: rangeOf(span, document) };
}
