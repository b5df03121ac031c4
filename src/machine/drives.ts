import { posix, win32 } from 'node:path';
import type { ConfEntry } from './facts.ts';
import { at, exists, readText, type System } from './system.ts';

/** Where a distribution has Windows' drives: letters in upper case to mount points. */
export type Drives = ReadonlyMap<string, string>;

/** The drives that are mounted, or where drive C would be by wsl.conf where none can be seen. */
export async function findDrives(system: System): Promise<Drives> {
  const drives = parseMounts((await readText(system, '/proc/mounts')) ?? '');
  if (drives.size > 0) return drives;
  const conf = readWslConf((await readText(system, '/etc/wsl.conf')) ?? '');
  return new Map([['C', posix.join(confValue(conf, 'automount', 'root') ?? '/mnt', 'c')]]);
}

/** Drives show as `C:\ /mnt/c 9p …;path=C:\;…`, as `C: /mnt/c drvfs …` in WSL 1, or under virtiofs. */
function parseMounts(mounts: string): Map<string, string> {
  const drives = new Map<string, string>();
  for (const line of mounts.split('\n')) {
    const [source = '', point = '', type = '', options = ''] = line.split(' ').map(unescapeMount);
    if (!['9p', 'drvfs', 'virtiofs'].includes(type)) continue;
    const letter = /^([a-z]):\\?$/i.exec(source)?.[1] ?? /(?:^|[;,])path=([a-z]):\\?(?:[;,]|$)/i.exec(options)?.[1];
    if (letter && !drives.has(letter.toUpperCase())) drives.set(letter.toUpperCase(), point);
  }
  return drives;
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

/** The lines of a wsl.conf that set something. */
export function readWslConf(text: string): ConfEntry[] {
  const entries: ConfEntry[] = [];
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[(\w+)\]/.exec(line);
    if (header?.[1]) section = header[1].toLowerCase();
    const [, key, raw] = /^\s*([a-z]\w*)\s*=\s*([^#]*)/i.exec(line) ?? [];
    if (key && raw !== undefined)
      entries.push({ section, key: key.toLowerCase(), value: raw.trim().replaceAll('"', '') });
  }
  return entries;
}

/** The value of a setting; the first entry wins, as in all of WSL's files. @param name in lower case */
export function confValue(entries: readonly ConfEntry[], section: string, name: string): string | undefined {
  return entries.find((entry) => entry.section === section && entry.key === name)?.value;
}
