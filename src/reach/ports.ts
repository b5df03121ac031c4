import type { Fact, Facts, FirewallRule, Listener, Place, Port, PortProxy, Protocol } from '../machine/facts.ts';
import { type FirewallReason, type Reach, reachThroughHyperV, reachThroughWindows } from './firewall.ts';
import { hearsIpv4, isLoopback, isWithin, portOfRule, ruleName, sortPorts } from './notation.ts';
import type { ReachReason, Side } from './reasons.ts';

/** The facts that decide who reaches whom. */
export const PORT_FACTS = [
  'linuxListeners',
  'windowsListeners',
  'hyperVRules',
  'windowsRules',
  'portProxies',
  'windowsNetworks',
  'vmAddress',
] as const;

/** A machine, as far as reaching its ports goes. */
export interface ReachView {
  readonly place: Place;
  /** A mode in the catalogue's spelling, or `wsl1`. */
  readonly mode: Fact<string>;
  /** The settings of these names, as they are in effect. */
  readonly ignoredPorts: readonly number[];
  readonly localhostForwarding: boolean;
  readonly facts: Pick<Facts, (typeof PORT_FACTS)[number]>;
}

/** What opened a port to the network no longer does. */
export type Staleness = 'vm-address' | 'network' | 'mode';

/** A port, whoever listens on it on one side, and who reaches them. */
export interface PortRow extends Port {
  readonly linux: readonly Listener[];
  readonly windows: readonly Listener[];
  /** What Windows passes on from this port. */
  readonly proxy: PortProxy | null;
  readonly reach: { readonly [W in Side | 'lan']: Reach<ReachReason> };
  readonly stale: Staleness | null;
  /** Who let the network in, or tried to. */
  readonly openedBy: 'wslnet' | 'other' | null;
}

/** Ports that never reach Linux in mirrored mode, whoever listens (`ReservedPorts` in WSL's source). */
export const KEPT_BY_WINDOWS: { readonly [P in Protocol]: readonly number[] } = {
  tcp: [135, 1900, 2869, 3702, 5004, 5357, 5358],
  udp: [68],
};

/** Whether mirrored mode never leads this port to Linux. */
export function isKeptByWindows({ protocol, port }: Port): boolean {
  return KEPT_BY_WINDOWS[protocol].includes(port);
}

/** Whether mirrored mode leaves a port to traffic inside Linux. Port 53 always is, the file may name others. */
export function isIgnored({ ignoredPorts }: ReachView, { port }: Port): boolean {
  return port === 53 || ignoredPorts.includes(port);
}

/** Programs through which WSL itself listens on Windows, for Linux. */
const RELAYS = ['wslrelay', 'wslhost', 'wslservice', 'vmwp'];

/** What is known of who listens on Windows. */
interface WithWindowsListeners {
  readonly facts: Pick<Facts, 'windowsListeners' | 'portProxies'>;
}

/** What listens on Windows and is neither WSL, which does so for Linux, nor the port proxy. */
export function ownListeners({ facts }: WithWindowsListeners, { protocol, port }: Port): Listener[] {
  const { windowsListeners } = facts;
  if (!windowsListeners.known) return [];
  const isProxied = protocol === 'tcp' && proxyAt(facts, port) !== null;
  return windowsListeners.value.filter(
    (one) =>
      one.protocol === protocol &&
      one.port === port &&
      !RELAYS.includes(one.program?.toLowerCase() ?? '') &&
      !(isProxied && (one.program === null || one.program.toLowerCase() === 'svchost')),
  );
}

/** What listens in Linux on this port. */
export function linuxListeners({ facts }: ReachView, { protocol, port }: Port): Listener[] {
  const { linuxListeners } = facts;
  if (!linuxListeners.known) return [];
  return linuxListeners.value.filter((one) => one.protocol === protocol && one.port === port);
}

/** The port proxy that hears the network on this port; null for none that is known. */
export function proxyAt({ portProxies }: Pick<Facts, 'portProxies'>, port: number): PortProxy | null {
  if (!portProxies.known) return null;
  return portProxies.value.find((one) => one.listenPort === port && !isLoopback(one.listenAddress)) ?? null;
}

/** The rule that wslnet made for a port in one of the firewalls; null for none that is known. */
export function ruleIn(fact: Fact<{ readonly rules: readonly FirewallRule[] }>, port: Port): FirewallRule | null {
  if (!fact.known) return null;
  return fact.value.rules.find(({ name }) => name.toLowerCase() === ruleName(port)) ?? null;
}

