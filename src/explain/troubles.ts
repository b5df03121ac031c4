/** Something that goes wrong for people, and what ends it. */
export interface Trouble {
  /** What one sees, in WSL's own words where it has some. */
  readonly symptom: string;
  readonly cause: string;
  /** How one sees that this is it. */
  readonly see?: { readonly text: string; readonly commands: readonly string[] };
  /** What ends it; with commands, also where to type them if that matters. */
  readonly cure: string;
  /** Commands to type as they are, the likeliest first. */
  readonly commands: readonly string[];
}

/** Troubles that belong to a mode and to a setting alike. */

export const notRestarted: Trouble = {
  symptom: 'You changed the file, but nothing happened.',
  cause: 'WSL reads the file only when its virtual machine starts. Docker Desktop and editors start it again at once.',
  see: { text: 'Whether a restart is due:', commands: ['wslnet status'] },
  cure: 'Close them, then restart WSL. This shuts down all distributions.',
  commands: ['wslnet restart'],
};

export const fallsBackToNat: Trouble = {
  symptom: 'WSL says "Mirrored networking mode is not supported: ... Falling back to NAT networking."',
  cause: 'Windows or the kernel lacks something that the mode needs. A WSL before 2.0.0 does not even know the mode.',
  see: { text: 'doctor looks at each need:', commands: ['wslnet doctor mode'] },
  cure: 'Update Windows and WSL, or go back to nat.',
  commands: ['wsl.exe --update', 'wslnet set nat'],
};

export const lanIsBlocked: Trouble = {
  symptom: 'Other devices cannot reach a Linux program in mirrored mode.',
  cause: 'The Hyper-V firewall blocks inbound connections unless a rule allows them.',
  see: { text: 'Who reaches which port:', commands: ['wslnet ports'] },
  cure: 'Open the port, here 8080, for devices on private networks.',
  commands: ['wslnet open 8080'],
};

export const addressInUse: Trouble = {
  symptom: 'A Linux program says "address already in use", but no other Linux program uses the port.',
  cause:
    'In mirrored mode Windows and Linux share their ports. Windows listens on this one or has reserved it. Docker Desktop listens on both sides by design.',
  see: { text: 'Who has which port:', commands: ['wslnet ports', 'wslnet doctor ports'] },
  cure: 'Move one of the two to another port. Or reserve the port (here 3000) for Linux; Windows and other devices then cannot reach it in Linux.',
  commands: ['wslnet set ignoredPorts+=3000'],
};

export const containerIsUnreachable: Trouble = {
  symptom: 'Windows cannot reach a port that Docker publishes in mirrored mode.',
  cause: 'Traffic from Windows bypasses the NAT rules of Docker Engine before version 27.',
  see: { text: 'doctor compares the versions:', commands: ['wslnet doctor docker'] },
  cure: 'Update Docker Engine to 27 or later, or run the container with --network host. Docker Desktop needs neither.',
  commands: ['docker version'],
};

export const localhostProxy: Trouble = {
  symptom: 'WSL says "A localhost proxy configuration was detected but not mirrored into WSL" at every start.',
  cause: 'The proxy of Windows is on this computer itself (127.0.0.1). WSL drops it in every mode but mirrored.',
  see: { text: 'The proxy, and the mode:', commands: ['wslnet doctor proxy'] },
  cure: 'Use mirrored mode, or do without the proxy and the message.',
  commands: ['wslnet set mirrored', 'wslnet set autoProxy=false'],
};

export const namesFailOnVpn: Trouble = {
  symptom: 'Names do not resolve while a VPN is connected.',
  cause:
    'Without DNS tunneling the VPN may block DNS queries. With it, users report trouble with some VPNs and with Global Secure Access.',
  see: { text: 'The test asks every server:', commands: ['wslnet test'] },
  cure: 'Try the other value, and restart WSL.',
  commands: ['wslnet set dnsTunneling=true', 'wslnet set dnsTunneling=false'],
};

