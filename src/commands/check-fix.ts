import { commit } from '../change/commit.ts';
import { type OpenFile, openSnapshot, STANDARD_INPUT } from '../change/open-file.ts';
import { changesBetween, type PlannedChange } from '../change/plan.ts';
import { type ChangeRow, drawRows, restartAdvice } from '../change/summary.ts';
import { type FixResult, fixAll, type IsWanted } from '../check/fix.ts';
import { diagnosticLine, foldRuns, linesSentence } from '../check/report.ts';
import { recode } from '../check/rules/files.ts';
import { EXIT, Failure, type FailureKind, quote } from '../failure.ts';
import type { UpdateResult } from '../machine/machine.ts';
import { isNetworking, SETTINGS } from '../settings/catalogue.ts';
import type { Document } from '../settings/document.ts';
import { isSame } from '../settings/resolve.ts';
import { showAsked, showValue } from '../settings/value-text.ts';
import { readsFormerSectionOnly } from '../settings/vm-start.ts';
import { unifiedDiff } from '../text/diff.ts';
import { type Channel, warningText } from '../text/terminal.ts';
import { wrapped } from '../text/wrap.ts';
import type { CommonOptions, Context } from './define.ts';
import { changeJson } from './json.ts';
import { lineOf } from './outcome.ts';

/** A file with all fixes made. */
interface Fixed extends FixResult {
  readonly file: OpenFile;
  readonly changed: boolean;
  readonly bytes: Uint8Array | null;
}

/** The options that `check --fix` works with. */
interface FixOptions extends CommonOptions {
  readonly format: 'text' | 'json' | 'github' | 'sarif';
  readonly encoding: string | undefined;
}

/** Fixes a file, writes it in one step if anything changes, and says what it did. @returns what is left to say of it */
export async function fixFile(file: OpenFile, options: FixOptions, context: Context) {
  const done = await makeFixes(file, options, context);
  if (options.format !== 'json') sayFixed(done, options, context);
  return { ...left(done, options), fixed: fixedJson(done) };
}

async function makeFixes(
  file: OpenFile,
  options: FixOptions,
  { machine, out }: Context,
): Promise<Fixed & UpdateResult> {
  const isFilter = file.snapshot.path === STANDARD_INPUT;
  const isWanted = await isForHere(file, machine);
  const fix = (now: OpenFile): Fixed => {
    const all = fixAll(now.document, isWanted, encodingEdits(now, options.encoding));
    const result = { ...all, remaining: all.remaining.filter(isWanted) };
    const changed = result.document !== now.document;
    return { ...result, file: now, changed, bytes: changed ? result.document.encode() : now.snapshot.bytes };
  };
  const { made, ...kept } = await commit(
    file.snapshot,
    (now) => fix(now === file.snapshot ? file : openSnapshot(now)),
    options.dryRun || isFilter ? null : machine,
    ({ fixed }) => ({
      command: 'check --fix',
      summary: `fixed ${[...new Set(fixed.map(({ code }) => code))].join(', ')}`,
    }),
  );
  if (isFilter && !options.dryRun) out.write(made.bytes ?? new Uint8Array());
  return { ...made, ...kept };
}

/** Which diagnostics count on this machine: the WSL that is here may read a setting only where later ones did. */
export async function isForHere({ document, snapshot }: OpenFile, machine: Context['machine']): Promise<IsWanted> {
  const hasFormer = [...document.reading.applied].some(([setting, { entry }]) => {
    return setting.formerSection !== null && entry.name.toLowerCase().startsWith(`${setting.formerSection}.`);
  });
  if (!hasFormer) return () => true;
  const { wsl } = await machine.findFacts(['wsl'], snapshot.path);
  const isOld = wsl.known && readsFormerSectionOnly(wsl.value.wsl);
  return ({ code }) => !(isOld && code === 'former-section');
}

const UNKNOWN_ENCODING: FailureKind<{ readonly name: string }> = {
  code: 'unknown-encoding',
  exit: EXIT.usage,
  message: ({ name }) => `Unknown code page ${quote(name)}.`,
  hint: () => 'Use windows-1252, shift_jis, gbk, big5, euc-kr or windows-1251.',
  showsUsage: true,
};

