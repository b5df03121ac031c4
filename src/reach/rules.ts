import { EXIT, Failure, type FailureKind } from '../failure.ts';
import type {
  Fact,
  FirewallRule,
  Listener,
  NetworkProfile,
  Port,
  PortProxy,
  PortRange,
  Protocol,
  Unknown,
  WindowsNetwork,
} from '../machine/facts.ts';
import type { PortStep, RuleProfiles } from '../machine/port-scripts.ts';
import { ADDRESS_UNKNOWN, MODE_UNKNOWN } from './address.ts';
import { reachThroughHyperV, reachThroughWindows } from './firewall.ts';
import { type AddressRange, areSameRanges, isLoopback, portText, sortPorts, subnetOf } from './notation.ts';
import {
  isIgnored,
  isKeptByWindows,
  linuxListeners,
  openedPorts,
  ownListeners,
  pointsToWsl,
  proxyAt,
  type ReachView,
  ruleIn,
} from './ports.ts';

/** Who is to reach a port. */
export interface OpenRequest {
  readonly ports: readonly Port[];
  /** Also on networks that are not private. */
  readonly isPublic: boolean;
  /** These alone; `any` for everyone; null for the networks that Windows is on. */
  readonly from: AddressRange | 'any' | null;
}

/** Ranges of ports that Windows has reserved, as far as they are known. */
export type ReservedPorts = { readonly [P in Protocol]: readonly PortRange[] };

/** What is to be done for a port: no steps where it is as asked already. */
export interface PortPlan {
  readonly port: Port;
  readonly steps: readonly PortStep[];
  /** Whether it was open before, in another way or for another network. */
  readonly isRenewal: boolean;
  readonly warnings: readonly OpenWarning[];
}

/** Why a port may be out of reach all the same. */
export interface OpenWarning {
  readonly code:
    | 'nobody-listens'
    | 'loopback-only'
    | 'not-on-all-addresses'
    | 'public-network'
    | 'domain-network'
    | 'rules-ignored'
    | 'blocked-by-rule'
    | 'port-reserved';
  readonly message: string;
}

/**
 * What opens ports to the local network in the active mode.
 * @throws Failure `mode-unknown`, `address-unknown`, `networks-unknown`, and `port-refused` for a port that would
 * stay out of reach
 */
export function planOpen(view: ReachView, request: OpenRequest, reserved: ReservedPorts): PortPlan[] {
  const mode = requireMode(view.mode);
  return sortPorts(request.ports).map((port) => {
    refuse(view, port, mode, request);
    const steps = stepsToOpen(view, port, mode, request);
    const isRenewal = steps.length > 0 && isOpened(view, port);
    return { port, steps, isRenewal, warnings: warningsOf(view, port, mode, request, reserved) };
  });
}

/** What wslnet opened, or may have. */
export interface ClosePlan {
  readonly port: Port;
  readonly steps: readonly PortStep[];
}

const RULES_UNKNOWN: FailureKind = {
  code: 'rules-unknown',
  exit: EXIT.noAnswer,
  message: () => 'Could not get the firewall rules from Windows.',
  hint: () => 'Say which ports to close, or try again as administrator.',
};

/**
 * What takes back what wslnet made.
 * @param ports null for all that it made
 * @throws Failure `rules-unknown` for all, where what it made cannot be known
 */
export function planClose(view: ReachView, ports: readonly Port[] | null): ClosePlan[] {
  const { facts } = view;
  const { hyperVRules, windowsRules } = facts;
  if (ports === null && !(windowsRules.known && (hyperVRules.known || !isUntold(hyperVRules)))) {
    throw new Failure(RULES_UNKNOWN, {});
  }
  return sortPorts(ports ?? openedPorts(facts)).map((port) => {
    const steps: PortStep[] = [];
    if (mayHave(hyperVRules, port)) steps.push({ kind: 'remove-hyper-v-rule', port });
    if (mayHave(windowsRules, port)) steps.push({ kind: 'remove-windows-rule', port });
    // A proxy by itself may be another program's, even if it leads to Linux.
    const proxy = mayHave(windowsRules, port) ? ourProxy(facts, port) : null;
    if (proxy) steps.push({ kind: 'remove-port-proxy', port: port.port });
    return { port, steps };
  });
}

