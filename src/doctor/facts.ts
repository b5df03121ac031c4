import type {
  Fact,
  FactName,
  Facts,
  PolicyNumbers,
  Unknown,
  WhyUnknown,
  WindowsVersion,
  WslVersions,
} from '../machine/facts.ts';
import { isWindowsServer } from '../machine/facts.ts';
import type { Environment, Policies } from '../settings/environment.ts';
import type { Mode } from '../settings/kinds.ts';
import { FIRST_WINDOWS_11, WINDOWS_11_22H2 } from '../settings/vm-start.ts';
import { printable } from '../text/printable.ts';

const TITLES: { readonly [N in FactName]: string } = {
  wslInstallation: 'what kind of WSL is installed',
  wsl: 'the WSL version',
  windows: 'the Windows version',
  arm64: 'the processor',
  distributions: 'what runs',
  activeMode: 'the mode in force',
  vmStartedAt: 'when WSL started',
  fileChangedAt: 'when the file was changed',
  neighbours: 'the files beside it',
  otherHomes: "other users' files",
  policies: 'policies',
  ipv6DisabledComponents: 'the IPv6 switch',
  globalSecureAccess: 'Global Secure Access',
  proxy: "Windows' proxy",
  windowsPorts: 'ports Windows listens on',
  linuxPorts: 'ports Linux listens on',
  reservedPorts: 'reserved ports',
  dynamicPorts: 'the dynamic port range',
  hyperVFirewall: 'the Hyper-V firewall',
  nameServers: 'resolv.conf',
  wslConf: 'wsl.conf',
  docker: 'the Docker version',
  networks: 'networks',
  linuxListeners: 'who listens in Linux',
  windowsListeners: 'who listens on Windows',
  hyperVRules: "the Hyper-V firewall's rules",
  windowsRules: "Windows' firewall rules",
  portProxies: 'port proxies',
  windowsNetworks: "Windows' networks",
  vmAddress: "the virtual machine's address",
  natGateway: "Windows' address in nat mode",
  winHttpProxy: "Windows' machine-wide proxy",
  computerName: "the computer's name",
  reservedUdpPorts: 'reserved UDP ports',
  dynamicUdpPorts: 'the dynamic range of UDP ports',
  hyperVFirewallDisabled: 'whether the Hyper-V firewall is switched off',
  wslConfFaults: 'lines of wsl.conf',
  windowsRoutes: "Windows' routes",
  wslNetwork: "WSL's network in the registry",
  linuxAdapters: 'adapters in Linux',
  linuxSysctls: 'network settings of the kernel',
  kernelSeccomp: 'whether the kernel has seccomp',
  wslWarnings: "WSL's warnings in the event log",
};

/** What a fact is called, in the middle of a sentence. */
export function factTitle(name: FactName): string {
  return TITLES[name];
}

const REASONS: { readonly [W in WhyUnknown]: (asked: string) => string } = {
  'not-here': () => 'there is nobody to ask here',
  'no-program': (asked) => `there is no ${asked}`,
  'timed-out': (asked) => `${asked} did not answer in time`,
  failed: (asked) => `${asked} ended with an error`,
  denied: (asked) => `${asked} tells it to administrators alone`,
  'not-understood': (asked) => `what ${asked} answered was not understood`,
  'not-running': () => 'WSL is not running, and asking would start it',
  unreadable: (asked) => `${asked} cannot be read`,
  'not-installed': () => 'WSL is not installed',
  'clock-changed': () => 'the clock was set since, as after sleep',
  'no-file': () => 'there is no file to look at',
};

/** Why a fact is not known, as half a sentence. */
export function whyUnknown({ why, asked }: Unknown): string {
  return REASONS[why](asked);
}

/** What is not known, each reason once: `Unknown: policies, the IPv6 switch (reg.exe did not answer in time).` */
export function unknownSentences(facts: Partial<Facts>): string[] {
  const titles = new Map<string, string[]>();
  for (const [name, fact] of entriesOf(facts)) {
    if (fact.known) continue;
    const why = whyUnknown(fact);
    titles.set(why, [...(titles.get(why) ?? []), TITLES[name]]);
  }
  return [...titles].map(([why, names]) => `Unknown: ${names.join(', ')} (${why}).`);
}

/** A fact that is not known, as JSON holds it. */
export interface UnknownJson {
  readonly fact: FactName;
  readonly reason: string;
}

/** The `unknown` member of JSON documents. */
export function unknownJson(facts: Partial<Facts>): UnknownJson[] {
  return entriesOf(facts).flatMap(([name, fact]) => (fact.known ? [] : [{ fact: name, reason: whyUnknown(fact) }]));
}

/** The value of a fact as JSON holds it: null while it is unknown. */
export function factJson<T>(fact: Fact<T>): T | null {
  return fact.known ? fact.value : null;
}

function entriesOf(facts: Partial<Facts>): [FactName, Fact<unknown>][] {
  return Object.entries(facts) as [FactName, Fact<unknown>][];
}

