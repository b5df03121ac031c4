import type { Mode } from '../settings/modes.ts';
import {
  addressInUse,
  consommeIsRefused,
  containerIsUnreachable,
  fallsBackToNat,
  ipv6IsOff,
  lanIsBlocked,
  localhostProxy,
  namesFailOnVpn,
  noNatNetwork,
  noPortRange,
  noSwitch,
  safeModeIsOn,
  type Trouble,
  virtioIsOff,
} from './troubles.ts';

export const bridged: ModeFacts = {
  summary: 'Linux is a separate machine on the LAN, through a Hyper-V switch.',
  details: ['Microsoft has called this mode deprecated since WSL 2.4.5. Try mirrored mode first.'],
  needs: [
    'Windows Pro or higher.',
    'An external virtual switch in Hyper-V that you create first.',
    'vmSwitch with the name of that switch.',
  ],
  abilities: {
    linuxToWindows: { works: 'no', note: 'Use the address that Windows has on the LAN.' },
    windowsToLinux: { works: 'yes', note: 'Via localhostForwarding, which is on by default.' },
    lanToLinux: { works: 'yes', note: 'Via the address that Linux has on the LAN.' },
    ipv6: { works: 'partly', condition: 'with ipv6', note: 'With ipv6=true.' },
    multicast: { works: 'unknown', note: 'Not documented.' },
    vpn: { works: 'no', note: 'Linux cannot use a VPN that Windows is connected to.' },
    dockerPorts: { works: 'unknown', note: 'Not documented.' },
  },
  troubles: [
    noSwitch,
    {
      symptom: 'Linux has no address.',
      cause: 'With dhcp=false, WSL does not ask for one. With dhcp=true, the answer may take longer than dhcpTimeout.',
      cure: 'Turn dhcp on, or wait longer (here 20 seconds).',
      commands: ['wslnet set dhcp=true', 'wslnet set dhcpTimeout=20000'],
    },
    {
      symptom: 'Linux cannot reach anything behind a VPN.',
      cause: 'Linux connects to the LAN directly, not through Windows.',
      cure: 'Use another mode.',
      commands: ['wslnet set mirrored'],
    },
  ],
  diagram: [
    '     LAN             Windows                       Linux',
    '             +------------------------+      +----------------+',
    'out  <-------|--- Hyper-V switch <----|------|  192.168.1.6   |',
    'in   ------->|--- (vmSwitch) ---------|----->|  (its own)     |',
    '             |                        |      |                |',
    '             |  localhost:3000 -------|----->|  port 3000     |',
    '             |  (localhostForwarding) |      |                |',
    '             +------------------------+      +----------------+',
  ],
  link: 'https://learn.microsoft.com/windows/wsl/wsl-config#main-wsl-settings',
};

