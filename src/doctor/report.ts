import type { Channel } from '../text/colors.ts';
import { wrap } from '../text/wrap.ts';
import type { Check, Finding, Outcome } from './check.ts';

export type Examined = Pick<Check, 'id' | 'topic'> & Finding;

const LABELS: { readonly [O in Outcome]: string } = {
  pass: 'pass',
  warning: 'warning',
  failure: 'failure',
  unknown: 'unknown',
  'not-applicable': '-',
};

/** What was examined, topic by topic, with the command that mends it below; then how many of each. */
export function doctorReport(examined: readonly Examined[], channel: Channel): string {
  const { colors, width } = channel;
  const labelWidth = Math.max(...Object.values(LABELS).map((label) => label.length));
  const indent = ' '.repeat(labelWidth + 2);
  const paint: { readonly [O in Outcome]: (text: string) => string } = {
    pass: colors.green,
    warning: colors.yellow,
    failure: colors.red.bold,
    unknown: colors.cyan,
    'not-applicable': colors.dim,
  };
  const rows = examined.flatMap(({ topic, outcome, seen, mend }, index) => {
    const [first = '', ...rest] = wrap(seen, width - indent.length);
    const heading = examined[index - 1]?.topic === topic ? [] : [...(index > 0 ? [''] : []), colors.bold(topic)];
    return [
      ...heading,
      `${paint[outcome](LABELS[outcome].padEnd(labelWidth))}  ${first}`,
      ...rest.map((line) => indent + line),
      ...(mend === null ? [] : [`${indent}${colors.cyan(mend)}`]),
    ];
  });
  return `${rows.join('\n')}\n`;
}

/** How many of each outcome: `1 failure, 2 warnings, 20 passed`. */
export function doctorSummary(examined: readonly Examined[]): string {
  const count = (outcome: Outcome) => examined.filter((each) => each.outcome === outcome).length;
  const [failures, warnings, unknown, passed] = [count('failure'), count('warning'), count('unknown'), count('pass')];
  const parts = [
    failures > 0 && `${failures} ${failures === 1 ? 'failure' : 'failures'}`,
    warnings > 0 && `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`,
    unknown > 0 && `${unknown} unknown`,
    `${passed} passed`,
  ];
  return `${parts.filter(Boolean).join(', ')}.\n`;
}
