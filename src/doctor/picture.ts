import { type ExplainedMode, MODE_FACTS } from '../explain/modes.ts';
import type { Facts, Listener } from '../machine/facts.ts';
import type { Mode } from '../settings/modes.ts';
import { listOf } from '../text/names.ts';
import { printable } from '../text/printable.ts';
import type { Channel } from '../text/terminal.ts';
import { wrap } from '../text/wrap.ts';
import type { MachineView } from './view.ts';

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
