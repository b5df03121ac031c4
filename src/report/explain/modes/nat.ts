import type { ModeFacts } from '../mode-facts.ts';
import { localhostProxy, namesFailOnVpn } from '../trouble.ts';

export const nat: ModeFacts = {
  summary: 'Linux has a private network behind Windows, which translates addresses; the default.',
  details: [
    'A virtual switch joins Linux to Windows. Where this network cannot be made, WSL takes virtioproxy instead (since 2.3.25).',
  ],
  needs: [],
  abilities: {
    linuxToWindows: {
      works: 'no',
      note: 'Use the address of Windows, which "ip route show default" prints in Linux. The program on Windows must listen on more than 127.0.0.1.',
    },
    windowsToLinux: { works: 'yes', note: 'By localhostForwarding, which is on by default.' },
    lanToLinux: {
      works: 'partly',
      condition: 'port proxy',
      note: 'Only through a port proxy on Windows; see below.',
    },
    ipv6: { works: 'no', note: 'Mirrored mode has it.' },
    multicast: { works: 'no', note: 'Mirrored mode has it.' },
    vpn: {
      works: 'partly',
      note: 'Some VPNs have filters or routes that cut Linux off, or use the same addresses. DNS tunneling, on by default, lets names through.',
    },
    dockerPorts: { works: 'yes', note: 'Windows reaches them by localhost, as it does other ports of Linux.' },
  },
  troubles: [
    localhostProxy,
    {
      symptom: 'Other computers cannot reach a Linux program.',
      cause: 'They see Windows only, not the private network behind it.',
      cure: 'Forward the port, here 4000, in PowerShell as administrator, to the address that the first command prints. It can change when WSL restarts. Mirrored mode needs no forwarding.',
      commands: [
        'wsl hostname -I',
        'netsh interface portproxy add v4tov4 listenport=4000 listenaddress=0.0.0.0 connectport=4000 connectaddress=ADDRESS',
      ],
    },
    {
      symptom: 'Linux loses the network while a VPN is connected, or cannot reach a part of the LAN.',
      cause:
        "The VPN's filters or routes leave Linux out, or the private network has the same addresses as the other one.",
      cure: 'Try another mode.',
      commands: ['wslnet set mirrored', 'wslnet set virtioproxy'],
    },
    namesFailOnVpn,
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
