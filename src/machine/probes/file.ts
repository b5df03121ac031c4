import { readdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { known, unknown } from '../facts.ts';
import { profileFiles } from '../homes.ts';
import { FILE_NAME } from '../locate.ts';
import type { Probe } from './probe.ts';

export const probeFileChangedAt: Probe<'fileChangedAt'> = async ({ file }) => {
  if (file === null) return unknown('no-file', FILE_NAME);
  try {
    return known((await stat(file)).mtimeMs);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return isMissing ? known(null) : unknown('unreadable', FILE_NAME);
  }
};

/** Names that editors and people give the file by mistake. */
const MISTAKES = [
  '.wslconfig.txt',
  'wslconfig',
  'wslconfig.txt',
  '.wslconfig.ini',
  '.wslconf',
  '.wsl.conf',
  '.wslconfig.conf',
];

export const probeNeighbours: Probe<'neighbours'> = async ({ file }) => {
  if (file === null) return unknown('no-file', FILE_NAME);
  try {
    const names = await readdir(dirname(file));
    return known(names.filter((name) => MISTAKES.includes(name.toLowerCase())).sort());
  } catch {
    return unknown('unreadable', FILE_NAME);
  }
};

/** Other users' folders may not be readable: then nothing is known of them, and nothing is said. */
export const probeOtherHomes: Probe<'otherHomes'> = async ({ file, place }) => {
  if (file === null) return unknown('no-file', FILE_NAME);
  if (basename(file) !== FILE_NAME || !['windows', 'wsl1', 'wsl2'].includes(place)) {
    return unknown('not-here', FILE_NAME);
  }
  const files = await profileFiles(dirname(dirname(file)));
  return known(files.filter(({ path, isThere }) => isThere && path !== file).map(({ path }) => path));
};
