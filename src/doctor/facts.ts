import { readIni } from '../ini/read.ts';
import {
  type Fact,
  type FactName,
  type Facts,
  isWindowsServer,
  type PolicyNumbers,
  type Unknown,
  type WhyUnknown,
  type WindowsVersion,
  type WslVersions,
} from '../machine/facts.ts';
import type { Environment, Policies } from '../settings/interpretation.ts';
import type { Mode } from '../settings/modes.ts';
import { readSettings } from '../settings/reading.ts';
import { resolve } from '../settings/resolve.ts';
import { FIRST_WINDOWS_11, isBefore, WINDOWS_11_22H2 } from '../settings/vm-start.ts';
import { printable } from '../text/printable.ts';

const TITLES: { readonly [N in FactName]: string } = {
  wslInstallation: 'whether WSL is installed',
  wsl: 'the WSL version',
  windows: 'the Windows version',
  arm64: 'the processor',
  distributions: 'the distributions',
  activeMode: 'the active mode',
  vmStartedAt: 'when WSL started',
  fileChangedAt: 'when the file was changed',
  neighbours: 'the files beside it',
  otherHomes: "other users' files",
  policies: 'group policies',
  ipv6DisabledComponents: 'the IPv6 switch in the registry',
  globalSecureAccess: 'Global Secure Access',
  proxy: 'the Windows proxy',
  winHttpProxy: "the machine's proxy",
  computerName: "the computer's name",
  windowsListeners: 'the listening ports on Windows',
  linuxListeners: 'the listening ports in Linux',
  reservedPorts: 'reserved TCP ports',
  reservedUdpPorts: 'reserved UDP ports',
  dynamicPorts: 'the dynamic TCP ports',
  dynamicUdpPorts: 'the dynamic UDP ports',
  hyperVFirewallDisabled: 'the Hyper-V firewall switch in the registry',
  hyperVRules: 'the rules of the Hyper-V firewall',
  windowsRules: 'the rules of the Windows firewall',
  portProxies: 'the port proxies of Windows',
  windowsNetworks: 'the networks Windows is connected to',
  vmAddress: 'the address of Linux',
  natGateway: 'the address of Windows in nat mode',
  nameServers: 'resolv.conf',
  wslConf: 'wsl.conf',
  wslConfFaults: 'the lines of wsl.conf',
  docker: 'Docker',
  networks: 'the networks of this machine',
  windowsRoutes: 'the routes of Windows',
  wslNetwork: "WSL's network in the registry",
  linuxAdapters: 'the adapters of Linux',
  linuxSysctls: 'the network settings of the Linux kernel',
  kernelSeccomp: "the kernel's seccomp",
  wslWarnings: "WSL's warnings in the event log",
};

/** What a fact is called, in the middle of a sentence. */
export function factTitle(name: FactName): string {
  return TITLES[name];
}

const REASONS: { readonly [W in WhyUnknown]: (asked: string) => string } = {
  'not-here': () => 'there is no Windows or WSL to ask here',
  'interop-off': () => 'interop is off in this distribution, so Windows cannot be asked',
  'only-docker': () => "only Docker Desktop's own distributions are running",
  'wsl-1': () => 'WSL 1 has none',
  'no-program': (asked) => `there is no ${asked}`,
  'timed-out': (asked) => `${asked} did not answer in time`,
  failed: (asked) => `${asked} ended with an error`,
  denied: (asked) => `this user may not use ${asked}`,
  'not-understood': (asked) => `${asked} gave an answer that wslnet does not understand`,
  'not-running': () => 'WSL is not running, and asking would start it',
  unreadable: (asked) => `${asked} cannot be read`,
  'not-installed': () => 'WSL is not installed, or damaged',
  'clock-changed': () => 'the clock was changed after WSL started',
  'no-file': () => 'there is no file to look at',
};

/** Why a fact is not known, as half a sentence. */
export function whyUnknown({ why, asked }: Unknown): string {
  return REASONS[why](printable(asked));
}

/** What is not known, by the reason: names of facts in the order of asking. */
export function unknownByReason(facts: Partial<Facts>): ReadonlyMap<string, readonly FactName[]> {
  const names = new Map<string, FactName[]>();
  for (const [name, fact] of entriesOf(facts)) {
    if (fact.known) continue;
    const why = whyUnknown(fact);
    names.set(why, [...(names.get(why) ?? []), name]);
  }
  return names;
}

