import * as fs from 'node:fs/promises';
import { historyFolder } from './history-folder.ts';
import type { Host } from './host.ts';
import { uninterrupted } from './interruption.ts';
import { locate } from './locate.ts';
import { takeSnapshot } from './snapshot.ts';

/** The real machine. What only writing needs is loaded when it is needed. */
export function machine(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Host {
  const isWindows = platform === 'win32';
  const root = historyFolder(env, platform);
  return {
    isWindows,
    locate: () => locate(env, platform),
    read: (path) => takeSnapshot(fs, path),
    async update(path, remake) {
      const { updateConfigFile } = await import('./config-file.ts');
      return await uninterrupted((signal) =>
        updateConfigFile(path, remake, { fs, isWindows, historyFolder: root, signal }),
      );
    },
    async draft(bytes) {
      const { makeDraft } = await import('./draft.ts');
      const draft = await makeDraft(bytes, env, isWindows);
      // Ctrl-C in an editor is the editor's.
      return { ...draft, edit: () => uninterrupted(draft.edit) };
    },
    async history(path) {
      const { listHistory } = await import('./history.ts');
      return await listHistory(fs, root, path);
    },
  };
}
