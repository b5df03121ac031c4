import {
  type Fact,
  type FirewallProfile,
  type FirewallRule,
  known,
  type NetworkProfile,
  type PortRange,
  type Protocol,
  unknown,
  type WindowsNetwork,
} from '../facts.ts';
import { HYPER_V_RULES_SCRIPT, WINDOWS_NETWORKS_SCRIPT, WINDOWS_RULES_SCRIPT } from '../port-scripts.ts';
import type { ScriptRun } from '../powershell.ts';
import type { Probe } from './probe.ts';

/** What a script's JSON may be. */
// biome-ignore lint/suspicious/noExplicitAny: each reader checks what it takes
type Json = any;

const POWERSHELL = 'powershell.exe';

/**
 * The JSON that a script printed in one line, read by `parse`, which gives null for what it does not understand.
 * That only an administrator may ask is no answer either.
 */
export function readAnswer<T>(run: ScriptRun, parse: (json: Json) => T | null): Fact<T> {
  if (!run.end.known) return run.end;
  const { error } = run;
  if (error) {
    const isDenied =
      error.category === 'PermissionDenied' || /^(?:Windows System Error 5|HRESULT 0x80070005)\b/.test(error.id);
    return unknown(isDenied ? 'denied' : 'failed', POWERSHELL);
  }
  if (run.end.value !== 0) return unknown('failed', POWERSHELL);
  try {
    const value = parse(JSON.parse(run.lines.at(-1) ?? ''));
    return value === null ? unknown('not-understood', POWERSHELL) : known(value);
  } catch {
    return unknown('not-understood', POWERSHELL);
  }
}

/** Whether a value of JSON is the number of a port. */
export function isPort(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65535;
}

export const probeHyperVRules: Probe<'hyperVRules'> = async ({ runPowerShell }) =>
  readAnswer(
    await runPowerShell(HYPER_V_RULES_SCRIPT),
    ({ enabled, inbound, outbound, loopback, merge, profiles, rules }) => ({
      // What is not configured is as Windows and WSL set it up.
      isOn: enabled !== 'False',
      blocksInbound: inbound !== 'Allow',
      isTold: ['True', 'False'].includes(enabled) && ['Allow', 'Block'].includes(inbound),
      blocksOutbound: oneOf(outbound, 'Block', 'Allow'),
      blocksLoopback: oneOf(loopback, 'False', 'True'),
      mergesHostRules: merge !== 'False',
      profiles: profiles.flatMap(readProfile),
      rules: rules.flatMap(readRule),
    }),
  );

/** Null for any other word: `NotConfigured`, or none. */
function oneOf(word: unknown, yes: string, no: string): boolean | null {
  return word === yes ? true : word === no ? false : null;
}

export const probeWindowsRules: Probe<'windowsRules'> = async ({ runPowerShell }) =>
  readAnswer(await runPowerShell(WINDOWS_RULES_SCRIPT), ({ profiles, rules }) => ({
    profiles: profiles.flatMap(readProfile),
    rules: rules.flatMap(readRule),
  }));

function readProfile({ profile, enabled, inbound, local }: Json): FirewallProfile[] {
  if (!isProfile(profile)) return [];
  return [
    {
      profile,
      isOn: enabled !== 'False',
      blocksInbound: inbound !== 'Allow',
      allowsLocalRules: local !== 'False',
    },
  ];
}

function readRule(rule: Json): FirewallRule[] {
  const {
    name,
    title,
    action,
    enabled,
    source,
    protocol,
    ports,
    remote,
    profiles,
    program,
    package: pack,
    service,
    owner,
  } = rule;
  if (action !== 'Allow' && action !== 'Block') return [];
  const protocols = readProtocol(protocol);
  if (protocols === undefined) return [];
  return [
    {
      name: String(name),
      title: String(title),
      action: enabled === 'False' ? 'none' : action === 'Allow' ? 'allow' : 'block',
      protocol: protocols,
      ports: isAny(ports) ? null : ports.split(',').flatMap(readPorts),
      profiles: isAny(profiles) ? null : profiles.split(/, */).filter(isProfile),
      remote: isAny(remote) ? null : remote.split(','),
      isLocal: source === 'Local',
      program: isAny(program) ? null : (String(program).split(/[\\/]/).at(-1) ?? ''),
      isTied: ![pack, service, owner].every(isAny),
    },
  ];
}

/** Undefined for one that has no ports. */
function readProtocol(protocol: unknown): Protocol | null | undefined {
  switch (String(protocol).toUpperCase()) {
    case 'TCP':
    case '6':
      return 'tcp';
    case 'UDP':
    case '17':
      return 'udp';
    case 'ANY':
    case '256':
    case '':
      return null;
    default:
      return undefined;
  }
}

/** Windows has words for ports that services choose; they are none of a user's. */
function readPorts(text: string): PortRange[] {
  const [, from, to = from] = /^ *(\d{1,5})(?:-(\d{1,5}))? *$/.exec(text) ?? [];
  return from === undefined ? [] : [{ from: Number(from), to: Number(to) }];
}

/** What a condition says that is not set. */
function isAny(text: unknown): boolean {
  return text === undefined || text === '' || text === 'Any';
}

function isProfile(text: unknown): text is NetworkProfile {
  return text === 'Domain' || text === 'Private' || text === 'Public';
}

/** Adapters that lead to virtual machines and not to a network. */
const VIRTUAL = /^vEthernet \((?:WSL|Default Switch)/;

export const probeWindowsNetworks: Probe<'windowsNetworks'> = async ({ runPowerShell }) =>
  readAnswer(await runPowerShell(WINDOWS_NETWORKS_SCRIPT), ({ networks, addresses, routes }) => {
    const least = Math.min(...routes.map(({ metric }: Json) => metric));
    const first = routes.find(({ metric }: Json) => metric === least)?.index;
    return networks.flatMap(({ index, adapter, category }: Json): WindowsNetwork[] => {
      const profile = category === 'DomainAuthenticated' ? 'Domain' : category;
      if (!isProfile(profile) || VIRTUAL.test(adapter)) return [];
      const own = addresses.filter((one: Json) => one.index === index);
      return own.map(({ address, length }: Json) => ({
        adapter: String(adapter),
        profile,
        address: String(address),
        prefixLength: Number(length),
        isDefault: index === first,
      }));
    });
  });
