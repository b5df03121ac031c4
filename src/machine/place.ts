import type { Place } from './facts.ts';
import { at, exists, readText, type System } from './system.ts';

/** Where the program runs. */
export async function findPlace(system: System): Promise<Place> {
  const { platform, env } = system;
  if (platform === 'win32') return 'windows';
  if (platform === 'darwin') return 'macos';
  const release = (await readText(system, '/proc/sys/kernel/osrelease')) ?? '';
  const isDistribution = Boolean(env['WSL_DISTRO_NAME'] || env['WSL_INTEROP']);
  // A container shares the kernel, and so its name, but not WSL's variables and folder. A distribution that was made
  // from a container's image may still hold the container's mark.
  if (!isDistribution && !(await exists(at(system, '/run/WSL')))) {
    if (await isContainer(system)) return 'container';
    if (!/microsoft/i.test(release)) return 'linux';
  }
  return release.includes('Microsoft') && !release.includes('WSL2') ? 'wsl1' : 'wsl2';
}

async function isContainer(system: System): Promise<boolean> {
  const marks = await Promise.all(['/.dockerenv', '/run/.containerenv'].map((path) => exists(at(system, path))));
  return marks.includes(true);
}

/** Whether this is inside of a distribution, WSL 1 or 2. */
export function isInside(place: Place): boolean {
  return place === 'wsl1' || place === 'wsl2';
}
