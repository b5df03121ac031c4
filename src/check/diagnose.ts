import { type Entry, type Line, textAt } from '../ini/document.ts';
import { indexFrom } from '../ini/text.ts';
import { findByEntryName } from '../settings/catalogue.ts';
import type { Document } from '../settings/document.ts';
import type { Message } from '../settings/interpretation.ts';
import { syntaxMessage, unknownKeyMessage } from '../settings/reading.ts';
import type { Diagnostic, Severity } from './diagnostic.ts';
import { fileRules, foreignFileRule, tailRules } from './rules/files.ts';
import { headerRule, lostEntries, lostMessages, type SectionGroup, sectionGroups } from './rules/headers.ts';
import { lineRule, literalNewline, swallowedLine } from './rules/lines.ts';
import { modeRules } from './rules/modes.ts';
import { duplicateRule, unknownNameRule } from './rules/names.ts';
import { otherReaderRules } from './rules/programs.ts';
import { valueRules } from './rules/values.ts';

const found = new WeakMap<Document, readonly Diagnostic[]>();

/**
 * All that is to be said of a file, by place. A fix is what is plainly meant; whether it would change more than that is
 * for {@link withSafeFixes} to try.
 */
export function diagnose(document: Document): readonly Diagnostic[] {
  const known = found.get(document);
  if (known) return known;
  const diagnostics = foreignOr(document, () =>
    complete([...lineFindings(document), ...modeRules(document)], document),
  );
  found.set(document, diagnostics);
  return diagnostics;
}

/** What is to be said of a piece that will be part of a file: not what its settings make of each other. */
export function diagnosePiece(document: Document): readonly Diagnostic[] {
  return foreignOr(document, () => complete(lineFindings(document), document));
}

/** How many errors and warnings a file has: what costs most, other programs' view of it, is left out. */
export function countProblems(document: Document): ReadonlyMap<Severity, number> {
  const counts = new Map<Severity, number>();
  for (const { severity } of foreignOr(document, () => withoutCascades(document))) {
    if (severity !== 'info') counts.set(severity, (counts.get(severity) ?? 0) + 1);
  }
  return counts;
}

function withoutCascades(document: Document): Diagnostic[] {
  return absorbed([...lineFindings(document), ...modeRules(document), ...fileRules(document)], document);
}

/** What makes a file no `.wslconfig` is all that is to be said of it. */
function foreignOr(document: Document, otherwise: () => Diagnostic[]): readonly Diagnostic[] {
  const foreign = foreignFileRule(document);
  if (!foreign) return otherwise();
  const covers = document.reading.error ? [document.reading.error] : [];
  return [{ ...foreign, covers: [...document.reading.warnings, ...covers] }];
}

function complete(diagnostics: readonly Diagnostic[], document: Document): Diagnostic[] {
  const all = absorbed([...diagnostics, ...fileRules(document)], document);
  const lost = groupsOf(document).flatMap((group) => lostEntries(group, document));
  const starts = [...all.map(({ span }) => span.start), ...lost.map(({ key }) => key.start)];
  const said = new Set(starts.map((start) => document.positions.lineAt(start)));
  const others = otherReaderRules(document, (offset) => said.has(document.positions.lineAt(offset)));
  return [...all, ...others].sort((a, b) => a.span.start - b.span.start);
}

/** Takes away what is found in lines only because they are in another encoding. */
function absorbed(diagnostics: readonly Diagnostic[], document: Document): Diagnostic[] {
  const tails = tailRules(document);
  if (tails.length === 0) return [...diagnostics];
  const ends = tails.map(({ span }) => span.end);
  const covers = tails.map((): Message[] => []);
  const others = diagnostics.filter(({ span, wsl, covers: own }) => {
    // A tail's first line may begin before it, and an empty one hold its last NUL.
    const index = indexFrom(ends, span.start);
    if (span.start < (tails[index]?.span.start ?? Number.POSITIVE_INFINITY) - 1) return true;
    covers[index]?.push(...(wsl ? [wsl] : []), ...own);
    return false;
  });
  return [...others, ...tails.map((tail, index) => ({ ...tail, covers: covers[index] ?? [] }))];
}

