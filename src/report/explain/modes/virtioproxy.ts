import type { ModeFacts } from '../mode-facts.ts';
import { consommeIsRefused, virtioIsOff } from '../trouble.ts';

export const virtioproxy: ModeFacts = {
  summary: 'A program on Windows makes the connections for Linux; the fallback where nat cannot be made.',
  details: [
    'WSL 2.9.0 renamed the mode to consomme. It reads both names and older releases only virtioproxy, so virtioproxy is the one to write. Microsoft documents little of what the mode can do.',
  ],
  needs: ['virtio on, which is the default, except on Windows 10 for Arm.'],
  abilities: {
    linuxToWindows: { works: 'unknown', note: 'Not documented.' },
    windowsToLinux: { works: 'yes', note: 'By localhostForwarding, which is on by default.' },
    lanToLinux: { works: 'unknown', note: 'Not documented.' },
    ipv6: {
      works: 'unknown',
      note: 'Not documented. Users report addresses that do not reach the internet.',
    },
    multicast: { works: 'unknown', note: 'Not documented.' },
    vpn: { works: 'unknown', note: 'Not documented.' },
    dockerPorts: { works: 'unknown', note: 'Not documented. Users report ports that Windows cannot reach.' },
  },
  troubles: [
    virtioIsOff,
    consommeIsRefused,
    {
      symptom: 'The mode is in force, and the file does not ask for it.',
      cause: 'A policy of the machine makes it the default, or Windows could not make the network of nat mode.',
      cure: 'Microsoft names a switched off Internet Connection Sharing as a cause: the start type of the service SharedAccess should be Manual. This shows it, in PowerShell.',
      commands: ['Get-Service SharedAccess | Select-Object Status, StartType'],
    },
    {
      symptom: 'dnsTunneling has no effect in this mode.',
      cause: 'It has one since WSL 2.8.9.',
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
