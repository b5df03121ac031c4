import type { SyntaxProblemId } from '../ini/document.ts';
import type { Mode } from './modes.ts';

/* What WSL makes of a file, and what decides that besides the file, in the shapes that the library gives and takes. */

/**
 * What decides, besides the file, which values apply. Each member is optional; one that is not given counts as
 * unknown and changes nothing.
 */
export interface Environment {
  /** Machine-wide policies (`HKLM\Software\Policies\WSL`). An absent member is a policy that is not set. */
  readonly policies?: Policies;
  /** Whether the service `GlobalSecureAccessTunnelingService` runs. */
  readonly globalSecureAccessRunning?: boolean;
  readonly arm64?: boolean;
  /** Windows 11 or later, by build number. */
  readonly windows11?: boolean;
  /** What is known of the start of the virtual machine; where it is given, the rules of the start are applied too. */
  readonly start?: StartConditions;
}

/** What decides at the start. A member that is not given is unknown and changes nothing. */
export interface StartConditions {
  readonly windowsBuild?: number;
  /** Windows Server, by its edition. */
  readonly isServer?: boolean;
  /** As `2.6.1`; null for the WSL that ships in Windows. */
  readonly wslVersion?: string | null;
  readonly kernelVersion?: string;
  /** Whether the kernel is built with seccomp, as WSL's own is. */
  readonly kernelHasSeccomp?: boolean;
  /** The registry's `DisabledComponents` of IPv6. */
  readonly ipv6DisabledComponents?: number;
  /** Whether Windows has a Hyper-V firewall, and it is not switched off in the registry. */
  readonly hyperVFirewall?: boolean;
}

/** Group policies, each as the registry has it. */
export interface Policies {
  /** The registry's `AllowNetworkingModeUserSetting`: may the user choose a mode? */
  readonly allowCustomNetworkingModeUserSetting?: boolean;
  /** The registry's `AllowFirewallUserSetting`: may the user turn the firewall off? */
  readonly allowCustomFirewallUserSetting?: boolean;
  /** 0 none, 1 nat, 3 mirrored, 4 virtioproxy; WSL ignores 2 (bridged) and any other number. */
  readonly defaultNetworkingMode?: number;
}

/** An accepted `key = value` line, known to WSL or not. */
export interface SettingEntry {
  /** `section.key`, or `key` alone before any section, in the letters of the file. */
  readonly name: string;
  /** The decoded value, a Latin-1 string: each character stands for one byte. */
  readonly value: string;
  /** The line number WSL would print. */
  readonly line: number;
}

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

/** The messages WSL has for a value it refuses. */
export type ValueProblemId =
  | 'MessageConfigInvalidBoolean'
  | 'MessageConfigInvalidInteger'
  | 'MessageConfigInvalidEnum'
  | 'MessageConfigInvalidIp'
  | 'MessageConfigMacAddress'
  | 'MessageInvalidNumberString';

/** Names of WSL's own messages, as in its source. */
export type MessageId =
  | SyntaxProblemId
  | ValueProblemId
  | 'MessageConfigUnknownKey'
  | 'MessageConfigKeyDuplicated'
  | 'MessageSettingOverriddenByPolicy'
  | 'MessageDnsTunnelingDisabled'
  | 'MessageSafeModeEnabled'
  | 'MessageConsommeRequiresVirtio';

/** A message of WSL's with the arguments it prints, in order; the file is always `<file>`. */
export interface Message {
  readonly id: MessageId;
  /** Numbers are line numbers. Half of a surrogate pair, which is no text, is given by its number. */
  readonly args: readonly (string | number | { readonly units: readonly number[] })[];
}

/** What stands in {@link Message.args} for the path of the file. */
export const FILE_ARGUMENT = '<file>';
