import * as promises from 'node:fs/promises';
import { readlink } from 'node:fs/promises';
import type { networkInterfaces } from 'node:os';
import { join, posix, win32 } from 'node:path';
import { LineMap } from '../ini/document.ts';
import { readIni } from '../ini/read.ts';
import type { ConfEntry, ConfFault, Place } from './facts.ts';
import { readRegular } from './whole-file.ts';

/** The ground the host stands on, handed in so that tests can play another machine. */
export interface System {
  /** Under it lie `/proc`, `/etc` and the Windows drives: `/` but in tests. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly arch: NodeJS.Architecture;
  /** How long another program may take to answer, in milliseconds. */
  readonly timeout: number;
  /** How long WSL may take to end or to start, in milliseconds. */
  readonly restartTimeout: number;
  readonly networkInterfaces: typeof networkInterfaces;
}

/** Where a file of the machine really is. @param path absolute, on Linux */
export function at({ root }: System, path: string): string {
  return root === '/' ? path : join(root, path);
}

/** A text file of the machine; null where it cannot be read. */
export async function readText(system: System, path: string): Promise<string | null> {
  try {
    return (await readRegular(promises, at(system, path))).toString();
  } catch {
    return null;
  }
}

/** Whether a file or folder is there. @param path as the system knows it, see {@link at} */
export async function exists(path: string): Promise<boolean> {
  try {
    await promises.access(path);
    return true;
  } catch {
    return false;
  }
}

/** Asks the first time only, and gives that answer ever after. */
export function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}