/** Every port that somebody listens on or that somebody opened, by number; one row for each side that listens. */
export function portRows(view: ReachView): PortRow[] {
  return portsOf(view).flatMap((port) => {
    const linux = linuxListeners(view, port);
    const windows = ownListeners(view, port);
    // In WSL 1 both sides are one, and each listener shows on both.
    const isTwo = linux.length > 0 && windows.length > 0 && modeOf(view) !== 'wsl1';
    return isTwo ? [rowOf(view, port, linux, []), rowOf(view, port, [], windows)] : [rowOf(view, port, linux, windows)];
  });
}

function modeOf({ mode }: ReachView): string | null {
  return mode.known ? mode.value : null;
}

function portsOf({ facts }: ReachView): Port[] {
  const { linuxListeners, windowsListeners, portProxies, hyperVRules } = facts;
  const listeners = [linuxListeners, windowsListeners].flatMap((fact) => (fact.known ? fact.value : []));
  const proxies = portProxies.known ? portProxies.value : [];
  const made = hyperVRules.known ? hyperVRules.value.rules : [];
  return sortPorts([
    ...listeners,
    ...proxies.map(({ listenPort }): Port => ({ protocol: 'tcp', port: listenPort })),
    ...openedPorts(facts),
    ...made.flatMap(singlePort),
  ]);
}

/** The port of a rule that speaks of one alone. */
function singlePort({ protocol, ports }: FirewallRule): Port[] {
  const [first, more] = ports ?? [];
  return protocol && first && first.from === first.to && !more ? [{ protocol, port: first.from }] : [];
}

function rowOf(view: ReachView, port: Port, linux: readonly Listener[], windows: readonly Listener[]): PortRow {
  const { protocol } = port;
  const proxy = protocol === 'tcp' ? proxyAt(view.facts, port.port) : null;
  const reach = linux.length > 0 ? reachLinux(view, port, linux) : reachWindows(view, port, windows, proxy);
  const because = reach.lan.because;
  const rule = ruleIn(view.facts.hyperVRules, port) ?? ruleIn(view.facts.windowsRules, port);
  const isOther = ('rule' in because && because.code !== 'blocked-by-rule') || because.code.startsWith('portproxy');
  const openedBy = rule ? 'wslnet' : isOther ? 'other' : null;
  // Others' proxies go stale as ours do.
  const stale = staleness(view, port) ?? (because.code === 'portproxy-stale' ? 'vm-address' : null);
  return { protocol, port: port.port, linux, windows, proxy, reach, stale, openedBy };
}

/**
 * Why what wslnet made for a port no longer opens it, by the active mode, the address of Linux and the networks of
 * Windows; null where it does, where wslnet made nothing, or where that is not known.
 */
export function staleness(view: ReachView, port: Port): Staleness | null {
  const { hyperVRules, windowsRules, portProxies, vmAddress, windowsNetworks } = view.facts;
  const mode = modeOf(view);
  const inHyperV = ruleIn(hyperVRules, port);
  const inWindows = ruleIn(windowsRules, port);
  if (mode === null || mode === 'none' || mode === 'bridged' || !(inHyperV || inWindows)) return null;
  const proxy = port.protocol === 'tcp' ? proxyAt(view.facts, port.port) : null;
  if (mode === 'nat') {
    if (!inWindows || (portProxies.known && !proxy)) return 'mode';
    const isMoved = proxy && vmAddress.known && pointsToWsl(proxy.connectAddress, vmAddress);
    return isMoved && !isLoopback(proxy.connectAddress) && proxy.connectAddress !== vmAddress.value
      ? 'vm-address'
      : null;
  }
  if (proxy && inWindows) return 'mode';
  if (inWindows) return null;
  if (mode !== 'mirrored') return 'mode';
  const remote = inHyperV?.remote ?? null;
  if (remote === null || !windowsNetworks.known || windowsNetworks.value.length === 0) return null;
  const isForSubnets = remote.every((range) => range.includes('/'));
  return isForSubnets && !windowsNetworks.value.some(({ address }) => isWithin(remote, address)) ? 'network' : null;
}

/** The ports that wslnet opened, as far as its rules are known, by number. */
export function openedPorts({ hyperVRules, windowsRules }: Pick<Facts, 'hyperVRules' | 'windowsRules'>): Port[] {
  const rules = [hyperVRules, windowsRules].flatMap((fact) => (fact.known ? fact.value.rules : []));
  return sortPorts(rules.flatMap(({ name }) => portOfRule(name) ?? []));
}

/** Those of them that are not open any more. */
export function stalePorts(view: ReachView): Port[] {
  return openedPorts(view.facts).filter((port) => staleness(view, port) !== null);
}

