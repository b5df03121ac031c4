import { readIni } from '../ini/read.ts';
import { type Fact, type Facts, isWindowsServer, type PolicyNumbers } from '../machine/facts.ts';
import type { Environment, Policies } from '../settings/environment.ts';
import type { Mode } from '../settings/modes.ts';
import { readSettings } from '../settings/reading.ts';
import { resolve } from '../settings/resolve.ts';
import { FIRST_WINDOWS_11, WINDOWS_11_22H2 } from '../settings/vm-start.ts';

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

/**
 * Whether this machine gets a mode when the file asks for it. Without the versions of Windows and WSL nobody knows:
 * then it is not advised.
 */
export function canHaveMode(mode: Mode, environment: Environment): boolean {
  const { start } = environment;
  if (start?.windowsBuild === undefined || start.wslVersion === undefined) return false;
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
