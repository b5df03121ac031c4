import type { Span } from '../ini/document.ts';
import { placesBefore, type TracedEdit } from '../ini/edit.ts';
import { type Operation, writeEdits } from '../ini/write.ts';
import { findByEntryName, NETWORKING_NAMES, SETTINGS, type Setting } from '../settings/catalogue.ts';
import type { Document } from '../settings/document.ts';
import { isSame } from '../settings/resolve.ts';
import { diagnose } from './diagnose.ts';
import type { Diagnostic } from './diagnostic.ts';

/** A file with all fixes made. */
export interface FixResult {
  readonly document: Document;
  /** What was fixed, with its places in the file as it was, in their order. */
  readonly fixed: readonly Diagnostic[];
  /** What is left to say of the file as it is then. */
  readonly remaining: readonly Diagnostic[];
  /** Where something of the fixed file was in the file as it was. */
  readonly before: (span: Span) => Span;
}

/** Whether a fix may be made. */
export type IsWanted = (diagnostic: Diagnostic) => boolean;

const ANY: IsWanted = () => true;

/** More rounds than one fix brings the next to light in. */
const MOST_ROUNDS = 20;

/**
 * Makes every fix there is, round by round, until none is left: what one fixes may bring the next to light.
 * @param isWanted whether a fix may be made; what it refuses is left over
 * @param recoding edits that make UTF-8 of what is none, to be made first
 */
export function fixAll(original: Document, isWanted: IsWanted = ANY, recoding: readonly TracedEdit[] = []): FixResult {
  let document = recoding.length > 0 ? original.edited(recoding) : original;
  const trail = recoding.length > 0 ? [placesBefore(recoding)] : [];
  const before = ({ start, end }: Span) => ({ start: placeOn(trail, start), end: placeOn(trail, end) });
  const fixed = recoding.length > 0 ? diagnose(original).filter(({ code }) => code === 'not-utf-8') : [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { safe, edits, after } = trial(document, isWanted);
    if (edits.length === 0 || after.text === document.text) break;
    fixed.push(
      ...safe.map((each) => ({ ...each, span: before(each.span), related: each.related && before(each.related) })),
    );
    trail.push(placesBefore(edits));
    document = after;
  }
  fixed.sort((a, b) => a.span.start - b.span.start);
  return { document, fixed, remaining: withSafeFixes(document, isWanted), before };
}

function placeOn(trail: readonly ((offset: number) => number)[], offset: number): number {
  return trail.reduceRight((place, placeBefore) => placeBefore(place), offset);
}

/**
 * What is to be said of a file, without the fixes that would change more than the settings they restore. Of several
 * for one setting or one line the first is tried; others wait for the next round. Where reading is given up, everything
 * waits until that is put right.
 */
export function withSafeFixes(document: Document, isWanted: IsWanted = ANY): readonly Diagnostic[] {
  const { safe } = trial(document, isWanted);
  const isSafe = new Set(safe);
  return diagnose(document).map((each) => (each.fix && !isSafe.has(each) ? { ...each, fix: null } : each));
}

/** The diagnostics of a file whose fixes change no more than they restore. */
export function safeFixesOf(document: Document): ReadonlySet<Diagnostic> {
  return new Set(trial(document, ANY).safe);
}

interface Trial {
  readonly safe: readonly Diagnostic[];
  readonly edits: readonly TracedEdit[];
  readonly after: Document;
}

const trials = new WeakMap<Document, { readonly isWanted: IsWanted; readonly result: Trial }>();

/** Tries all fixes of a file at once and, where they are not safe together, one by one. */
function trial(document: Document, isWanted: IsWanted): Trial {
  const known = trials.get(document);
  if (known?.isWanted === isWanted) return known.result;
  const result = tryOut(document, isWanted);
  trials.set(document, { isWanted, result });
  return result;
}

/** More fixes than this are not tried one by one. */
const MOST_SINGLE = 100;

