import { type FactName, type Facts, type Place, unknown, usableDistributions } from '../facts.ts';
import { powershellOf } from '../powershell.ts';
import type { Programs } from '../programs.ts';
import { isInside, type System } from '../system.ts';
import { codeOf } from '../system-error.ts';
import { probeHyperVRules, probeWindowsNetworks, probeWindowsRules } from './firewall.ts';
import {
  linuxTexts,
  probeKernelSeccomp,
  probeLinuxAdapters,
  probeLinuxSysctls,
  probeNameServers,
  probeNetworks,
  probeWslConf,
  probeWslConfFaults,
} from './linux.ts';
import {
  probeDynamicPorts,
  probeDynamicUdpPorts,
  probeLinuxListeners,
  probeNatGateway,
  probePortProxies,
  probeReservedPorts,
  probeReservedUdpPorts,
  probeVmAddress,
  probeWindowsListeners,
} from './ports.ts';
import { type Inquiry, type Probe, queryRegistry } from './probe.ts';
import {
  probeArm64,
  probeComputerName,
  probeGlobalSecureAccess,
  probeHyperVFirewallDisabled,
  probeIpv6,
  probePolicies,
  probeProxy,
  probeWindows,
  probeWindowsRoutes,
  probeWinHttpProxy,
  probeWslNetwork,
  probeWslWarnings,
} from './windows.ts';
import {
  probeActiveMode,
  probeDistributions,
  probeDocker,
  probeFileChangedAt,
  probeNeighbours,
  probeOtherHomes,
  probeVmStartedAt,
  probeWsl,
  probeWslInstallation,
} from './wsl.ts';

const PROBES: { readonly [N in FactName]: Probe<N> } = {
  wslInstallation: probeWslInstallation,
  wsl: probeWsl,
  windows: probeWindows,
  arm64: probeArm64,
  distributions: probeDistributions,
  activeMode: probeActiveMode,
  vmStartedAt: probeVmStartedAt,
  fileChangedAt: probeFileChangedAt,
  neighbours: probeNeighbours,
  otherHomes: probeOtherHomes,
  policies: probePolicies,
  ipv6DisabledComponents: probeIpv6,
  globalSecureAccess: probeGlobalSecureAccess,
  proxy: probeProxy,
  reservedPorts: probeReservedPorts,
  dynamicPorts: probeDynamicPorts,
  nameServers: probeNameServers,
  wslConf: probeWslConf,
  docker: probeDocker,
  networks: probeNetworks,
  winHttpProxy: probeWinHttpProxy,
  computerName: probeComputerName,
  reservedUdpPorts: probeReservedUdpPorts,
  dynamicUdpPorts: probeDynamicUdpPorts,
  hyperVFirewallDisabled: probeHyperVFirewallDisabled,
  wslConfFaults: probeWslConfFaults,
  windowsRoutes: probeWindowsRoutes,
  wslNetwork: probeWslNetwork,
  linuxAdapters: probeLinuxAdapters,
  linuxSysctls: probeLinuxSysctls,
  kernelSeccomp: probeKernelSeccomp,
  wslWarnings: probeWslWarnings,
  linuxListeners: probeLinuxListeners,
  windowsListeners: probeWindowsListeners,
  hyperVRules: probeHyperVRules,
  windowsRules: probeWindowsRules,
  portProxies: probePortProxies,
  windowsNetworks: probeWindowsNetworks,
  vmAddress: probeVmAddress,
  natGateway: probeNatGateway,
};

/** How many times as long as another program PowerShell may take: it loads what it needs to know the firewall. */
const POWERSHELL_SLOWNESS = 5;

/**
 * Answers for each fact, asking for it the first time only.
 * @param powershellTimeout in milliseconds
 */
export function startInquiry(
  system: System,
  place: Place,
  programs: Programs,
  file: string | null,
  powershellTimeout = system.timeout * POWERSHELL_SLOWNESS,
): Inquiry {
  const facts = new Map<FactName, Promise<unknown>>();
  const answers = new Map<string, ReturnType<Programs['askWindows']>>();
  const powershell = powershellOf(() => programs.findWindows('powershell.exe'));
  const inquiry: Inquiry = {
    ...programs,
    askWindows,
    system,
    place,
    file,
    get,
    registry: (key, name) => queryRegistry(inquiry, key, name),
    ...linuxTexts({ system, place, askInside }),
    askInside,
    runPowerShell: (script) => powershell.run(script, { timeout: powershellTimeout }),
  };
  return inquiry;

  function get<N extends FactName>(name: N): Promise<Facts[N]> {
    const earlier = facts.get(name) as Promise<Facts[N]> | undefined;
    if (earlier) return earlier;
    const answer = ask(name) as Promise<Facts[N]>;
    facts.set(name, answer);
    return answer;
  }

  /** What the system refuses to this process is no answer either: a program just being replaced, too many open files. */
  async function ask(name: FactName): Promise<unknown> {
    try {
      return await (PROBES[name] as (inquiry: Inquiry) => Promise<unknown>)(inquiry);
    } catch (error) {
      if (codeOf(error) === undefined) throw error;
      return unknown('failed', name);
    }
  }

  function askWindows(name: string, ...args: readonly string[]): ReturnType<Programs['askWindows']> {
    const line = JSON.stringify([name, ...args]);
    const answer = answers.get(line) ?? programs.askWindows(name, ...args);
    answers.set(line, answer);
    return answer;
  }

  /** From Windows through a distribution of WSL 2 that runs. */
  async function askInside(name: string, ...args: readonly string[]): ReturnType<Programs['askLinux']> {
    if (isInside(place)) return await programs.askLinux(name, ...args);
    const distributions = await get('distributions');
    if (!distributions.known) return distributions;
    const [through] = usableDistributions(distributions.value);
    if (through) return await askWindows('wsl.exe', '-d', through.name, '-e', name, ...args);
    const isAnyRunning = distributions.value.some(({ isRunning, version }) => isRunning && version === 2);
    return unknown(isAnyRunning ? 'only-docker' : 'not-running', name);
  }
}
