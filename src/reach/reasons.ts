import type { FirewallRule, Port, PortProxy } from '../machine/facts.ts';
import { printable } from '../text/printable.ts';
import { type FirewallName, type FirewallReason, isOurs } from './firewall.ts';
import { portText } from './notation.ts';

/** Why somebody reaches a port, or does not. */
export type ReachReason =
  | FirewallReason
  /** On the same side, or by what the mode gives. */
  | { readonly code: 'same-side' }
  | { readonly code: 'mode'; readonly mode: string }
  | { readonly code: 'by-address'; readonly address: string }
  | { readonly code: 'portproxy'; readonly proxy: PortProxy; readonly rule: FirewallRule | null }
  | { readonly code: 'portproxy-without-rule'; readonly proxy: PortProxy; readonly reason: FirewallReason }
  /** The virtual machine has another address now. */
  | { readonly code: 'portproxy-stale'; readonly proxy: PortProxy; readonly now: string }
  /** Windows passes the port on before Linux hears of it. */
  | { readonly code: 'portproxy-in-the-way'; readonly proxy: PortProxy }
  /** Windows passes the port on to itself, which users report to work and not to work. */
  | { readonly code: 'portproxy-to-localhost'; readonly proxy: PortProxy }
  | { readonly code: 'no-portproxy' }
  | { readonly code: 'udp-not-forwarded' }
  | { readonly code: 'loopback-only'; readonly side: Side }
  | { readonly code: 'ipv6-loopback-only' }
  | { readonly code: 'kept-by-windows' }
  | { readonly code: 'ignored-port' }
  | { readonly code: 'windows-listens' }
  | { readonly code: 'forwarding-off' }
  | { readonly code: 'no-network' }
  | { readonly code: 'nobody-listens' }
  | { readonly code: 'listeners-unknown' }
  | { readonly code: 'mode-unknown' };

/** Where a program listens. */
export type Side = 'linux' | 'windows';

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

function ruleText(firewall: FirewallName, rule: FirewallRule): string {
  if (isOurs(rule)) return `rule ${rule.name.toLowerCase()}`;
  const name = printable(rule.title || rule.name);
  return firewall === 'hyper-v' ? `Hyper-V rule "${name}"` : `Windows Firewall rule "${name}"`;
}

function targetOf({ connectAddress, connectPort }: PortProxy): string {
  return printable(`${connectAddress}:${connectPort}`);
}