export const mirrored: ModeFacts = {
  summary: 'Linux has the same network interfaces and addresses as Windows.',
  details: [
    'Windows and Linux share their ports: if one uses a port, the other cannot. The Hyper-V firewall is always on; the setting firewall does not change that.',
  ],
  needs: [
    'Windows 11 22H2 (build 22621) or later. Users report that the update 22621.2359 is needed too.',
    'WSL 2.0.0 or later.',
    'Linux kernel 5.10 or later (the one that comes with WSL is newer).',
    'The Hyper-V firewall of Windows.',
    'IPv6 that is not turned off in the Windows registry.',
  ],
  abilities: {
    linuxToWindows: {
      works: 'yes',
      note: 'Via 127.0.0.1, not via ::1. With hostAddressLoopback=true, also via the other IPv4 addresses of Windows.',
    },
    windowsToLinux: { works: 'yes', note: 'Via 127.0.0.1, not via ::1. localhostForwarding does not matter.' },
    lanToLinux: {
      works: 'partly',
      condition: 'firewall rule',
      note: 'Via the address of Windows, once the Hyper-V firewall allows the port. UDP 68 and TCP 135, 1900, 2869, 3702, 5004, 5357 and 5358 never reach Linux.',
    },
    ipv6: { works: 'yes', note: 'With the addresses of Windows.' },
    multicast: {
      works: 'partly',
      condition: 'mDNS',
      isDisputed: true,
      note: 'mDNS works on the local network; other groups need a firewall rule. Microsoft lists multicast as a benefit of this mode, but users report that it is unreliable between Windows and Linux.',
    },
    vpn: {
      works: 'partly',
      condition: 'better',
      isDisputed: true,
      note: 'Better than in nat. Some Windows updates broke some VPNs (KB5068861, November 2025), and later ones fixed them. Microsoft lists versions of Bitdefender, OpenVPN and McAfee Safe Connect that do not work.',
    },
    dockerPorts: {
      works: 'partly',
      condition: 'Docker 27+',
      note: 'With Docker Engine 27 or later, or Docker Desktop.',
    },
  },
  troubles: [fallsBackToNat, lanIsBlocked, addressInUse, containerIsUnreachable, noPortRange, ipv6IsOff],
  diagram: [
    '     LAN             Windows                       Linux',
    '             +------------------------+      +----------------+',
    'out  <-------|--- 192.168.1.5 <-------|------|  192.168.1.5   |',
    'in   ------->|--- Hyper-V firewall ---|----->|  (the same)    |',
    '             |                        |      |                |',
    '             |  127.0.0.1:3000 -------|----->|  port 3000     |',
    '             |  port 5000 <-----------|------|  127.0.0.1:5000|',
    '             +------------------------+      +----------------+',
  ],
  link: 'https://learn.microsoft.com/windows/wsl/networking#mirrored-mode-networking',
};

export const nat: ModeFacts = {
  summary: 'Linux has a private network behind Windows. This is the default.',
  details: [
    'Windows translates the addresses of Linux to its own (NAT). If WSL cannot create this network, it uses virtioproxy (since 2.3.25).',
  ],
  needs: [],
  abilities: {
    linuxToWindows: {
      works: 'no',
      note: 'Use the address of Windows, which "wslnet address windows" prints. The program on Windows must not listen on 127.0.0.1 only.',
    },
    windowsToLinux: { works: 'yes', note: 'Via localhostForwarding, which is on by default.' },
    lanToLinux: {
      works: 'partly',
      condition: 'port proxy',
      note: 'Only through a port proxy on Windows, which "wslnet open" adds.',
    },
    ipv6: { works: 'no', note: 'Mirrored mode has it.' },
    multicast: { works: 'no', note: 'Mirrored mode has it.' },
    vpn: {
      works: 'partly',
      note: 'Some VPNs block Linux, or use the same addresses. DNS tunneling, which is on by default, keeps names working.',
    },
    dockerPorts: { works: 'yes', note: 'Windows reaches them via localhost, as it does other ports of Linux.' },
  },
  troubles: [
    localhostProxy,
    {
      symptom: 'Other devices cannot reach a Linux program.',
      cause: 'They can reach only Windows, not the private network behind it.',
      see: { text: 'To see who can reach which port:', commands: ['wslnet ports'] },
      cure: 'Open the port, here 4000. wslnet adds a port proxy and a firewall rule.',
      commands: ['wslnet open 4000'],
    },
    {
      symptom: 'Linux loses the network while a VPN is connected, or cannot reach a part of the LAN.',
      cause: 'The VPN blocks Linux, or the private network has the same addresses as the other network.',
      cure: 'Try another mode.',
      commands: ['wslnet set mirrored', 'wslnet set virtioproxy'],
    },
    namesFailOnVpn,
    noNatNetwork,
    {
      symptom: 'WSL says "Failed to create virtual network with address range" or "network endpoint with address".',
      cause: 'Another network or program uses the addresses that WSL had before, so WSL took new ones.',
      see: { text: 'To see whether an open port is out of date:', commands: ['wslnet ports'] },
      cure: 'If you opened a port, open it again (here 4000). Nothing else needs to be done.',
      commands: ['wslnet open 4000'],
    },
  ],
  diagram: [
    '     LAN             Windows                       Linux',
    '             +------------------------+      +----------------+',
    'out  <-------|--------- NAT <---------|------|  172.20.0.2    |',
    '             |                        |      |  (private)     |',
    'in   ------->|  stops here without    |      |                |',
    '             |  a port proxy          |      |                |',
    '             |                        |      |                |',
    '             |  localhost:3000 -------|----->|  port 3000     |',
    '             |  (localhostForwarding) |      |                |',
    '             +------------------------+      +----------------+',
  ],
  link: 'https://learn.microsoft.com/windows/wsl/networking#default-networking-mode-nat',
};

