import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { runChild } from './programs.ts';
import { systemError } from './system-error.ts';

/*
 * Who may read and write a file stays so when another takes its place; what cannot be kept is a reason to refuse.
 * Node knows of owners and permission bits. Access lists, extended attributes and Windows' attributes are copied by
 * the programs that every such system has.
 */

/** How long such a program may take, in milliseconds. */
const TIMEOUT = 5000;

/**
 * Gives a new file the owner, the group and the permission bits of the one whose place it will take.
 * @throws the system's error; `EOWNER` and `EGROUP` where this user may not give the file away, `EMODE` for the bits
 */
export async function keepOwner(file: FileHandle, { mode, uid, gid }: Stats): Promise<void> {
  // One by one, since the group may be allowed where the owner is not; before the bits, because it clears some.
  await file.chown(uid, gid).catch(() => file.chown(-1, gid).catch(() => {}));
  // A Windows drive inside a distribution has made-up owners and bits, and may not let them be set even to what they are.
  await file.chmod(mode & 0o7777).catch(() => {});
  const made = await file.stat();
  if (made.uid !== uid) throw systemError('EOWNER');
  if (made.gid !== gid) throw systemError('EGROUP');
  if (made.mode !== mode) throw systemError('EMODE');
}

/**
 * Gives a new file what else there is to keep: access lists and extended attributes on Linux, the attributes hidden and
 * system on Windows. Where there is no program for it, nothing is.
 * @throws `EATTRIBUTES` where something is there and cannot be kept, `EACL` for an access list of the file's own on Windows
 */
export async function keepAttributes(original: string, copy: string, platform: NodeJS.Platform): Promise<void> {
  if (platform === 'linux') await copyByCp(original, copy);
  else if (platform === 'win32') await copyByAttrib(original, copy);
}

/** What cp says, in English by LC_ALL, where something is there that may not be copied. */
const REFUSED = /Operation not permitted|Permission denied|No space left|Disk quota exceeded|Input\/output error/;

async function copyByCp(original: string, copy: string): Promise<void> {
  const args = ['--attributes-only', '--preserve=mode,xattr', '--', original, copy];
  const answer = await run('/bin/cp', args, { LC_ALL: 'C' });
  // Another cp than that of GNU has no such option, and a file system without extended attributes has none to lose.
  if (answer !== null && answer.exit !== 0 && REFUSED.test(answer.errors)) throw systemError('EATTRIBUTES');
}

/** `attrib.exe` prints letters in fixed columns before the path, in every language; `icacls.exe` marks what is inherited. */
async function copyByAttrib(original: string, copy: string): Promise<void> {
  const folder = `${process.env['SystemRoot'] ?? 'C:\\Windows'}\\System32`;
  const [attributes, access] = await Promise.all([
    run(`${folder}\\attrib.exe`, [original]),
    run(`${folder}\\icacls.exe`, [original]),
  ]);
  const rights = access?.exit === 0 ? [...access.text.matchAll(/:((?:\([A-Z,]+\))+)/g)] : [];
  if (rights.some(([, flags = '']) => !flags.includes('(I)'))) throw systemError('EACL');
  const letters = attributes?.exit === 0 ? attributes.text.slice(0, Math.max(0, attributes.text.indexOf(':') - 1)) : '';
  const wanted = ['H', 'S'].filter((letter) => letters.includes(letter)).map((letter) => `+${letter}`);
  if (wanted.length === 0) return;
  const set = await run(`${folder}\\attrib.exe`, [...wanted, copy]);
  if (set?.exit !== 0) throw systemError('EATTRIBUTES');
}

/** What a program answered; null where it did not. */
async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const options = {
    cwd: process.platform === 'win32' ? 'C:\\' : '/',
    env: { ...process.env, ...env },
    timeout: TIMEOUT,
  };
  const answer = await runChild(program, args, options);
  return answer.known ? answer.value : null;
}