const laidOut = new WeakMap<Document, readonly SectionGroup[]>();

function groupsOf(document: Document): readonly SectionGroup[] {
  const groups = laidOut.get(document) ?? sectionGroups(document);
  laidOut.set(document, groups);
  return groups;
}

/** What is to be said of each line by itself, and of each header. */
function lineFindings(document: Document): Diagnostic[] {
  const groups = groupsOf(document);
  const sayings = new Map(groups.flatMap((group) => (group.header ? [[group.header, group] as const] : [])));
  const lost = new Set<Line>(groups.flatMap((group) => lostEntries(group, document)));
  let section: string | null = null;
  let foreign: Message[] | null = null;
  const { stoppedBy } = document.reading;
  const diagnostics: Diagnostic[] = [];
  for (const line of document.lines) {
    const group = sayings.get(line);
    if (group) {
      section = group.problem
        ? null
        : textAt(document.text, group.span)
            .replace(/[^a-z0-9]/gi, '')
            .toLowerCase();
      // In the section of another file nothing else is wrong than that it is here.
      foreign = null;
      for (const each of headerFindings(line, group, document)) {
        const covers = [...each.covers];
        if (group.otherFile) foreign = covers;
        diagnostics.push({ ...each, covers });
      }
    } else if (line.kind === 'invalid' && foreign) {
      if (!stoppedBy || line.start < stoppedBy.end) foreign.push(syntaxMessage(line));
    } else if (line.kind === 'invalid') {
      diagnostics.push(literalNewline(line, document, syntaxMessage(line)) ?? lineRule(line, { document, section }));
    } else if (line.kind === 'entry' && !lost.has(line)) {
      for (const each of entryFindings(line, document)) diagnostics.push(each);
    }
  }
  // WSL says nothing of what stands behind the line at which it gives up.
  return stoppedBy
    ? diagnostics.map((each) => (each.span.start >= stoppedBy.end ? { ...each, wsl: null, covers: [] } : each))
    : diagnostics;
}

function headerFindings(line: Line, group: SectionGroup, document: Document): Diagnostic[] {
  const run = line.kind === 'invalid' && literalNewline(line, document, syntaxMessage(line));
  if (!run) return headerRule(group, document);
  return [{ ...run, covers: lostMessages(group, document) }];
}

function entryFindings(line: Entry, document: Document): Diagnostic[] {
  const setting = findByEntryName(line.name);
  if (!setting) return [literalNewline(line, document, unknownKeyMessage(line)) ?? unknownNameRule(line, document)];
  const [first = line] = document.entriesOf(setting);
  if (first === line) return valueRules(line, setting, document);
  return [duplicateRule(line, first, setting, document), ...swallowedLine(line, document.text)];
}

/** What is to be said of a file that was not to be said of the one before. */
export function diagnoseNew(before: Document, after: Document): Diagnostic[] {
  const known = new Map<string, number>();
  const numbers = new Map<string, number>();
  const identityBefore = identitiesOf(before, numbers);
  for (const diagnostic of diagnose(before)) {
    const identity = identityBefore(diagnostic);
    known.set(identity, (known.get(identity) ?? 0) + 1);
  }
  const identityAfter = identitiesOf(after, numbers);
  return diagnose(after).filter((diagnostic) => {
    const identity = identityAfter(diagnostic);
    const count = known.get(identity) ?? 0;
    known.set(identity, count - 1);
    return count <= 0;
  });
}

/**
 * What makes two diagnostics the same finding wherever it stands: its code and the text it is about. Many may be about
 * one long text, which is looked at once.
 * @param numbers of the texts that were seen
 */
function identitiesOf({ text }: Document, numbers: Map<string, number>): (diagnostic: Diagnostic) => string {
  const ofSpans = new Map<string, number>();
  return ({ code, span }) => {
    const place = `${span.start}-${span.end}`;
    let number = ofSpans.get(place);
    if (number === undefined) {
      const about = textAt(text, span);
      number = numbers.get(about) ?? numbers.size;
      numbers.set(about, number);
      ofSpans.set(place, number);
    }
    return `${code} ${number}`;
  };
}