function tryOut(document: Document, isWanted: IsWanted): Trial {
  const wanted = document.reading.error ? [] : selectFixes(diagnose(document).filter(isWanted));
  const all = make(document, wanted);
  if (wanted.length === 0 || isSafe(wanted, document, all.after)) return all;
  let best = make(document, wanted.filter(isHarmless));
  for (const each of wanted.filter((one) => !isHarmless(one)).slice(0, MOST_SINGLE)) {
    const next = make(document, [...best.safe, each]);
    if (isSafe(next.safe, document, next.after)) best = next;
  }
  return best;
}

/** Whether nothing changes by a fix but spelling: then it need not be tried. */
function isHarmless({ fix }: Diagnostic): boolean {
  if (!fix || fix.restores.length > 0) return false;
  return fix.operations.every((operation) => {
    const { kind } = operation;
    return kind === 'drop' || kind === 'replace' || (kind === 'respell' && operation.text.startsWith('#'));
  });
}

function make(document: Document, safe: readonly Diagnostic[]): Trial {
  if (safe.length === 0) return { safe, edits: [], after: document };
  const edits = writeEdits(
    document,
    safe.flatMap(({ fix }) => fix?.operations ?? []),
  );
  return { safe, edits, after: document.edited(edits) };
}

/** The first fix of each setting and of each line. */
function selectFixes(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const lines = new Set<object>();
  const settings = new Set<Setting>();
  return diagnostics.filter(({ fix }) => {
    if (!fix) return false;
    const ownLines = fix.operations.map(lineOf).filter((line) => line !== null);
    // Several headers may bring the same settings into effect, of which then the first counts, as ever.
    const restored = fix.isBroad ? [] : fix.restores;
    const own = [...restored, ...fix.operations.flatMap((operation) => movedSetting(operation) ?? [])];
    if (ownLines.some((line) => lines.has(line)) || own.some((setting) => settings.has(setting))) return false;
    for (const line of ownLines) lines.add(line);
    for (const setting of own) settings.add(setting);
    return true;
  });
}

function lineOf(operation: Operation): object | null {
  if (operation.kind === 'insert') return null;
  return 'line' in operation ? operation.line : operation.entry;
}

/** A move changes the order of entries, which decides between several of one setting. */
function movedSetting(operation: Operation): Setting | undefined {
  return operation.kind === 'move' && operation.line.kind === 'entry'
    ? findByEntryName(operation.line.name)
    : undefined;
}

function isSafe(fixes: readonly Diagnostic[], before: Document, after: Document): boolean {
  const restored = new Set(fixes.flatMap(({ fix }) => fix?.restores ?? []));
  const isRestored = fixes.every(({ fix }) => {
    const [only, ...others] = fix?.restores ?? [];
    const isDropped = fix?.operations.every(({ kind }) => kind === 'drop');
    return (
      !only || others.length > 0 || fix?.isBroad || isDropped || after.reading.applied.get(only)?.value !== undefined
    );
  });
  return isRestored && !overrules(fixes, before, after) && isChangedOnlyBy(restored, before, after);
}

/** Whether lines that come into effect take the place of others that were in effect: which were meant nobody knows. */
function overrules(fixes: readonly Diagnostic[], before: Document, after: Document): boolean {
  const broad = fixes.flatMap(({ fix }) => (fix?.isBroad ? fix.restores : []));
  return broad.some((setting) => {
    const [old, now] = [before, after].map(({ reading }) => reading.applied.get(setting));
    return old?.value !== undefined && !isSame(old.value, now?.value);
  });
}

/**
 * Whether two files mean the same to WSL, but for some settings and for what follows from them: a mode decides over much
 * that the file does not set, and over lines that had no effect and now have the one they ask for.
 */
function isChangedOnlyBy(except: ReadonlySet<Setting>, before: Document, after: Document): boolean {
  const [old, now] = [before.resolved, after.resolved];
  if (!old || !now) return false;
  const isNetworkSame = NETWORKING_NAMES.every((name) => {
    const { setting, applied, value } = old[name];
    if (except.has(setting) || applied === null) return true;
    return isSame(value, now[name].value) || isSame(applied.value, now[name].value);
  });
  return (
    isNetworkSame &&
    SETTINGS.every((setting) => {
      const [a, b] = [before, after].map(({ reading }) => reading.applied.get(setting)?.value);
      return except.has(setting) || isSame(a, b);
    })
  );
}
