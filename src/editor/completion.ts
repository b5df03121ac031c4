import type { CompletionItem, Position } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { MODE_FACTS } from '../explain/modes.ts';
import { readIni } from '../ini/read.ts';
import {
  findByEntryName,
  isNetworking,
  NETWORKING_SETTINGS,
  SECTIONS,
  SETTINGS,
  type Setting,
} from '../settings/catalogue.ts';
import { modeOfSpelling } from '../settings/modes.ts';

/** The numbers of the protocol for `CompletionItemKind`. */
const KINDS = { module: 9, property: 10, value: 12 } as const;

/** What the sections hold. */
const SECTION_WORDS: Readonly<Record<string, string>> = {
  wsl2: 'The network, memory and processors of WSL 2.',
  experimental: 'Settings that are new, or that few need.',
  general: 'Settings of WSL as a whole.',
};

/** What may stand at a place: a section in brackets, a setting that belongs below its section, or a value. */
export function completionsAt(document: TextDocument, position: Position): CompletionItem[] {
  const start = { line: position.line, character: 0 };
  const before = document.getText({ start, end: position });
  const header = /^\s*\[([^\]#]*)$/.exec(before);
  if (header) return sections(header[1] ?? '', position, document);
  const assignment = /^\s*([^=#]*?)\s*=[ \t]*([^#]*)$/.exec(before);
  const section = sectionAt(document, position);
  if (assignment) {
    const [, key = '', typed = ''] = assignment;
    const setting = section === null ? undefined : findByEntryName(`${section}.${key}`);
    return setting ? values(setting, typed, position) : [];
  }
  if (!/^\s*[\w.]*$/.test(before)) return [];
  const typed = before.trimStart();
  return section === null ? sections('', position, document, '[') : keys(section, typed, position, document);
}

/** The section that a line stands in, in the letters of the catalogue; null where it stands in none that WSL knows. */
function sectionAt(document: TextDocument, { line }: Position): string | null {
  const text = document.getText({ start: { line: 0, character: 0 }, end: { line, character: 0 } });
  const last = readIni(text).lines.findLast(({ kind }) => kind === 'header');
  if (last?.kind !== 'header') return null;
  const name = text.slice(last.name.start, last.name.end).toLowerCase();
  return SECTIONS.find((section) => section === name) ?? null;
}

/** @param opening the bracket, where it has to be written too */
function sections(typed: string, position: Position, document: TextDocument, opening = ''): CompletionItem[] {
  const end = { line: position.line, character: position.character + 1 };
  const isClosed = document.getText({ start: position, end }) === ']';
  return SECTIONS.map((section) => ({
    label: opening ? `[${section}]` : section,
    kind: KINDS.module,
    documentation: SECTION_WORDS[section] ?? '',
    textEdit: { range: behind(typed, position), newText: `${opening}${section}${isClosed ? '' : ']'}` },
  }));
}

/** The settings of a section that the file does not set yet: a second entry has no effect. */
function keys(section: string, typed: string, position: Position, document: TextDocument): CompletionItem[] {
  const there = new Set<Setting>();
  for (const line of readIni(document.getText()).lines) {
    const setting = line.kind === 'entry' ? findByEntryName(line.name) : undefined;
    if (setting && line.kind === 'entry' && document.positionAt(line.start).line !== position.line) there.add(setting);
  }
  const own = SETTINGS.filter((setting) => setting.section === section && !there.has(setting));
  return own.map((setting) => ({
    label: setting.name,
    kind: KINDS.property,
    detail: setting.kind.expects,
    documentation: isNetworking(setting) ? setting.summary : '',
    // What is about the network comes first.
    sortText: `${isNetworking(setting) ? 0 : 1}${setting.name}`,
    textEdit: { range: behind(typed, position), newText: `${setting.name}=` },
  }));
}

function values(setting: Setting, typed: string, position: Position): CompletionItem[] {
  return setting.kind.choices.map((choice, index) => {
    const mode = setting === NETWORKING_SETTINGS.networkingMode ? modeOfSpelling(choice) : undefined;
    return {
      label: choice,
      kind: KINDS.value,
      documentation: mode === undefined ? '' : MODE_FACTS[mode].summary,
      sortText: String(index),
      textEdit: { range: behind(typed, position), newText: choice },
    };
  });
}

/** The range of what is typed right before a place. */
function behind(typed: string, { line, character }: Position) {
  return { start: { line, character: character - typed.length }, end: { line, character } };
}
