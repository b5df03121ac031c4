import type { StartConditions } from './environment.ts';
import type { SettingState } from './resolve.ts';

/** Mirrored mode's needs by Microsoft's documentation: the Windows build of 11 22H2, WSL, and the Linux kernel. */
export const MIRRORED_NEEDS = { windows: 22621, wsl: '2.0.0', kernel: '5.10' } as const;

/** The WSL release from which mirrored falls back to nat without IPv6; before, Linux was left without a network. */
const FALLS_BACK_WITHOUT_IPV6 = '2.7.2';

const IPV6_OFF = 0xff;

/** What mirrored mode lacks on a machine, the first thing that keeps it from being in force. */
export type MirroredNeed =
  | { readonly code: 'mirrored-needs'; readonly need: keyof typeof MIRRORED_NEEDS; readonly has: string | null }
  | { readonly code: 'mirrored-needs-ipv6' }
  | { readonly code: 'mirrored-needs-firewall' };

/**
 * What can still change when the virtual machine starts, where the environment tells of that. WSL says it once, at
 * the start (`WslCoreVm` in WSL's source).
 */
export function applyStartRules(state: SettingState): void {
  const { start } = state.environment;
  if (!start) return;
  dropFirewall(state, start);
  if (state.get('networkingMode') === 'mirrored') {
    const lack = findLack(start, state.get('firewall'));
    if (lack) state.put('networkingMode', 'nat', 'unsupported', lack);
  }
  if (state.get('networkingMode') === 'bridged' && state.get('vmSwitch') === '') {
    state.put('networkingMode', 'none', 'unsupported', { code: 'bridged-needs-switch' });
  }
}

function dropFirewall(state: SettingState, { hyperVFirewall }: StartConditions): void {
  const mode = state.get('networkingMode');
  if (hyperVFirewall !== false || (mode !== 'nat' && mode !== 'mirrored')) return;
  state.put('firewall', false, 'unsupported', { code: 'no-hyper-v-firewall' });
}

function findLack(start: StartConditions, firewall: boolean): MirroredNeed | null {
  const { windowsBuild, wslVersion, kernelVersion, ipv6DisabledComponents } = start;
  if (windowsBuild !== undefined && windowsBuild < MIRRORED_NEEDS.windows) {
    return { code: 'mirrored-needs', need: 'windows', has: `${windowsBuild}` };
  }
  if (wslVersion === null || (wslVersion !== undefined && isOlder(wslVersion, MIRRORED_NEEDS.wsl))) {
    return { code: 'mirrored-needs', need: 'wsl', has: wslVersion };
  }
  const isFallback = wslVersion !== undefined && !isOlder(wslVersion, FALLS_BACK_WITHOUT_IPV6);
  if (ipv6DisabledComponents === IPV6_OFF && isFallback) return { code: 'mirrored-needs-ipv6' };
  if (kernelVersion !== undefined && isOlder(kernelVersion, MIRRORED_NEEDS.kernel)) {
    return { code: 'mirrored-needs', need: 'kernel', has: kernelVersion };
  }
  return firewall ? null : { code: 'mirrored-needs-firewall' };
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
