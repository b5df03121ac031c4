import { type Fact, type FactName, type Facts, known, type Place, unknown } from '../facts.ts';
import { isInside } from '../place.ts';
import { type Programs, understood } from '../programs.ts';
import { readText, type System } from '../system.ts';
import { probeFileChangedAt, probeNeighbours, probeOtherHomes } from './file.ts';
import { probeLinuxPorts, probeNameServers, probeNetworks, probeWslConf } from './linux.ts';
import { probeDynamicPorts, probeReservedPorts, probeWindowsPorts } from './ports.ts';
import type { Inquiry, Probe } from './probe.ts';
import {
  probeArm64,
  probeGlobalSecureAccess,
  probeHyperVFirewall,
  probeIpv6,
  probePolicies,
  probeProxy,
  probeWindows,
} from './windows.ts';
import { probeActiveMode, probeDistributions, probeDocker, probeVmStartedAt, probeWsl } from './wsl.ts';

const PROBES: { readonly [N in FactName]: Probe<N> } = {
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
  windowsPorts: probeWindowsPorts,
  linuxPorts: probeLinuxPorts,
  reservedPorts: probeReservedPorts,
  dynamicPorts: probeDynamicPorts,
  hyperVFirewall: probeHyperVFirewall,
  nameServers: probeNameServers,
  wslConf: probeWslConf,
  docker: probeDocker,
  networks: probeNetworks,
};

/** Answers for each fact, asking for it the first time only. */
export function startInquiry(system: System, place: Place, programs: Programs, file: string | null): Inquiry {
  const asked = new Map<FactName, Promise<unknown>>();
  const inquiry: Inquiry = { ...programs, system, place, file, get, linuxText, askInside };
  return inquiry;

  function get<N extends FactName>(name: N): Promise<Facts[N]> {
    const earlier = asked.get(name) as Promise<Facts[N]> | undefined;
    if (earlier) return earlier;
    const answer = PROBES[name](inquiry);
    asked.set(name, answer);
    return answer;
  }

  async function linuxText(path: string): Promise<Fact<string>> {
    if (place === 'windows') return understood(path, await askInside('cat', path), (text) => text);
    if (!isInside(place)) return unknown('not-here', path);
    const text = await readText(system, path);
    return text === null ? unknown('unreadable', path) : known(text);
  }

  /** From Windows through a distribution of WSL 2 that runs. Docker's own have none of WSL's programs. */
  async function askInside(name: string, ...args: readonly string[]): ReturnType<Programs['askLinux']> {
    if (isInside(place)) return await programs.askLinux(name, ...args);
    const distributions = await get('distributions');
    if (!distributions.known) return distributions;
    const running = distributions.value.filter(({ isRunning, version }) => isRunning && version === 2);
    const usable = running.filter((distribution) => !distribution.name.startsWith('docker-desktop'));
    const [through] = usable.sort((a, b) => Number(b.isDefault) - Number(a.isDefault));
    if (!through) return unknown(running.length === 0 ? 'not-running' : 'not-here', name);
    return await programs.askWindows('wsl.exe', '-d', through.name, '-e', name, ...args);
  }
}
