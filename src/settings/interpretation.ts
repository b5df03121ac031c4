import type { SyntaxProblemId } from '../ini/document.ts';
import type { Mode } from './modes.ts';

/** What WSL makes of a file, in the shapes that the library gives it. */

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
