import { EXIT, type ExitCode, Failure } from '../failure.ts';
import { encode } from '../ini/encoding.ts';
import { LineMap } from '../ini/position.ts';
import type { Channel } from '../report/channel.ts';
import { countSentence } from '../report/diagnostic-count.ts';
import { diagnosticJson } from '../report/diagnostic-json.ts';
import { type DiagnosedFile, diagnosticLine, diagnosticText } from '../report/diagnostics-text.ts';
import { warningText } from '../report/error-text.ts';
import { githubAnnotation } from '../report/github-annotation.ts';
import { changeJson, jsonDocument } from '../report/json.ts';
import { unifiedDiff } from '../report/unified-diff.ts';
import { wrap } from '../report/wrap.ts';
import { diagnose } from '../settings/diagnostics/diagnose.ts';
import type { Diagnostic } from '../settings/diagnostics/diagnostic.ts';
import { examine } from '../settings/diagnostics/examination.ts';
import { fixAll } from '../settings/diagnostics/fix.ts';
import { changesBetween } from '../settings/diagnostics/meaning.ts';
import type { CommonOptions, Context } from './context.ts';
import { type OpenFile, openExisting, openSnapshot, STANDARD_INPUT } from './open-file.ts';
import { NOTHING_KEPT } from './write-changes.ts';

export interface CheckOptions extends CommonOptions {
  readonly fix?: boolean;
  /** Whether warnings count for the exit code as errors do. */
  readonly strict?: boolean;
  readonly format: 'text' | 'json' | 'github';
}

/** `wslnet check`: what is wrong with the file, and with `--fix` mending what can be mended. */
export async function check(options: CheckOptions, context: Context): Promise<ExitCode> {
  const format = options.json ? 'json' : options.format;
  const isFilter = options.fix === true && options.file === STANDARD_INPUT && !options.dryRun;
  if (isFilter && format === 'json') throw new Failure('json-needs-stdout', { command: 'check --fix' });
  const file = await openExisting(options, context);
  return options.fix ? await checkAndFix(file, format, options, context) : checkOnly(file, format, options, context);
}

function checkOnly(file: OpenFile, format: CheckOptions['format'], options: CheckOptions, { out }: Context): ExitCode {
  const diagnostics = diagnose(examine(file.decoded));
  if (format === 'json') {
    const json = diagnostics.map((diagnostic) => diagnosticJson(diagnostic, file.lines));
    out.write(jsonDocument('check', { file: file.snapshot.path, diagnostics: json }));
  } else {
    write(diagnostics, file, format, options, out);
  }
  return exitCode(diagnostics, options);
}

async function checkAndFix(
  file: OpenFile,
  format: CheckOptions['format'],
  options: CheckOptions,
  context: Context,
): Promise<ExitCode> {
  const { path } = file.snapshot;
  const isFilter = path === STANDARD_INPUT;
  let mended = mend(file);
  let kept = NOTHING_KEPT;
  if (isFilter && !options.dryRun) {
    context.out.write(mended.bytes);
  } else if (mended.changed && !options.dryRun) {
    kept = await context.host.update(path, (now) => {
      // By the time it is this one's turn, others may have changed the file.
      mended = mend(openSnapshot(now));
      const { bytes, changed, fixed } = mended;
      const summary = `mended ${fixed.map(({ diagnostic }) => diagnostic.code).join(', ')}`;
      return changed ? { bytes, note: { command: 'check --fix', summary } } : null;
    });
  }
  if (kept.historyProblem && !options.quiet && format !== 'json') {
    context.err.write(warningText(kept.historyProblem, context.err));
  }
  const { file: original, text, changed, fixed, examination, remaining, lines } = mended;
  if (format === 'json') {
    const changes = changesBetween(examine(original.decoded), examination).map((change) => {
      const entry = change.after === null ? change.before?.entry : examination.first.get(change.setting);
      const map = change.after === null ? original.lines : lines;
      return changeJson(change, entry ? map.lineAt(entry.key.start) : null);
    });
    const diagnostics = remaining.map((diagnostic) => diagnosticJson(diagnostic, lines));
    const { backup } = kept;
    context.out.write(jsonDocument('check', { changed, file: path, changes, backup, diagnostics }));
    return exitCode(remaining, options);
  }
  if (options.dryRun && changed) context.out.write(unifiedDiff(file.name, original.decoded.text, text, context.out));
  // Standard output is taken where it holds the file or the difference.
  const channel = isFilter || options.dryRun ? context.err : context.out;
  if (!options.quiet) {
    const verb = options.dryRun ? 'Would mend' : 'Mended';
    for (const { diagnostic, lines: then } of fixed) {
      channel.write(`${verb} ${diagnosticLine(diagnostic, { name: file.name, lines: then }, channel)}`);
    }
  }
  write(remaining, { name: file.name, lines }, format, options, channel);
  return exitCode(remaining, options);
}

/** A file with all fixes made. */
function mend(file: OpenFile) {
  const { decoded, snapshot } = file;
  const fixes = fixAll(decoded);
  const { text } = fixes;
  const changed = text !== decoded.text;
  const bytes = changed ? encode({ ...decoded, text }) : (snapshot.bytes ?? new Uint8Array());
  return { ...fixes, file, changed, bytes, lines: new LineMap(text) };
}

function write(
  diagnostics: readonly Diagnostic[],
  file: DiagnosedFile,
  format: CheckOptions['format'],
  { quiet }: CheckOptions,
  channel: Channel,
): void {
  if (format === 'github') {
    for (const diagnostic of diagnostics) channel.write(githubAnnotation(diagnostic, file));
    return;
  }
  for (const diagnostic of diagnostics) channel.write(`${diagnosticText(diagnostic, file, channel)}`);
  if (quiet) return;
  const more = diagnostics.length > 0 ? ' wslnet explain <code> says more.' : '';
  channel.write(`${wrap(countSentence(diagnostics, file.name) + more, channel.width).join('\n')}\n`);
}

function exitCode(diagnostics: readonly Diagnostic[], { strict }: CheckOptions): ExitCode {
  const counts = ({ severity }: Diagnostic) => severity === 'error' || (strict && severity === 'warning');
  return diagnostics.some(counts) ? EXIT.no : EXIT.done;
}