function requireMode(mode: Fact<string>): string {
  if (mode.known) return mode.value;
  throw new Failure(MODE_UNKNOWN, { asked: mode.asked, isStopped: mode.why === 'not-running' });
}

const PORT_REFUSED: FailureKind<{ readonly port: string; readonly reason: string; readonly hint: string | null }> = {
  code: 'port-refused',
  exit: EXIT.usage,
  message: ({ port, reason }) => `Port ${port} was not opened: ${reason}`,
  hint: ({ hint }) => hint,
};

/** @throws Failure `port-refused` */
function refuse(view: ReachView, port: Port, mode: string, { from }: OpenRequest): void {
  const refused = (reason: string, hint: string | null) =>
    new Failure(PORT_REFUSED, { port: portText(port), reason, hint });
  if (mode === 'none') throw refused('WSL has no network in mode none.', 'Choose another mode: wslnet set mirrored');
  if (mode === 'mirrored' && isKeptByWindows(port)) {
    throw refused('in mirrored mode, Windows keeps this port for itself.', 'Use another port for the server.');
  }
  if (mode === 'mirrored' && isIgnored(view, port)) {
    throw port.port === 53
      ? refused('in mirrored mode, WSL never forwards port 53 to Linux.', 'Use another port for the server.')
      : refused(
          'ignoredPorts keeps this port for traffic inside Linux.',
          `Remove it from the list: wslnet set ignoredPorts-=${port.port} --restart`,
        );
  }
  if (mode === 'nat' && port.protocol === 'udp') {
    throw refused('nat mode forwards TCP only.', 'For UDP, use mirrored mode: wslnet set mirrored --restart');
  }
  if (mode === 'nat' && from?.includes(':')) {
    throw refused('nat mode forwards IPv4 only.', 'Give an IPv4 address with --from.');
  }
  if (mode === 'bridged' || mode === 'wsl1') return;
  const [owner] = ownListeners(view, port);
  if (owner) {
    throw refused(
      `${owner.program ?? 'a program'} on Windows listens on it.`,
      'Use another port for one of the two. To see who listens where: wslnet ports',
    );
  }
  const proxy = port.protocol === 'tcp' ? proxyAt(view.facts, port.port) : null;
  if (proxy && !isOurProxy(view.facts, port, proxy)) {
    throw refused(
      `Windows forwards it to ${proxy.connectAddress}:${proxy.connectPort}, and wslnet did not set this up.`,
      `To stop that, as administrator: netsh interface portproxy delete v4tov4 listenaddress=${proxy.listenAddress} listenport=${port.port}`,
    );
  }
}

function stepsToOpen(view: ReachView, port: Port, mode: string, request: OpenRequest): PortStep[] {
  const { facts } = view;
  if (mode === 'bridged') return [];
  const profiles: RuleProfiles = request.isPublic ? 'Any' : 'Private';
  const steps: PortStep[] = [];
  const proxy = ourProxy(facts, port);
  if (mode === 'mirrored') {
    const from = hyperVScope(facts.windowsNetworks, request);
    const isThere = isAsAsked(facts.hyperVRules, port, profiles, from);
    // What another mode needed is in the way now, or lets in more than is asked for.
    if (proxy) steps.push({ kind: 'remove-port-proxy', port: port.port });
    if (knowsOf(facts.windowsRules, port)) steps.push({ kind: 'remove-windows-rule', port });
    if (!isThere && mayHave(facts.hyperVRules, port)) steps.push({ kind: 'remove-hyper-v-rule', port });
    return isThere ? steps : [...steps, { kind: 'add-hyper-v-rule', port, profiles, from }];
  }
  if (knowsOf(facts.hyperVRules, port)) steps.push({ kind: 'remove-hyper-v-rule', port });
  const from = request.from === 'any' ? null : [request.from ?? 'LocalSubnet'];
  if (!isAsAsked(facts.windowsRules, port, profiles, from)) {
    if (mayHave(facts.windowsRules, port)) steps.push({ kind: 'remove-windows-rule', port });
    steps.push({ kind: 'add-windows-rule', port, profiles, from });
  }
  // The rule stands before its proxy: by the rule both are known to be wslnet's, even if all ends between the two.
  if (mode === 'nat') {
    const to = requireVmAddress(facts.vmAddress);
    if (proxy?.connectAddress !== to) steps.push({ kind: 'add-port-proxy', port: port.port, to });
  } else if (proxy) {
    steps.push({ kind: 'remove-port-proxy', port: port.port });
  }
  return steps;
}

