import { release } from 'node:os';
import {
  type Fact,
  known,
  type PolicyNumbers,
  unknown,
  type WindowsVersion,
  type WslNetwork,
  type WslWarning,
} from '../facts.ts';
import { understood } from '../programs.ts';
import { isInside } from '../system.ts';
import { CURRENT_VERSION, numberIn, type Probe, textIn } from './probe.ts';

export const probeWindows: Probe<'windows'> = async ({ registry, place }) => {
  const values = await registry(CURRENT_VERSION);
  const build = values.known ? numberIn(values.value, 'CurrentBuild') : undefined;
  if (values.known && build !== undefined) {
    const edition = textIn(values.value, 'EditionID');
    return known<WindowsVersion>({ build, revision: numberIn(values.value, 'UBR') ?? 0, edition });
  }
  if (place === 'windows') {
    const [, own] = /^10\.0\.(\d+)$/.exec(release()) ?? [];
    if (own !== undefined) return known({ build: Number(own), revision: 0, edition: null });
  }
  return values.known ? unknown('not-understood', 'reg.exe') : values;
};

const MACHINE_ENVIRONMENT = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment';

/** A Node for other processors runs on an ARM64 too, and is told the processor it was made for. */
export const probeArm64: Probe<'arm64'> = async ({ system, place, registry }) => {
  if (place === 'linux' || place === 'macos') return unknown('not-here', 'Windows');
  if (system.arch === 'arm64' || place !== 'windows') return known(system.arch === 'arm64');
  const values = await registry(MACHINE_ENVIRONMENT, 'PROCESSOR_ARCHITECTURE');
  const processor =
    (values.known && textIn(values.value, 'PROCESSOR_ARCHITECTURE')) || system.env['PROCESSOR_IDENTIFIER'];
  if (processor) return known(/^ARM/i.test(processor));
  return values.known ? unknown('not-understood', 'reg.exe') : values;
};

