/** Something that goes wrong for people, and what ends it. */
export interface Trouble {
  /** What one sees, in WSL's own words where it has some. */
  readonly symptom: string;
  readonly cause: string;
  /** What ends it; with commands, also where to type them if that matters. */
  readonly cure: string;
  /**
   * Commands to type as they are, the likeliest first. One that does not fit a line is for PowerShell and has no blank
   * inside quotes, so that it can be broken at blanks.
   */
  readonly commands: readonly string[];
}

/** Troubles that belong to a mode and to a setting alike. */

export const notRestarted: Trouble = {
  symptom: 'The file was changed, and nothing happened.',
  cause: 'WSL reads the file only when its virtual machine starts. Docker Desktop and editors start it again at once.',
  cure: 'Close them, then stop WSL. This ends every distribution.',
  commands: ['wsl --shutdown'],
};

export const fallsBackToNat: Trouble = {
  symptom: 'WSL says "Mirrored networking mode is not supported: ... Falling back to NAT networking."',
  cause: 'Windows or the kernel lacks something that the mode needs. A WSL before 2.0.0 does not even know the mode.',
  cure: 'Update Windows and WSL, or go back to nat.',
  commands: ['wsl --update', 'wslnet set nat'],
};

export const lanIsBlocked: Trouble = {
  symptom: 'Other computers cannot reach a Linux program in mirrored mode.',
  cause: 'The Hyper-V firewall blocks what comes in, unless a rule allows it.',
  cure: 'Allow the port, here 8080, in PowerShell as administrator.',
  commands: [
    "New-NetFirewallHyperVRule -Name wsl-8080 -DisplayName wsl-8080 -Direction Inbound -VMCreatorId '{40E0AC32-46A5-438A-A0B2-2B479E8F2E90}' -Protocol TCP -LocalPorts 8080",
  ],
};

export const addressInUse: Trouble = {
  symptom: 'A Linux program says "address already in use", and no other one in Linux listens on the port.',
  cause:
    'In mirrored mode Windows and Linux share their ports. Windows listens on this one or has reserved it. Docker Desktop listens on both sides by design.',
  cure: 'Move one of the two to another port, or set the port, here 3000, apart for Linux. The second command lists what Windows has reserved.',
  commands: ['wslnet set ignoredPorts+=3000', 'netsh interface ipv4 show excludedportrange protocol=tcp'],
};

export const containerIsUnreachable: Trouble = {
  symptom: 'Windows cannot reach a port that Docker publishes in mirrored mode.',
  cause: 'What comes from Windows misses the rules of a Docker Engine before version 27.',
  cure: 'Update Docker, run the container with --network host, or list the port, here 8080.',
  commands: ['wslnet set ignoredPorts+=8080'],
};

export const localhostProxy: Trouble = {
  symptom: 'WSL says "A localhost proxy configuration was detected but not mirrored into WSL" at every start.',
  cause: "Windows' proxy is on 127.0.0.1, which Linux cannot reach in nat mode.",
  cure: 'Use mirrored mode, or leave the proxy out.',
  commands: ['wslnet set mirrored', 'wslnet set autoProxy=false'],
};

export const namesFailOnVpn: Trouble = {
  symptom: 'Names do not resolve while a VPN is connected.',
  cause:
    'Without DNS tunneling the VPN may block the questions on their way. With it, users report trouble with some VPNs and with Global Secure Access.',
  cure: 'Try the other one of the two, and restart WSL.',
  commands: ['wslnet set dnsTunneling=true', 'wslnet set dnsTunneling=false'],
};

export const noPortRange: Trouble = {
  symptom: 'WSL says that it is "falling back to networkingMode None".',
  cause: 'WSL could not set the network up. Users report that Windows had no free range of ports left to reserve.',
  cure: 'Move the range for outgoing connections, in PowerShell as administrator, and restart WSL.',
  commands: ['netsh int ipv4 set dynamicport tcp start=49152 num=16384'],
};

export const noSwitch: Trouble = {
  symptom: 'Bridged mode is set, and Linux has no network.',
  cause: 'vmSwitch is missing or names no switch that Hyper-V has. WSL then takes the mode none.',
  cure: 'Make an external switch in PowerShell as administrator, with the name of your network adapter, and name it.',
  commands: ['New-VMSwitch -Name WSL -NetAdapterName Ethernet -AllowManagementOS $true', 'wslnet set vmSwitch=WSL'],
};

export const virtioIsOff: Trouble = {
  symptom: 'The mode is virtioproxy in the file, and nat or none is in force.',
  cause:
    'The mode needs virtio, and virtio is off in the file. On Windows 10 for Arm it is off unless the file turns it on.',
  cure: 'Turn it on.',
  commands: ['wslnet set virtio=true'],
};

export const safeModeIsOn: Trouble = {
  symptom: 'Linux has no network, whatever the mode is in the file.',
  cause: 'safeMode is on, which starts WSL without a network.',
  cure: 'Take it out once the repair is done.',
  commands: ['wslnet unset safeMode'],
};

export const consommeIsRefused: Trouble = {
  symptom: "WSL says \"Invalid value 'consomme' for config key 'wsl2.networkingMode'\".",
  cause: 'The name is new in WSL 2.9.0. Older releases refuse it; every release reads virtioproxy.',
  cure: 'Write the older name.',
  commands: ['wslnet set virtioproxy'],
};
