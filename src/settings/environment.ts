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
