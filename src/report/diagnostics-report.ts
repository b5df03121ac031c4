import type { Diagnostic } from '../settings/diagnostics/diagnostic.ts';
import type { Channel } from './channel.ts';
import { countSentence } from './diagnostic-count.ts';
import { type DiagnosedFile, diagnosticText } from './diagnostics-text.ts';
import { githubAnnotation } from './github-annotation.ts';
import { wrap } from './wrap.ts';

/** All diagnostics of a file one after another: as workflow commands, or in full with a count at the end. */
export function writeDiagnostics(
  diagnostics: readonly Diagnostic[],
  file: DiagnosedFile,
  { format, quiet }: { readonly format: 'text' | 'github'; readonly quiet?: boolean },
  channel: Channel,
): void {
  if (format === 'github') {
    for (const diagnostic of diagnostics) channel.write(githubAnnotation(diagnostic, file));
    return;
  }
  for (const diagnostic of diagnostics) channel.write(diagnosticText(diagnostic, file, channel));
  if (quiet) return;
  const more = diagnostics.length > 0 ? ' wslnet explain <code> says more.' : '';
  channel.write(`${wrap(countSentence(diagnostics, file.name) + more, channel.width).join('\n')}\n`);
}
