import type { OpenFile } from '../change/open-file.ts';
import { countBySeverity, countSentence, type Diagnostic } from '../check/diagnostic.ts';
import type { Channel } from '../text/terminal.ts';
import { wrapped } from '../text/wrap.ts';
import type { CommonOptions, Members } from './define.ts';
import { changeDocument, diagnostic, filePath } from './json.ts';
import type { Zod } from './zod.ts';

/** The shape of what `--json` prints: of one file, or of several. */
export function checkDocument(z: Zod) {
  const found = { file: filePath(z), diagnostics: z.array(diagnostic(z)) };
  return z.union([
    z.strictObject(found).check(z.describe('Without --fix.')),
    changeDocument(z).check(z.describe('With --fix; the diagnostics are the remaining ones.')),
    z
      .strictObject({ files: z.array(z.union([z.strictObject(found), changeDocument(z)])) })
      .check(z.describe('For several files.')),
  ]);
}

/** What `--json` prints. */
export type CheckDocument = Members<ReturnType<typeof checkDocument>>;

/** The options as the command works with them. */
export interface FormatOptions extends CommonOptions {
  readonly format: 'text' | 'json' | 'github' | 'sarif';
  readonly encoding: string | undefined;
}

/** What was found in a file. */
export interface Found {
  readonly file: Pick<OpenFile, 'name' | 'snapshot' | 'document'>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Diagnostics in full, as workflow commands, or as one log. */
export async function writeFound(
  found: readonly Found[],
  format: Exclude<FormatOptions['format'], 'json'>,
  channel: Channel,
): Promise<void> {
  if (format === 'sarif') {
    const { sarifLog } = await import('../check/sarif.ts');
    const files = found.map(({ file: { name, snapshot, document }, diagnostics }) => {
      return { name, path: snapshot.path, document, diagnostics };
    });
    channel.write(sarifLog(files));
    return;
  }
  const { diagnosticsText, githubAnnotations } = await import('../check/report.ts');
  for (const { file, diagnostics } of found) {
    const checked = { name: file.name, document: file.document, diagnostics };
    channel.write(format === 'github' ? githubAnnotations(checked) : diagnosticsText(checked, channel));
  }
}

/** One count of all files, and what to do next. */
export function writeSummary(
  files: readonly Pick<OpenFile, 'name' | 'snapshot'>[],
  found: readonly Diagnostic[],
  { write, width }: Channel,
): void {
  const [only] = files;
  const counts = countBySeverity(found);
  if (only && files.length === 1 && only.snapshot.bytes === null) {
    write(wrapped(`${only.name} does not exist, so WSL uses its defaults.`, width));
    return;
  }
  const count =
    only && files.length === 1
      ? countSentence(counts, only.name)
      : countSentence(counts, `${files.length} files`, 'have');
  write(wrapped(count + (found.length > 0 ? ' For details: wslnet explain <code>' : ''), width));
}
