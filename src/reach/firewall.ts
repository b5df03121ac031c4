import type {
  Fact,
  FirewallProfile,
  FirewallRule,
  HyperVRules,
  NetworkProfile,
  Port,
  WindowsNetwork,
  WindowsRules,
} from '../machine/facts.ts';
import { isWithin, portOfRule } from './notation.ts';

/** Why a firewall lets another device in, or keeps it out. */
export type FirewallReason =
  | { readonly code: 'rule'; readonly firewall: FirewallName; readonly rule: FirewallRule }
  | { readonly code: 'firewall-off' }
  | { readonly code: 'allowed-by-default' }
  | { readonly code: 'blocked-by-rule'; readonly firewall: FirewallName; readonly rule: FirewallRule }
  /** A policy makes Windows ignore the rule, which is the machine's own. */
  | { readonly code: 'rule-ignored'; readonly firewall: FirewallName; readonly rule: FirewallRule }
  /** wslnet's rule is for the subnet of a network that this machine was on before. */
  | { readonly code: 'other-network'; readonly firewall: FirewallName; readonly rule: FirewallRule }
  | { readonly code: 'other-addresses'; readonly firewall: FirewallName; readonly rule: FirewallRule }
  | {
      readonly code: 'other-profile';
      readonly firewall: FirewallName;
      readonly rule: FirewallRule;
      /** The network's. */
      readonly profile: NetworkProfile;
    }
  | { readonly code: 'blocked-by-default' }
  | { readonly code: 'firewall-unknown' }
  | { readonly code: 'not-connected' };

/** The Hyper-V firewall, in front of Linux, or that of Windows itself. */
export type FirewallName = 'hyper-v' | 'windows';

/** Whether it works, or whether that cannot be known, and why. */
export interface Reach<R> {
  readonly answer: 'yes' | 'no' | 'unknown';
  readonly because: R;
}

/** What is known of the firewalls and of the networks before them. */
export interface Firewalls {
  readonly hyperVRules: Fact<HyperVRules>;
  readonly windowsRules: Fact<WindowsRules>;
  readonly windowsNetworks: Fact<readonly WindowsNetwork[]>;
}

/** A rule, and whose it is. */
interface Candidate {
  readonly firewall: FirewallName;
  readonly rule: FirewallRule;
  readonly profiles: readonly FirewallProfile[];
}

/**
 * Whether the local network gets through to a port of Linux in mirrored mode. Besides the Hyper-V firewall's own
 * rules those of Windows count that name nothing but addresses, ports and protocols (AllowHostPolicyMerge).
 */
export function reachThroughHyperV(port: Port, firewalls: Firewalls): Reach<FirewallReason> {
  const { hyperVRules, windowsRules } = firewalls;
  if (!hyperVRules.known) return UNKNOWN;
  const { isOn, blocksInbound, mergesHostRules, profiles, rules } = hyperVRules.value;
  if (!isOn) return { answer: 'yes', because: { code: 'firewall-off' } };
  const host = mergesHostRules ? windowsRules : null;
  const candidates: Candidate[] = rules.map((rule) => ({ firewall: 'hyper-v', rule, profiles }));
  if (host?.known) {
    const loose = host.value.rules.filter(({ program, isTied }) => program === null && !isTied);
    candidates.push(...loose.map((rule): Candidate => ({ firewall: 'windows', rule, profiles: host.value.profiles })));
  }
  const hostProfiles = host?.known ? host.value.profiles : [];
  const reach = onAnyNetwork(firewalls, (network) => {
    if (!profileOf(hostProfiles, network).isOn || !profileOf(profiles, network).isOn) return 'off';
    return judge(port, network, candidates, blocksInbound);
  });
  // A rule of Windows that could not be read may well let it in.
  const isSettled = reach.because.code !== 'blocked-by-default' || host === null || host.known;
  return isSettled ? reach : UNKNOWN;
}

/**
 * Whether the local network gets through to a port of Windows.
 * @param program the listener's, without `.exe`; null for a listener that no rule of a program speaks of
 */
