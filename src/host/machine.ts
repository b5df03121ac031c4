import * as fs from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import type { FactName, Facts } from '../facts.ts';
import type { Host } from './host.ts';
import { uninterrupted } from './interruption.ts';
import { locate } from './locate.ts';
import { once } from './once.ts';
import { findPlace } from './place.ts';
import { programsOf } from './programs.ts';
import { shellFiles, shellName } from './shell-files.ts';
import { takeSnapshot } from './snapshot.ts';
import type { System } from './system.ts';
import { historyFolder, profilesPath } from './user-folders.ts';
import { startWsl, stopWsl, type WslControl } from './wsl-control.ts';

/** This machine. */
export function thisSystem(): System {
  const { env, platform, arch } = process;
  return { root: '/', env, platform, arch, patience: 5000, restartPatience: 30_000, networkInterfaces };
}

/** The machine that a system is. What only writing or asking needs is loaded when it is needed. */
export function machine(system: System): Host {
  const isWindows = system.platform === 'win32';
  const history = historyFolder(system.env, system.platform);
  const place = once(() => findPlace(system));
  const programs = programsOf(system, place);
  const control: WslControl = {
    programs: programsOf({ ...system, patience: system.restartPatience }, place),
    findDistributions: async () => (await findFacts(['distributions'], null)).distributions,
    patience: system.restartPatience,
  };
  return {
    isWindows,
    place,
    locate: async () => await locate(system, await place(), programs),
    read: (path) => takeSnapshot(fs, path),
    async update(path, remake) {
      const { updateConfigFile } = await import('./config-file.ts');
      return await uninterrupted((signal) =>
        updateConfigFile(path, remake, { fs, isWindows, historyFolder: history, signal }),
      );
    },
    profilesPath: profilesPath(system.env, system.platform),
    async makeFolderOf(path) {
      const { makeFolderOf } = await import('./config-file.ts');
      await makeFolderOf(fs, path);
    },
    shell: () => shellName(system),
    shellFiles: (shell) => shellFiles(system, shell),
    async draft(bytes) {
      const { makeDraft } = await import('./draft.ts');
      const draft = await makeDraft(bytes, system.env, isWindows);
      // Ctrl-C in an editor is the editor's.
      return { ...draft, edit: () => uninterrupted(draft.edit) };
    },
    async history(path) {
      const { listHistory } = await import('./history.ts');
      return await listHistory(fs, history, path);
    },
    findFacts,
    stopWsl: (onWaiting) => stopWsl(control, onWaiting),
    startWsl: () => startWsl(control),
  };

  async function findFacts<N extends FactName>(
    names: readonly N[],
    file: string | null,
    onFound?: (name: N) => void,
  ): Promise<Pick<Facts, N>> {
    // Most commands ask for no fact, and do not load what finds them.
    const { startInquiry } = await import('./probes/probe-table.ts');
    const inquiry = startInquiry(system, await place(), programs, file);
    const find = async (name: N) => {
      const fact = await inquiry.get(name);
      onFound?.(name);
      return [name, fact] as const;
    };
    return Object.fromEntries(await Promise.all(names.map(find))) as unknown as Pick<Facts, N>;
  }
}
