import { closeSync, createReadStream, existsSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { Failure } from '../failure.ts';
import {
  historyFolder,
  lastRestartPath,
  locateByVariable,
  openedPortsPath,
  profilesPath,
  shellName,
} from './locate.ts';
import { FILE_NOT_WRITABLE, type Machine } from './machine.ts';
import type { OuterMachine } from './outer-machine.ts';
import type { System } from './system.ts';
import { codeOf, systemError } from './system-error.ts';
import { noteWork, uninterrupted } from './terminal.ts';
import { isWindowsPath, readIfAny, readStream, requireReadable, WINDOWS_PATH, WITHOUT_WAITING } from './whole-file.ts';

/** This machine. */
export function thisSystem(): System {
  const { env, platform, arch } = process;
  // Few commands ask for networks, and every one would load what tells of them.
  const networkInterfaces = () => process.getBuiltinModule('node:os').networkInterfaces();
  return { root: '/', env, platform, arch, timeout: 5000, restartTimeout: 30_000, networkInterfaces };
}

/** The machine that a system is. What is more than reading a file is loaded when it is needed. */
export function openMachine(system: System): Machine {
  const isWindows = system.platform === 'win32';
  const history = historyFolder(system.env, system.platform);
  const lastRestart = lastRestartPath(system.env, system.platform);
  const openedPorts = openedPortsPath(system.env, system.platform);
  const files = () => import('node:fs/promises');
  let loading: Promise<OuterMachine> | undefined;
  const outer = () => {
    loading ??= import('./outer-machine.ts').then(({ openOuterMachine }) => openOuterMachine(system));
    return loading;
  };
  return {
    isWindows,
    async read(path, purpose = 'look') {
      const bytes = await readIfAny({ readFile: (name) => readFile(name, purpose) }, path);
      if (bytes === null && !isWindows && isWindowsPath(path)) await refuseWindowsPath(system, path);
      return { path, bytes };
    },
    async exists(path) {
      try {
        return statSync(path, { throwIfNoEntry: false }) !== undefined;
      } catch (error) {
        return codeOf(error) !== 'ENOTDIR';
      }
    },
    async update(path, remake) {
      const [fs, { updateConfigFile }] = await Promise.all([files(), import('./files.ts')]);
      return await uninterrupted((signal) => {
        const tools = { fs, platform: system.platform, historyFolder: history, signal, onWritten: noteWork };
        return updateConfigFile(path, remake, tools);
      });
    },
    profilesPath: profilesPath(system.env, system.platform),
    async makeFolderOf(path) {
      const [fs, { makeFolderOf }] = await Promise.all([files(), import('./files.ts')]);
      await makeFolderOf(fs, path);
    },
    shell: () => shellName(system),
    shellFiles: async (shell) => await (await import('./startup-files.ts')).shellFiles(system, shell),
    async draft(bytes) {
      const { makeDraft } = await import('./interaction.ts');
      return await makeDraft(bytes, system.env, isWindows);
    },
    async history(path) {
      const { readHistory } = await import('./history.ts');
      return await readHistory(await files(), history, path);
    },
    async version(path, version) {
      const { readVersion } = await import('./history.ts');
      return await readVersion(await files(), path, version);
    },
    knowsHome: Boolean(system.env['WSLNET_CONFIG'] || system.env['USERPROFILE']),
    locate: async () => locateByVariable(system) ?? (await (await outer()).locate()),
    place: async () => await (await outer()).place(),
    findFacts: async (names, file, onFound, powershellTimeout) =>
      await (await outer()).findFacts(names, file, onFound, powershellTimeout),
    async stopWsl(onWaiting) {
      noteWork();
      return await (await outer()).stopWsl(onWaiting);
    },
    startWsl: async () => await (await outer()).startWsl(),
    async handOverRestart(request) {
      noteWork();
      await (await outer()).handOverRestart(request);
    },
    async lastRestart() {
      if (lastRestart === null || !existsSync(lastRestart)) return null;
      return await (await import('./restart.ts')).readLastRestart(system, lastRestart);
    },
    async forgetLastRestart() {
      if (lastRestart !== null) await (await import('./restart.ts')).forgetLastRestart(system, lastRestart);
    },
    async changePorts(steps) {
      noteWork();
      await (await outer()).changePorts(steps);
      if (openedPorts !== null) await (await import('./port-changes.ts')).noteOpenedPorts(openedPorts, steps);
    },
    async openedPorts() {
      if (openedPorts === null || !existsSync(openedPorts)) return [];
      return await (await import('./port-changes.ts')).readOpenedPorts(openedPorts);
    },
    openEnds: async () => await (await outer()).openEnds(),
    uninterrupted,
  };
}

/**
 * A file is read at once, for which Node has all at hand. A pipe may keep one waiting, and Ctrl-C must end that: so only
 * one that a shell has just made is read, and not one in a folder, which nobody may ever write to.
 */
async function readFile(path: string, purpose: 'look' | 'change'): Promise<Uint8Array> {
  const stats = statSync(path);
  requireReadable(stats.size);
  // The kernel's messages call themselves a file, and have no end.
  if (stats.isFile()) {
    const file = openSync(path, WITHOUT_WAITING);
    try {
      return readFileSync(file);
    } finally {
      closeSync(file);
    }
  }
  if (stats.isDirectory()) throw systemError('EISDIR');
  if (purpose === 'change') throw new Failure(FILE_NOT_WRITABLE, { path, reason: 'ENOTFILE' });
  const isOpen = OPEN_ALREADY.test(path);
  if (stats.isSocket() || (stats.isFIFO() && !isOpen)) throw systemError('ENOTFILE');
  return await readStream(isOpen ? await openWithoutWaiting(path) : createReadStream(path));
}

/** @throws Failure `windows-path`, with the path that it has in a distribution */
async function refuseWindowsPath(system: System, path: string): Promise<never> {
  const { findDrives, findPlace, isInside, toLinuxPath } = await import('./system.ts');
  const linuxPath = isInside(await findPlace(system)) ? toLinuxPath(await findDrives(system), path) : null;
  throw new Failure(WINDOWS_PATH, { path, linuxPath });
}

/** Names of what this process was started with, a pipe that a shell has just made for one. */
const OPEN_ALREADY = /^\/(?:dev\/(?:fd\/\d+|stdin)|proc\/[^/]+\/fd\/\d+)$/;

/** Node waits for files in threads that it cannot end; for these it waits as it does for networks and terminals. */
async function openWithoutWaiting(path: string): Promise<AsyncIterable<Uint8Array>> {
  const fd = openSync(path, WITHOUT_WAITING);
  const [{ isatty, ReadStream }, { Socket }] = await Promise.all([import('node:tty'), import('node:net')]);
  if (isatty(fd)) return new ReadStream(fd);
  return fstatSync(fd).isFIFO() ? new Socket({ fd, readable: true, writable: false }) : createReadStream('', { fd });
}
