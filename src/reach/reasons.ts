import type { Port, PortProxy } from '../machine/facts.ts';
import { printable } from '../text/printable.ts';
import { type FirewallName, isOurs } from './firewall.ts';
import { portText } from './notation.ts';
import type { ReachReason } from './ports.ts';

/** Why somebody reaches a port or does not, as half a sentence that is safe to print. */
export function reasonText(reason: ReachReason, port: Port): string {
  const open = `wslnet open ${portText(port)}`;
  switch (reason.code) {
    case 'rule':
      return ruleText(reason.firewall, reason.rule);
    case 'firewall-off':
      return 'the firewall is off';
    case 'allowed-by-default':
      return 'the firewall allows everything';
    case 'blocked-by-rule':
      return `blocked by ${ruleText(reason.firewall, reason.rule)}`;
    case 'rule-ignored':
      return `a policy makes Windows ignore ${ruleText(reason.firewall, reason.rule)}`;
    case 'other-network':
      return `${ruleText(reason.firewall, reason.rule)} is for another network (${open} renews it)`;
    case 'other-addresses':
      return `${ruleText(reason.firewall, reason.rule)} is for other addresses`;
    case 'other-profile':
      return `${ruleText(reason.firewall, reason.rule)} is not for ${reason.profile.toLowerCase()} networks, and this is one`;
    case 'blocked-by-default':
      return 'blocked by default';
    case 'firewall-unknown':
      return 'the firewall rules are unknown';
    case 'not-connected':
      return 'Windows is connected to no network';
    case 'same-side':
      return 'it is on the same side';
    case 'mode':
      return `${reason.mode} mode`;
    case 'by-address':
      return `via its address ${printable(reason.address)}`;
    case 'portproxy':
      return `portproxy to ${targetOf(reason.proxy)}${reason.rule ? ` and ${ruleText('windows', reason.rule)}` : ''}`;
    case 'portproxy-without-rule':
      return `portproxy to ${targetOf(reason.proxy)}, but ${reasonText(reason.reason, port)}`;
    case 'portproxy-stale':
      return `portproxy leads to ${targetOf(reason.proxy)}, but Linux is at ${printable(reason.now)} now (${open} renews it)`;
    case 'portproxy-in-the-way':
      return `a portproxy to ${targetOf(reason.proxy)} takes it from Linux`;
    case 'portproxy-to-localhost':
      return 'portproxy to localhost, which works on some computers only';
    case 'no-portproxy':
      return 'nat mode does not forward it';
    case 'udp-not-forwarded':
      return 'this mode forwards TCP only';
    case 'loopback-only':
      return 'listens on localhost only';
    case 'ipv6-loopback-only':
      return 'listens on ::1 only';
    case 'kept-by-windows':
      return 'Windows keeps this port for itself in mirrored mode';
    case 'ignored-port':
      return port.port === 53 ? 'WSL keeps port 53 inside Linux' : 'ignoredPorts keeps it inside Linux';
    case 'windows-listens':
      return 'a Windows program listens there too';
    case 'forwarding-off':
      return 'localhostForwarding is off';
    case 'no-network':
      return 'WSL has no network';
    case 'nobody-listens':
      return 'nobody listens';
    case 'listeners-unknown':
      return 'the listening ports in Linux are unknown';
    case 'mode-unknown':
      return 'the active mode is unknown';
  }
}

function ruleText(firewall: FirewallName, rule: Parameters<typeof isOurs>[0]): string {
  if (isOurs(rule)) return `rule ${rule.name.toLowerCase()}`;
  const name = printable(rule.title || rule.name);
  return firewall === 'hyper-v' ? `Hyper-V rule "${name}"` : `Windows Firewall rule "${name}"`;
}

function targetOf({ connectAddress, connectPort }: PortProxy): string {
  return printable(`${connectAddress}:${connectPort}`);
}