const NOT_THAT_ENCODING: FailureKind<{ readonly path: string; readonly name: string; readonly line: number }> = {
  code: 'not-that-encoding',
  exit: EXIT.usage,
  message: ({ path, name, line }) => `${path}, line ${line}, is not valid ${name} text.`,
  hint: () => 'Nothing was changed. To see which code page it may be: wslnet check',
};

/** @throws Failure `not-that-encoding`, `unknown-encoding` */
function encodingEdits({ document, name }: OpenFile, encoding: string | undefined) {
  if (encoding === undefined) return [];
  const { edits, failedAt, isKnown } = recode(document, encoding);
  if (!isKnown) throw new Failure(UNKNOWN_ENCODING, { name: encoding });
  if (failedAt !== null) {
    throw new Failure(NOT_THAT_ENCODING, { path: name, name: encoding, line: document.positions.lineAt(failedAt) });
  }
  return edits;
}

function sayFixed(each: Fixed & UpdateResult, { format, dryRun, quiet }: FixOptions, { out, err }: Context): void {
  const { file, document, changed, problems } = each;
  for (const problem of quiet ? [] : problems) err.write(warningText(problem, err));
  const isFilter = file.snapshot.path === STANDARD_INPUT;
  if (dryRun && changed) out.write(unifiedDiff(file.name, file.document.text, document.text, out));
  // Standard output is taken where it holds the file, the difference, or what a program reads.
  const channel = isFilter || dryRun || format !== 'text' ? err : out;
  if (!quiet) channel.write(fixedText(each, { dryRun, isFilter }, channel));
}

function fixedJson({ file, document, changed, backup }: Fixed & UpdateResult) {
  const changes = changesBetween(file.document, document).map((change) => {
    return changeJson(change, lineOf(change, file.document, document));
  });
  return { changed, changes, backup };
}

/** Where nothing is written, the file that people have is the one with the faults in it. */
function left(fixed: Fixed, { dryRun }: FixOptions) {
  if (dryRun) return asBefore(fixed);
  return { file: { ...fixed.file, document: fixed.document }, diagnostics: fixed.remaining };
}

/** What would be left, with its places in the file as it is. */
function asBefore({ file, remaining, before }: Fixed) {
  const diagnostics = remaining.map((each) => {
    return { ...each, span: before(each.span), related: each.related && before(each.related), fix: null };
  });
  return { file, diagnostics: diagnostics.sort((a, b) => a.span.start - b.span.start) };
}

/** What was fixed, in the order of the file, and what comes of it. */
function fixedText(
  { file, document, fixed, changed }: Fixed,
  { dryRun, isFilter }: { readonly dryRun: boolean | undefined; readonly isFilter: boolean },
  channel: Channel,
): string {
  if (!changed) return '';
  const lines = file.document.positions;
  const lead = dryRun ? 'Would fix ' : 'Fixed ';
  const said = foldRuns(fixed).map(({ shown, folded }) => {
    const rest = folded.length > 0 ? `  ${linesSentence(folded, lines)}\n` : '';
    return diagnosticLine(shown, { name: file.name, lines }, channel, lead) + rest;
  });
  const rows = consequences(file.document, document, channel);
  const advice =
    rows.length === 0 || dryRun || isFilter ? [] : [wrapped(restartAdvice(file.snapshot.path), channel.width)];
  return [...said, ...rows, ...advice].join('');
}

/** What applies now and did not before: settings of the network as they come out, others as the file sets them. */
function consequences(before: Document, after: Document, channel: Pick<Channel, 'colors' | 'width'>): string[] {
  const changes = new Map(changesBetween(before, after).map((change) => [change.setting, change]));
  const rows = SETTINGS.flatMap((setting): ChangeRow[] => {
    const entry = after.reading.applied.get(setting)?.entry;
    const line = entry ? after.positions.lineAt(entry.key.start) : null;
    const change: PlannedChange | undefined = changes.get(setting);
    if (isNetworking(setting)) {
      const [old, now] = [before.settings[setting.name], after.settings[setting.name]];
      if (isSame(old.value, now.value)) return [];
      return [{ setting, from: showValue(setting, old.value), to: showValue(setting, now.value), line }];
    }
    const now = after.reading.applied.get(setting);
    if (!change || isSame(change.before?.value, now?.value)) return [];
    const from = change.before ? showAsked(setting, change.before) : 'not set';
    return [{ setting, from, to: now ? showAsked(setting, now) : 'not set', line }];
  });
  return drawRows(rows, channel);
}