export const noPortRange: Trouble = {
  symptom: 'WSL says that it is "falling back to networkingMode None", with 0x8007054f.',
  cause: 'Windows has no free range of ports that WSL could reserve, mostly because its dynamic range was moved.',
  see: { text: 'doctor reads the range, and what WSL said:', commands: ['wslnet doctor mode ports'] },
  cure: 'Give Windows its usual range, in PowerShell as administrator, and restart Windows.',
  commands: [
    'netsh int ipv4 set dynamicport tcp start=49152 num=16384',
    'netsh int ipv4 set dynamicport udp start=49152 num=16384',
  ],
};

export const staleNetwork: Trouble = {
  symptom: 'WSL started without a network, or says 0x803b0007.',
  cause: 'Windows is holding on to an old network state.',
  see: { text: 'doctor reads what WSL said:', commands: ['wslnet doctor mode'] },
  cure: 'Restart Windows. If it happens again, use nat.',
  commands: ['wslnet set nat'],
};

export const ipv6IsOff: Trouble = {
  symptom:
    'In mirrored mode Linux has the adapter lo and no other, or WSL falls back to nat and says that IPv6 is off.',
  cause:
    'DisabledComponents in the registry of Windows is 0xFF, which turns IPv6 off. WSL before 2.7.2 then starts with lo alone; later releases fall back to nat.',
  see: { text: 'doctor reads the value:', commands: ['wslnet doctor mode'] },
  cure: 'Remove the value in PowerShell as administrator, and restart Windows.',
  commands: [
    'Remove-ItemProperty -Path HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Tcpip6\\Parameters -Name DisabledComponents',
  ],
};

export const noNatNetwork: Trouble = {
  symptom: 'WSL fails to configure the network of nat mode, with an error of HNS, and uses virtioproxy or none.',
  cause:
    'Windows could not make that network. According to Microsoft, one cause is that Internet Connection Sharing is disabled: the start type of the service SharedAccess should be Manual.',
  see: { text: 'In PowerShell:', commands: ['Get-Service SharedAccess | Select-Object Status, StartType'] },
  cure: 'Restart Windows. If that does not help, use virtioproxy, which does without this network.',
  commands: ['wslnet set virtioproxy'],
};

export const noPlatform: Trouble = {
  symptom: 'WSL says "Failed to start virtual networking" and names the Virtual Machine Platform.',
  cause: 'This component of Windows is off. WSL then starts without a network.',
  cure: 'Turn it on, and restart Windows.',
  commands: ['wsl.exe --install --no-distribution'],
};

export const bridgedOnWindows10: Trouble = {
  symptom: 'WSL says 0x8037010d.',
  cause: 'Bridged mode needs Windows 11, Pro or higher.',
  see: { text: 'doctor names the edition:', commands: ['wslnet doctor mode'] },
  cure: 'Use nat.',
  commands: ['wslnet set nat'],
};

export const noSwitch: Trouble = {
  symptom: 'Bridged mode is set, and Linux has no network.',
  cause: 'vmSwitch is missing or names no switch that Hyper-V has. WSL then takes the mode none.',
  cure: 'Make an external switch in PowerShell as administrator, with the name of your network adapter, and name it.',
  commands: ['New-VMSwitch -Name WSL -NetAdapterName Ethernet -AllowManagementOS $true', 'wslnet set vmSwitch=WSL'],
};

export const virtioIsOff: Trouble = {
  symptom: 'The file asks for virtioproxy, but nat or none is active.',
  cause:
    'The mode needs virtio, and virtio is off in the file. On Windows 10 for Arm it is off unless the file turns it on.',
  cure: 'Turn it on.',
  commands: ['wslnet set virtio=true'],
};

export const safeModeIsOn: Trouble = {
  symptom: 'Linux has no network in any mode.',
  cause: 'safeMode is on, which starts WSL without a network.',
  cure: 'Delete it once the repair is done.',
  commands: ['wslnet unset safeMode'],
};

export const consommeIsRefused: Trouble = {
  symptom: "WSL says \"Invalid value 'consomme' for config key 'wsl2.networkingMode'\".",
  cause: 'The name is new in WSL 2.9.0. Older releases refuse it; every release reads virtioproxy.',
  cure: 'Write the older name.',
  commands: ['wslnet set virtioproxy'],
};
