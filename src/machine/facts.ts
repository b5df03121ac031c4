/**
 * The vocabulary for what is known of a machine: the probes find it out, `doctor` judges it. A fact is a value or, with
 * its reason, unknown; an unknown is never taken for a no. A value rests on an answer that was understood: what failed,
 * was refused or was cut short gives no value.
 */
export type Fact<T> = Known<T> | Unknown;

/** A fact that was found out. */
export interface Known<T> {
  readonly known: true;
  readonly value: T;
}

/** A fact that could not be found out, and why. */
export interface Unknown {
  readonly known: false;
  readonly why: WhyUnknown;
  /** The program or file that was asked. */
  readonly asked: string;
  /** What a program had printed by its time-out. It may end anywhere. */
  readonly printed?: string;
}

/** Why a fact is not known. */
export type WhyUnknown =
  /** There is nobody to ask from here: no Windows, no WSL. */
  | 'not-here'
  /** This distribution may start no program of Windows. */
  | 'interop-off'
  /** Only Docker Desktop's own distributions run, which have none of WSL's programs. */
  | 'only-docker'
  /** WSL 1 has no such thing. */
  | 'wsl-1'
  | 'no-program'
  | 'timed-out'
  /** The program ended with an error. */
  | 'failed'
  /** Only an administrator may ask. */
  | 'denied'
  | 'not-understood'
  /** WSL is stopped, and asking would start it. */
  | 'not-running'
  | 'unreadable'
  /** WSL is not installed, or its installation is damaged; {@link Facts.wslInstallation} tells which. */
  | 'not-installed'
  /** The clock was put right after the event, as after the sleep of a computer, so its time is not known. */
  | 'clock-changed'
  /** The configuration file itself was not found. */
  | 'no-file';

/** A fact that was found out. */
export function known<T>(value: T): Known<T> {
  return { known: true, value };
}

/** A fact that could not be found out. @param asked the program or file that was asked */
export function unknown(why: WhyUnknown, asked: string): Unknown {
  return { known: false, why, asked };
}

/** Where the program runs. A container inside WSL is a `container`; other systems than these count as `linux`. */
export type Place = 'windows' | 'wsl2' | 'wsl1' | 'container' | 'linux' | 'macos';

/** Everything that can be asked about a machine. */
export interface Facts {
  /** What kind of WSL there is; known also where there is none. */
  readonly wslInstallation: Fact<WslInstallation>;
  /** Unknown with `not-installed` where WSL is absent or damaged. */
  readonly wsl: Fact<WslVersions>;
  readonly windows: Fact<WindowsVersion>;
  /** Whether the processor is an ARM64, whatever this program was made for. */
  readonly arm64: Fact<boolean>;
  /** None where WSL has no distribution. */
  readonly distributions: Fact<readonly Distribution[]>;
  /** A mode in the catalogue's spelling, or `wsl1`. */
  readonly activeMode: Fact<string>;
  /**
   * Milliseconds since 1970. Unknown with `clock-changed` where the clock of the virtual machine was put right after
   * its start, as Windows does after it slept.
   */
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
  /** The proxy of this Windows user. */
  readonly proxy: Fact<ProxySetting>;
  /** The machine-wide proxy of WinHTTP, `host:port`; null for none. It counts beside the user's. */
  readonly winHttpProxy: Fact<string | null>;
  /** Windows' own name. A proxy by this name is on this machine. */
  readonly computerName: Fact<string>;
  /** TCP port ranges that Windows keeps for itself. */
  readonly reservedPorts: Fact<readonly PortRange[]>;
  /** UDP port ranges that Windows keeps for itself. */
  readonly reservedUdpPorts: Fact<readonly PortRange[]>;
  /** The TCP ports that Windows gives out by itself. */
  readonly dynamicPorts: Fact<PortRange>;
  /** The UDP ports that Windows gives out by itself. */
  readonly dynamicUdpPorts: Fact<PortRange>;
  /** Whether the registry's `HyperVFirewallDisable` does away with the Hyper-V firewall. */
  readonly hyperVFirewallDisabled: Fact<boolean>;
  /** Addresses in resolv.conf. */
  readonly nameServers: Fact<readonly string[]>;
  /** What WSL reads in the distribution's /etc/wsl.conf, as far as this WSL reads it; none where there is no such file. */
  readonly wslConf: Fact<readonly ConfEntry[]>;
  /** Lines of /etc/wsl.conf that WSL cannot read. */
  readonly wslConfFaults: Fact<readonly ConfFault[]>;
  /** Docker, or what answers to its name; null where there is none. Asking starts no engine. */
  readonly docker: Fact<Docker | null>;
  /** IPv4 networks of the machine's interfaces, as seen from where the program runs. */
  readonly networks: Fact<readonly Network[]>;
  /** Sockets of Linux that wait for others, TCP and UDP. */
  readonly linuxListeners: Fact<readonly Listener[]>;
  /** The same of Windows; WSL's and the port proxy's own are among them. */
  readonly windowsListeners: Fact<readonly Listener[]>;
  /** The Hyper-V firewall, which stands in front of Linux in mirrored mode. */
  readonly hyperVRules: Fact<HyperVRules>;
  /** The firewall of Windows itself. */
  readonly windowsRules: Fact<WindowsRules>;
  /** What Windows passes on by itself (`netsh interface portproxy`). */
  readonly portProxies: Fact<readonly PortProxy[]>;
  /** IPv4 networks that Windows is connected to; WSL's own are left out. */
  readonly windowsNetworks: Fact<readonly WindowsNetwork[]>;
  /** The IPv4 address of the virtual machine's own adapter, `eth0`. */
  readonly vmAddress: Fact<string>;
  /** The IPv4 address of Windows on the virtual network of nat mode. */
  readonly natGateway: Fact<string>;
  /** Windows' IPv4 routes that lead somewhere: without those to itself, to broadcast and multicast addresses. */
  readonly windowsRoutes: Fact<readonly Route[]>;
  /** The network that WSL keeps for itself in nat mode, and what ties it to an adapter. */
  readonly wslNetwork: Fact<WslNetwork>;
  /** Adapters of Linux but `lo`, by name. */
  readonly linuxAdapters: Fact<readonly LinuxAdapter[]>;
  readonly linuxSysctls: Fact<LinuxSysctls>;
  /** Whether the kernel was built with seccomp, without which there is no mirrored mode. */
  readonly kernelSeccomp: Fact<boolean>;
  /** The latest warnings of WSL in the event log of Windows, the latest first. */
  readonly wslWarnings: Fact<readonly WslWarning[]>;
}