type RulesFact = Fact<{ readonly rules: readonly FirewallRule[] }>;

function knowsOf(fact: RulesFact, port: Port): boolean {
  return ruleIn(fact, port) !== null;
}

function mayHave(fact: RulesFact, port: Port): boolean {
  return fact.known ? knowsOf(fact, port) : isUntold(fact);
}

/** Unknown because it was not told, not because there is no such firewall. */
function isUntold({ why }: Unknown): boolean {
  return why === 'denied' || why === 'timed-out';
}

function isAsAsked(fact: RulesFact, port: Port, profiles: RuleProfiles, from: readonly string[] | null): boolean {
  const rule = ruleIn(fact, port);
  if (rule?.action !== 'allow' || rule.protocol !== port.protocol) return false;
  const [range, more] = rule.ports ?? [];
  const isPort = range?.from === port.port && range.to === port.port && !more;
  const areProfiles = profiles === 'Any' ? rule.profiles === null : rule.profiles?.join() === profiles;
  return isPort && areProfiles && areSameRanges(rule.remote, from);
}

/** `asked` is null where Windows has none. */
const NETWORKS_UNKNOWN: FailureKind<{ readonly asked: string | null }> = {
  code: 'networks-unknown',
  exit: EXIT.noAnswer,
  message: ({ asked }) =>
    asked === null
      ? 'wslnet sees no network that Windows is connected to, so it cannot tell whom to let in.'
      : `Could not get the networks of Windows from ${asked}, so wslnet cannot tell whom to let in.`,
  hint: ({ asked }) =>
    asked === null
      ? 'Connect to a network, or say whom to let in: --from 192.168.1.0/24'
      : 'Try again, or say whom to let in: --from 192.168.1.0/24',
};

/** The Hyper-V firewall knows no word for the local subnet: the subnets themselves are named. */
function hyperVScope(
  networks: Fact<readonly WindowsNetwork[]>,
  { from, isPublic }: OpenRequest,
): AddressRange[] | null {
  if (from !== null) return from === 'any' ? null : [from];
  if (!networks.known) throw new Failure(NETWORKS_UNKNOWN, { asked: networks.asked });
  const close = networks.value.filter(({ profile }) => isPublic || profile === 'Private');
  // On a public network alone the rule waits for it to become private.
  const chosen = close.length > 0 ? close : networks.value;
  const subnets = chosen.flatMap(({ address, prefixLength }) => subnetOf(address, prefixLength) ?? []);
  if (subnets.length === 0) throw new Failure(NETWORKS_UNKNOWN, { asked: null });
  return [...new Set(subnets)].sort();
}

function requireVmAddress(address: Fact<string>): string {
  if (!address.known) throw new Failure(ADDRESS_UNKNOWN, { whose: 'Linux', asked: address.asked });
  return address.value;
}

/** The port proxy that wslnet made for a port, or that does just what one of its would. */
function ourProxy(facts: ReachView['facts'], port: Port): PortProxy | null {
  const proxy = port.protocol === 'tcp' ? proxyAt(facts, port.port) : null;
  return proxy && isOurProxy(facts, port, proxy) ? proxy : null;
}

function isOurProxy(facts: ReachView['facts'], port: Port, proxy: PortProxy): boolean {
  const isOfOurs = proxy.listenAddress === '0.0.0.0' && proxy.connectPort === proxy.listenPort;
  return isOfOurs && (knowsOf(facts.windowsRules, port) || pointsToWsl(proxy.connectAddress, facts.vmAddress));
}

