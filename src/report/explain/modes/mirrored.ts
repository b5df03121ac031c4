import type { ModeFacts } from '../mode-facts.ts';
import { addressInUse, containerIsUnreachable, fallsBackToNat, lanIsBlocked, noPortRange } from '../trouble.ts';

export const mirrored: ModeFacts = {
  summary: 'Linux has the network interfaces and addresses of Windows itself.',
  details: [
    'Windows and Linux share one set of ports: what one listens on is taken for the other. The Hyper-V firewall is always on, whatever firewall says.',
  ],
  needs: [
    'Windows 11 22H2 (build 22621) or later. Users report that the update 22621.2359 is needed too.',
    'WSL 2.0.0 or later.',
    'Linux kernel 5.10 or later. The one that comes with WSL is.',
    'The Hyper-V firewall of Windows.',
    'IPv6 not switched off in the registry of Windows.',
  ],
  abilities: {
    linuxToWindows: {
      works: 'yes',
      note: 'By 127.0.0.1, not by ::1. With hostAddressLoopback=true also by the other IPv4 addresses of Windows.',
    },
    windowsToLinux: { works: 'yes', note: 'By 127.0.0.1, not by ::1. localhostForwarding has no part in it.' },
    lanToLinux: {
      works: 'partly',
      condition: 'firewall rule',
      note: 'By the address of Windows, once the Hyper-V firewall allows the port. UDP 68 and TCP 135, 1900, 2869, 3702, 5004, 5357 and 5358 never reach Linux.',
    },
    ipv6: { works: 'yes', note: 'With the addresses of Windows.' },
    multicast: { works: 'yes', note: 'Microsoft lists it among the gains of this mode.' },
    vpn: {
      works: 'partly',
      condition: 'better',
      note: 'Better than in nat. Microsoft tested some and found that they do not work: versions of Bitdefender, OpenVPN and McAfee Safe Connect.',
    },
    dockerPorts: {
      works: 'partly',
      condition: 'Docker 27+',
      note: 'With Docker Engine 27 or later, or Docker Desktop.',
    },
  },
  troubles: [
    fallsBackToNat,
    lanIsBlocked,
    addressInUse,
    containerIsUnreachable,
    noPortRange,
    {
      symptom: 'Linux has the interface lo and no other, or nat is in force, on a machine without IPv6.',
      cause:
        'DisabledComponents in the registry is 0xFF, which switches IPv6 off. WSL before 2.7.2 starts with lo alone; later releases fall back to nat.',
      cure: 'Remove the value in PowerShell as administrator, and restart Windows.',
      commands: [
        'Remove-ItemProperty -Path HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Tcpip6\\Parameters -Name DisabledComponents',
      ],
    },
  ],
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
