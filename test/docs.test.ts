import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CODE_FACTS } from '../src/explain/codes.ts';
import { printable } from '../src/text/printable.ts';

const DIAGNOSTICS = new URL('../docs/diagnostics.md', import.meta.url);

/** The documentation of the codes, from the facts that `wslnet explain` has. */
function diagnosticsPage(): string {
  const codes = Object.entries(CODE_FACTS);
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
    'An error: WSL will not do what the line asks. A warning: it will, but hardly what was meant, or only by grace.',
    'Information: the rest. `wslnet explain <code>` says the same in the terminal.',
    '',
    '| code | severity | about |',
    '| --- | --- | --- |',
    ...rows,
    '',
    ...sections,
  ].join('\n');
}

test('docs/diagnostics.md is up to date (GOLDEN=update npm run test:unit writes it)', () => {
  const page = diagnosticsPage();
  if (process.env['GOLDEN'] === 'update') writeFileSync(DIAGNOSTICS, page);
  expect(readFileSync(DIAGNOSTICS, 'utf8')).toBe(page);
});