function isOpened({ facts }: ReachView, port: Port): boolean {
  return knowsOf(facts.hyperVRules, port) || knowsOf(facts.windowsRules, port) || ourProxy(facts, port) !== null;
}

function warningsOf(
  view: ReachView,
  port: Port,
  mode: string,
  { isPublic }: OpenRequest,
  reserved: ReservedPorts,
): OpenWarning[] {
  const { facts } = view;
  const listeners = linuxListeners(view, port);
  const ofListeners = listenerWarning(view, port, mode, listeners);
  const warnings = ofListeners ? [ofListeners] : [];
  if (mode === 'bridged') return warnings;
  const range = reserved[port.protocol].find(({ from, to }) => from <= port.port && port.port <= to);
  // In mirrored mode a program that listens has got the port all the same.
  if (range && !(mode === 'mirrored' && listeners.length > 0)) {
    warnings.push({
      code: 'port-reserved',
      message: `Windows has reserved ports ${range.from} to ${range.to}, so programs may not be able to use this one. If it does not work, use a port outside that range.`,
    });
  }
  const networks = facts.windowsNetworks.known ? facts.windowsNetworks.value : [];
  if (!isPublic) warnings.push(...profileWarnings(networks));
  const firewall = mode === 'mirrored' ? facts.hyperVRules : facts.windowsRules;
  const profiles = firewall.known ? firewall.value.profiles : [];
  const isDeaf = networks.some(({ profile }) =>
    profiles.some((one) => one.profile === profile && !one.allowsLocalRules && (isPublic || profile === 'Private')),
  );
  if (isDeaf) {
    const message = 'A policy makes Windows ignore firewall rules that are created on this computer.';
    warnings.push({ code: 'rules-ignored', message });
  }
  const reach = mode === 'mirrored' ? reachThroughHyperV(port, facts) : reachThroughWindows(port, null, facts);
  if (reach.because.code === 'blocked-by-rule') {
    const { rule } = reach.because;
    const message = `The firewall rule "${rule.title || rule.name}" blocks this port, and blocking rules win.`;
    warnings.push({ code: 'blocked-by-rule', message });
  }
  return warnings;
}

/** Why the program in Linux would not hear other devices, even if Windows lets them in; null where it would. */
function listenerWarning(
  { facts }: ReachView,
  port: Port,
  mode: string,
  listeners: readonly Listener[],
): OpenWarning | null {
  const [first] = listeners;
  const name = first?.program ?? 'The server';
  if (!first) {
    const message = `Nothing listens on port ${portText(port)} in Linux yet.`;
    return facts.linuxListeners.known ? { code: 'nobody-listens', message } : null;
  }
  if (listeners.every(({ address }) => isLoopback(address))) {
    const message = `${name} listens on ${first.address} only, so it still cannot be reached. Start it on 0.0.0.0 (often --host 0.0.0.0).`;
    return { code: 'loopback-only', message };
  }
  if (mode === 'virtioproxy' && !listeners.some(({ address }) => address === '0.0.0.0' || address === '::')) {
    const message = `${name} listens on ${first.address} only. In virtioproxy mode it has to listen on 0.0.0.0.`;
    return { code: 'not-on-all-addresses', message };
  }
  return null;
}

/** Where no network is private: a rule for private networks has no effect on the others. */
function profileWarnings(networks: readonly WindowsNetwork[]): OpenWarning[] {
  const adapters = (profile: NetworkProfile) =>
    networks.flatMap((network) => (network.profile === profile ? [network.adapter] : [])).join(', ');
  if (networks.some(({ profile }) => profile === 'Private')) return [];
  if (adapters('Public') !== '') {
    const message = `This network (${adapters('Public')}) is public in Windows, but the rule is for private networks. If you trust it, make it private in Windows Settings, or add --public.`;
    return [{ code: 'public-network', message }];
  }
  if (adapters('Domain') !== '') {
    const message = `This is a domain network (${adapters('Domain')}), but the rule is for private networks: add --public.`;
    return [{ code: 'domain-network', message }];
  }
  return [];
}
