import { diagnosticLine } from '../check/code-frame.ts';
import { changesBetween, examine } from '../check/diagnose.ts';
import type { Diagnostic } from '../check/diagnostic.ts';
import { fixAll } from '../check/fix.ts';
import { diagnosticJson, writeDiagnostics } from '../check/report.ts';
import { LineMap } from '../ini/document.ts';
import { encode } from '../ini/text.ts';
import { unifiedDiff } from '../text/diff.ts';
import { warningText } from '../text/error.ts';
import { NOTHING_KEPT } from './change-report.ts';
import type { CommonOptions, Context } from './context.ts';
import { type ChangeDocument, type ChangeJson, changeJson } from './json.ts';
import { type OpenFile, openSnapshot, STANDARD_INPUT } from './open-file.ts';

/** How `wslnet check` prints. */
export interface FormatOptions extends CommonOptions {
  readonly format: 'text' | 'json' | 'github';
}

/** What `wslnet check` prints as JSON. */
export type CheckDocument = ChangeDocument | Pick<ChangeDocument, 'file' | 'diagnostics'>;

/** The way of `check --fix`: mends the file, writes it in one step if anything changes, and says what it did. */
export async function checkAndFix(
  file: OpenFile,
  options: FormatOptions,
  context: Context<CheckDocument>,
): Promise<readonly Diagnostic[]> {
  const { path } = file.snapshot;
  const isFilter = path === STANDARD_INPUT;
  let mended = mend(file);
  let kept = NOTHING_KEPT;
  if (isFilter && !options.dryRun) {
    context.out.write(mended.bytes);
  } else if (mended.changed && !options.dryRun) {
    kept = await context.machine.update(path, (now) => {
      // By the time it is this one's turn, others may have changed the file.
      mended = mend(openSnapshot(now));
      const { bytes, changed, fixed } = mended;
      const summary = `mended ${fixed.map(({ diagnostic }) => diagnostic.code).join(', ')}`;
      return changed ? { bytes, note: { command: 'check --fix', summary } } : null;
    });
  }
  if (kept.historyProblem && !options.quiet && options.format !== 'json') {
    context.err.write(warningText(kept.historyProblem, context.err));
  }
  report(mended, kept.backup, options, context);
  return mended.remaining;
}

type Mended = ReturnType<typeof mend>;

/** A file with all fixes made. */
function mend(file: OpenFile) {
  const { decoded, snapshot } = file;
  const fixes = fixAll(decoded);
  const { text } = fixes;
  const changed = text !== decoded.text;
  const bytes = changed ? encode({ ...decoded, text }) : (snapshot.bytes ?? new Uint8Array());
  return { ...fixes, file, changed, bytes, lines: new LineMap(text) };
}

function report(mended: Mended, backup: string | null, options: FormatOptions, context: Context<CheckDocument>): void {
  const { file, text, changed, fixed, remaining, lines } = mended;
  const { format, dryRun, quiet = false } = options;
  if (format === 'json') {
    const { path } = file.snapshot;
    const diagnostics = remaining.map((diagnostic) => diagnosticJson(diagnostic, lines));
    context.printJson({ changed, file: path, changes: changesJson(mended), backup, diagnostics });
    return;
  }
  if (dryRun && changed) context.out.write(unifiedDiff(file.name, file.decoded.text, text, context.out));
  // Standard output is taken where it holds the file or the difference.
  const channel = file.snapshot.path === STANDARD_INPUT || dryRun ? context.err : context.out;
  if (!quiet) {
    const lead = dryRun ? 'Would mend ' : 'Mended ';
    for (const { diagnostic, lines: then } of fixed) {
      channel.write(diagnosticLine(diagnostic, { name: file.name, lines: then }, channel, lead));
    }
  }
  writeDiagnostics(remaining, { name: file.name, lines }, { format, quiet }, channel);
}

function changesJson({ file, examination, lines }: Mended): ChangeJson[] {
  return changesBetween(examine(file.decoded), examination).map((change) => {
    const [entry, map] =
      change.after === null ? [change.before?.entry, file.lines] : [examination.first.get(change.setting), lines];
    return changeJson(change, entry ? map.lineAt(entry.key.start) : null);
  });
}