/** What is not known, each reason once: `Unknown: group policies, the processor (reg.exe did not answer in time).` */
export function unknownSentences(facts: Partial<Facts>): string[] {
  return [...unknownByReason(facts)].map(
    ([why, names]) => `Unknown: ${names.map((name) => TITLES[name]).join(', ')} (${why}).`,
  );
}

/** The `unknown` member of JSON documents. */
export function unknownJson(facts: Partial<Facts>): { fact: string; reason: string }[] {
  return entriesOf(facts).flatMap(([name, fact]) => (fact.known ? [] : [{ fact: name, reason: whyUnknown(fact) }]));
}

/** The value of a fact as JSON holds it: null while it is unknown. */
export function factJson<T>(fact: Fact<T>): T | null {
  return fact.known ? fact.value : null;
}

function entriesOf(facts: Partial<Facts>): [FactName, Fact<unknown>][] {
  return Object.entries(facts) as [FactName, Fact<unknown>][];
}

/** The versions of WSL and its kernel, in words. */
export function wslText({ wsl, kernel }: WslVersions): string {
  if (wsl === null) return 'the one built into Windows';
  return printable(kernel === null ? wsl : `${wsl}, kernel ${kernel}`);
}

/** What Microsoft calls each build, where it is more than a preview. */
const RELEASES: ReadonlyMap<number, string> = new Map([
  [19041, '2004'],
  [19042, '20H2'],
  [19043, '21H1'],
  [19044, '21H2'],
  [19045, '22H2'],
  [22000, '21H2'],
  [22621, '22H2'],
  [22631, '23H2'],
  [26100, '24H2'],
  [26200, '25H2'],
]);

/** Servers by the build from which they have the name. */
const SERVERS = [
  [26100, '2025'],
  [20348, '2022'],
  [17763, '2019'],
  [14393, '2016'],
] as const;

/** As `Windows 11 24H2` or `Windows Server 2025`. */
export function windowsName(windows: Pick<WindowsVersion, 'build' | 'edition'>): string {
  const { build, edition } = windows;
  if (isWindowsServer({ build, revision: 0, edition })) {
    return ['Windows Server', SERVERS.find(([first]) => build >= first)?.[1]].filter(Boolean).join(' ');
  }
  return [familyName(build), RELEASES.get(build)].filter(Boolean).join(' ');
}

function familyName(build: number): string {
  return build >= FIRST_WINDOWS_11 ? 'Windows 11' : 'Windows 10';
}

/** As `Windows 11 Pro 24H2 (26100.4652)` or `Windows Server 2025 Standard (26100.1742)`. */
export function windowsText(windows: WindowsVersion): string {
  const { build, revision, edition } = windows;
  const own = edition && editionName(edition);
  const names = isWindowsServer(windows) ? [windowsName(windows), own] : [familyName(build), own, RELEASES.get(build)];
  return `${names.filter(Boolean).join(' ')} (${build}.${revision})`;
}

/** Names of editions in the registry, and on the box. */
const EDITIONS: ReadonlyMap<string, string> = new Map([
  ['CoreSingleLanguage', 'Home'],
  ['CoreCountrySpecific', 'Home'],
  ['CoreN', 'Home N'],
  ['Core', 'Home'],
  ['ProfessionalWorkstation', 'Pro for Workstations'],
  ['ProfessionalEducation', 'Pro Education'],
  ['ProfessionalN', 'Pro N'],
  ['Professional', 'Pro'],
  ['EnterpriseS', 'Enterprise LTSC'],
  ['EnterpriseSN', 'Enterprise N LTSC'],
  ['IoTEnterprise', 'IoT Enterprise'],
  ['IoTEnterpriseS', 'IoT Enterprise LTSC'],
  ['ServerRdsh', 'Enterprise multi-session'],
  ['ServerStandardCor', 'Standard Core'],
  ['ServerDatacenterCor', 'Datacenter Core'],
  ['ServerStandardEval', 'Standard Evaluation'],
  ['ServerDatacenterEval', 'Datacenter Evaluation'],
  ['ServerTurbine', 'Datacenter: Azure Edition'],
  ['ServerTurbineCor', 'Datacenter: Azure Edition Core'],
]);

function editionName(edition: string): string {
  return EDITIONS.get(edition) ?? printable(edition.replace(/^Server/, ''));
}

