import { EXIT, Failure, type FailureKind, quote } from '../failure.ts';
import { listOf, nearestOf } from '../text/names.ts';
import {
  booleanKind,
  integerKind,
  ipv4Kind,
  type Kind,
  macKind,
  modeKind,
  pathKind,
  reclaimKind,
  textKind,
} from './kinds.ts';
import { MODES, type Mode } from './modes.ts';
import { portsKind, sizeKind } from './quantities.ts';

/** The sections of `.wslconfig` in which WSL reads settings. */
export const SECTIONS = ['wsl2', 'experimental', 'general'] as const;

/** One of {@link SECTIONS}. */
export type Section = (typeof SECTIONS)[number];

/** What is known of a setting that WSL reads. `name` is in the catalogue's letters; WSL compares without case. */
export interface Setting<T = unknown> {
  readonly name: string;
  /** The section it belongs in. */
  readonly section: Section;
  /** The section it had while it was experimental, where WSL still reads it; null for none. */
  readonly formerSection: Section | null;
  readonly kind: Kind<T>;
}

/** A condition besides the mode: the setting is looked at only when another one has this value. */
export interface Need {
  readonly setting: 'dnsTunneling' | 'autoProxy';
  readonly value: boolean;
}

/** A setting of the network, with all that is said of it anywhere. */
export interface NetworkingSetting<T = unknown> extends Setting<T> {
  /** The value that applies when nothing sets it; null where there is none, or WSL makes one up. */
  readonly default: T | null;
  /** The modes in which WSL looks at it. */
  readonly modes: readonly Mode[];
  readonly needs: Need | null;
  /** The first WSL release that reads it, by Microsoft's release notes; null where they do not say. */
  readonly since: string | null;
  /** One sentence: what it does. */
  readonly summary: string;
  readonly link: string;
}

const MAIN_SETTINGS = 'https://learn.microsoft.com/windows/wsl/wsl-config#main-wsl-settings';
const EXPERIMENTAL_SETTINGS = 'https://learn.microsoft.com/windows/wsl/wsl-config#experimental-settings';
const NETWORKING_PAGE = 'https://learn.microsoft.com/windows/wsl/networking';

function define<T>(
  kind: Kind<T>,
  facts: Omit<NetworkingSetting<NoInfer<T>>, 'kind' | 'name' | 'formerSection' | 'needs' | 'link'> &
    Partial<Pick<NetworkingSetting, 'formerSection' | 'needs' | 'link'>>,
): Omit<NetworkingSetting<T>, 'name'> {
  return {
    formerSection: null,
    needs: null,
    link: facts.section === 'wsl2' ? MAIN_SETTINGS : EXPERIMENTAL_SETTINGS,
    ...facts,
    kind,
  };
}

