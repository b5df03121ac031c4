/**
 * The vocabulary for what is known of a machine: `host` finds it out, `report` tells it. A fact is a value or, with
 * its reason, unknown; an unknown is never taken for a no.
 */
export type Fact<T> = Known<T> | Unknown;

export interface Known<T> {
  readonly known: true;
  readonly value: T;
}

export interface Unknown {
  readonly known: false;
  readonly why: WhyUnknown;
  /** The program or file that was asked. */
  readonly asked: string;
}

export type WhyUnknown =
  /** There is nobody to ask from here: no Windows, no WSL, or interop is off. */
  | 'not-here'
  | 'no-program'
  | 'timed-out'
  /** The program ended with an error. */
  | 'failed'
  | 'not-understood'
  /** WSL is stopped, and asking would start it. */
  | 'not-running'
  | 'unreadable'
  /** The configuration file itself was not found. */
  | 'no-file';

export function known<T>(value: T): Known<T> {
  return { known: true, value };
}

export function unknown(why: WhyUnknown, asked: string): Unknown {
  return { known: false, why, asked };
}

/** Where the program runs. A container inside WSL is a `container`; other systems than these count as `linux`. */
export type Place = 'windows' | 'wsl2' | 'wsl1' | 'container' | 'linux' | 'macos';

/** Everything that can be asked about a machine. */
export interface Facts {
  readonly wsl: Fact<WslVersions>;
  readonly windows: Fact<WindowsVersion>;
  readonly arm64: Fact<boolean>;
  readonly distributions: Fact<readonly Distribution[]>;
  /** A mode in the catalogue's spelling, or `wsl1`. */
  readonly activeMode: Fact<string>;
  /** Milliseconds since 1970. */
  readonly vmStartedAt: Fact<number>;
  /** When the configuration file was last written, milliseconds since 1970; null where there is none. */
  readonly fileChangedAt: Fact<number | null>;
  /** Names of files beside the configuration file that look like a mistaken name for it. */
  readonly neighbours: Fact<readonly string[]>;
  /** Configuration files of other Windows users. */
  readonly otherHomes: Fact<readonly string[]>;
  readonly policies: Fact<PolicyNumbers>;
  /** The registry's `DisabledComponents` of IPv6; 0 where it is not set. */
  readonly ipv6DisabledComponents: Fact<number>;
  readonly globalSecureAccess: Fact<boolean>;
  readonly proxy: Fact<ProxySetting>;
  /** TCP ports that Windows listens on, ascending. */
  readonly windowsPorts: Fact<readonly number[]>;
  /** TCP ports that Linux listens on, ascending. */
  readonly linuxPorts: Fact<readonly number[]>;
  /** TCP port ranges that Windows keeps for itself. */
  readonly reservedPorts: Fact<readonly PortRange[]>;
  /** The TCP ports that Windows gives out by itself. */
  readonly dynamicPorts: Fact<PortRange>;
  readonly hyperVFirewall: Fact<HyperVFirewall>;
  /** Addresses in resolv.conf. */
  readonly nameServers: Fact<readonly string[]>;
  readonly wslConf: Fact<readonly ConfEntry[]>;
  /** The Docker engine's version; null where there is none. */
  readonly docker: Fact<string | null>;
  /** IPv4 networks of the machine's interfaces, as seen from where the program runs. */
  readonly networks: Fact<readonly Network[]>;
}

export type FactName = keyof Facts;

export interface WslVersions {
  /** Null for the WSL that ships in Windows, which does not tell. */
  readonly wsl: string | null;
  readonly kernel: string | null;
}

export interface WindowsVersion {
  readonly build: number;
  readonly revision: number;
  /** As the registry names it: `Core` is Home. Null where it does not say. */
  readonly edition: string | null;
}

export interface Distribution {
  readonly name: string;
  readonly isDefault: boolean;
  readonly isRunning: boolean;
  readonly version: 1 | 2;
}

/** Values of `HKLM\Software\Policies\WSL`; an absent one is not set. */
export interface PolicyNumbers {
  readonly allowNetworkingModeUserSetting?: number;
  readonly allowFirewallUserSetting?: number;
  readonly defaultNetworkingMode?: number;
}

export interface ProxySetting {
  /** `host:port`, as Windows has it; null while it is off. */
  readonly server: string | null;
  readonly autoConfigUrl: string | null;
}

/** Both ends belong to it. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

export interface HyperVFirewall {
  readonly blocksInbound: boolean;
  /** How many enabled rules let something in. */
  readonly inboundRules: number;
}

/** A line of wsl.conf, names in lower case. */
export interface ConfEntry {
  readonly section: string;
  readonly key: string;
  readonly value: string;
}

export interface Network {
  readonly interface: string;
  /** The first address and the length of the prefix, as `172.20.16.0/20`. */
  readonly subnet: string;
}

/** The shells that complete wslnet. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

export type Shell = (typeof SHELLS)[number];
