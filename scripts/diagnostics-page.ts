import { CODES } from '../src/check/codes.ts';
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
    `${title.charAt(0).toUpperCase()}${title.slice(1)}. ${why}`,
    '',
    `What WSL does: ${wsl}`,
    '',
    ...(wrong === '' ? [] : ['Wrong:', '', ...example(wrong), '', 'Right:', '', ...example(right), '']),
  ]);
  return [
    '# What `wslnet check` finds',
    '',
    'An error: WSL will not do what the line asks. A warning: it will, but hardly what was meant, or with a complaint.',
    'Info: the rest. `wslnet explain <code>` says the same in the terminal.',
    '',
    '| code | severity | about |',
    '| --- | --- | --- |',
    ...rows,
    '',
    ...sections,
  ].join('\n');
}
