import type { LineMap } from '../ini/document.ts';
import type { Fact, Facts } from '../machine/facts.ts';
import type { Mode } from '../settings/kinds.ts';
import type { ResolvedSetting } from '../settings/resolve.ts';
import { settingsTable } from '../settings/table.ts';
import type { Channel } from '../text/colors.ts';
import { printable } from '../text/printable.ts';
import { wrap } from '../text/wrap.ts';
import { type RestartState, unknownSentences, windowsText, wslText } from './facts.ts';

export interface Status {
  /** The file's name, safe to print, or why there is none. */
  readonly file: string;
  /** What the file asks for; null where it asks for none. */
  readonly configured: Mode | null;
  /** What that leads to on this machine. */
  readonly expected: Mode | null;
  readonly restart: RestartState;
  readonly facts: Pick<Facts, 'activeMode' | 'wsl' | 'windows' | 'distributions'> & Partial<Facts>;
  readonly settings: readonly ResolvedSetting[];
  readonly lines: LineMap;
}

/** One screen: what is in force now, and what the file leads to. */
export function statusScreen(status: Status, channel: Channel): string {
  const { colors, width } = channel;
  const { file, facts, settings, lines } = status;
  const rows = [
    ['mode', modeText(status)],
    ['restart', RESTART[status.restart]],
    ['WSL', textOf(facts.wsl, wslText)],
    ['Windows', textOf(facts.windows, windowsText)],
    ['running', textOf(facts.distributions, runningText)],
  ] as const;
  const labelWidth = Math.max(...rows.map(([label]) => label.length));
  const indent = ' '.repeat(labelWidth + 2);
  const head = rows.flatMap(([label, text]) => {
    const [first = '', ...rest] = wrap(text, width - indent.length);
    return [`${colors.bold(label.padEnd(labelWidth))}  ${first}`, ...rest.map((line) => indent + line)];
  });
  const table = settings.length > 0 ? `\n${settingsTable(settings, lines, channel)}` : '';
  const unknowns = unknownSentences(facts).flatMap((sentence) => wrap(sentence, width));
  const tail = unknowns.length > 0 ? `\n${unknowns.map((line) => `${colors.dim(line)}\n`).join('')}` : '';
  return `${colors.underline(file)}\n\n${head.join('\n')}\n${table}${tail}`;
}

function textOf<T>(fact: Fact<T>, write: (value: T) => string): string {
  return fact.known ? write(fact.value) : 'unknown';
}

function runningText(distributions: readonly { readonly name: string; readonly isRunning: boolean }[]): string {
  const running = distributions.filter(({ isRunning }) => isRunning).map(({ name }) => printable(name));
  return running.join(', ') || 'nothing';
}

function modeText({ configured, expected, facts: { activeMode }, restart }: Status): string {
  if (activeMode.known && activeMode.value === 'wsl1') {
    return 'this is a WSL 1 distribution, on the network of Windows itself';
  }
  const asked = configured === null || configured === expected ? '' : `; the file asks for ${configured}`;
  if (restart === 'not-running') return `${expected ?? 'unknown'} at the next start${asked}`;
  if (!activeMode.known) {
    return expected ? `unknown; by the file it should be ${expected}${asked}` : 'unknown';
  }
  const now = `${activeMode.value} is in force`;
  if (expected === null) return now;
  if (activeMode.value === expected) return configured === expected ? `${now}, as the file asks` : now + asked;
  if (restart === 'due') return `${now}; ${expected} after a restart${asked}`;
  return `${now}, and not ${expected}, which it should be${asked}; wslnet doctor looks for the reason`;
}

const RESTART: { readonly [S in RestartState]: string } = {
  due: 'due: the file was changed after WSL started; wslnet restart ends and starts it',
  'not-due': 'not needed: WSL started after the last change of the file',
  'not-running': 'not needed: WSL is not running',
  'not-applicable': 'not needed: WSL 1 does not read the file',
  unknown: 'unknown',
};
