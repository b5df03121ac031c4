import type { LineMap } from '../ini/position.ts';
import type { Diagnostic } from '../settings/diagnostics/diagnostic.ts';
import type { Channel } from './channel.ts';
import { codeFrame } from './code-frame.ts';
import { adviceOf, messageOf, otherOf } from './diagnostic-sentences.ts';
import { wrap } from './wrap.ts';
import { wslWords } from './wsl-words.ts';

/** What a diagnostic is about: a file's name, safe to print, and its lines. */
export interface DiagnosedFile {
  readonly name: string;
  readonly lines: LineMap;
}

/** A diagnostic in full: place, sentence, the line with carets, the other place, what to do, and WSL's own words. */
export function diagnosticText(diagnostic: Diagnostic, { name, lines }: DiagnosedFile, channel: Channel): string {
  const { colors, width } = channel;
  const { related, wsl, span } = diagnostic;
  const wslSays = wsl && wslWords(wsl, name);
  const notes = [
    ...wrap(adviceOf(diagnostic), width - 2),
    ...(wslSays ? wrap(`WSL says: ${wslSays}`, width - 2).map((line) => colors.dim(line)) : []),
  ];
  return [
    ...headline(diagnostic, { name, lines }, channel),
    ...codeFrame(span, lines, channel),
    ...(related ? [`  ${otherOf(diagnostic)} is set in line ${lines.lineAt(related.start)}.`] : []),
    ...notes.map((note) => `  ${note}`),
    '',
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** A diagnostic in brief: place and sentence. @param lead what stands before it */
export function diagnosticLine(diagnostic: Diagnostic, file: DiagnosedFile, channel: Channel, lead = ''): string {
  return headline(diagnostic, file, channel, lead)
    .map((line) => `${line}\n`)
    .join('');
}

function headline(
  diagnostic: Diagnostic,
  { name, lines }: DiagnosedFile,
  { colors, width }: Channel,
  lead = '',
): string[] {
  const { code, severity, span } = diagnostic;
  const { line, column } = lines.positionAt(span.start);
  const place = `${name}:${line}:${column}:`;
  const label = `${severity}[${code}]:`;
  const paint = { error: colors.red.bold, warning: colors.yellow.bold, information: colors.cyan.bold }[severity];
  const [first = '', ...rest] = wrap(`${lead}${place} ${label} ${messageOf(diagnostic)}`, width);
  return [first.replace(place, () => colors.bold(place)).replace(label, () => paint(label)), ...rest];
}