const yes = (because: ReachReason): Reach<ReachReason> => ({ answer: 'yes', because });
const no = (because: ReachReason): Reach<ReachReason> => ({ answer: 'no', because });
const unsure = (because: ReachReason): Reach<ReachReason> => ({ answer: 'unknown', because });

/** Who reaches what listens in Linux. */
function reachLinux(view: ReachView, port: Port, listeners: readonly Listener[]): PortRow['reach'] {
  const mode = modeOf(view);
  const linux = yes({ code: 'same-side' });
  if (mode === null) return { linux, windows: unsure({ code: 'mode-unknown' }), lan: unsure({ code: 'mode-unknown' }) };
  if (mode === 'none') return { linux, windows: no({ code: 'no-network' }), lan: no({ code: 'no-network' }) };
  if (mode === 'mirrored' && isKeptByWindows(port)) {
    const kept = no({ code: 'kept-by-windows' });
    return { linux: kept, windows: kept, lan: kept };
  }
  return { linux, windows: fromWindows(view, port, listeners, mode), lan: fromNetwork(view, port, listeners, mode) };
}

function fromWindows(view: ReachView, port: Port, listeners: readonly Listener[], mode: string): Reach<ReachReason> {
  if (mode === 'wsl1') return yes({ code: 'mode', mode });
  const hasAddress = listeners.some(({ address }) => !isLoopback(address));
  const { vmAddress } = view.facts;
  const byAddress = hasAddress && vmAddress.known && mode !== 'mirrored' && mode !== 'virtioproxy';
  if (mode === 'mirrored') {
    if (isIgnored(view, port)) return no({ code: 'ignored-port' });
    if (!listeners.some(({ address }) => hearsIpv4(address))) return no({ code: 'ipv6-loopback-only' });
  } else if (port.protocol === 'udp') {
    return byAddress ? yes({ code: 'by-address', address: vmAddress.value }) : no({ code: 'udp-not-forwarded' });
  } else if (!view.localhostForwarding) {
    return byAddress ? yes({ code: 'by-address', address: vmAddress.value }) : no({ code: 'forwarding-off' });
  }
  // The port is taken on Windows' side, so that nothing is forwarded from it.
  if (ownListeners(view, port).length > 0) {
    return byAddress ? yes({ code: 'by-address', address: vmAddress.value }) : no({ code: 'windows-listens' });
  }
  return yes({ code: 'mode', mode });
}

function fromNetwork(view: ReachView, port: Port, listeners: readonly Listener[], mode: string): Reach<ReachReason> {
  const { facts } = view;
  if (listeners.every(({ address }) => isLoopback(address))) return no({ code: 'loopback-only', side: 'linux' });
  switch (mode) {
    case 'bridged':
      return yes({ code: 'mode', mode });
    case 'nat':
      return port.protocol === 'udp' ? no({ code: 'udp-not-forwarded' }) : throughProxy(view, port);
    case 'mirrored': {
      const proxy = port.protocol === 'tcp' ? proxyAt(facts, port.port) : null;
      if (isIgnored(view, port)) return no({ code: 'ignored-port' });
      return proxy ? no({ code: 'portproxy-in-the-way', proxy }) : reachThroughHyperV(port, facts);
    }
    default:
      // virtioproxy opens wildcard listeners on Windows as well, and WSL 1 has no others.
      return reachThroughWindows(port, null, facts);
  }
}

/** From the network through Windows' port proxy to a port of Linux in nat mode. */
function throughProxy({ facts }: ReachView, port: Port): Reach<ReachReason> {
  const { portProxies, vmAddress } = facts;
  if (!portProxies.known) return unsure({ code: 'firewall-unknown' });
  const proxies = portProxies.value.filter(
    ({ listenAddress, connectAddress, connectPort }) =>
      connectPort === port.port && !isLoopback(listenAddress) && pointsToWsl(connectAddress, vmAddress),
  );
  const current = proxies.find(({ connectAddress }) => vmAddress.known && connectAddress === vmAddress.value);
  const proxy = current ?? proxies[0];
  if (!proxy) return no({ code: 'no-portproxy' });
  if (isLoopback(proxy.connectAddress)) return unsure({ code: 'portproxy-to-localhost', proxy });
  if (!vmAddress.known) return unsure({ code: 'portproxy', proxy, rule: null });
  if (!current) return no({ code: 'portproxy-stale', proxy, now: vmAddress.value });
  const { answer, because } = reachThroughWindows({ protocol: 'tcp', port: proxy.listenPort }, null, facts);
  if (answer === 'no') return no({ code: 'portproxy-without-rule', proxy, reason: because });
  return { answer, because: { code: 'portproxy', proxy, rule: 'rule' in because ? because.rule : null } };
}

