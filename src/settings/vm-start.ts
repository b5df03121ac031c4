import type { NetworkingName } from './catalogue.ts';
import type { Environment, NetworkingConfig, StartConditions } from './interpretation.ts';
import type { AppliedEntry } from './reading.ts';

/** Mirrored mode's needs by Microsoft's documentation: the Windows build of 11 22H2, WSL, and the Linux kernel. */
export const MIRRORED_NEEDS = { windows: 22621, wsl: '2.0.0', kernel: '5.10' } as const;

/** The build of Windows 11 22H2. Before it there is no DNS tunneling, no automatic proxy and no Hyper-V firewall. */
export const WINDOWS_11_22H2 = 22621;

/** The first build of Windows 11. */
export const FIRST_WINDOWS_11 = 22000;

/** The WSL release from which mirrored falls back to nat without IPv6; before, Linux was left without a network. */
const FALLS_BACK_WITHOUT_IPV6 = '2.7.2';

/** The WSL release that reads `networkingMode=mirrored` below `[wsl2]`; from 2.0.0 on it was experimental. */
const MIRRORED_IN_WSL2 = '2.0.5';

/** Whether a WSL reads the mirrored mode below `[experimental]` only. @param version null for the one that ships in Windows */
export function readsFormerSectionOnly(version: string | null): boolean {
  return version !== null && !isOlder(version, MIRRORED_NEEDS.wsl) && isOlder(version, MIRRORED_IN_WSL2);
}

/** The WSL release that reads the name `consomme`. */
const CONSOMME = '2.9.0';

const IPV6_OFF = 0xff;

/** Why the virtual machine does not start with what the file asks for. */
export type StartReason =
  | { readonly code: 'mirrored-needs'; readonly need: keyof typeof MIRRORED_NEEDS; readonly has: string | null }
  | { readonly code: 'mirrored-needs-ipv6' | 'mirrored-needs-firewall' | 'mirrored-needs-seccomp' }
  | { readonly code: 'server-has-no-mirrored' }
  | { readonly code: 'mirrored-was-experimental'; readonly has: string }
  | { readonly code: 'consomme-is-newer'; readonly has: string | null }
  | { readonly code: 'no-hyper-v-firewall' }
  | { readonly code: 'bridged-needs-switch' }
  | { readonly code: 'bridged-needs-windows-11'; readonly has: number }
  | { readonly code: 'windows-is-older'; readonly has: number }
  | { readonly code: 'virtioproxy-lacks-dns-tunneling'; readonly has: string };

/** Values on their way from the file to what applies, as the rules of the start see them. */
export interface SettingState {
  readonly environment: Environment;
  get<N extends NetworkingName>(name: N): NetworkingConfig[N];
  put<N extends NetworkingName>(name: N, value: NetworkingConfig[N], source: 'unsupported', reason: StartReason): void;
  applied(name: NetworkingName): AppliedEntry | undefined;
}

/**
 * What can still change when the virtual machine starts, where the environment tells of that. WSL says it once, at
 * the start (`WslCoreVm` in WSL's source).
 */
export function applyStartRules(state: SettingState): void {
  const { start } = state.environment;
  if (!start) return;
  refuseNewNames(state, start);
  dropFirewall(state, start);
  leaveMirrored(state, start);
  leaveBridged(state, start);
  dropOnOlderWindows(state, start);
  dropDnsTunnelingInVirtioproxy(state, start);
}

/** A name that this WSL does not read, or not in this section, counts as if it were not there. */
function refuseNewNames(state: SettingState, { wslVersion }: StartConditions): void {
  const entry = state.applied('networkingMode')?.entry;
  if (!entry || wslVersion === undefined) return;
  const mode = state.get('networkingMode');
  if (mode === 'virtioproxy' && entry.value.toLowerCase() === 'consomme' && isBefore(wslVersion, CONSOMME)) {
    state.put('networkingMode', 'nat', 'unsupported', { code: 'consomme-is-newer', has: wslVersion });
  }
  const isExperimental = /^experimental\./i.test(entry.name);
  if (mode !== 'mirrored' || isExperimental || wslVersion === null) return;
  if (readsFormerSectionOnly(wslVersion)) {
    state.put('networkingMode', 'nat', 'unsupported', { code: 'mirrored-was-experimental', has: wslVersion });
  }
}

