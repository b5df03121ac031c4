import { readdir, stat } from 'node:fs/promises';
import { posix } from 'node:path';
import { type Fact, type FactName, type Facts, known, type Place, unknown } from '../facts.ts';
import { powershellOf } from '../powershell.ts';
import { type Programs, understood } from '../programs.ts';
import { at, isInside, readText, type System } from '../system.ts';
import { codeOf } from '../system-error.ts';
import { probeHyperVRules, probeWindowsNetworks, probeWindowsRules } from './firewall.ts';
import {
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
    linuxText,
    linuxTextIfAny,
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

  async function linuxText(path: string): Promise<Fact<string>> {
    if (place === 'windows') return understood(path, await askInside('cat', path), (text) => text);
    if (!isInside(place)) return unknown('not-here', path);
    const text = await readText(system, path);
    return text === null ? unknown('unreadable', path) : known(text);
  }

  async function linuxTextIfAny(path: string): Promise<Fact<string | null>> {
    const text = await linuxText(path);
    if (text.known || (text.why !== 'failed' && text.why !== 'unreadable')) return text;
    return (await isAbsent(path)) ? known(null) : text;
  }

  /** Only a folder that can be read tells what is not in it. */
  async function isAbsent(path: string): Promise<boolean> {
    const folder = posix.dirname(path);
    const names = await namesIn(folder);
    if (names !== null) return !names.includes(posix.basename(path)) || (await isBrokenLink(path));
    return folder !== '/' && (await isAbsent(folder));
  }

  /** Whether what a folder names is a link to nothing, as resolv.conf is where the program behind it does not run. */
  async function isBrokenLink(path: string): Promise<boolean> {
    if (!isInside(place)) {
      const isLink = understood('readlink', await askInside('readlink', path), (target) => target.trim() || null).known;
      const answer = isLink ? await askInside('test', '-e', path) : null;
      return answer?.known === true && answer.value.exit === 1;
    }
    return await stat(at(system, path)).then(
      () => false,
      (error) => codeOf(error) === 'ENOENT',
    );
  }

  async function namesIn(folder: string): Promise<readonly string[] | null> {
    if (isInside(place)) return await readdir(at(system, folder)).catch(() => null);
    const list = understood('ls', await askInside('ls', '-A', folder), (text) => text.trim().split('\n'));
    return list.known && list.value[0] !== '' ? list.value : null;
  }

  /** From Windows through a distribution of WSL 2 that runs. Docker's own have none of WSL's programs. */
  async function askInside(name: string, ...args: readonly string[]): ReturnType<Programs['askLinux']> {
    if (isInside(place)) return await programs.askLinux(name, ...args);
    const distributions = await get('distributions');
    if (!distributions.known) return distributions;
    const running = distributions.value.filter(({ isRunning, version }) => isRunning && version === 2);
    const usable = running.filter((distribution) => !distribution.name.startsWith('docker-desktop'));
    const [through] = usable.sort((a, b) => Number(b.isDefault) - Number(a.isDefault));
    if (!through) return unknown(running.length === 0 ? 'not-running' : 'only-docker', name);
    return await askWindows('wsl.exe', '-d', through.name, '-e', name, ...args);
  }
}
