import type { Ability, ModeFacts } from '../mode-facts.ts';
import { noPortRange, noSwitch, safeModeIsOn } from '../trouble.ts';

const NOTHING: Ability = { works: 'no', note: null };

export const none: ModeFacts = {
  summary: 'Linux has no network at all.',
  details: ['WSL also takes this mode when it fails to set the network up, and in safe mode. No policy can forbid it.'],
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
    '     <------>|                        |  //  |  lo alone      |',
    '             +------------------------+      +----------------+',
  ],
  link: 'https://learn.microsoft.com/windows/wsl/wsl-config#main-wsl-settings',
};
