import type { LineMap } from '../ini/document.ts';
import type { Channel } from '../text/terminal.ts';
import { wrap } from '../text/wrap.ts';
import type { ResolvedSetting } from './resolve.ts';
import { reasonSentence, showValue } from './value-text.ts';

const GAP = '  ';
/** Values that are longer get lines of their own. */
const WIDEST_VALUE = 24;

/** Settings with their values and where these come from, a sentence below where a value is not what the file asks for. */
export function settingsTable(
  settings: readonly ResolvedSetting[],
  lines: LineMap,
  { colors, width }: Pick<Channel, 'colors' | 'width'>,
): string {
  const nameWidth = Math.max(...settings.map(({ setting }) => setting.name.length));
  const valueWidth = Math.max(
    ...settings
      .map(({ setting, value }) => showValue(setting, value).length)
      .filter((length) => length <= WIDEST_VALUE),
    1,
  );
  const indent = ' '.repeat(nameWidth + GAP.length);
  const rows = settings.flatMap((resolved) => {
    const value = showValue(resolved.setting, resolved.value);
    const isLong = value.length > WIDEST_VALUE;
    const valueLines = isLong ? wrap(value, width - indent.length) : [value.padEnd(valueWidth)];
    const origin = originOf(resolved, lines);
    const paint = resolved.isInert ? colors.dim : colors;
    const [first = '', ...rest] = valueLines;
    const row = [
      `${paint.bold(resolved.setting.name.padEnd(nameWidth))}${GAP}${paint(first)}${isLong ? '' : GAP + colors.dim(origin)}`,
      ...rest.map((line) => indent + paint(line)),
      ...(isLong ? [indent + colors.dim(origin)] : []),
    ];
    const sentence = needsReason(resolved) && resolved.reason && reasonSentence(resolved, resolved.reason, lines);
    const because = sentence ? wrap(sentence, width - indent.length).map((line) => indent + colors.yellow(line)) : [];
    return [...row, ...because];
  });
  return rows.map((row) => `${row}\n`).join('');
}

function originOf({ source, applied, isInert, reason }: ResolvedSetting, lines: LineMap): string {
  if (reason?.code === 'reading-given-up') return 'not in force';
  if (reason?.code === 'bad-dns-address' && !applied) return `line ${lines.lineAt(reason.line.key.start)}`;
  if (!applied) return isInert ? `${source}, no effect` : source;
  const line = `line ${lines.lineAt(applied.entry.key.start)}`;
  if (source !== 'file') return `${source}; ${line} has no effect`;
  return isInert ? `${line}, no effect` : line;
}

/** A person who reads a value wants to know why it is not the one in the file, or who else set it. */
function needsReason({ applied, source, reason }: ResolvedSetting): boolean {
  if (reason?.code === 'bad-dns-address') return true;
  return applied !== null || source === 'policy' || source === 'service' || source === 'unsupported';
}
