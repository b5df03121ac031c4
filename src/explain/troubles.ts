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

/** What goes wrong, under the words that people have for it. */
export interface Symptom {
  /** The first of its words: the name it is listed by. */
  readonly topic: string;
  /** A sentence: what a person sees. */
  readonly title: string;
  /** Words that lead to it, in lower case and without a plural's s. */
  readonly words: readonly string[];
  /** Parts of messages of WSL, Docker, Linux and Windows that lead to it, in lower case, without punctuation at the ends. */
  readonly messages: readonly string[];
  /** Whether other symptoms are meant rather than this one where words of both are there. */
  readonly isBroad?: boolean;
  /** What may be behind it, the likeliest first. */
  readonly causes: readonly Trouble[];
  /** Topics of explain that say more. */
  readonly related: readonly string[];
  /** The topics of doctor that look for it on this machine; none where it sees nothing of it. */
  readonly doctor: readonly string[];
}

/** Troubles that belong to a mode and to a setting alike. */

export const notRestarted: Trouble = {
  symptom: 'You changed the file, but nothing happened.',
  cause: 'WSL reads the file only when its virtual machine starts. Docker Desktop and editors start it again at once.',
  see: { text: 'To see whether WSL must restart:', commands: ['wslnet status'] },
  cure: 'Close Docker Desktop and editors, then restart WSL. This shuts down all distributions.',
  commands: ['wslnet restart'],
};

export const fallsBackToNat: Trouble = {
  symptom: 'WSL says "Mirrored networking mode is not supported: ... Falling back to NAT networking."',
  cause:
    'Windows, WSL or the kernel lacks something that the mode needs. WSL versions before 2.0.0 do not know the mode.',
  see: { text: 'To check each requirement:', commands: ['wslnet doctor mode'] },
  cure: 'Update Windows and WSL, or go back to nat.',
  commands: ['wsl.exe --update', 'wslnet set nat'],
};

export const lanIsBlocked: Trouble = {
  symptom: 'Other devices cannot reach a Linux program in mirrored mode.',
  cause: 'The Hyper-V firewall blocks inbound connections unless a rule allows them.',
  see: { text: 'To see who can reach which port:', commands: ['wslnet ports'] },
  cure: 'Open the port, here 8080, for devices on private networks.',
  commands: ['wslnet open 8080'],
};

export const addressInUse: Trouble = {
  symptom: 'A Linux program says "address already in use", but no other Linux program uses the port.',
  cause:
    'In mirrored mode, Windows and Linux share their ports. Windows uses this one or has reserved it. Docker Desktop listens on both sides by design.',
  see: { text: 'To see who uses which port:', commands: ['wslnet ports', 'wslnet doctor ports'] },
  cure: 'Use another port for one of the two. Or reserve the port (here 3000) for Linux; Windows and other devices then cannot reach it.',
  commands: ['wslnet set ignoredPorts+=3000'],
};

export const containerIsUnreachable: Trouble = {
  symptom: 'Windows cannot reach a port that Docker publishes in mirrored mode.',
  cause: 'Before version 27, the NAT rules of Docker Engine miss traffic from Windows.',
  see: { text: 'To compare the versions:', commands: ['wslnet doctor docker'] },
  cure: 'Update Docker Engine to 27 or later, or run the container with --network host. Docker Desktop needs neither.',
  commands: ['docker version'],
};

export const localhostProxy: Trouble = {
  symptom: 'WSL says "A localhost proxy configuration was detected but not mirrored into WSL" at every start.',
  cause: 'The Windows proxy runs on this computer (127.0.0.1). WSL can use it in mirrored mode only.',
  see: { text: 'To see the proxy and the mode:', commands: ['wslnet doctor proxy'] },
  cure: 'Use mirrored mode. Or turn autoProxy off: Linux then has no proxy, and the message goes away.',
  commands: ['wslnet set mirrored', 'wslnet set autoProxy=false'],
};

export const namesFailOnVpn: Trouble = {
  symptom: 'Names do not resolve while a VPN is connected.',
  cause:
    'Without DNS tunneling, the VPN may block DNS queries. With it, users report problems with some VPNs and with Global Secure Access.',
  see: { text: 'To test every name server:', commands: ['wslnet test'] },
  cure: 'Turn DNS tunneling on, or off if it is on, and restart WSL.',
  commands: ['wslnet set dnsTunneling=true', 'wslnet set dnsTunneling=false'],
};

