import type { LineMap } from '../ini/document.ts';
import { listOf } from '../text/names.ts';
import { excerpt, printable } from '../text/printable.ts';
import type { Channel } from '../text/terminal.ts';
import { wrap } from '../text/wrap.ts';
import type { Setting } from './catalogue.ts';
import type { AppliedEntry } from './reading.ts';
import { isSame, type Reason, type ResolvedSetting, type Source } from './resolve.ts';
import { MIRRORED_NEEDS, WINDOWS_11_22H2 } from './vm-start.ts';

/** A typed value as JSON holds it; null for none. */
export type SettingValue = boolean | number | string | readonly number[] | null;

/** A typed value as a person reads it; `-` for nothing. */
export function showValue({ kind }: Setting, value: unknown): string {
  if (value === null) return NOTHING;
  const text = Array.isArray(value) ? value.join(', ') : kind.write(value);
  return text === '' ? NOTHING : printable(text);
}

/** How a value is shown that there is none of. */
export const NOTHING = '-';

/** The text of an entry, and what WSL takes it for. */
interface Asked {
  readonly entry: Pick<AppliedEntry['entry'], 'value'>;
  readonly value: unknown;
}

/** What a text asks for where an entry of the setting has it. */
export function askedBy(setting: Setting, text: string): Asked {
  return { entry: { value: text }, value: setting.kind.read(text).value };
}

/** What an entry asks for as a person reads it: its text where WSL refuses it. */
export function showAsked(setting: Setting, { entry, value }: Asked): string {
  return value === undefined ? printable(entry.value) || NOTHING : showValue(setting, value);
}

