import type { Fact, Facts, PolicyNumbers } from '../facts.ts';
import type { Environment, Policies } from './environment.ts';

/** The facts that decide what is in force. */
export const DECIDING_FACTS = [
  'policies',
  'globalSecureAccess',
  'arm64',
  'windows',
  'wsl',
  'ipv6DisabledComponents',
] as const;

/** The first build of Windows 11. What came before has no Hyper-V firewall, what came after may have one. */
export const FIRST_WINDOWS_11 = 22000;

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
      ...(windows.known && { windowsBuild: windows.value.build }),
      ...(windows.known && !isWindows11 && { hyperVFirewall: false }),
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
