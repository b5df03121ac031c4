import { type Header, type Span, textAt } from '../../ini/document.ts';
import { readPlain } from '../../ini/plain.ts';
import {
  NETWORKING_NAMES,
  NETWORKING_SETTINGS,
  type NetworkingName,
  type NetworkingSetting,
} from '../../settings/catalogue.ts';
import type { Document } from '../../settings/document.ts';
import { isSame } from '../../settings/resolve.ts';
import { quoted } from '../../text/printable.ts';
import { code, type Diagnostic, reporterOf } from '../diagnostic.ts';

/** What is said of other programs that read the file. */
export const PROGRAM_CODES = {
  'other-reader': code<{
    cause: 'mark' | 'header' | 'entry';
    settings: readonly string[];
    seen: string;
    actual: string;
  }>({
    title: 'a line that other programs read differently',
    severities: ['info'],
    message: ({ cause, settings, seen, actual }) => {
      const several = settings.length === 1 ? (settings[0] ?? '') : `${settings.length} settings`;
      if (cause === 'mark')
        return `Other programs may miss ${several}: the byte-order mark hides the first line from them.`;
      if (cause === 'header')
        return `Other programs may miss ${several} below this header, because they do not read it as WSL does.`;
      return `Other programs may read ${settings[0]} as ${quoted(seen)}; WSL reads ${quoted(actual)}.`;
    },
    advice: ({ cause }) => {
      if (cause === 'mark') return 'Save the file without the mark if other programs use it.';
      if (cause === 'header')
        return 'If other programs use the file, write the header in lower case, alone on its line.';
      return 'If other programs use the file, write it once, spelled as documented, in its section.';
    },
    why: 'Programs that read the file with an INI library may show, and write back, wrong values.',
    wsl: 'It has its own rules: any letter case, the first entry wins, quotes and # within a line.',
    wrong: '[WSL2]\nnetworkingMode=mirrored\n',
    right: '[wsl2]\nnetworkingMode=mirrored\n',
  }),
};

const report = reporterOf(PROGRAM_CODES);

const START: Span = { start: 0, end: 0 };

/** A setting that an ordinary INI reader takes for something else than WSL does. */
interface Difference {
  readonly name: NetworkingName;
  readonly span: Span;
  readonly header: Header | null;
  readonly seen: string;
  readonly actual: string;
}

/**
 * Networking values that an ordinary INI reader takes for something else than WSL does: once for each cause, and not
 * where something is said of the line already.
 * @param said whether a diagnostic stands at a place
 */
export function otherReaderRules(document: Document, said: (offset: number) => boolean): Diagnostic[] {
  const { decoded, text } = document;
  // That a file is UTF-16 is told already.
  if (document.reading.error || decoded.encoding === 'utf-16le') return [];
  // Other programs meet the mark as a character, and take UTF-8 for granted.
  const differences = findDifferences(document, decoded.mark ? `\ufeff${text}` : text);
  const hasMark = decoded.mark && differences.length > 0 && findDifferences(document, text).length < differences.length;
  if (hasMark) {
    const settings = differences.map(({ name }) => name);
    return [report('other-reader', 'info', START, { cause: 'mark', settings, seen: '', actual: '' })];
  }
  const byHeader = groupByHeader(differences, text);
  return [...byHeader].flatMap(([header, group]): Diagnostic[] => {
    const settings = group.map(({ name }) => name);
    if (header) {
      const span = { start: header.name.start - 1, end: header.name.end + 1 };
      return said(span.start)
        ? []
        : [report('other-reader', 'info', span, { cause: 'header', settings, seen: '', actual: '' })];
    }
    return (
      group
        // Of a setting that is there twice the second line is told of already.
        .filter(({ name, span }) => !said(span.start) && document.entriesOf(NETWORKING_SETTINGS[name]).length < 2)
        .map(({ name, span, seen, actual }) =>
          report('other-reader', 'info', span, { cause: 'entry', settings: [name], seen, actual }),
        )
    );
  });
}

/** By the header that is to blame; null where it is not the header. */
function groupByHeader(differences: readonly Difference[], text: string): Map<Header | null, Difference[]> {
  const groups = new Map<Header | null, Difference[]>();
  for (const difference of differences) {
    const { header } = difference;
    const isOdd = header !== null && !isPlainHeader(text, header);
    const key = isOdd ? header : null;
    groups.set(key, [...(groups.get(key) ?? []), difference]);
  }
  return groups;
}

/** Whether any INI reader takes the line for the header of the section. */
function isPlainHeader(text: string, { name, start, bodyEnd }: Header): boolean {
  const written = text.slice(start, bodyEnd).trim();
  return written === `[${textAt(text, name).toLowerCase()}]`;
}

function findDifferences(document: Document, asOthersSeeIt: string): Difference[] {
  const plain = readPlain(asOthersSeeIt);
  if (!plain) return [];
  const { applied } = document.reading;
  return NETWORKING_NAMES.flatMap((name): Difference[] => {
    const setting = NETWORKING_SETTINGS[name] as NetworkingSetting;
    const own = applied.get(setting);
    const text = plain.sections.get(setting.section)?.get(name);
    const seen = text === undefined ? setting.default : setting.kind.read(text).value;
    const actual = own?.value ?? setting.default;
    if (isSame(seen ?? setting.default, actual)) return [];
    const span = own?.entry.key ?? lastKeySpan(document, name);
    const header = own ? headerAbove(document, own.entry.start) : null;
    return [{ name, span, header, seen: spelled(setting, seen), actual: spelled(setting, actual) }];
  });
}

function headerAbove({ lines }: Document, offset: number): Header | null {
  return lines.findLast((line): line is Header => line.kind === 'header' && line.start < offset) ?? null;
}

/** Where another program may have seen a key that WSL did not: on the last line that begins with it. */
function lastKeySpan({ text, lines }: Document, key: string): Span {
  const keys = lines.map((line) => (line.kind === 'entry' ? line.key : line.kind === 'invalid' ? line.name : null));
  const named = keys.findLast((span) => span && textAt(text, span) === key);
  if (named) return named;
  // Behind a quote or a blank that WSL does not know, a line has no name to it.
  const odd = lines.findLast((line) => line.kind === 'invalid' && textAt(text, line).includes(key));
  return odd ? { start: odd.start, end: odd.end } : START;
}

function spelled({ kind }: NetworkingSetting, value: unknown): string {
  return value === null || value === undefined ? '' : kind.write(value);
}