/** Where WSL takes the network of nat mode from. */
const NAT_NETWORKS = ['172.16.0.0/12'];

/** Whether a proxy leads, or led, to the virtual machine. */
export function pointsToWsl(address: string, vmAddress: Fact<string>): boolean {
  if (isLoopback(address)) return true;
  return (vmAddress.known && address === vmAddress.value) || isWithin(NAT_NETWORKS, address);
}

/** Who reaches what listens on Windows, or a port that was opened and that nobody listens on. */
function reachWindows(
  view: ReachView,
  port: Port,
  listeners: readonly Listener[],
  proxy: PortProxy | null,
): PortRow['reach'] {
  if (listeners.length === 0) return reachNobody(view, port, proxy);
  const isLocal = listeners.every(({ address }) => isLoopback(address));
  const programs = [...new Set(listeners.map(({ program }) => program))];
  const reaches = programs.map((program) => reachThroughWindows(port, program, view.facts));
  const open = reaches.find(({ answer }) => answer === 'yes') ?? reaches[0];
  const lan = isLocal || !open ? no({ code: 'loopback-only', side: 'windows' }) : open;
  return { linux: fromLinux(view, port, listeners, open), windows: yes({ code: 'same-side' }), lan };
}

/** @param lan whether Windows' firewall lets others in */
function fromLinux(
  view: ReachView,
  { protocol }: Port,
  listeners: readonly Listener[],
  lan: Reach<FirewallReason> | undefined,
): Reach<ReachReason> {
  const mode = modeOf(view);
  const isLocal = listeners.every(({ address }) => isLoopback(address));
  switch (mode) {
    case null:
      return unsure({ code: 'mode-unknown' });
    case 'none':
      return no({ code: 'no-network' });
    case 'wsl1':
      return yes({ code: 'mode', mode });
    case 'mirrored':
      return listeners.some(({ address }) => hearsIpv4(address))
        ? yes({ code: 'mode', mode })
        : no({ code: 'ipv6-loopback-only' });
    case 'virtioproxy':
      if (protocol === 'udp') return no({ code: 'udp-not-forwarded' });
      return view.localhostForwarding ? yes({ code: 'mode', mode }) : no({ code: 'forwarding-off' });
    default:
      if (isLocal) return no({ code: 'loopback-only', side: 'windows' });
      // WSL's own adapter counts as a public network: a rule for all profiles holds there, another may not.
      if (lan?.because.code === 'rule') {
        const isForAll = lan.because.rule.profiles === null && lan.because.rule.remote === null;
        return isForAll ? lan : unsure({ code: 'firewall-unknown' });
      }
      return lan?.answer === 'no' && lan.because.code === 'blocked-by-default'
        ? lan
        : unsure({ code: 'firewall-unknown' });
  }
}

function reachNobody(view: ReachView, port: Port, proxy: PortProxy | null): PortRow['reach'] {
  const { vmAddress, linuxListeners } = view.facts;
  const nobody = linuxListeners.known ? no({ code: 'nobody-listens' }) : unsure({ code: 'listeners-unknown' });
  if (!proxy) return { linux: nobody, windows: nobody, lan: nobody };
  const isToWsl = pointsToWsl(proxy.connectAddress, vmAddress);
  const target: Port = { protocol: 'tcp', port: proxy.connectPort };
  const isHeard = isToWsl && modeOf(view) === 'nat' && linuxHears(view, target);
  if (isHeard) {
    const lan = throughProxy(view, target);
    return { linux: nobody, windows: lan.answer === 'no' ? lan : yes({ code: 'portproxy', proxy, rule: null }), lan };
  }
  if (isToWsl) return { linux: nobody, windows: nobody, lan: nobody };
  // To another machine, of which nothing is known here.
  const { answer, because } = reachThroughWindows(port, null, view.facts);
  const rule = 'rule' in because ? because.rule : null;
  const lan: Reach<ReachReason> =
    answer === 'no'
      ? no({ code: 'portproxy-without-rule', proxy, reason: because })
      : { answer, because: { code: 'portproxy', proxy, rule } };
  return {
    linux: unsure({ code: 'portproxy', proxy, rule: null }),
    windows: yes({ code: 'portproxy', proxy, rule: null }),
    lan,
  };
}

function linuxHears(view: ReachView, port: Port): boolean {
  return linuxListeners(view, port).some(({ address }) => !isLoopback(address));
}