const DEFINITIONS = {
  networkingMode: define(modeKind, {
    section: 'wsl2',
    formerSection: 'experimental',
    default: 'nat',
    modes: MODES,
    since: null,
    summary: 'How WSL 2 is connected to the network.',
    link: NETWORKING_PAGE,
  }),
  dnsTunneling: define(booleanKind, {
    section: 'wsl2',
    formerSection: 'experimental',
    default: true,
    modes: ['nat', 'mirrored', 'virtioproxy'],
    since: '2.0.0',
    summary: 'Windows looks up names for Linux, which helps with VPNs.',
    link: `${NETWORKING_PAGE}#dns-tunneling`,
  }),
  firewall: define(booleanKind, {
    section: 'wsl2',
    formerSection: 'experimental',
    default: true,
    modes: ['nat'],
    since: '2.0.0',
    summary: 'Windows Firewall rules and the Hyper-V firewall apply to WSL traffic.',
    link: `${NETWORKING_PAGE}#wsl-and-firewall`,
  }),
  autoProxy: define(booleanKind, {
    section: 'wsl2',
    formerSection: 'experimental',
    default: true,
    modes: MODES,
    since: '2.0.0',
    summary: 'Linux gets the HTTP proxy settings of Windows as environment variables.',
    link: `${NETWORKING_PAGE}#auto-proxy`,
  }),
  localhostForwarding: define(booleanKind, {
    section: 'wsl2',
    default: true,
    modes: ['nat', 'bridged', 'virtioproxy'],
    since: null,
    summary: 'Windows can reach Linux ports via localhost.',
  }),
  dnsProxy: define(booleanKind, {
    section: 'wsl2',
    default: true,
    modes: ['nat'],
    needs: { setting: 'dnsTunneling', value: false },
    since: null,
    summary: 'Linux uses the NAT gateway for DNS; if off, the DNS servers of Windows.',
  }),
  ipv6: define(booleanKind, {
    section: 'wsl2',
    default: false,
    modes: ['bridged'],
    since: null,
    summary: 'Linux gets IPv6 on the bridged network.',
  }),
  dhcp: define(booleanKind, {
    section: 'wsl2',
    default: true,
    modes: ['bridged'],
    since: null,
    summary: 'Linux gets its address via DHCP on the bridged network.',
  }),
  dhcpTimeout: define(integerKind, {
    section: 'wsl2',
    default: 5000,
    modes: ['bridged'],
    since: null,
    summary: 'How long to wait for DHCP, in milliseconds.',
  }),
  vmSwitch: define(textKind, {
    section: 'wsl2',
    default: '',
    modes: ['bridged'],
    since: null,
    summary: 'The Hyper-V switch to connect to; bridged mode needs one.',
  }),
  macAddress: define(macKind, {
    section: 'wsl2',
    default: null,
    modes: ['bridged'],
    since: null,
    summary: 'The MAC address of the network card; by default, WSL chooses one.',
  }),
  ignoredPorts: define(portsKind, {
    section: 'experimental',
    default: [],
    modes: ['mirrored'],
    since: null,
    summary: 'Ports that Linux can use even if Windows uses them too. Windows cannot reach them in Linux.',
  }),
  hostAddressLoopback: define(booleanKind, {
    section: 'experimental',
    default: false,
    modes: ['mirrored'],
    since: null,
    summary: 'Windows and Linux can reach each other via the addresses of Windows, not only via 127.0.0.1.',
  }),
  bestEffortDnsParsing: define(booleanKind, {
    section: 'experimental',
    default: false,
    modes: ['nat', 'mirrored', 'virtioproxy'],
    needs: { setting: 'dnsTunneling', value: true },
    since: null,
    summary: 'With DNS tunneling, Windows also tries to answer unusual DNS queries.',
  }),
  dnsTunnelingIpAddress: define(ipv4Kind, {
    section: 'experimental',
    default: '10.255.255.254',
    modes: ['nat', 'mirrored', 'virtioproxy'],
    needs: { setting: 'dnsTunneling', value: true },
    since: null,
    summary: 'The address of the name server that Linux uses with DNS tunneling.',
  }),
  initialAutoProxyTimeout: define(integerKind, {
    section: 'experimental',
    default: 1000,
    modes: MODES,
    needs: { setting: 'autoProxy', value: true },
    since: null,
    summary: 'How long WSL waits for the proxy settings of Windows at start, in milliseconds.',
  }),
  safeMode: define(booleanKind, {
    section: 'wsl2',
    default: false,
    modes: MODES,
    since: '0.66.2',
    summary: 'Starts WSL with minimal features and no network, for repairs.',
  }),
  virtio: define(booleanKind, {
    section: 'wsl2',
    default: true,
    modes: MODES,
    since: null,
    summary: 'Virtio devices for the virtual machine; virtioproxy mode needs them.',
  }),
};

/** The name of a networking setting, in the catalogue's letters. */
export type NetworkingName = keyof typeof DEFINITIONS;

/** The value of each networking setting, typed. */
export type NetworkingValue<N extends NetworkingName = NetworkingName> =
  (typeof DEFINITIONS)[N] extends Omit<NetworkingSetting<infer T>, 'name'> ? T : never;

/** In the order in which settings are shown. */
export const NETWORKING_NAMES = Object.keys(DEFINITIONS) as NetworkingName[];

/** The settings of the network, in the order in which they are shown. */
export const NETWORKING_SETTINGS = Object.fromEntries(
  NETWORKING_NAMES.map((name) => [name, { name, ...DEFINITIONS[name] }]),
) as { readonly [N in NetworkingName]: NetworkingSetting<NetworkingValue<N>> & { readonly name: N } };

const OTHER_SETTINGS: readonly Setting[] = [
  ...others('wsl2', pathKind, [
    ...['kernel', 'kernelModules', 'crashDumpFolder', 'swapFile', 'systemDistro', 'debugConsoleLogFile'],
  ]),
  ...others('wsl2', textKind, ['kernelCommandLine', 'loadKernelModules']),
  ...others('wsl2', sizeKind, ['memory', 'swap', 'defaultVhdSize']),
  ...others('wsl2', integerKind, [
    ...['processors', 'kernelDebugPort', 'vmIdleTimeout', 'kernelBootTimeout', 'distributionStartTimeout'],
    ...['mountDeviceTimeout', 'maxCrashDumpCount'],
  ]),
  ...others('wsl2', booleanKind, [
    ...['debugConsole', 'earlyBootLogging', 'nestedVirtualization', 'virtio9p', 'virtiofs', 'gpuSupport'],
    ...['guiApplications', 'telemetry', 'hostFileSystemAccess', 'hardwarePerformanceCounters'],
    ...['loadDefaultKernelModules', 'isolateDistroCgroup'],
  ]),
  ...others('general', pathKind, ['distributionInstallPath']),
  ...others('general', integerKind, ['instanceIdleTimeout']),
  ...others('experimental', reclaimKind, ['autoMemoryReclaim']),
  ...others('experimental', booleanKind, ['sparseVhd', 'setVersionDebug', 'virtioFsAggregateShares']),
  ...others('experimental', sizeKind, ['swiotlb']),
];

