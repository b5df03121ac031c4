import { existsSync, readFileSync, statSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { locateByVariable } from './locate.ts';
import type { Machine } from './machine.ts';
import { takeSnapshot } from './snapshot.ts';
import type { System } from './system.ts';
import { once } from './system-error.ts';
import { uninterrupted } from './terminal.ts';
import { historyFolder, lastRestartPath, profilesPath, shellName } from './user-folders.ts';

/** This machine. */
export function thisSystem(): System {
  const { env, platform, arch } = process;
  return { root: '/', env, platform, arch, timeout: 5000, restartTimeout: 30_000, networkInterfaces };
}

/** The machine that a system is. What is more than reading a file is loaded when it is needed. */
export function openMachine(system: System): Machine {
  const isWindows = system.platform === 'win32';
  const history = historyFolder(system.env, system.platform);
  const lastRestart = lastRestartPath(system.env, system.platform);
  const files = () => import('node:fs/promises');
  const surroundings = once(async () => (await import('./surroundings.ts')).openWindows(system));
  return {
    isWindows,
    read: (path) => takeSnapshot({ readFile }, path),
    async update(path, remake) {
      const [fs, { updateConfigFile }] = await Promise.all([files(), import('./files.ts')]);
      return await uninterrupted((signal) =>
        updateConfigFile(path, remake, { fs, isWindows, historyFolder: history, signal }),
      );
    },
    profilesPath: profilesPath(system.env, system.platform),
    async makeFolderOf(path) {
      const [fs, { makeFolderOf }] = await Promise.all([files(), import('./files.ts')]);
      await makeFolderOf(fs, path);
    },
    shell: () => shellName(system),
    shellFiles: async (shell) => await (await import('./shell-files.ts')).shellFiles(system, shell),
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
    handOverRestart: async (request) => await (await surroundings()).handOverRestart(request),
    async lastRestart() {
      if (lastRestart === null || !existsSync(lastRestart)) return null;
      return await (await import('./handover.ts')).readLastRestart(system, lastRestart);
    },
    async forgetLastRestart() {
      if (lastRestart !== null) await (await import('./handover.ts')).forgetLastRestart(system, lastRestart);
    },
    changePorts: async (steps) => await (await surroundings()).changePorts(steps),
    openEnds: async () => await (await surroundings()).openEnds(),
  };
}

/** A file is read at once, for which Node has all at hand. A pipe may keep one waiting, and Ctrl-C must end that. */
async function readFile(path: string): Promise<Uint8Array> {
  if (statSync(path).isFile()) return readFileSync(path);
  const fs = await import('node:fs/promises');
  return await fs.readFile(path);
}