/** The name of a fact. */
export type FactName = keyof Facts;

/**
 * `package`: from the Store or GitHub, as Microsoft delivers it today; `in-box`: the one that ships in Windows and is
 * not updated any more; `absent`: wsl.exe only offers to install it; `damaged`: installed, and not able to run.
 */
export type WslInstallation = 'package' | 'in-box' | 'absent' | 'damaged';

/** The versions of WSL, as `2.6.1`. */
export interface WslVersions {
  /** Null for the WSL that ships in Windows, which does not tell. */
  readonly wsl: string | null;
  readonly kernel: string | null;
}

/** The version of Windows. */
export interface WindowsVersion {
  readonly build: number;
  readonly revision: number;
  /** As the registry names it: `Core` is Home. Null where it does not say. */
  readonly edition: string | null;
}

/** Whether it is a Windows Server. `ServerRdsh` is none: it is the Windows 11 Enterprise for many users at once. */
export function isWindowsServer({ edition }: WindowsVersion): boolean {
  return edition !== null && /^Server(?!Rdsh)/i.test(edition);
}

/** A distribution of WSL. */
export interface Distribution {
  readonly name: string;
  readonly isDefault: boolean;
  readonly isRunning: boolean;
  readonly version: 1 | 2;
}

/** Those of WSL 2 that run and can be asked, the default one first. Docker's own have none of WSL's programs. */
export function usableDistributions(distributions: readonly Distribution[]): Distribution[] {
  return distributions
    .filter(({ name, isRunning, version }) => isRunning && version === 2 && !name.startsWith('docker-desktop'))
    .sort((a, b) => Number(b.isDefault) - Number(a.isDefault));
}

/** Values of `HKLM\Software\Policies\WSL`; an absent one is not set. */
export interface PolicyNumbers {
  readonly allowNetworkingModeUserSetting?: number;
  readonly allowFirewallUserSetting?: number;
  readonly defaultNetworkingMode?: number;
}

/** How Windows is told to use a proxy. */
export interface ProxySetting {
  /** `host:port`, as Windows has it; null while it is off. */
  readonly server: string | null;
  /** The address of a script that chooses the proxy (PAC); Linux then gets `WSL_PAC_URL` and no `HTTP_PROXY`. */
  readonly autoConfigUrl: string | null;
}

/** Both ends belong to it. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** A line of wsl.conf, names in lower case. */
export interface ConfEntry {
  readonly section: string;
  readonly key: string;
  readonly value: string;
}

/** A line of wsl.conf that WSL cannot read. */
export interface ConfFault {
  /** Counted from 1. */
  readonly line: number;
  /** Whether this WSL ignores all that follows; it does before 2.9.13. */
  readonly endsReading: boolean;
}

/** `engine`: in this distribution; `desktop`: Docker Desktop, which publishes ports by itself; `podman`: no Docker at all. */
export interface Docker {
  readonly kind: 'engine' | 'desktop' | 'podman';
  /** The engine's version where that runs, else that of the program; null where neither says. */
  readonly version: string | null;
}

/** An IPv4 network of an interface. */
export interface Network {
  readonly interface: string;
  /** The first address and the length of the prefix, as `172.20.16.0/20`. */
  readonly subnet: string;
}

/** What a port is a port of. */
export type Protocol = 'tcp' | 'udp';

/** A port of one protocol. */
export interface Port {
  readonly protocol: Protocol;
  /** 1 to 65535. */
  readonly port: number;
}

/** A socket that waits for connections or datagrams. */
export interface Listener extends Port {
  /** An IP address without a zone: `0.0.0.0` and `::` are all of them. */
  readonly address: string;
  /** The program's name without a folder; null where the system does not tell this user. */
  readonly program: string | null;
}