export function reachThroughWindows(port: Port, program: string | null, firewalls: Firewalls): Reach<FirewallReason> {
  const { windowsRules } = firewalls;
  if (!windowsRules.known) return UNKNOWN;
  const { profiles, rules } = windowsRules.value;
  const own = `${program?.toLowerCase()}.exe`;
  const candidates = rules
    .filter((rule) => !rule.isTied && (rule.program === null || rule.program.toLowerCase() === own))
    .map((rule): Candidate => ({ firewall: 'windows', rule, profiles }));
  return onAnyNetwork(firewalls, (network) => {
    const { isOn, blocksInbound } = profileOf(profiles, network);
    return isOn ? judge(port, network, candidates, blocksInbound) : 'off';
  });
}

const UNKNOWN: Reach<FirewallReason> = { answer: 'unknown', because: { code: 'firewall-unknown' } };

/** What is assumed where Windows names no such profile: its defaults. */
function profileOf(profiles: readonly FirewallProfile[], { profile }: WindowsNetwork): FirewallProfile {
  const found = profiles.find((one) => one.profile === profile);
  return found ?? { profile, isOn: true, blocksInbound: true, allowsLocalRules: true };
}

/** One network that gets through is enough. Of several reasons why none does, the one that says most is given. */
function onAnyNetwork(
  { windowsNetworks }: Firewalls,
  judgeOn: (network: WindowsNetwork) => Reach<FirewallReason> | 'off',
): Reach<FirewallReason> {
  if (!windowsNetworks.known) return UNKNOWN;
  const answers = windowsNetworks.value.map((network): Reach<FirewallReason> => {
    const reach = judgeOn(network);
    return reach === 'off' ? { answer: 'yes', because: { code: 'firewall-off' } } : reach;
  });
  const open = answers.find(({ answer }) => answer === 'yes');
  const telling = answers.find(({ because }) => because.code !== 'blocked-by-default');
  return open ?? telling ?? answers[0] ?? { answer: 'no', because: { code: 'not-connected' } };
}

function judge(
  port: Port,
  network: WindowsNetwork,
  candidates: readonly Candidate[],
  blocksInbound: boolean,
): Reach<FirewallReason> {
  const fitting = candidates.filter(({ rule }) => isAbout(rule, port));
  const isActive = (candidate: Candidate) => missing(candidate, network) === null;
  const block = fitting.find((candidate) => candidate.rule.action === 'block' && isActive(candidate));
  if (block) return { answer: 'no', because: { code: 'blocked-by-rule', firewall: block.firewall, rule: block.rule } };
  const allows = fitting.filter(({ rule }) => rule.action === 'allow');
  // wslnet's own rule comes first: it is the one that can be taken back.
  const open = [...allows].sort((a, b) => Number(isOurs(b.rule)) - Number(isOurs(a.rule))).find(isActive);
  if (open) return { answer: 'yes', because: { code: 'rule', firewall: open.firewall, rule: open.rule } };
  if (!blocksInbound) return { answer: 'yes', because: { code: 'allowed-by-default' } };
  // A rule for every port was not made for this one: that it does not apply explains nothing.
  const near = allows.find(({ rule }) => rule.ports !== null);
  const because = near && missing(near, network);
  return { answer: 'no', because: because ?? { code: 'blocked-by-default' } };
}

/** Whether wslnet made a rule. */
export function isOurs(rule: FirewallRule): boolean {
  return portOfRule(rule.name) !== null;
}

function isAbout(rule: FirewallRule, { protocol, port }: Port): boolean {
  if (rule.protocol !== null && rule.protocol !== protocol) return false;
  return rule.ports === null || rule.ports.some(({ from, to }) => from <= port && port <= to);
}

/** Why a rule has no effect on a network; null where it has. */
function missing({ firewall, rule, profiles }: Candidate, network: WindowsNetwork): FirewallReason | null {
  const { profile, address } = network;
  if (rule.profiles !== null && !rule.profiles.includes(profile)) {
    return { code: 'other-profile', firewall, rule, profile };
  }
  if (rule.isLocal && !profileOf(profiles, network).allowsLocalRules) return { code: 'rule-ignored', firewall, rule };
  const { remote } = rule;
  // The machine's own address stands for those beside it.
  const isNear = remote === null || remote.some((word) => /^localsubnet4?$/i.test(word)) || isWithin(remote, address);
  if (isNear) return null;
  const isForSubnet = isOurs(rule) && remote.every((range) => range.includes('/'));
  return { code: isForSubnet ? 'other-network' : 'other-addresses', firewall, rule };
}
