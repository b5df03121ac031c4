import { EXIT, type ExitCode, Failure } from '../failure.ts';
import { encode } from '../ini/encoding.ts';
import { LineMap } from '../ini/position.ts';
import type { Channel } from '../report/channel.ts';
import { countSentence } from '../report/diagnostic-count.ts';
import { diagnosticJson } from '../report/diagnostic-json.ts';
import { type DiagnosedFile, diagnosticLine, diagnosticText } from '../report/diagnostics-text.ts';
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
import { type OpenFile, openExisting, STANDARD_INPUT } from './open-file.ts';

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
  const before = examine(file.decoded);
  const { text, fixed, examination, remaining } = fixAll(file.decoded);
  const changed = text !== file.decoded.text;
  const lines = new LineMap(text);
  const bytes = changed ? encode({ ...file.decoded, text }) : (file.snapshot.bytes ?? new Uint8Array());
  const isFilter = file.snapshot.path === STANDARD_INPUT;
  if (isFilter && !options.dryRun) context.out.write(bytes);
  else if (changed && !options.dryRun) await context.host.replace(file.snapshot, bytes);
  if (format === 'json') {
    const changes = changesBetween(before, examination).map((change) => {
      const entry = change.after === null ? change.before?.entry : examination.first.get(change.setting);
      const map = change.after === null ? file.lines : lines;
      return changeJson(change, entry ? map.lineAt(entry.key.start) : null);
    });
    const diagnostics = remaining.map((diagnostic) => diagnosticJson(diagnostic, lines));
    const { path } = file.snapshot;
    context.out.write(jsonDocument('check', { changed, file: path, changes, backup: null, diagnostics }));
    return exitCode(remaining, options);
  }
  if (options.dryRun && changed) context.out.write(unifiedDiff(file.name, file.decoded.text, text, context.out));
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