function dropFirewall(state: SettingState, { hyperVFirewall }: StartConditions): void {
  const mode = state.get('networkingMode');
  if (hyperVFirewall !== false || (mode !== 'nat' && mode !== 'mirrored')) return;
  state.put('firewall', false, 'unsupported', { code: 'no-hyper-v-firewall' });
}

function leaveMirrored(state: SettingState, start: StartConditions): void {
  if (state.get('networkingMode') !== 'mirrored') return;
  if (start.isServer) {
    state.put('networkingMode', 'none', 'unsupported', { code: 'server-has-no-mirrored' });
    return;
  }
  const lack = findLack(start, state.get('firewall'));
  if (lack) state.put('networkingMode', 'nat', 'unsupported', lack);
}

function findLack(start: StartConditions, firewall: boolean): StartReason | null {
  const { windowsBuild, wslVersion, kernelVersion, kernelHasSeccomp, ipv6DisabledComponents } = start;
  if (windowsBuild !== undefined && windowsBuild < MIRRORED_NEEDS.windows) {
    return { code: 'mirrored-needs', need: 'windows', has: `${windowsBuild}` };
  }
  if (wslVersion !== undefined && isBefore(wslVersion, MIRRORED_NEEDS.wsl)) {
    return { code: 'mirrored-needs', need: 'wsl', has: wslVersion };
  }
  const isFallback = wslVersion !== undefined && !isBefore(wslVersion, FALLS_BACK_WITHOUT_IPV6);
  if (ipv6DisabledComponents === IPV6_OFF && isFallback) return { code: 'mirrored-needs-ipv6' };
  if (kernelVersion !== undefined && isOlder(kernelVersion, MIRRORED_NEEDS.kernel)) {
    return { code: 'mirrored-needs', need: 'kernel', has: kernelVersion };
  }
  if (kernelHasSeccomp === false) return { code: 'mirrored-needs-seccomp' };
  return firewall ? null : { code: 'mirrored-needs-firewall' };
}

/** Windows 10 refuses it with 0x8037010d, a missing switch is found out when the network is set up. */
function leaveBridged(state: SettingState, { windowsBuild }: StartConditions): void {
  if (state.get('networkingMode') !== 'bridged') return;
  if (windowsBuild !== undefined && windowsBuild < FIRST_WINDOWS_11) {
    state.put('networkingMode', 'none', 'unsupported', { code: 'bridged-needs-windows-11', has: windowsBuild });
  } else if (state.get('vmSwitch') === '') {
    state.put('networkingMode', 'none', 'unsupported', { code: 'bridged-needs-switch' });
  }
}

/** Windows 10 and Windows 11 21H2 have neither, whatever the file says. */
function dropOnOlderWindows(state: SettingState, { windowsBuild }: StartConditions): void {
  if (windowsBuild === undefined || windowsBuild >= WINDOWS_11_22H2) return;
  const reason = { code: 'windows-is-older', has: windowsBuild } as const;
  state.put('dnsTunneling', false, 'unsupported', reason);
  state.put('autoProxy', false, 'unsupported', reason);
}

function dropDnsTunnelingInVirtioproxy(state: SettingState, { wslVersion }: StartConditions): void {
  if (state.get('networkingMode') !== 'virtioproxy' || typeof wslVersion !== 'string') return;
  if (hasDnsTunnelingInVirtioproxy(wslVersion) !== false) return;
  state.put('dnsTunneling', false, 'unsupported', { code: 'virtioproxy-lacks-dns-tunneling', has: wslVersion });
}

/**
 * Whether a release of WSL tunnels DNS in virtioproxy mode: not up to 2.7.0, in 2.7.1, not from 2.7.2 to 2.7.11, and
 * from 2.8.2 on. Null for the releases between, of which nobody says.
 */
export function hasDnsTunnelingInVirtioproxy(version: string): boolean | null {
  if (!isOlder(version, '2.8.2')) return true;
  if (!isOlder(version, '2.7.12')) return null;
  return !isOlder(version, '2.7.1') && isOlder(version, '2.7.2');
}

/** As {@link isOlder}, where the WSL that ships in Windows (null) comes before every release. */
export function isBefore(version: string | null, than: string): boolean {
  return version === null || isOlder(version, than);
}

/** Whether a version like `2.6.1` comes before another; what one of them lacks counts as 0. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number));
  for (let index = 0; index < Math.max(a?.length ?? 0, b?.length ?? 0); index++) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
