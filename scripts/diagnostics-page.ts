import { CODES, titleSentence } from '../src/check/codes.ts';
import { printable } from '../src/text/printable.ts';

/** docs/diagnostics.md: what `wslnet explain` knows of every code. */
export function diagnosticsPage(): string {
  const codes = Object.entries(CODES);
  const rows = codes.map(
    ([code, { title, severities }]) => `| [${code}](#${code}) | ${severities.join(', ')} | ${title} |`,
  );
  const example = (text: string) => ['```ini', ...text.replace(/\n$/, '').split('\n').map(printable), '```'];
  const sections = codes.flatMap(([code, { title, why, wsl, wrong, right }]) => [
    `## ${code}`,
    '',
    `${titleSentence(title)} ${why}`,
    '',
    `What WSL does: ${wsl}`,
    '',
    ...(wrong === '' ? [] : ['Wrong:', '', ...example(wrong), '', 'Right:', '', ...example(right), '']),
  ]);
  return [
    '# What `wslnet check` finds',
    '',
    'An error means that WSL does not do what the line asks. A warning means that WSL reads the line, but probably not as you',
    'meant it, or complains about it. Everything else is an info. In a terminal: `wslnet explain <code>`',
    '',
    '| code | severity | about |',
    '| --- | --- | --- |',
    ...rows,
    '',
    ...sections,
  ].join('\n');
}
