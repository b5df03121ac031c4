import { commit, hasSameBytes } from '../change/commit.ts';
import { type OpenFile, openLeniently, openSnapshot, STANDARD_INPUT } from '../change/open-file.ts';
import {
  type Change,
  changesBetween,
  findNotInEffect,
  type Leftovers,
  type LeftoversOf,
  NO_LEFTOVERS,
  type PlannedChange,
  planChanges,
} from '../change/plan.ts';
import { changeLine, changeRows, neededText, nothingDone, notInEffectText, restartAdvice } from '../change/summary.ts';
import { messageOf } from '../check/codes.ts';
import { diagnoseNew } from '../check/diagnose.ts';
import type { Diagnostic } from '../check/diagnostic.ts';
import { safeFixesOf } from '../check/fix.ts';
import { requireOwnText } from '../check/foreign.ts';
import { type DiagnosedFile, diagnosticJson, diagnosticLine, lineList } from '../check/report.ts';
import { EXIT, Failure, type FailureKind } from '../failure.ts';
import type { Snapshot, UpdateResult } from '../machine/machine.ts';
import type { Document } from '../settings/document.ts';
import type { ResolvedSetting } from '../settings/resolve.ts';
import { unifiedDiff } from '../text/diff.ts';
import { type Channel, warningText } from '../text/terminal.ts';
import { wrapped } from '../text/wrap.ts';
import { asksForRestart, type Chosen, type CommonOptions, type Context, type RESTART_AFTER } from './define.ts';
import { type ChangeDocument, changeJson } from './json.ts';

/** What a change makes of a file. */
export interface Outcome {
  /** What really changes. */
  readonly changes: readonly PlannedChange[];
  readonly changed: boolean;
  readonly after: Document;
  /** Whether there is no file afterwards. */
  readonly isGone?: boolean;
  /** Lines that set nothing: those that go as the file had them, those that stay as the user has them then. */
  readonly leftovers?: Leftovers;
  /** What the change brought about. */
  readonly diagnostics: readonly Diagnostic[];
  /** What was asked for and, by the file as it is then, does not apply. */
  readonly notInEffect: readonly ResolvedSetting[];
}

/** What the user asks for besides the change. */
type WritingOptions = CommonOptions & Partial<Chosen<typeof RESTART_AFTER>>;

/** Says what a command that writes did to a file, or would do. */
export function report(
  options: WritingOptions,
  context: Context<ChangeDocument>,
  file: OpenFile,
  outcome: Outcome,
  { backup, problems }: UpdateResult,
): void {
  const { changes, changed, after, diagnostics, notInEffect, leftovers = NO_LEFTOVERS, isGone = false } = outcome;
  const lines = after.positions;
  if (options.json) {
    const json = changes.map((change) => changeJson(change, lineOf(change, file.document, after)));
    const found = withTriedFixes(diagnostics, after).map((diagnostic) => diagnosticJson(diagnostic, after, file.name));
    context.printJson({ changed, file: file.snapshot.path, changes: json, backup, diagnostics: found });
    return;
  }
  if (options.dryRun && changed) context.out.write(unifiedDiff(file.name, file.document.text, after.text, context.out));
  if (options.quiet) return;
  const summary = changes.map((change) => ({ ...change, line: lineOf(change, file.document, after) }));
  // What is done next needs no advice, and a file that no program keeps has none to restart for.
  const asksRestart = !options.dryRun && options.file !== STANDARD_INPUT && !asksForRestart(options);
  const { command } = context;
  const removedLines = [...new Set(leftovers.lines.map(({ start }) => file.lines.lineAt(start)))].sort((a, b) => a - b);
  const { path, bytes } = file.snapshot;
  const isNew = bytes === null;
  const state = { path, lines, changed, isNew, isGone, asksRestart, diagnostics, notInEffect, removedLines };
  const words = { ...options, command, name: file.name, ...state };
  context.err.write(changeSummary(summary, words, context.err));
  context.err.write(neededText(leftovers.needed, options.dryRun ? file.lines : lines, options.file, context.err));
  for (const problem of problems) context.err.write(warningText(problem, context.err));
}

interface SummaryContext extends DiagnosedFile {
  readonly command: string;
  readonly path: string;
  readonly changed: boolean;
  /** Whether there was no file before. */
  readonly isNew: boolean;
  readonly isGone: boolean;
  readonly dryRun?: boolean;
  /** Whether WSL is left for the user to restart. */
  readonly asksRestart: boolean;
  /** What is to be said of the file since the change. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where lines that set nothing were, in the file as it was. */
  readonly removedLines: readonly number[];
  /** What was asked for and does not apply by the file. */
  readonly notInEffect: readonly ResolvedSetting[];
}

/** What a command changed, what is wrong since then, and what to do next. */
function changeSummary(
  changes: readonly (PlannedChange & { readonly line: number | null })[],
  context: SummaryContext,
  channel: Channel,
): string {
  const { command, path, name, lines, changed, dryRun, asksRestart, diagnostics, notInEffect, removedLines } = context;
  if (!changed) return nothingDone({ command, name, lines, notInEffect }, channel);
  const said = new Set(diagnostics.map(({ span }) => lines.lineAt(span.start)));
  const unsaid = notInEffect.filter(({ applied }) => !applied || !said.has(lines.lineAt(applied.entry.key.start)));
  const rows = changeRows(changes, channel);
  const notes = diagnostics
    .filter(({ severity }) => severity !== 'info')
    .map((diagnostic) => diagnosticLine(diagnostic, { name, lines }, channel));
  const removed =
    removedLines.length === 0
      ? ''
      : dryRun
        ? `Would also remove lines that WSL does not read: ${lineList(removedLines)}.`
        : `Also removed lines that WSL does not read: ${lineList(removedLines)}.`;
  const textOnly = changes.length === 0 && removed === '' ? TEXT_ONLY : '';
  const texts = [removed, textOnly, asksRestart ? restartAdvice(path) : ''].filter((text) => text !== '');
  const closing = texts.map((text) => wrapped(text, channel.width));
  return `${titleOf(context)}\n${[...rows, ...notes, notInEffectText(unsaid, lines, channel), ...closing].join('')}`;
}