const NOTHING: Ability = { works: 'no', note: null };

export const none: ModeFacts = {
  summary: 'Linux has no network at all.',
  details: ['WSL also uses this mode in safe mode, and if it cannot set up a network. No group policy can forbid it.'],
  needs: [],
  abilities: {
    linuxToWindows: NOTHING,
    windowsToLinux: NOTHING,
    lanToLinux: NOTHING,
    ipv6: NOTHING,
    multicast: NOTHING,
    vpn: NOTHING,
    dockerPorts: NOTHING,
  },
  troubles: [noPortRange, noSwitch, safeModeIsOn],
  diagram: [
    '     LAN             Windows                       Linux',
    '             +------------------------+      +----------------+',
    '     <------>|                        |  //  |  lo only       |',
    '             +------------------------+      +----------------+',
  ],
  link: 'https://learn.microsoft.com/windows/wsl/wsl-config#main-wsl-settings',
};

export const virtioproxy: ModeFacts = {
  summary: 'A Windows program connects for Linux. WSL falls back to this mode if nat does not work.',
  details: ['WSL 2.9.0 renamed this mode to consomme. Use the name virtioproxy, which every version knows.'],
  needs: ['virtio that is on, which is the default except on Windows 10 for Arm.'],
  abilities: {
    linuxToWindows: {
      works: 'partly',
      condition: 'TCP',
      note: 'TCP via 127.0.0.1, if localhostForwarding is on. Not UDP and not ::1.',
    },
    windowsToLinux: { works: 'yes', note: 'TCP via localhostForwarding, via ::1 as well as via 127.0.0.1.' },
    lanToLinux: {
      works: 'partly',
      condition: 'firewall rule',
      isDisputed: true,
      note: 'A port that listens on all addresses is opened on Windows too, and the Windows firewall decides.',
    },
    ipv6: {
      works: 'partly',
      condition: 'WSL 2.7.1+',
      note: 'TCP and UDP since WSL 2.7.1, if Windows has a global IPv6 address. No ping.',
    },
    multicast: { works: 'no', note: 'Mirrored mode has mDNS.' },
    vpn: { works: 'yes', note: 'A Windows program makes the connections, so they use the VPN.' },
    dockerPorts: {
      works: 'partly',
      condition: 'shared ports',
      isDisputed: true,
      note: 'Windows and Linux share their ports.',
    },
  },
  troubles: [
    virtioIsOff,
    consommeIsRefused,
    {
      symptom: 'The mode is active, but the file does not ask for it.',
      cause: 'A group policy makes it the default, or Windows could not create the network for nat mode.',
      cure: 'Microsoft names one cause: Internet Connection Sharing is disabled. The start type of the service SharedAccess should be Manual. To check, in PowerShell:',
      commands: ['Get-Service SharedAccess | Select-Object Status, StartType'],
    },
    {
      symptom: 'dnsTunneling has no effect in this mode.',
      cause: 'It works in WSL 2.7.1, and again since 2.8.2.',
      cure: 'Update WSL.',
      commands: ['wsl --update'],
    },
  ],
  diagram: [
    '     LAN             Windows                       Linux',
    '             +------------------------+      +----------------+',
    'out  <-------|--- proxy program <-----|------|  virtio device |',
    '             |                        |      |                |',
    '             |  localhost:3000 -------|----->|  port 3000     |',
    '             |  (localhostForwarding) |      |                |',
    '             +------------------------+      +----------------+',
  ],
  link: 'https://learn.microsoft.com/windows/wsl/wsl-config#main-wsl-settings',
};