/** The kinds of network that Windows tells apart. */
export type NetworkProfile = 'Domain' | 'Private' | 'Public';

/** An inbound rule of one of the firewalls: one that is enabled, or one of wslnet's. */
export interface FirewallRule {
  /** Its identifier, which need not be readable. */
  readonly name: string;
  /** What Windows shows of it. */
  readonly title: string;
  /** `none`: the rule is disabled. */
  readonly action: 'allow' | 'block' | 'none';
  /** Null for every protocol. */
  readonly protocol: Protocol | null;
  /** Null for every port. */
  readonly ports: readonly PortRange[] | null;
  /** Null for every profile. */
  readonly profiles: readonly NetworkProfile[] | null;
  /** Addresses, subnets (`1.2.3.0/24`), ranges (`1.2.3.4-1.2.3.9`) and keywords such as `LocalSubnet`; null for everyone. */
  readonly remote: readonly string[] | null;
  /** Whether it is the machine's own, which a policy can make Windows ignore. */
  readonly isLocal: boolean;
  /** The program it is tied to, without its folder; null where it is tied to none. */
  readonly program: string | null;
  /** Whether it is tied to a service, a package or a user: then nothing is concluded from it. */
  readonly isTied: boolean;
}

/** What a firewall does on networks of one profile. */
export interface FirewallProfile {
  readonly profile: NetworkProfile;
  readonly isOn: boolean;
  readonly blocksInbound: boolean;
  /** False where a policy makes Windows ignore the machine's own rules. */
  readonly allowsLocalRules: boolean;
}

/** The Hyper-V firewall. */
export interface HyperVRules {
  readonly isOn: boolean;
  readonly blocksInbound: boolean;
  /** Whether Windows told both outright; else they are as Windows and WSL set them up. */
  readonly isTold: boolean;
  /** Whether it keeps Linux from going out, for want of a rule; null where Windows does not say. */
  readonly blocksOutbound: boolean | null;
  /** Whether it keeps Windows and Linux apart on localhost; null where Windows does not say. */
  readonly blocksLoopback: boolean | null;
  /** Whether rules of Windows' own firewall count for Linux too. */
  readonly mergesHostRules: boolean;
  readonly profiles: readonly FirewallProfile[];
  /** Those that count for WSL, without those that WSL makes for itself. */
  readonly rules: readonly FirewallRule[];
}

/** The firewall of Windows. */
export interface WindowsRules {
  readonly profiles: readonly FirewallProfile[];
  readonly rules: readonly FirewallRule[];
}

/** Windows listens on one address and port and passes on to another, TCP only. */
export interface PortProxy {
  /** An IPv4 or IPv6 address, or `*`. */
  readonly listenAddress: string;
  readonly listenPort: number;
  readonly connectAddress: string;
  readonly connectPort: number;
}

/** A network that Windows is connected to. */
export interface WindowsNetwork {
  /** The adapter, as Windows calls it. */
  readonly adapter: string;
  readonly profile: NetworkProfile;
  readonly address: string;
  readonly prefixLength: number;
  /** Whether Windows' default route leads through it. */
  readonly isDefault: boolean;
}

/** An IPv4 route of Windows. */
export interface Route {
  /** As `10.0.0.0/8`; `0.0.0.0/0` is the default route. */
  readonly subnet: string;
  /** Windows' own address on the adapter it leads through. */
  readonly through: string;
  /** The router; null where the network is right behind the adapter. */
  readonly gateway: string | null;
}

/** What WSL wrote into the registry; null where it has not. Each is as of the last start in that mode. */
export interface WslNetwork {
  /** The network of the nat mode, as `172.20.16.0/20`. */
  readonly natNetwork: string | null;
  /** Windows' address in it. */
  readonly natGateway: string | null;
  /** Linux' address in it. */
  readonly natAddress: string | null;
  /** The adapter that an administrator tied nat and mirrored to: without it nothing flows. */
  readonly externalInterfaceConstraint: string | null;
}

/** A network adapter of Linux. */
export interface LinuxAdapter {
  readonly name: string;
  /** Whether it is up and has an IPv4 address, or an IPv6 address that is more than link-local. */
  readonly hasAddress: boolean;
}

/** Null where the kernel has no such setting, as without the adapter. */
export interface LinuxSysctls {
  /** Other than 0, localhost does not work in mirrored mode. */
  readonly rpFilterAll: number | null;
  /** Of the adapter `loopback0` that mirrored mode makes; the higher of the two wins. */
  readonly rpFilterLoopback0: number | null;
  /** The ports that Linux gives out by itself; wider than 4096 ports makes localhost hang in mirrored mode. */
  readonly localPortRange: PortRange | null;
}

/** A warning that WSL wrote to the event log. */
export interface WslWarning {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** In the language of Windows. */
  readonly text: string;
  /** The last error code in it, as `0x8007054f`, in no language; null for none. */
  readonly code: string | null;
}

/** The shells that complete wslnet. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** A shell that completes wslnet. */
export type Shell = (typeof SHELLS)[number];