function others<T>(section: Section, kind: Kind<T>, names: readonly string[]): Setting[] {
  // A kind takes back only what it gave: the type of the value is forgotten here, as readers of these settings do not need it.
  return names.map((name) => ({ name, section, formerSection: null, kind: kind as Kind<unknown> }));
}

/** Every setting WSL reads from `.wslconfig`, the networking ones first. */
export const SETTINGS: readonly Setting[] = [
  ...NETWORKING_NAMES.map((name) => NETWORKING_SETTINGS[name] as Setting),
  ...OTHER_SETTINGS,
];

const BY_KEY: ReadonlyMap<string, Setting> = new Map(
  SETTINGS.flatMap((setting) =>
    [setting.section, setting.formerSection]
      .filter((section) => section !== null)
      .map((section) => `${section}.${setting.name}`)
      .flatMap((key) => [[key, setting] as const, [key.toLowerCase(), setting] as const]),
  ),
);

/** The setting an entry of that name sets for WSL: `section.key`, any letter case. */
export function findByEntryName(name: string): Setting | undefined {
  // Most files have the letters of the documentation, and there may be very many entries.
  return BY_KEY.get(name) ?? BY_KEY.get(name.toLowerCase());
}

const BY_NAME: ReadonlyMap<string, Setting> = new Map(SETTINGS.map((setting) => [setting.name.toLowerCase(), setting]));

/** The setting a person means: its name with or without a section WSL reads it in, any letter case. */
export function findByName(name: string): Setting | undefined {
  return name.includes('.') ? findByEntryName(name) : BY_NAME.get(name.toLowerCase());
}

/** Whether a setting is about the network. */
export function isNetworking(setting: Setting): setting is NetworkingSetting & { readonly name: NetworkingName } {
  return setting.name in NETWORKING_SETTINGS;
}

/** `section.name`, as WSL's messages and people write it. */
export function qualifiedName(setting: Setting): string {
  return `${setting.section}.${setting.name}`;
}

/** Of a name that no setting has. `nearest` is what was meant; null where that is not clear. */
export const UNKNOWN_SETTING: FailureKind<{ readonly name: string; readonly nearest: string | null }> = {
  code: 'unknown-setting',
  exit: EXIT.usage,
  message: ({ name }) => `Unknown setting ${quote(name)}.`,
  hint: ({ nearest }) => (nearest ? `Did you mean ${nearest}?` : 'To list the settings: wslnet show --all'),
  showsUsage: true,
};

/**
 * The setting a person names, with or without its section, in any letter case.
 * @throws Failure `unknown-setting`, with the nearest name where one is near
 */
export function requireSetting(name: string): Setting {
  const setting = findByName(name);
  if (setting) return setting;
  throw new Failure(UNKNOWN_SETTING, { name, nearest: nearestName(name) ?? meantSettings(name) });
}

/** The setting of the mode where a word is a mode, and settings of the network that a part of a name may stand for. */
export function meantSettings(word: string): string | null {
  const lower = word.toLowerCase();
  if (modeKind.read(lower).value !== undefined) return 'networkingMode';
  const holding = lower.length < SHORTEST_PART ? [] : NETWORKING_NAMES.filter((name) => beginsAWord(name, lower));
  return holding.length === 0 ? null : listOf(holding, 'or');
}

/** Whether a part of a name begins with a word: `dns` in `bestEffortDnsParsing`, and not `all` in `firewall`. */
function beginsAWord(name: string, word: string): boolean {
  const at = name.toLowerCase().indexOf(word);
  return at === 0 || (at > 0 && /[A-Z]/.test(name.charAt(at)));
}

const SHORTEST_PART = 3;

/** The name in the catalogue a misspelt one most likely stands for; null where none is near. */
export function nearestName(name: string): string | null {
  const bare = findByName(name.slice(name.indexOf('.') + 1));
  if (bare && name.includes('.')) return qualifiedName(bare);
  return nearestOf(SETTINGS.map(name.includes('.') ? qualifiedName : (setting) => setting.name), name);
}