function titleOf({ command, name, isNew, isGone, dryRun }: SummaryContext): string {
  if (isGone) return `${dryRun ? 'Would remove' : 'Removed'} ${name}: there was no file before`;
  if (command === 'undo' || command === 'redo') return `${dryRun ? 'Would restore' : 'Restored'} ${name}`;
  if (isNew) return `${dryRun ? 'Would create' : 'Created'} ${name}`;
  return `${dryRun ? 'Would change' : 'Changed'} ${name}`;
}

const TEXT_ONLY = 'No setting changes, only the text around them.';

/** The line of a setting afterwards, or where it was when it was taken out; null where it never was. */
export function lineOf({ setting, before }: PlannedChange, old: Document, now: Document): number | null {
  const entry = now.reading.applied.get(setting)?.entry;
  if (entry) return now.positions.lineAt(entry.key.start);
  return before && old.positions.lineAt(before.entry.key.start);
}

/** Whether fixes are safe costs a reading, so that it is tried only where there are any. */
function withTriedFixes(diagnostics: readonly Diagnostic[], document: Document): readonly Diagnostic[] {
  if (diagnostics.every(({ fix }) => fix === null)) return diagnostics;
  const safe = safeFixesOf(document);
  return diagnostics.map((each) => (safe.has(each) ? each : { ...each, fix: null }));
}

/** The options that decide over what is written. */
type MakeOptions = WritingOptions & { readonly force: boolean };

/** A file with changes made. */
interface MadeChanges extends Outcome {
  readonly file: OpenFile;
  readonly bytes: Uint8Array;
}

/**
 * Makes the changes that `changesFor` asks for in view of a file that was just opened, writes it in one step if anything
 * changes, and says what did.
 * @returns whether anything changes
 * @throws Failure `brings-errors` where the file would have errors that it does not have now, unless they are forced
 */
export async function makeChanges(
  options: MakeOptions,
  context: Context<ChangeDocument>,
  opened: OpenFile,
  changesFor: (file: OpenFile) => readonly Change[],
  leftoversOf: LeftoversOf = () => NO_LEFTOVERS,
): Promise<boolean> {
  // The schema decides what may be written. Commands that only put an earlier version back do without it.
  const { requireMeant } = await import('../change/decode.ts');
  const isFilter = options.file === STANDARD_INPUT;
  const makeOf = (file: OpenFile) => {
    const wanted = changesFor(file);
    requireOwnText(file);
    requireMeant(wanted);
    return make(file, wanted, leftoversOf, options, context);
  };
  const { made, backup, problems } = await commit(
    opened.snapshot,
    (now) => makeOf(now === opened.snapshot ? opened : openSnapshot(now)),
    options.dryRun || isFilter ? null : context.machine,
    ({ changes }) => ({ command: context.command, summary: changeLine(changes) }),
  );
  if (isFilter && !options.dryRun) context.out.write(made.bytes);
  report(options, context, made.file, made, { backup, problems });
  return made.changed;
}

const BRINGS_ERRORS: FailureKind<{ readonly path: string; readonly problems: readonly string[] }> = {
  code: 'brings-errors',
  exit: EXIT.usage,
  message: ({ problems }) => problems.join(' '),
  hint: () => 'Nothing was changed. To write it anyway, add --force.',
};

function make(
  file: OpenFile,
  wanted: readonly Change[],
  leftoversOf: LeftoversOf,
  options: MakeOptions,
  { machine }: Context,
): MadeChanges {
  const { document, snapshot } = file;
  const { lines, needed } = leftoversOf(document);
  const { edits, changes } = planChanges(document, wanted, machine.isWindows ? '\r\n' : '\n', lines);
  const changed = edits.length > 0;
  const after = changed ? document.edited(edits) : document;
  const diagnostics = changed ? diagnoseNew(document, after) : [];
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0 && !options.force) {
    throw new Failure(BRINGS_ERRORS, { path: file.name, problems: errors.map(messageOf) });
  }
  const bytes = changed ? after.encode() : (snapshot.bytes ?? new Uint8Array());
  // Where nothing is written, the file that people have is the one from before.
  const stayed = needed.length === 0 || options.dryRun ? needed : leftoversOf(after).needed;
  const leftovers = { lines, needed: stayed };
  return { file, bytes, changed, changes, after, diagnostics, leftovers, notInEffect: findNotInEffect(after, wanted) };
}

/** What changes when one version of a file takes the place of another, whatever their bytes are. */
export function compareVersions(now: Snapshot, wanted: Snapshot): Outcome {
  const before = openLeniently(now).document;
  const after = openLeniently(wanted).document;
  return {
    changed: !hasSameBytes(now.bytes, wanted.bytes),
    isGone: wanted.bytes === null,
    changes: changesBetween(before, after),
    after,
    diagnostics: diagnoseNew(before, after),
    notInEffect: [],
  };
}
