import { readdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import {
  type Distribution,
  type Docker,
  type Fact,
  known,
  unknown,
  type WslInstallation,
  type WslVersions,
} from '../facts.ts';
import { profileFiles } from '../homes.ts';
import { FILE_NAME } from '../locate.ts';
import { type ProgramAnswer, understood } from '../programs.ts';
import { at, isInside, readText } from '../system.ts';
import type { Inquiry, Probe } from './probe.ts';

/** Labels are in the language of Windows; the order of the numbers is not. */
const VERSION = /\d+(?:\.\d+)+/g;

/** What wsl.exe says in every language, because these are names: of an error, of a command, of options. */
const SAYS_DAMAGED = /Wsl\/CallMsi|REGDB_E_CLASSNOTREG|0x80040154/i;
const SAYS_INSTALL = /wsl(?:\.exe)? --install|aka\.ms\/wslinstall/i;
const SAYS_OPTIONS = /--(?:version|exec|distribution|shutdown)\b/;

const WSL_PACKAGE = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Lxss\\MSI';

/**
 * Only what wsl.exe says, or the registry, tells what is installed. The one that offers to install WSL or to repair it
 * waits for a key, for longer than its time-out; what it printed first is enough.
 */
export const probeWslInstallation: Probe<'wslInstallation'> = async (inquiry) => {
  if (isInside(inquiry.place) && (await askWslinfo(inquiry)).known) return known('package');
  const answer = await inquiry.askWindows('wsl.exe', '--version');
  if (!answer.known) return installationSaid(answer.printed ?? '') ?? unknown(answer.why, 'wsl.exe');
  const { exit, text, errors } = answer.value;
  if (exit === 0)
    return understood<WslInstallation>('wsl.exe', answer, (said) => (parseVersions(said) ? 'package' : null));
  return (
    installationSaid(`${text}\n${errors}`) ??
    (SAYS_OPTIONS.test(text) ? known<WslInstallation>('in-box') : null) ??
    (await absentByRegistry(inquiry, answer.value)) ??
    understood<WslInstallation>('wsl.exe', answer, () => null)
  );
};

function installationSaid(text: string): Fact<WslInstallation> | null {
  if (SAYS_DAMAGED.test(text)) return known('damaged');
  // The help of the one in Windows has all options, this one too.
  return SAYS_INSTALL.test(text) && !/--(?:exec|distribution|shutdown)\b/.test(text) ? known('absent') : null;
}

/** Without WSL wsl.exe says so on standard error alone; then Windows knows of no package either. */
async function absentByRegistry(
  { place, registry }: Inquiry,
  { exit, text }: ProgramAnswer,
): Promise<Fact<WslInstallation> | null> {
  if (place !== 'windows' || exit !== 1 || text.trim() !== '') return null;
  const values = await registry(WSL_PACKAGE);
  return values.known && values.value.size === 0 ? known('absent') : null;
}

/** Inside a distribution it is known without Windows. */
export const probeWsl: Probe<'wsl'> = async (inquiry) => {
  const { askWindows, place, system, get } = inquiry;
  if (isInside(place)) {
    const inside = await askWslinfo(inquiry);
    if (!inside.known && inside.why === 'timed-out') return inside;
    if (inside.known) {
      const [kernel] = /^[\d.]+/.exec((await readText(system, '/proc/sys/kernel/osrelease')) ?? '') ?? [];
      return known({ wsl: inside.value, kernel: kernel ?? null });
    }
  }
  const installation = await get('wslInstallation');
  if (!installation.known) return installation;
  if (installation.value === 'in-box') return known({ wsl: null, kernel: null });
  if (installation.value !== 'package') return unknown('not-installed', 'wsl.exe');
  return understood('wsl.exe', await askWindows('wsl.exe', '--version'), parseVersions);
};

/** The version by WSL's own program in a distribution, which before 2.2.3 had another option for it. */
async function askWslinfo({ askLinux }: Inquiry): Promise<Fact<string>> {
  const first = understood('wslinfo', await askLinux('wslinfo', '--version'), firstVersion);
  if (first.known || first.why === 'timed-out' || first.why === 'no-program') return first;
  return understood('wslinfo', await askLinux('wslinfo', '--wsl-version'), firstVersion);
}

function firstVersion(text: string): string | null {
  return text.match(VERSION)?.[0] ?? null;
}

function parseVersions(text: string): WslVersions | null {
  const [wsl, kernel] = text.match(VERSION) ?? [];
  return wsl === undefined ? null : { wsl, kernel: kernel ?? null };
}

/** What wsl.exe says, in every language, where it has no distribution to list. */
const SAYS_NONE = /--list --online|aka\.ms\/wslstore|WSL_E_DEFAULT_DISTRO_NOT_FOUND/;

/** Headers and states of the list are not translated; a star marks the default. */
export const probeDistributions: Probe<'distributions'> = async ({ askWindows }) => {
  const answer = await askWindows('wsl.exe', '-l', '-v');
  if (answer.known && answer.value.exit !== 0 && SAYS_NONE.test(answer.value.text + answer.value.errors)) {
    return known([]);
  }
  return understood('wsl.exe', answer, (text) => {
    const rows = text.split('\n').flatMap((line) => {
      const [, star, name, state, version] = /^\s*(\*?)\s*(\S.*?)\s+(\S+)\s+([12])\s*$/.exec(line) ?? [];
      if (!name) return [];
      const row: Distribution = {
        name,
        isDefault: star === '*',
        isRunning: state === 'Running',
        version: version === '1' ? 1 : 2,
      };
      return [row];
    });
    return rows.length > 0 ? rows : null;
  });
};

/** What wslinfo may say, in the catalogue's spelling. WSL 2.9 has a new name for virtioproxy. */
const MODES: ReadonlyMap<string, string> = new Map([
  ...['none', 'nat', 'bridged', 'mirrored', 'virtioproxy', 'wsl1'].map((mode) => [mode, mode] as const),
  ['consomme', 'virtioproxy'],
]);

export const probeActiveMode: Probe<'activeMode'> = async ({ askInside, place }) => {
  const parse = (text: string) => MODES.get(text.trim().toLowerCase()) ?? null;
  const answer = understood('wslinfo', await askInside('wslinfo', '--networking-mode'), parse);
  if (answer.known || answer.why !== 'failed' || place !== 'windows') return answer;
  // Where the distribution's PATH does not lead to WSL's own programs, as in NixOS, their place does.
  return understood('wslinfo', await askInside('/bin/wslinfo', '--networking-mode'), parse);
};

/**
 * `btime` is now less the time since the start, and the virtual machine does not count what it slept through: once its
 * clock is put right, `btime` is later than the start was.
 */
export const probeVmStartedAt: Probe<'vmStartedAt'> = async (inquiry) => {
  const { linuxText, place } = inquiry;
  if (place === 'wsl1') return unknown('wsl-1', '/proc/stat');
  const counters = await linuxText('/proc/stat');
  if (!counters.known) return counters;
  const [, seconds] = /^btime (\d+)$/m.exec(counters.value) ?? [];
  if (seconds === undefined) return unknown('not-understood', '/proc/stat');
  const start = Number(seconds) * 1000;
  const stamp = await findBootStamp(inquiry);
  return stamp !== null && start - stamp > CLOCK_TOLERANCE ? unknown('clock-changed', '/proc/stat') : known(start);
};

/** By how much `btime` and what the kernel made at its start may differ, in milliseconds. */
const CLOCK_TOLERANCE = 30_000;

/** Devices that the kernel itself makes at its start, and nobody touches. */
const DEVICES = ['/dev/zero', '/dev/full', '/dev/null'];

/** The earliest time stamp of what the kernel made at its start, milliseconds since 1970; null where none tells. */
async function findBootStamp({ linuxText, askInside, system, place }: Inquiry): Promise<number | null> {
  const mounts = await linuxText('/proc/mounts');
  // Elsewhere the devices are files of the distribution.
  if (!mounts.known || !/^\S+ \/dev devtmpfs /m.test(mounts.value)) return null;
  const stamps = isInside(place)
    ? await Promise.all(DEVICES.map(async (path) => (await stat(at(system, path)).catch(() => null))?.mtimeMs ?? 0))
    : understoodStamps(await askInside('stat', '-c', '%Y', ...DEVICES));
  const [earliest] = stamps.filter((stamp) => stamp > 0).sort((a, b) => a - b);
  return earliest ?? null;
}

function understoodStamps(answer: Fact<ProgramAnswer>): number[] {
  return answer.known ? [...answer.value.text.matchAll(/^\d+$/gm)].map(([seconds]) => Number(seconds) * 1000) : [];
}

const DOCKER_DESKTOP = 'docker-desktop';

/** Where a Docker engine that runs in this distribution notes its process. */
const ENGINE_PID = ['/run/docker.pid', '/var/run/docker.pid'];

/**
 * The program `docker` is asked for its own version only: to ask for the engine's would start one that waits on a
 * socket of systemd, or wake Docker Desktop's. An engine that runs already is asked.
 */
export const probeDocker: Probe<'docker'> = async (inquiry) => {
  const { askLinux, askWindows, get, place } = inquiry;
  const isWindows = place === 'windows';
  if (!isWindows && !isInside(place)) return unknown('not-here', 'docker');
  const [name, ask] = isWindows ? (['docker.exe', askWindows] as const) : (['docker', askLinux] as const);
  const [answer, distributions] = await Promise.all([ask(name, '--version'), get('distributions')]);
  const isPodman = answer.known && /podman/i.test(answer.value.text + answer.value.errors);
  const version = understood(name, answer, (text) => /\d+(?:\.\d+)+/.exec(text)?.[0] ?? null);
  if (isPodman) return known<Docker>({ kind: 'podman', version: version.known ? version.value : null });
  if (distributions.known && distributions.value.some((each) => each.name === DOCKER_DESKTOP)) {
    return known<Docker>({ kind: 'desktop', version: version.known ? version.value : null });
  }
  if (!version.known) return version.why === 'no-program' ? known(null) : version;
  const isRunning = isInside(place) && (await isEngineRunning(inquiry));
  // Without the list, an engine that does not run here cannot be told from Docker Desktop's.
  if (!distributions.known && !isRunning) return distributions;
  return known<Docker>({ kind: 'engine', version: (isRunning && (await askEngine(inquiry))) || version.value });
};

async function askEngine({ askLinux }: Inquiry): Promise<string | null> {
  const args = ['--host', 'unix:///var/run/docker.sock', 'version', '--format', '{{.Server.Version}}'];
  const version = understood('docker', await askLinux('docker', ...args), firstVersion);
  return version.known ? version.value : null;
}

async function isEngineRunning({ linuxText }: Inquiry): Promise<boolean> {
  for (const path of ENGINE_PID) {
    const pid = await linuxText(path);
    if (pid.known && /^\d+\s*$/.test(pid.value) && (await linuxText(`/proc/${pid.value.trim()}/stat`)).known)
      return true;
  }
  return false;
}

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