/** A typed value as JSON holds it: sizes beyond what a number holds exactly become text. */
export function jsonValue(value: unknown): SettingValue {
  // No kind of setting has other types.
  if (typeof value !== 'bigint') return value as SettingValue;
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

/** What an entry asks for: its typed value, or its text where WSL refuses it. */
export function askedFor({ entry, value }: Asked): unknown {
  return value === undefined ? entry.value : value;
}

/** Reasons that are about the text in the file, or that name it. */
const NAMES_WHAT_IS_ASKED: readonly Reason['code'][] = [
  ...(['reading-given-up', 'refused-value', 'refused-ports', 'refused-dns-address'] as const),
  ...(['policy-default-mode', 'mirrored-was-experimental', 'consomme-is-newer'] as const),
];

/** Why a setting is not, or not only, what the file asks for, and what that is. */
export function reasonSentence(resolved: ResolvedSetting, reason: Reason, lines: LineMap): string {
  const { setting, applied, value } = resolved;
  const why = whySentence(resolved, reason, lines);
  const isGranted = applied === null || isSame(applied.value, value);
  if (isGranted || NAMES_WHAT_IS_ASKED.includes(reason.code)) return why;
  return `${why} The file asks for ${showAsked(setting, applied)}.`;
}

/** One sentence for why a setting is not, or not only, what the file asks for. */
export function whySentence({ setting: { name } }: ResolvedSetting, reason: Reason, lines: LineMap): string {
  switch (reason.code) {
    case 'reading-given-up':
      return `WSL stops reading at line ${lines.lineAt(reason.line.start)} and ignores the whole file.`;
    case 'refused-value':
      return `WSL does not accept ${quoted(reason.text)} and uses the default. It expects ${reason.expects}.`;
    case 'refused-ports':
      return `WSL ignores what is not a port in ${quoted(reason.text)}.`;
    case 'bad-dns-address':
      return `The address on line ${lines.lineAt(reason.line.start)} is not valid, which turns DNS tunneling off.`;
    case 'refused-dns-address':
      return `WSL does not accept ${quoted(reason.text)} as an address and turns DNS tunneling off.`;
    case 'mirrored-has-firewall':
      return 'In mirrored mode, the firewall is always on.';
    case 'policy-default-mode':
      return 'A group policy sets the default mode.';
    case 'policy-forbids-mode':
      return 'A group policy does not let you choose the mode.';
    case 'policy-forbids-firewall-off':
      return 'A group policy does not let you turn the firewall off.';
    case 'global-secure-access':
      return 'Global Secure Access is running, which turns DNS tunneling off.';
    case 'safe-mode':
      return 'Safe mode is on, which turns this off.';
    case 'virtioproxy-needs-virtio':
      return 'virtioproxy mode needs virtio, which is off.';
    case 'no-hyper-v-firewall':
      return 'This Windows has no Hyper-V firewall, or it is turned off in the registry.';
    case 'server-has-no-mirrored':
      return 'Windows Server has no mirrored mode, and WSL starts without a network.';
    case 'mirrored-was-experimental':
      return `WSL ${reason.has} reads networkingMode=mirrored in [experimental] only; WSL 2.0.5 and later read it in [wsl2].`;
    case 'consomme-is-newer':
      return `The name consomme needs WSL 2.9.0 or later; this is ${wslName(reason.has)}. Every WSL version knows virtioproxy.`;
    case 'bridged-needs-windows-11':
      return `Bridged mode needs Windows 11; this is build ${reason.has}, and WSL starts without a network.`;
    case 'windows-is-older':
      return `${name} needs Windows 11 22H2 (build ${WINDOWS_11_22H2}) or later; this is build ${reason.has}.`;
    case 'virtioproxy-lacks-dns-tunneling':
      return `WSL ${reason.has} has no DNS tunneling in virtioproxy mode; WSL 2.8.2 and later have it.`;
    case 'mirrored-needs-seccomp':
      return 'Mirrored mode needs a Linux kernel that is built with seccomp; this one is not.';
    case 'bridged-needs-switch':
      return 'Bridged mode needs a vmSwitch, and the file sets none.';
    case 'mirrored-needs':
      return mirroredNeed(reason);
    case 'mirrored-needs-ipv6':
      return 'Mirrored mode needs IPv6, which is turned off in the registry.';
    case 'mirrored-needs-firewall':
      return 'Mirrored mode needs the Hyper-V firewall.';
    case 'only-in-modes':
      return `${name} has no effect in ${reason.mode} mode, only in ${listOf(reason.modes)}.`;
    case 'only-with':
      return `${name} has an effect only when ${reason.setting} is ${reason.value}.`;
  }
}

function mirroredNeed({ need, has }: Extract<Reason, { code: 'mirrored-needs' }>): string {
  const least = MIRRORED_NEEDS[need];
  switch (need) {
    case 'windows':
      return `Mirrored mode needs Windows 11 22H2 (build ${least}) or later; this is build ${has}.`;
    case 'wsl':
      return `Mirrored mode needs WSL ${least} or later; this is ${wslName(has)}.`;
    case 'kernel':
      return `Mirrored mode needs Linux kernel ${least} or later; this is ${has}.`;
  }
}

function wslName(version: string | null): string {
  return version ?? 'the one built into Windows';
}

function quoted(text: string): string {
  return text === '' ? 'an empty value' : `'${excerpt(text)}'`;
}

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

/** Where a value comes from, as it stands behind the value. */
const ORIGINS: Readonly<Record<Source, string>> = {
  file: 'file',
  default: 'default',
  policy: 'by policy',
  mode: 'by mode',
  service: 'by service',
  unsupported: 'unsupported',
};

function originOf({ source, applied, isInert, reason }: ResolvedSetting, lines: LineMap): string {
  if (reason?.code === 'reading-given-up') return 'not in force';
  if (reason?.code === 'bad-dns-address' && !applied) return `line ${lines.lineAt(reason.line.key.start)}`;
  if (!applied) return isInert ? `${ORIGINS[source]}, no effect` : ORIGINS[source];
  const line = `line ${lines.lineAt(applied.entry.key.start)}`;
  if (source !== 'file') return `${ORIGINS[source]}; ${line} has no effect`;
  return isInert ? `${line}, no effect` : line;
}

/** A person who reads a value wants to know why it is not the one in the file, or who else set it. */
function needsReason({ applied, source, reason }: ResolvedSetting): boolean {
  if (reason?.code === 'bad-dns-address') return true;
  return applied !== null || source === 'policy' || source === 'service' || source === 'unsupported';
}