export const wsl1: ModeFacts = {
  summary: 'In a WSL 1 distribution, Linux programs use the Windows network directly.',
  details: [
    'WSL 1 has no virtual machine, and .wslconfig does not apply to it. networkingMode cannot be set to wsl1. In such a distribution, "wslinfo --networking-mode" prints wsl1.',
  ],
  needs: ['A WSL 1 distribution. To see which ones are: "wsl -l -v".'],
  abilities: {
    linuxToWindows: { works: 'yes', note: 'Both have the same localhost.' },
    windowsToLinux: { works: 'yes', note: 'Both have the same localhost.' },
    lanToLinux: { works: 'yes', note: 'As for Windows programs.' },
    ipv6: { works: 'yes', note: 'As in Windows.' },
    multicast: { works: 'unknown', note: 'Not documented.' },
    vpn: { works: 'yes', note: 'Linux programs use the same connections as Windows programs.' },
    dockerPorts: { works: 'no', note: 'Docker needs WSL 2.' },
  },
  troubles: [
    {
      symptom: 'A change in .wslconfig has no effect on one distribution.',
      cause: 'It is a WSL 1 distribution. The file does not apply to it.',
      cure: 'Convert it to WSL 2. The first command lists the distributions:',
      commands: ['wsl -l -v', 'wsl --set-version DISTRIBUTION 2'],
    },
  ],
  diagram: [
    '     LAN                       Windows',
    '             +--------------------------------------+',
    'out  <-------|--- 192.168.1.5 <--- Linux programs   |',
    'in   ------->|--- 192.168.1.5 ---> (system calls)   |',
    '             |                                      |',
    '             |  127.0.0.1 is the same for programs  |',
    '             |  of Linux and of Windows             |',
    '             +--------------------------------------+',
  ],
  link: 'https://learn.microsoft.com/windows/wsl/compare-versions',
};

/** What WSL calls the network of a WSL 1 distribution, which no setting reaches. */
export const WSL1 = 'wsl1';

/** A networking mode, or WSL 1. */
export type ExplainedMode = Mode | typeof WSL1;

/** What one may want of a network, in the order in which it is told. */
export const ABILITIES = {
  linuxToWindows: 'Linux to Windows on localhost',
  windowsToLinux: 'Windows to Linux on localhost',
  lanToLinux: 'LAN to Linux',
  ipv6: 'IPv6',
  multicast: 'Multicast',
  vpn: 'VPN',
  dockerPorts: 'Docker published ports',
} as const;

/** What a mode may or may not be able to do. */
export type AbilityName = keyof typeof ABILITIES;

/** In the order of the table. */
export const ABILITY_NAMES = Object.keys(ABILITIES) as AbilityName[];

/** `unknown` where neither WSL's source nor its documentation says, which is not a no. */
export type Verdict = 'yes' | 'partly' | 'no' | 'unknown';

/** Whether a mode can do something. */
export interface Ability {
  readonly works: Verdict;
  /** The condition in a word or two, for a table. */
  readonly condition?: string;
  /** Whether users report both, or other than Microsoft says. */
  readonly isDisputed?: boolean;
  /** How, or what to do instead; null where the mode's summary says it all. */
  readonly note: string | null;
}

/** What is known of a mode, by WSL's source and documentation; what only users say is marked so. */
export interface ModeFacts {
  /** One sentence: what it is. */
  readonly summary: string;
  readonly details: readonly string[];
  /** What must be there, beyond WSL 2 itself. */
  readonly needs: readonly string[];
  readonly abilities: { readonly [A in AbilityName]: Ability };
  readonly troubles: readonly Trouble[];
  /** How packets travel: lines of ASCII, which every console can show. */
  readonly diagram: readonly string[];
  readonly link: string;
}

/** By mode, in the order in which a person meets them. */
export const MODE_FACTS: { readonly [M in ExplainedMode]: ModeFacts } = {
  nat,
  mirrored,
  virtioproxy,
  bridged,
  none,
  wsl1,
};

/** In the order of the table. */
export const EXPLAINED_MODES = Object.keys(MODE_FACTS) as ExplainedMode[];