export const probePolicies: Probe<'policies'> = async ({ registry }) => {
  const values = await registry('HKLM\\Software\\Policies\\WSL');
  if (!values.known) return values;
  const names = ['allowNetworkingModeUserSetting', 'allowFirewallUserSetting', 'defaultNetworkingMode'] as const;
  const set = names.flatMap((name) => {
    const value = numberIn(values.value, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return known<PolicyNumbers>(Object.fromEntries(set));
};

const IPV6 = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip6\\Parameters';

export const probeIpv6: Probe<'ipv6DisabledComponents'> = async ({ registry }) => {
  const values = await registry(IPV6, 'DisabledComponents');
  return values.known ? known(numberIn(values.value, 'DisabledComponents') ?? 0) : values;
};

const FIREWALL_SERVICE = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\MpsSvc\\Parameters';

export const probeHyperVFirewallDisabled: Probe<'hyperVFirewallDisabled'> = async ({ registry }) => {
  const values = await registry(FIREWALL_SERVICE, 'HyperVFirewallDisable');
  return values.known ? known(numberIn(values.value, 'HyperVFirewallDisable') === 1) : values;
};

const INTERNET_SETTINGS = 'Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

export const probeProxy: Probe<'proxy'> = async ({ registry }) => {
  const values = await registry(`HKCU\\${INTERNET_SETTINGS}`);
  if (!values.known) return values;
  const isOn = numberIn(values.value, 'ProxyEnable') === 1;
  const server = isOn ? textIn(values.value, 'ProxyServer') : null;
  return known({ server, autoConfigUrl: textIn(values.value, 'AutoConfigURL') });
};

/**
 * `WinHttpSettings` is bytes: three numbers of 32 bits, of which the third has the bit 2 for a proxy, then the length of
 * the proxy's name and the name.
 */
export const probeWinHttpProxy: Probe<'winHttpProxy'> = async ({ registry }) => {
  const values = await registry(`HKLM\\${INTERNET_SETTINGS}\\Connections`, 'WinHttpSettings');
  if (!values.known) return values;
  const bytes = Buffer.from(textIn(values.value, 'WinHttpSettings') ?? '', 'hex');
  if (bytes.length === 0) return known(null);
  if (bytes.length < 16) return unknown('not-understood', 'reg.exe');
  const hasProxy = (bytes.readUInt32LE(8) & 2) !== 0;
  const name = bytes.subarray(16, 16 + bytes.readUInt32LE(12)).toString('latin1');
  return known(hasProxy && name !== '' ? name : null);
};

const ACTIVE_NAME = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ActiveComputerName';

export const probeComputerName: Probe<'computerName'> = async ({ place, system, registry }) => {
  const own = place === 'windows' ? system.env['COMPUTERNAME'] : undefined;
  if (own) return known(own);
  const values = await registry(ACTIVE_NAME, 'ComputerName');
  if (!values.known) return values;
  const name = textIn(values.value, 'ComputerName');
  return name === null ? unknown('not-understood', 'reg.exe') : known(name);
};

const LXSS = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Lxss';

export const probeWslNetwork: Probe<'wslNetwork'> = async ({ registry }) => {
  const [machine, user] = await Promise.all([registry(`HKLM\\${LXSS}`), registry(`HKCU\\${LXSS}`)]);
  if (!machine.known) return machine;
  if (!user.known) return user;
  return known<WslNetwork>({
    natNetwork: textIn(machine.value, 'NatNetwork'),
    natGateway: textIn(machine.value, 'NatGatewayIpAddress'),
    natAddress: textIn(user.value, 'NatIpAddress'),
    externalInterfaceConstraint: textIn(machine.value, 'ExternalInterfaceConstraint'),
  });
};

const NO_SUCH_SERVICE = 1060;
const RUNNING = 4;

/** sc.exe's labels are translated; of its `label : number WORD` lines the second is the state. */
export const probeGlobalSecureAccess: Probe<'globalSecureAccess'> = async ({ askWindows, place }) => {
  const answer = await askWindows('sc.exe', 'query', 'GlobalSecureAccessTunnelingService');
  if (answer.known) {
    const { exit, text } = answer.value;
    // A distribution sees the low byte of the exit code only; the message has the number in every language.
    const isMissing = isInside(place) && exit === NO_SUCH_SERVICE % 256 && text.includes(String(NO_SUCH_SERVICE));
    if (isMissing || exit === NO_SUCH_SERVICE) return known(false);
  }
  return understood('sc.exe', answer, (text) => {
    const [, state] = [...text.matchAll(/:\s*(\d+)\s+\S+\s*$/gm)].map(([, number]) => Number(number));
    return state === undefined ? null : state === RUNNING;
  });
};

const ADDRESS = '((?:\\d{1,3}\\.){3}\\d{1,3})';

/** A row of `route.exe print`: network, mask, gateway or a word in the language of Windows, own address, metric. */
const ROUTE = new RegExp(`^\\s*${ADDRESS}\\s+${ADDRESS}\\s+(\\S.*?)\\s+${ADDRESS}\\s+\\d+\\s*$`, 'gm');

export const probeWindowsRoutes: Probe<'windowsRoutes'> = async ({ askWindows }): Promise<Fact<Routes>> =>
  understood('route.exe', await askWindows('route.exe', 'print', '-4'), (text) => {
    const rows = [...text.matchAll(ROUTE)].map(([, network = '', mask = '', gateway = '', through = '']) => ({
      subnet: `${network}/${prefixLength(mask)}`,
      through,
      gateway: /^[\d.]+$/.test(gateway) ? gateway : null,
    }));
    // Windows always has the routes to itself.
    return rows.length === 0 ? null : rows.filter(({ subnet }) => !/^(?:127|2[2-5]\d)\.|\/32$/.test(subnet));
  });

type Routes = readonly { readonly subnet: string; readonly through: string; readonly gateway: string | null }[];

/** @param mask as `255.255.240.0` */
function prefixLength(mask: string): number {
  const bits = mask
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return bits.indexOf('0') === -1 ? bits.length : bits.indexOf('0');
}

/** The latest twenty of what WSL wrote, in UTF-16, which has every language. */
const QUERY = ["/q:*[System[Provider[@Name='WSL']]]", '/c:20', '/rd:true', '/f:xml', '/uni:true'];

/** The levels of the event log that are no warning. */
const INFORMATION = ['4', '5'];

/** Anybody may read the Application log. It prints one `<Event>` after the other; nothing where WSL never warned. */
export const probeWslWarnings: Probe<'wslWarnings'> = async ({ askWindows }) =>
  understood('wevtutil.exe', await askWindows('wevtutil.exe', 'qe', 'Application', ...QUERY), (text) => {
    const events = [...text.matchAll(/<Event[ >].*?<\/Event>/gs)].map(([event]) => readEvent(event));
    if (events.length === 0 && text.trim() !== '') return null;
    return events.flatMap((event) => event ?? []);
  });

function readEvent(event: string): WslWarning | null {
  const [, level = ''] = /<Level>(\d+)<\/Level>/.exec(event) ?? [];
  const [, created = ''] = /<TimeCreated SystemTime=['"]([^'"]+)['"]/.exec(event) ?? [];
  const time = Date.parse(created);
  if (INFORMATION.includes(level) || Number.isNaN(time)) return null;
  const data = [...event.matchAll(/<Data(?: [^>]*)?>(.*?)<\/Data>/gs)].map(([, text = '']) => decodeEntities(text));
  const text = data.join('\n').trim();
  return {
    time,
    text,
    code:
      text
        .match(/\b0x[0-9a-f]{8}\b/gi)
        ?.at(-1)
        ?.toLowerCase() ?? null,
  };
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
