import { Failure } from '../failure.ts';
import { diagnosticLine, diagnosticText } from '../report/diagnostics-text.ts';
import { qualifiedName } from '../settings/catalogue.ts';
import { checkChange, type SettingChange } from '../settings/change.ts';
import { diagnosePiece } from '../settings/diagnostics/diagnose.ts';
import type { Diagnostic } from '../settings/diagnostics/diagnostic.ts';
import { examine } from '../settings/diagnostics/examination.ts';
import type { CommonOptions, Context } from './context.ts';
import { type OpenFile, openSnapshot, STANDARD_INPUT } from './open-file.ts';

/**
 * Reads a piece of a `.wslconfig` as WSL would, and says what is wrong with its lines. What its settings make of each
 * other is for the file to show that they are brought into.
 * @returns what the piece asks for, in its own spelling and order
 * @throws Failure `fragment-not-found`, `fragment-has-errors`, `bad-fragment-value`, and those of reading a file
 */
export async function readFragment(path: string, options: CommonOptions, context: Context): Promise<SettingChange[]> {
  const file = await openFragment(path, context);
  const found = diagnosePiece(examine(file.decoded));
  requireNoErrors(found, file, context);
  if (!options.json && !options.quiet) {
    const warnings = found.filter(({ severity }) => severity === 'warning');
    for (const warning of warnings) context.err.write(diagnosticLine(warning, file, context.err));
  }
  return [...file.reading.heeded].map(([setting, { entry }]) => {
    const change = { setting: qualifiedName(setting), value: entry.value };
    requireWritable(change, file.lines.lineAt(entry.key.start), file);
    return change;
  });
}

async function openFragment(path: string, { host, readInput }: Context): Promise<OpenFile> {
  const snapshot = path === STANDARD_INPUT ? { path, bytes: await readInput() } : await host.read(path);
  if (snapshot.bytes === null) throw new Failure('fragment-not-found', { path });
  return openSnapshot(snapshot);
}

function requireNoErrors(found: readonly Diagnostic[], { name, lines, snapshot }: OpenFile, { err }: Context): void {
  const errors = found.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (!first) return;
  for (const error of errors) err.write(diagnosticText(error, { name, lines }, err));
  const place = lines.positionAt(first.span.start);
  const isNamed = snapshot.path !== STANDARD_INPUT;
  throw new Failure('fragment-has-errors', { path: name, count: errors.length, ...place, isNamed });
}

/** WSL reads some values that wslnet does not write, since they are hardly what was meant. */
function requireWritable(change: SettingChange, line: number, { name }: OpenFile): void {
  try {
    checkChange(change);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure('bad-fragment-value', { path: name, line, problem: error.message, hint: error.hint });
  }
}