export const noPortRange: Trouble = {
  symptom: 'WSL says that it is "falling back to networkingMode None" (0x8007054f).',
  cause: 'Windows has no free block of ports for WSL to reserve, usually because its dynamic port range was changed.',
  see: { text: 'To see the range and what WSL said:', commands: ['wslnet doctor mode ports'] },
  cure: 'Reset the range in PowerShell as administrator, and restart Windows.',
  commands: [
    'netsh int ipv4 set dynamicport tcp start=49152 num=16384',
    'netsh int ipv4 set dynamicport udp start=49152 num=16384',
  ],
};

export const staleNetwork: Trouble = {
  symptom: 'WSL started without a network, or says 0x803b0007.',
  cause: 'Windows is holding on to an old network state.',
  see: { text: 'To see what WSL said:', commands: ['wslnet doctor mode'] },
  cure: 'Restart Windows. If it happens again, use nat.',
  commands: ['wslnet set nat'],
};

export const ipv6IsOff: Trouble = {
  symptom: 'In mirrored mode, Linux has only the adapter lo, or WSL falls back to nat and says that IPv6 is off.',
  cause:
    'DisabledComponents in the Windows registry is 0xFF, which turns IPv6 off. WSL versions before 2.7.2 then start with lo only; later ones fall back to nat.',
  see: { text: 'To check:', commands: ['wslnet doctor mode'] },
  cure: 'Remove the value in PowerShell as administrator, and restart Windows.',
  commands: [
    'Remove-ItemProperty -Path HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Tcpip6\\Parameters -Name DisabledComponents',
  ],
};

export const noNatNetwork: Trouble = {
  symptom: 'WSL cannot create the network for nat mode (an HNS error), and uses virtioproxy or none instead.',
  cause:
    'Windows could not create that network. Microsoft names one cause: Internet Connection Sharing is disabled. The start type of the service SharedAccess should be Manual.',
  see: { text: 'To check, in PowerShell:', commands: ['Get-Service SharedAccess | Select-Object Status, StartType'] },
  cure: 'Restart Windows. If that does not help, use virtioproxy, which does not need this network.',
  commands: ['wslnet set virtioproxy'],
};

export const noPlatform: Trouble = {
  symptom: 'WSL says "Failed to start virtual networking" and mentions the Virtual Machine Platform.',
  cause: 'This part of Windows is turned off, so WSL starts without a network.',
  cure: 'Turn it on, and restart Windows.',
  commands: ['wsl.exe --install --no-distribution'],
};

export const bridgedOnWindows10: Trouble = {
  symptom: 'WSL says 0x8037010d.',
  cause: 'Bridged mode needs Windows 11, Pro or higher.',
  see: { text: 'To see the edition:', commands: ['wslnet doctor mode'] },
  cure: 'Use nat.',
  commands: ['wslnet set nat'],
};

export const noSwitch: Trouble = {
  symptom: 'Bridged mode is set, and Linux has no network.',
  cause: 'vmSwitch is missing, or Hyper-V has no switch of that name. WSL then starts in mode none.',
  cure: 'Create an external switch, and set vmSwitch to its name. In PowerShell as administrator, with the name of your network adapter:',
  commands: ['New-VMSwitch -Name WSL -NetAdapterName Ethernet -AllowManagementOS $true', 'wslnet set vmSwitch=WSL'],
};

export const virtioIsOff: Trouble = {
  symptom: 'The file asks for virtioproxy, but nat or none is active.',
  cause: 'The mode needs virtio, and the file turns it off. On Windows 10 for Arm, it is off by default.',
  cure: 'Turn virtio on.',
  commands: ['wslnet set virtio=true'],
};

export const safeModeIsOn: Trouble = {
  symptom: 'Linux has no network in any mode.',
  cause: 'safeMode is on, which starts WSL without a network.',
  cure: 'Delete the line when the repair is done.',
  commands: ['wslnet unset safeMode'],
};

export const consommeIsRefused: Trouble = {
  symptom: "WSL says \"Invalid value 'consomme' for config key 'wsl2.networkingMode'\".",
  cause: 'The name is new in WSL 2.9.0, and older versions do not accept it. Every version reads virtioproxy.',
  cure: 'Use the older name.',
  commands: ['wslnet set virtioproxy'],
};
