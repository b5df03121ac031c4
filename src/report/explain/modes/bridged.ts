import type { ModeFacts } from '../mode-facts.ts';
import { noSwitch } from '../trouble.ts';

export const bridged: ModeFacts = {
  summary: 'Linux is a machine of its own on the LAN, through a Hyper-V switch.',
  details: ['WSL calls the mode deprecated since 2.4.5. Mirrored mode is the one to try first.'],
  needs: [
    'Windows Pro or higher.',
    'An external virtual switch in Hyper-V, made beforehand.',
    'vmSwitch with the name of that switch.',
  ],
  abilities: {
    linuxToWindows: { works: 'no', note: 'Use the address that Windows has on the LAN.' },
    windowsToLinux: { works: 'yes', note: 'By localhostForwarding, which is on by default.' },
    lanToLinux: { works: 'yes', note: 'By the address that Linux has on the LAN.' },
    ipv6: { works: 'partly', condition: 'with ipv6', note: 'With ipv6=true.' },
    multicast: { works: 'unknown', note: 'Not documented.' },
    vpn: { works: 'no', note: 'Linux cannot use a VPN that Windows is connected to.' },
    dockerPorts: { works: 'unknown', note: 'Not documented.' },
  },
  troubles: [
    noSwitch,
    {
      symptom: 'Linux has no address.',
      cause: 'With dhcp=false WSL asks for none. With dhcp=true the answer can take longer than dhcpTimeout.',
      cure: 'Turn dhcp on, or wait longer, here 20 seconds.',
      commands: ['wslnet set dhcp=true', 'wslnet set dhcpTimeout=20000'],
    },
    {
      symptom: 'Linux does not reach what is behind a VPN.',
      cause: 'Linux is on the LAN by itself and does not go through Windows.',
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
