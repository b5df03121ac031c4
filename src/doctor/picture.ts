import { type ExplainedMode, MODE_FACTS } from '../explain/modes.ts';
import type { Facts, Listener } from '../machine/facts.ts';
import type { Channel } from '../text/colors.ts';
import { listOf } from '../text/names.ts';
import { printable } from '../text/printable.ts';
import { wrap } from '../text/wrap.ts';
import type { MachineView } from './view.ts';

/** The facts that the picture shows. */
export const PICTURE_FACTS = ['windowsNetworks', 'vmAddress', 'natGateway', 'linuxListeners'] as const;

export type PictureFact = (typeof PICTURE_FACTS)[number];

/** The addresses and the port in the drawings of explain. */
const SAMPLES = { windows: '192.168.1.5', bridged: '192.168.1.6', nat: '172.20.0.2', port: '3000' } as const;

/** The drawing of the active mode with this machine's own addresses and ports; what is not known is told below. */
export function pictureOf(view: MachineView<PictureFact>, channel: Pick<Channel, 'colors' | 'width'>): string {
  const { facts, file } = view;
  const { activeMode, windowsNetworks, vmAddress, natGateway, linuxListeners } = facts;
  const expected = file?.resolution.settings.networkingMode.value ?? null;
  const mode = activeMode.known ? activeMode.value : expected;
  if (mode === null || !(mode in MODE_FACTS)) return 'Cannot draw this machine: the mode is not known.\n';
  const windows = windowsNetworks.known ? windowsNetworks.value.find(({ isDefault }) => isDefault)?.address : undefined;
  const linux = vmAddress.known ? vmAddress.value : undefined;
  const port = linuxListeners.known ? firstPort(linuxListeners.value) : undefined;
  const own: readonly (readonly [string, string | undefined])[] = [
    [SAMPLES.windows, windows],
    [SAMPLES.nat, linux],
    [SAMPLES.bridged, linux],
    [SAMPLES.port, port === undefined ? undefined : String(port)],
  ];
  const drawing = MODE_FACTS[mode as ExplainedMode].diagram.map((line) =>
    own.reduce((drawn, [sample, real]) => (real === undefined ? drawn : putIn(drawn, sample, real)), line),
  );
  const rows: readonly (readonly [string, string])[] = [
    ['Windows', windows ?? 'address not known'],
    ...(mode === 'nat' ? [['Gateway', natGateway.known ? natGateway.value : 'address not known'] as const] : []),
    ['Linux', mode === 'mirrored' ? 'has the addresses of Windows' : (linux ?? 'address not known')],
    ['Ports', portsText(facts.linuxListeners)],
  ];
  const legend = rows.flatMap(([name, text]) => {
    const [first = '', ...rest] = wrap(text, channel.width - 10);
    return [`${channel.colors.bold(name.padEnd(7))}   ${first}`, ...rest.map((line) => ' '.repeat(10) + line)];
  });
  const isWide = drawing.every((line) => line.length <= channel.width);
  return [...(isWide ? [...drawing, ''] : []), ...legend].map((line) => `${line.trimEnd()}\n`).join('');
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