/** Where the program runs. */
export async function findPlace(system: System): Promise<Place> {
  const { platform, env } = system;
  if (platform === 'win32') return 'windows';
  if (platform === 'darwin') return 'macos';
  const release = (await readText(system, '/proc/sys/kernel/osrelease')) ?? '';
  const isDistribution = Boolean(env['WSL_DISTRO_NAME'] || env['WSL_INTEROP']);
  // A container shares the kernel, and so its name, but not WSL's variables and folder. A distribution that was made
  // from a container's image may still have the container's mark.
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

/** Where a distribution has Windows' drives: letters in upper case to mount points. */
export type Drives = ReadonlyMap<string, string>;

/** The drives that are mounted, or where drive C would be by wsl.conf where none can be seen. */
export async function findDrives(system: System): Promise<Drives> {
  const conf = await readConf(system);
  const automount = confValue(conf, 'automount', 'root') ?? '/mnt';
  const roots = readRoots((await readText(system, '/proc/self/mountinfo')) ?? '');
  const drives = new Map<string, string>();
  for (const mount of readMounts((await readText(system, '/proc/mounts')) ?? '')) {
    const letter = letterIn(mount) ?? (await virtiofsLetter(system, mount, roots, automount));
    if (letter && !drives.has(letter.toUpperCase())) drives.set(letter.toUpperCase(), mount.point);
  }
  return drives.size > 0 ? drives : new Map([['C', posix.join(automount, 'c')]]);
}

/** What the distribution's wsl.conf sets, as a WSL of today reads it. */
export async function readConf(system: System): Promise<readonly ConfEntry[]> {
  return readWslConf((await readText(system, '/etc/wsl.conf')) ?? '', LATEST).entries;
}

const LATEST = '99';

/** A line of `/proc/mounts`. */
interface Mount {
  readonly source: string;
  readonly point: string;
  readonly type: string;
  readonly options: string;
}

/** The mounts that may be Windows drives. */
function readMounts(mounts: string): Mount[] {
  return mounts.split('\n').flatMap((line) => {
    const [source = '', point = '', type = '', options = ''] = line.split(' ').map(unescapeMount);
    return ['9p', 'drvfs', 'virtiofs'].includes(type) ? [{ source, point, type, options }] : [];
  });
}

/** Drives show as `C:\ /mnt/c 9p …;path=C:\;…`, or as `C: /mnt/c drvfs …` in WSL 1. */
function letterIn({ source, options }: Mount): string | undefined {
  return /^([a-z]):\\?$/i.exec(source)?.[1] ?? /(?:^|[;,])path=([a-z]):\\?(?:[;,]|$)/i.exec(options)?.[1];
}

/** Where WSL notes what Windows path is behind a virtiofs share. */
const SHARES = '/run/wsl/virtiofs';

/**
 * Under virtiofs the source is a tag with the letter in it, as `drvfsaC0`; or a GUID, which a link below
 * `/run/wsl/virtiofs` leads from; or one share for all drives, and the drive is the root of the mount. Where none of
 * these tells, a folder of one letter where wsl.conf has the drives is a drive.
 */
async function virtiofsLetter(
  system: System,
  { source, point, type }: Mount,
  roots: ReadonlyMap<string, string>,
  automount: string,
): Promise<string | undefined> {
  if (type !== 'virtiofs') return undefined;
  const link = await readlink(at(system, posix.join(SHARES, posix.basename(source)))).catch(() => '');
  const root = roots.get(point) ?? '/';
  const isDrivePoint = posix.dirname(point) === posix.resolve('/', automount);
  return (
    /^drvfsa?([a-z])\d*$/i.exec(source)?.[1] ??
    /^([a-z]):/i.exec(link)?.[1] ??
    /^\/(?:drvfsa?)?([a-z]):?\\?\d*$/i.exec(root)?.[1] ??
    (isDrivePoint ? /^([a-z])$/i.exec(posix.basename(point))?.[1] : undefined)
  );
}

/** `/proc/self/mountinfo`: mount points to the folder of the file system that is mounted there. */
function readRoots(mountinfo: string): Map<string, string> {
  const lines = mountinfo.split('\n').map((line) => line.split(' ').map(unescapeMount));
  return new Map(lines.flatMap(([, , , root, point]) => (root && point ? [[point, root] as const] : [])));
}

/** The kernel writes blanks and backslashes as octal numbers. */
function unescapeMount(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/** The mount point of the drive that holds Windows; null where no mounted drive does. */
export async function findWindowsDrive(system: System, drives: Drives): Promise<string | null> {
  const points = [...drives].sort(([a], [b]) => (a === 'C' ? -1 : b === 'C' ? 1 : a.localeCompare(b)));
  for (const [, point] of points) {
    if (await exists(at(system, posix.join(point, 'Windows')))) return point;
  }
  return null;
}

/** A Windows path as the distribution has it; null where its drive is not mounted. */
export function toLinuxPath(drives: Drives, path: string): string | null {
  const { root, dir, base } = win32.parse(path);
  const point = drives.get(root.charAt(0).toUpperCase());
  if (!/^[a-z]:\\?$/i.test(root) || point === undefined) return null;
  return posix.join(point, ...dir.slice(root.length).split('\\'), base);
}

/** A path of a distribution as Windows has it; null for one that is on no drive of Windows. @param path absolute */
export function toWindowsPath(drives: Drives, path: string): string | null {
  for (const [letter, point] of drives) {
    const folder = point.endsWith('/') ? point : `${point}/`;
    if (path.startsWith(folder)) return `${letter}:\\${path.slice(folder.length).replaceAll('/', '\\')}`;
  }
  return null;
}

/** What a WSL makes of a text in the place of /etc/wsl.conf. */
export interface WslConf {
  /** In the order of the file. */
  readonly entries: readonly ConfEntry[];
  readonly faults: readonly ConfFault[];
}

/** The WSL from which only the malformed line of a wsl.conf is lost, and not all that follows. */
const READS_ON = '2.9.13';

/** The WSL from which CR LF ends a line of a wsl.conf, as it does in .wslconfig. */
const READS_CR_LF = '2.5.1';

/**
 * Reads a wsl.conf as the init of WSL does: by the grammar of .wslconfig, to where that version stops.
 * @param version of WSL, as `2.6.1`; null for the one that ships in Windows, which is older than any other
 */
export function readWslConf(text: string, version: string | null): WslConf {
  const { lines } = readIni(text);
  const map = new LineMap(text);
  const readsCr = isFrom(version, READS_CR_LF);
  const readsOn = isFrom(version, READS_ON);
  const entries: ConfEntry[] = [];
  const faults: ConfFault[] = [];
  for (const line of lines) {
    const isCr = line.kind !== 'comment' && text.charAt(line.bodyEnd) === '\r';
    if (line.kind === 'invalid' || (isCr && !readsCr)) {
      faults.push({ line: map.lineAt(line.start), endsReading: !readsOn });
      if (!readsOn) break;
    } else if (line.kind === 'entry') {
      const [section = '', key] = line.name.toLowerCase().split(/\.(.*)/s);
      entries.push(
        key === undefined ? { section: '', key: section, value: line.value } : { section, key, value: line.value },
      );
    }
  }
  return { entries, faults };
}

/** The value of a setting; the first entry wins, as in all of WSL's files. @param name in lower case */
export function confValue(entries: readonly ConfEntry[], section: string, name: string): string | undefined {
  return entries.find((entry) => entry.section === section && entry.key === name)?.value;
}

/** Whether a version is this one or a later one. */
function isFrom(version: string | null, first: string): boolean {
  return version !== null && version.localeCompare(first, 'en', { numeric: true }) >= 0;
}
