import type { NetworkingName } from './catalogue.ts';
import type { Mode } from './kinds.ts';

/** The networking settings as WSL holds them. */
export interface NetworkingConfig {
  readonly networkingMode: Mode;
  readonly dnsTunneling: boolean;
  readonly firewall: boolean;
  readonly autoProxy: boolean;
  readonly localhostForwarding: boolean;
  readonly dnsProxy: boolean;
  readonly ipv6: boolean;
  readonly dhcp: boolean;
  /** Milliseconds. */
  readonly dhcpTimeout: number;
  readonly vmSwitch: string;
  /** `AA:BB:CC:DD:EE:FF`, or null where the file sets none. */
  readonly macAddress: string | null;
  /** Ascending, without repetition. */
  readonly ignoredPorts: readonly number[];
  readonly hostAddressLoopback: boolean;
  readonly bestEffortDnsParsing: boolean;
  /** Dotted, or null where there is none. */
  readonly dnsTunnelingIpAddress: string | null;
  /** Milliseconds. */
  readonly initialAutoProxyTimeout: number;
  readonly safeMode: boolean;
  readonly virtio: boolean;
}

/** Settings whose mere presence in the file means something to WSL. */
export const PRESENCE_NAMES = ['networkingMode', 'dnsTunneling', 'firewall', 'localhostForwarding'] as const;

/** The configuration right after reading, before policies and the rules that keep settings consistent. */
export interface ConfigRead extends NetworkingConfig {
  /** Which of these the file sets, and validly. */
  readonly present: Readonly<Record<(typeof PRESENCE_NAMES)[number], boolean>>;
}

/** A configuration under construction. */
export type ConfigDraft = { -readonly [N in NetworkingName]: NetworkingConfig[N] };
