import type { ModeFacts } from '../mode-facts.ts';

export const wsl1: ModeFacts = {
  summary: 'A WSL 1 distribution: Linux programs use the network of Windows itself.',
  details: [
    'WSL 1 translates system calls and has no virtual machine. Nothing in .wslconfig applies to it, and networkingMode cannot be set to it. In such a distribution "wslinfo --networking-mode" prints wsl1.',
  ],
  needs: ['A WSL 1 distribution. "wsl -l -v" shows which ones are.'],
  abilities: {
    linuxToWindows: { works: 'yes', note: 'Both have the same localhost.' },
    windowsToLinux: { works: 'yes', note: 'Both have the same localhost.' },
    lanToLinux: { works: 'yes', note: 'As the LAN reaches programs of Windows.' },
    ipv6: { works: 'yes', note: 'As in Windows.' },
    multicast: { works: 'unknown', note: 'Not documented.' },
    vpn: { works: 'yes', note: 'Linux programs go the way that programs of Windows go.' },
    dockerPorts: { works: 'no', note: 'Docker needs WSL 2.' },
  },
  troubles: [
    {
      symptom: 'A change in .wslconfig has no effect on one distribution.',
      cause: 'It is a WSL 1 distribution, which the file does not apply to.',
      cure: 'Convert it to WSL 2. The first command lists the distributions.',
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
