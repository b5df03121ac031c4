import { readFileSync, statSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { dirname } from 'node:path';
import { Failure } from '../failure.ts';
import type { FileSystem } from './file-system.ts';
import type { Host } from './host.ts';
import { uninterrupted } from './interruption.ts';
import { locateByVariable } from './locate.ts';
import { once } from './once.ts';
import { takeSnapshot } from './snapshot.ts';
import type { System } from './system.ts';
import { codeOf } from './system-error.ts';
import { historyFolder, profilesPath } from './user-folders.ts';

/** This machine. */
export function thisSystem(): System {
  const { env, platform, arch } = process;
  return { root: '/', env, platform, arch, patience: 5000, restartPatience: 30_000, networkInterfaces };
}

/** The machine that a system is. What is more than reading a file is loaded when it is needed. */
export function machine(system: System): Host {
  const isWindows = system.platform === 'win32';
  const history = historyFolder(system.env, system.platform);
  const files = () => import('node:fs/promises');
  const surroundings = once(async () => (await import('./surroundings.ts')).surroundingsOf(system));
  return {
    isWindows,
    read: (path) => takeSnapshot({ readFile }, path),
    async update(path, remake, makesFolder = false) {
      const fs = await files();
      if (makesFolder) await makeFolderOf(fs, path);
      const { updateConfigFile } = await import('./config-file.ts');
      return await uninterrupted((signal) =>
        updateConfigFile(path, remake, { fs, isWindows, historyFolder: history, signal }),
      );
    },
    profilesPath: profilesPath(system.env, system.platform),
    async draft(bytes) {
      const { makeDraft } = await import('./draft.ts');
      const draft = await makeDraft(bytes, system.env, isWindows);
      // Ctrl-C in an editor is the editor's.
      return { ...draft, edit: () => uninterrupted(draft.edit) };
    },
    async history(path) {
      const { listHistory } = await import('./history.ts');
      return await listHistory(await files(), history, path);
    },
    locate: async () => locateByVariable(system) ?? (await (await surroundings()).locate()),
    place: async () => await (await surroundings()).place(),
    findFacts: async (names, file, onFound) => await (await surroundings()).findFacts(names, file, onFound),
    stopWsl: async (onWaiting) => await (await surroundings()).stopWsl(onWaiting),
    startWsl: async () => await (await surroundings()).startWsl(),
  };
}

/** A file is read at once, for which Node has all at hand. A pipe may keep one waiting, and Ctrl-C must end that. */
async function readFile(path: string): Promise<Uint8Array> {
  if (statSync(path).isFile()) return readFileSync(path);
  const fs = await import('node:fs/promises');
  return await fs.readFile(path);
}

/** Makes the folder of a file where there is none. @throws Failure `file-not-writable` */
async function makeFolderOf(fs: Pick<FileSystem, 'mkdir'>, path: string): Promise<void> {
  try {
    await fs.mkdir(dirname(path), { recursive: true });
  } catch (error) {
    const reason = codeOf(error);
    throw reason === undefined ? error : new Failure('file-not-writable', { path, reason });
  }
}