export function wslText({ wsl, kernel }: WslVersions): string {
  if (wsl === null) return 'the one that ships in Windows, without --version';
  return printable(kernel === null ? wsl : `${wsl}, kernel ${kernel}`);
}

/** As `11 Pro, build 26100.4652`, or `Server 2022 Standard, build 20348.2340`. */
export function windowsText(windows: WindowsVersion): string {
  const { build, revision, edition } = windows;
  const product = isWindowsServer(windows) ? serverName(build) : build >= FIRST_WINDOWS_11 ? '11' : '10';
  return `${[product, edition && editionName(edition)].filter(Boolean).join(' ')}, build ${build}.${revision}`;
}

/** Windows Server, by its edition; ServerRdsh is Windows 11 for several sessions. */
export function isServer({ edition }: WindowsVersion): boolean {
  return edition !== null && /^Server(?!Rdsh)/i.test(edition);
}

/** The registry's names are not those on the box. */
function editionName(edition: string): string {
  if (edition.startsWith('Core')) return 'Home';
  if (/^ServerRdsh$/i.test(edition)) return 'Enterprise multi-session';
  const name = edition
    .replace(/^Professional/, 'Pro')
    .replace(/^Server/, '')
    .replace(/^(IoT)?EnterpriseSN?$/, (_, iot) => `${iot ? 'IoT ' : ''}Enterprise LTSC`);
  return printable(name);
}

/** Servers by the build from which they have the name. */
const SERVERS = [
  [26100, 'Server 2025'],
  [20348, 'Server 2022'],
  [17763, 'Server 2019'],
] as const;

function serverName(build: number): string {
  return SERVERS.find(([first]) => build >= first)?.[1] ?? 'Server';
}

/** The facts that decide what is in force. */
export const DECIDING_FACTS = [
  'policies',
  'globalSecureAccess',
  'arm64',
  'windows',
  'wsl',
  'ipv6DisabledComponents',
] as const;

/** The environment that the facts of a machine make. What is unknown is left out, and changes nothing. */
export function environmentOf(facts: Pick<Facts, (typeof DECIDING_FACTS)[number]>): Environment {
  const { policies, globalSecureAccess, arm64, windows, wsl, ipv6DisabledComponents } = facts;
  const isWindows11 = windows.known && windows.value.build >= FIRST_WINDOWS_11;
  return {
    ...(policies.known && { policies: policiesOf(policies.value) }),
    ...given('globalSecureAccessRunning', globalSecureAccess),
    ...given('arm64', arm64),
    ...(windows.known && { windows11: isWindows11 }),
    start: {
      ...(windows.known && { windowsBuild: windows.value.build, isServer: isServer(windows.value) }),
      ...(windows.known && windows.value.build < WINDOWS_11_22H2 && { hyperVFirewall: false }),
      ...(wsl.known && { wslVersion: wsl.value.wsl }),
      ...(wsl.known && wsl.value.kernel !== null && { kernelVersion: wsl.value.kernel }),
      ...given('ipv6DisabledComponents', ipv6DisabledComponents),
    },
  };
}

function given<N extends string, T>(name: N, fact: Fact<T>): { readonly [K in N]?: T } {
  return (fact.known ? { [name]: fact.value } : {}) as { readonly [K in N]?: T };
}

/** Of the two permissions, any other number than 0 allows. */
function policiesOf(numbers: PolicyNumbers): Policies {
  const { allowNetworkingModeUserSetting, allowFirewallUserSetting, defaultNetworkingMode } = numbers;
  return {
    allowCustomNetworkingModeUserSetting: allowNetworkingModeUserSetting !== 0,
    allowCustomFirewallUserSetting: allowFirewallUserSetting !== 0,
    ...(defaultNetworkingMode !== undefined && { defaultNetworkingMode }),
  };
}

/**
 * Whether WSL has read the file as it is: it does so only when its virtual machine starts.
 * `not-running`: the next start reads it. `not-applicable`: this is WSL 1, which does not read it.
 */
export type RestartState = 'due' | 'not-due' | 'not-running' | 'not-applicable' | 'unknown';

/** The facts that tell. */
export const RESTART_FACTS = ['distributions', 'activeMode', 'vmStartedAt', 'fileChangedAt'] as const;

/** @param expected the mode the file leads to on this machine; null where that is unknown */
export function restartState(
  { distributions, activeMode, vmStartedAt, fileChangedAt }: Pick<Facts, (typeof RESTART_FACTS)[number]>,
  expected: Mode | null,
): RestartState {
  if (activeMode.known && activeMode.value === 'wsl1') return 'not-applicable';
  const isStopped = distributions.known && !distributions.value.some((each) => each.isRunning && each.version === 2);
  if (isStopped || (!activeMode.known && activeMode.why === 'not-running')) return 'not-running';
  if (!fileChangedAt.known || !vmStartedAt.known) return 'unknown';
  if (fileChangedAt.value !== null) return fileChangedAt.value > vmStartedAt.value ? 'due' : 'not-due';
  // A file that is gone has no time. While it was there it may have led to another mode.
  if (!activeMode.known || expected === null) return 'unknown';
  return activeMode.value === expected ? 'not-due' : 'due';
}
