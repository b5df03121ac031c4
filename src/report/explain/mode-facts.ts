import type { Mode } from '../../settings/kinds.ts';
import { bridged } from './modes/bridged.ts';
import { mirrored } from './modes/mirrored.ts';
import { nat } from './modes/nat.ts';
import { none } from './modes/none.ts';
import { virtioproxy } from './modes/virtioproxy.ts';
import { wsl1 } from './modes/wsl1.ts';
import type { Trouble } from './trouble.ts';

/** What WSL calls the network of a WSL 1 distribution, which no setting reaches. */
export const WSL1 = 'wsl1';

export type ExplainedMode = Mode | typeof WSL1;

/** What one may want of a network, in the order in which it is told. */
export const ABILITIES = {
  linuxToWindows: 'Linux to Windows by localhost',
  windowsToLinux: 'Windows to Linux by localhost',
  lanToLinux: 'LAN to Linux',
  ipv6: 'IPv6',
  multicast: 'Multicast',
  vpn: 'VPN',
  dockerPorts: 'Docker published ports',
} as const;

export type AbilityName = keyof typeof ABILITIES;

export const ABILITY_NAMES = Object.keys(ABILITIES) as AbilityName[];

/** `unknown` where neither WSL's source nor its documentation says, which is not a no. */
export type Verdict = 'yes' | 'partly' | 'no' | 'unknown';

export interface Ability {
  readonly works: Verdict;
  /** The condition in a word or two, for a table. */
  readonly condition?: string;
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

export const EXPLAINED_MODES = Object.keys(MODE_FACTS) as ExplainedMode[];
