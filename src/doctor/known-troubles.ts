import type { WindowsVersion, WslVersions } from '../machine/facts.ts';
import type { Mode } from '../settings/modes.ts';
import { isOlder } from '../settings/vm-start.ts';
import type { CureId } from './cures.ts';

/** Trouble that came with one version and went with a later one, by Microsoft's threads. */
export interface KnownTrouble {
  /** The number of the thread at github.com/microsoft/WSL, or of Microsoft's article. */
  readonly source: string;
  readonly modes: readonly Mode[];
  /** False where it comes only under some load: then it is told and not warned of. */
  readonly isCertain: boolean;
  readonly affects: Affected;
  /** One or two sentences: the version, and what goes wrong. */
  readonly symptom: string;
  readonly cure: CureId & ('update-windows' | 'update-wsl' | 'update-wsl-early');
}

/** Versions in which it was seen, both ends included, and the first in which it is fixed; null where nobody says. */
type Affected =
  | { readonly of: 'wsl'; readonly from: string; readonly to: string; readonly fixedIn: string | null }
  | {
      readonly of: 'windows';
      readonly builds: readonly number[];
      /** Revisions: the number behind the dot of a Windows version. */
      readonly from: number;
      readonly to: number;
      readonly fixedIn: number | null;
    };

/** Every row ages: nothing is said of versions in which it was not seen. */
export const KNOWN_TROUBLES: readonly KnownTrouble[] = [
  {
    source: '#13724',
    modes: ['mirrored'],
    isCertain: true,
    // KB5068861 of November 2025. Later updates fix it; which one first is not said.
    affects: { of: 'windows', builds: [26100, 26200], from: 7171, to: 7171, fixedIn: null },
    symptom: 'The Windows update KB5068861 breaks some VPNs in mirrored mode. Later updates fix it.',
    cure: 'update-windows',
  },
  {
    source: '#41137',
    modes: ['mirrored', 'nat', 'virtioproxy'],
    isCertain: true,
    affects: { of: 'wsl', from: '2.9.4', to: '2.9.4', fixedIn: null },
    symptom: 'In WSL 2.9.4, localhost between Windows and Linux sometimes fails. Other releases work.',
    cure: 'update-wsl-early',
  },
  {
    source: '#41137',
    modes: ['mirrored', 'nat', 'virtioproxy'],
    isCertain: true,
    affects: { of: 'wsl', from: '2.7.8', to: '2.7.8', fixedIn: null },
    symptom: 'In WSL 2.7.8, localhost between Windows and Linux sometimes fails. Other releases work.',
    cure: 'update-wsl',
  },
  {
    source: '#41383',
    modes: ['virtioproxy'],
    isCertain: false,
    affects: { of: 'wsl', from: '2.3.25', to: '2.9.4', fixedIn: '2.9.5' },
    symptom: 'In virtioproxy mode, localhost can stall under many short connections. WSL 2.9.5 fixes this.',
    cure: 'update-wsl-early',
  },
];

/** The troubles of a mode with these versions. */
export function troublesHere(mode: Mode, windows: WindowsVersion, { wsl }: WslVersions): KnownTrouble[] {
  return KNOWN_TROUBLES.filter(({ modes, affects }) => {
    if (!modes.includes(mode)) return false;
    if (affects.of === 'windows') {
      const { build, revision } = windows;
      return affects.builds.includes(build) && affects.from <= revision && revision <= affects.to;
    }
    // A release may have a fourth number, which does not matter.
    const release = wsl?.split('.').slice(0, 3).join('.');
    return release !== undefined && !isOlder(release, affects.from) && !isOlder(affects.to, release);
  });
}
