import { type ExplainedMode, MODE_FACTS } from '../explain/modes.ts';
import type { LineMap } from '../ini/document.ts';
import type { Distribution, Fact, Facts, Listener, Place } from '../machine/facts.ts';
import type { Mode } from '../settings/modes.ts';
import type { Reason, ResolvedSetting } from '../settings/resolve.ts';
import { settingsTable } from '../settings/value-text.ts';
import { listOf } from '../text/names.ts';
import { printable } from '../text/printable.ts';
import type { Channel } from '../text/terminal.ts';
import { wrap } from '../text/wrap.ts';
import { type RestartState, unknownSentences, windowsText, wslText } from './facts.ts';
import type { MachineView } from './view.ts';

/** What `wslnet status` shows. */
export interface Status {
  readonly place: Place;
  /** The file's name, safe to print; null where none is to be found, which `absence` then explains. */
  readonly file: string | null;
  readonly absence: string | null;
  readonly exists: boolean;
  /** What the file asks for; null where it asks for none. */
  readonly configured: Mode | null;
  /** What that leads to on this machine. */
  readonly expected: Mode | null;
  readonly restart: RestartState;
  readonly facts: Pick<Facts, 'activeMode' | 'wsl' | 'windows' | 'distributions' | 'fileChangedAt'> & Partial<Facts>;
  readonly settings: readonly ResolvedSetting[];
  readonly lines: LineMap;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** `well`: as the file asks. `pending`: a restart or a policy stands between. `fallen-back`: WSL could not do it. */
export type Health = 'well' | 'pending' | 'fallen-back' | 'unknown';

/** How things stand, at a glance. */
export function healthOf({ configured, expected, restart, facts: { activeMode } }: Status): Health {
  if (restart === 'not-applicable') return 'well';
  if (restart === 'due') return 'pending';
  const isOverruled = configured !== null && configured !== expected;
  if (restart === 'other-file') return 'unknown';
  if (restart === 'not-running') return isOverruled ? 'pending' : 'well';
  if (!activeMode.known || expected === null) return 'unknown';
  if (activeMode.value !== expected) return restart === 'unknown' ? 'pending' : 'fallen-back';
  return isOverruled ? 'fallen-back' : 'well';
}

/**
 * One line for a prompt: `mirrored`, `nat (should be mirrored)`, `nat (restart for mirrored)`, `mirrored (restart)`.
 * @param active null where it is not known: then what the file leads to is told
 */
export function shortStatus(active: string | null, expected: Mode | null, isRestartDue: boolean): string {
  const mode = active ?? expected ?? 'unknown';
  const isOther = expected !== null && mode !== expected && mode !== 'wsl1';
  if (isRestartDue) return isOther ? `${mode} (restart for ${expected})` : `${mode} (restart)`;
  return isOther ? `${mode} (should be ${expected})` : mode;
}

/** One screen: the mode and whether a restart is due, the file, the versions; then the settings that matter. */
export function statusScreen(status: Status, channel: Channel): string {
  const { colors, width } = channel;
  const { facts, settings, lines } = status;
  const paint = { well: colors.green, pending: colors.yellow, 'fallen-back': colors.red, unknown: colors };
  const rows: [label: string, text: string, paint: (text: string) => string][] = [
    ['Mode', modeText(status), paint[healthOf(status)]],
    ['Restart', restartText(status), status.restart === 'due' ? colors.yellow : colors],
    ['File', fileText(status), colors],
    ['WSL', isMissing(facts.wsl) ? 'not installed, or damaged' : textOf(facts.wsl, wslText), colors],
    ['Windows', textOf(facts.windows, (windows) => windowsText(windows).replace(/^Windows /, '')), colors],
  ];
  const labelWidth = Math.max(...rows.map(([label]) => label.length));
  const indent = ' '.repeat(labelWidth + 3);
  const head = rows.flatMap(([label, text, color]) => {
    const [first = '', ...rest] = wrap(text, width - indent.length);
    return [`${colors.bold(label.padEnd(labelWidth))}   ${color(first)}`, ...rest.map((line) => indent + color(line))];
  });
  const table = settings.length > 0 ? `\n${settingsTable(settings, lines, channel)}` : '';
  const unknowns = unknownSentences(facts).flatMap((sentence) => wrap(sentence, width));
  const tail = unknowns.length > 0 ? `\n${unknowns.map((line) => `${line}\n`).join('')}` : '';
  return `${head.join('\n')}\n${table}${tail}`;
}

function isMissing(wsl: Facts['wsl']): boolean {
  return !wsl.known && wsl.why === 'not-installed';
}

function textOf<T>(fact: Fact<T>, write: (value: T) => string): string {
  return fact.known ? write(fact.value) : 'unknown';
}

function modeText({ configured, expected, facts: { activeMode, wsl }, restart, settings }: Status): string {
  if (isMissing(wsl)) return 'none: WSL is not installed, or damaged (to find out more: wslnet doctor)';
  if (restart === 'not-applicable') return 'wsl1: this distribution uses the Windows network directly';
  if (restart === 'not-running') return stoppedText(configured, expected);
  if (restart === 'other-file') {
    return `${activeMode.known ? activeMode.value : 'unknown'}; this file, which WSL does not read, would give ${expected ?? 'none'}`;
  }
  if (!activeMode.known) return expected === null ? 'unknown' : `unknown; it should be ${expected}`;
  const active = activeMode.value;
  const reason = settings.find(({ setting }) => setting.name === 'networkingMode')?.reason?.code;
  if (expected === null || active === expected) return asAskedText(active, configured, reason);
  if (restart === 'due') return `${active} now, ${expected} after a restart`;
  return `${active}, but it should be ${expected} (to find out why: wslnet doctor)`;
}

function stoppedText(configured: Mode | null, expected: Mode | null): string {
  if (expected === null) return 'none: WSL is not running';
  if (configured === null || configured === expected) return `${expected} when WSL starts`;
  return `${expected} when WSL starts, but your file asks for ${configured}`;
}

function asAskedText(active: string, configured: Mode | null, reason: Reason['code'] | undefined): string {
  if (reason === 'safe-mode') return `${active}, because safeMode is on`;
  if (reason === 'policy-default-mode') return `${active}, as a group policy asks`;
  if (configured === null) return reason === undefined ? `${active}, the default` : active;
  return configured === active ? `${active}, as your file asks` : `${active}, but your file asks for ${configured}`;
}

function restartText({ restart, facts: { distributions } }: Status): string {
  switch (restart) {
    case 'due':
      return `needed: wslnet restart${shutsDown(distributions)}`;
    case 'not-due':
      return 'not needed';
    case 'not-running':
      return 'not needed: WSL is not running';
    case 'other-file':
      return 'not needed: WSL reads another file';
    case 'not-applicable':
      return 'not needed: WSL 1 does not read the file';
    case 'unknown':
      return 'unknown';
  }
}

function shutsDown(distributions: Fact<readonly Distribution[]>): string {
  const running = distributions.known ? distributions.value.filter(({ isRunning }) => isRunning) : [];
  return running.length === 0 ? '' : ` (shuts down ${listOf(running.map(({ name }) => printable(name)))})`;
}

function fileText({ file, absence, exists, facts: { fileChangedAt }, now }: Status): string {
  if (file === null) return absence ?? 'unknown';
  if (!exists) return `${file} does not exist; WSL uses its defaults`;
  const changed = fileChangedAt.known && fileChangedAt.value !== null ? timeText(fileChangedAt.value, now) : null;
  return changed === null ? file : `${file}, changed ${changed}`;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How long ago, or the day. @param time milliseconds since 1970, as `now` */
function timeText(time: number, now: number): string {
  const age = now - time;
  if (age < 0 || age >= 24 * HOUR) return `on ${new Date(time).toISOString().slice(0, 10)}`;
  if (age < MINUTE) return 'just now';
  if (age < 2 * MINUTE) return 'a minute ago';
  if (age < HOUR) return `${Math.floor(age / MINUTE)} minutes ago`;
  return age < 2 * HOUR ? 'an hour ago' : `${Math.floor(age / HOUR)} hours ago`;
}

/** The facts that the picture shows. */
export const PICTURE_FACTS = ['windowsNetworks', 'vmAddress', 'natGateway', 'linuxListeners'] as const;

/** A fact that the picture shows. */
export type PictureFact = (typeof PICTURE_FACTS)[number];

/** The addresses and the port in the drawings of explain. */
const SAMPLES = { windows: '192.168.1.5', bridged: '192.168.1.6', nat: '172.20.0.2', port: '3000' } as const;

type PageStyle = Pick<Channel, 'colors' | 'width'>;

/** The drawing of the active mode with this machine's own addresses and ports; what is not known is told below. */
export function pictureOf(view: MachineView<PictureFact>, channel: PageStyle): string {
  const { facts, file } = view;
  const expected = file?.resolution.settings.networkingMode.value ?? null;
  const mode = facts.activeMode.known ? facts.activeMode.value : expected;
  if (mode === null || !(mode in MODE_FACTS)) return 'Cannot draw this machine: the mode is not known.\n';
  return drawing(mode as ExplainedMode, facts, true, channel);
}

/** The drawings of this machine in its present mode and in another one, which WSL will have when it has restarted. */
export function picturesOf(now: Mode, then: Mode, { facts }: MachineView<PictureFact>, channel: PageStyle): string {
  return `Now, ${now}:\n${drawing(now, facts, true, channel)}\nThen, ${then}:\n${drawing(then, facts, false, channel)}`;
}

/** @param isPresent whether the address that Linux has now is that of the drawing */
function drawing(
  mode: ExplainedMode,
  { windowsNetworks, vmAddress, natGateway, linuxListeners }: Pick<Facts, PictureFact>,
  isPresent: boolean,
  channel: PageStyle,
): string {
  const windows = windowsNetworks.known ? windowsNetworks.value.find(({ isDefault }) => isDefault)?.address : undefined;
  const present = vmAddress.known ? vmAddress.value : undefined;
  const linux = isPresent ? present : NEW_ADDRESS;
  const port = linuxListeners.known ? firstPort(linuxListeners.value) : undefined;
  const own: readonly (readonly [string, string | undefined])[] = [
    [SAMPLES.windows, windows],
    [SAMPLES.nat, linux],
    [SAMPLES.bridged, linux],
    [SAMPLES.port, port === undefined ? undefined : String(port)],
  ];
  const drawn = MODE_FACTS[mode].diagram.map((line) =>
    own.reduce((text, [sample, real]) => (real === undefined ? text : putIn(text, sample, real)), line),
  );
  const rows: readonly (readonly [string, string])[] = [
    ['Windows', windows ?? 'address not known'],
    ...(mode === 'nat' ? [['Gateway', natGateway.known ? natGateway.value : 'address not known'] as const] : []),
    ['Linux', addressText(mode, isPresent ? (present ?? 'address not known') : 'gets its address when WSL starts')],
    ['Ports', portsText(linuxListeners)],
  ];
  const legend = rows.flatMap(([name, text]) => {
    const [first = '', ...rest] = wrap(text, channel.width - 10);
    return [`${channel.colors.bold(name.padEnd(7))}   ${first}`, ...rest.map((line) => ' '.repeat(10) + line)];
  });
  const isWide = drawn.every((line) => line.length <= channel.width);
  return [...(isWide ? [...drawn, ''] : []), ...legend].map((line) => `${line.trimEnd()}\n`).join('');
}

/** What stands for an address that Linux does not have yet. */
const NEW_ADDRESS = '(new)';

function addressText(mode: ExplainedMode, other: string): string {
  if (mode === 'mirrored') return 'has the addresses of Windows';
  return mode === 'none' ? 'has no network' : other;
}

/** Another text wherever a sample stands; what stands behind it keeps its column. */
function putIn(line: string, sample: string, real: string): string {
  const [before = '', ...others] = line.split(sample);
  const surplus = real.length - sample.length;
  return others.reduce((drawn, after) => {
    if (surplus <= 0) return drawn + real + ' '.repeat(-surplus) + after;
    const [room = ''] = /^(?: +|-+)/.exec(after) ?? [];
    return drawn + real + after.slice(Math.min(surplus, Math.max(0, room.length - 1)));
  }, before);
}

function firstPort(listeners: readonly Listener[]): number | undefined {
  return listeners.find(({ protocol }) => protocol === 'tcp')?.port;
}

function portsText(listeners: Facts['linuxListeners']): string {
  if (!listeners.known) return 'not known';
  const named = listeners.value
    .filter(({ protocol }) => protocol === 'tcp')
    .map(({ port, program }) => (program === null ? `${port}` : `${port} (${printable(program)})`));
  const ports = [...new Set(named)];
  return ports.length === 0 ? 'no program listening' : listOf(ports);
}