/** Whether the edition is Home, which has no Hyper-V. */
export function isHome({ edition }: WindowsVersion): boolean {
  return edition?.startsWith('Core') === true;
}

/** The facts that decide, besides the file, what applies. */
export const DECIDING_FACTS = [
  'policies',
  'globalSecureAccess',
  'arm64',
  'windows',
  'wsl',
  'ipv6DisabledComponents',
  'hyperVFirewallDisabled',
  'kernelSeccomp',
] as const;

/** The environment that the facts of a machine make. What is unknown is left out, and changes nothing. */
export function environmentOf(facts: Pick<Facts, (typeof DECIDING_FACTS)[number]>): Environment {
  const { policies, globalSecureAccess, arm64, windows, wsl, ipv6DisabledComponents } = facts;
  const { hyperVFirewallDisabled, kernelSeccomp } = facts;
  const isOlder = windows.known && windows.value.build < WINDOWS_11_22H2;
  const hasNoFirewall = isOlder || (hyperVFirewallDisabled.known && hyperVFirewallDisabled.value);
  return {
    ...(policies.known && { policies: policiesOf(policies.value) }),
    ...given('globalSecureAccessRunning', globalSecureAccess),
    ...given('arm64', arm64),
    ...(windows.known && { windows11: windows.value.build >= FIRST_WINDOWS_11 }),
    start: {
      ...(windows.known && { windowsBuild: windows.value.build, isServer: isWindowsServer(windows.value) }),
      ...(hasNoFirewall && { hyperVFirewall: false }),
      ...(wsl.known && { wslVersion: wsl.value.wsl }),
      ...(wsl.known && wsl.value.kernel !== null && { kernelVersion: wsl.value.kernel }),
      ...given('kernelHasSeccomp', kernelSeccomp),
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

/** The release from which WSL takes virtioproxy by itself where it cannot have nat. Of earlier ones nobody tells. */
const HAS_VIRTIOPROXY = '2.3.25';

/**
 * Whether this machine gets a mode when the file asks for it. Without the versions of Windows and WSL nobody knows:
 * then it is not advised.
 */
export function canHaveMode(mode: Mode, environment: Environment): boolean {
  const { start } = environment;
  if (start?.windowsBuild === undefined || start.wslVersion === undefined) return false;
  if (mode === 'virtioproxy' && isBefore(start.wslVersion, HAS_VIRTIOPROXY)) return false;
  const reading = readSettings(readIni(`[wsl2]\nnetworkingMode=${mode}\n`).lines, environment);
  return resolve(reading, environment).settings.networkingMode.value === mode;
}

/**
 * Whether WSL has read the file as it is: it does so only when its virtual machine starts.
 * `not-running`: the next start reads it. `not-applicable`: this is WSL 1, which does not read it. `other-file`: WSL
 * reads another file.
 */
export type RestartState = 'due' | 'not-due' | 'not-running' | 'not-applicable' | 'other-file' | 'unknown';

/** The facts that tell. */
export const RESTART_FACTS = ['distributions', 'activeMode', 'vmStartedAt', 'fileChangedAt'] as const;

/** Modes that WSL is in because somebody asked for them; into others it may have fallen. */
const NEEDS_A_FILE: readonly string[] = ['mirrored', 'bridged'];

/** @param expected the mode the file leads to on this machine; null where that is unknown */
export function restartState(
  { distributions, activeMode, vmStartedAt, fileChangedAt }: Pick<Facts, (typeof RESTART_FACTS)[number]>,
  expected: Mode | null,
): RestartState {
  if (activeMode.known && activeMode.value === 'wsl1') return 'not-applicable';
  const isStopped = distributions.known && !distributions.value.some((each) => each.isRunning && each.version === 2);
  const isAsleep = !activeMode.known && (activeMode.why === 'not-running' || activeMode.why === 'not-installed');
  if (isStopped || isAsleep) return 'not-running';
  if (!fileChangedAt.known || !vmStartedAt.known) return 'unknown';
  if (fileChangedAt.value !== null) return fileChangedAt.value > vmStartedAt.value ? 'due' : 'not-due';
  // A file that is gone has no time. While it was there it may have led to a mode that WSL takes by itself in no case.
  if (!activeMode.known || expected === null) return 'unknown';
  return activeMode.value !== expected && NEEDS_A_FILE.includes(activeMode.value) ? 'due' : 'not-due';
}
