import { execFileSync } from 'node:child_process';
import { createWriteStream, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import yazl from 'yazl';

/**
 * Packs what a folder holds, so that the same files give the same bytes at any time and on any machine.
 * @param archive the path to write; what it ends in (`.zip`, `.tar.gz`) chooses the kind
 * @param time of every file in the archive, in seconds since 1970
 */
export async function pack(folder, archive, time) {
  await (archive.endsWith('.zip') ? packZip : packTar)(folder, archive, time);
}

/** With GNU tar. */
function packTar(folder, archive, time) {
  const same = ['--sort=name', `--mtime=@${time}`, '--owner=0', '--group=0', '--numeric-owner', '--format=gnu'];
  const names = readdirSync(folder).sort();
  const tar = execFileSync('tar', ['-c', ...same, ...names], { cwd: folder, maxBuffer: 1024 ** 3 });
  writeFileSync(archive, gzipSync(tar, { level: 9 }));
}

async function packZip(folder, archive, time) {
  // A zip file has local times.
  process.env.TZ = 'UTC';
  const zip = new yazl.ZipFile();
  for (const name of readdirSync(folder, { recursive: true }).sort()) {
    const path = join(folder, name);
    const stats = statSync(path);
    if (stats.isFile())
      zip.addFile(path, name, { mtime: new Date(time * 1000), mode: stats.mode & 0o111 ? 0o100755 : 0o100644 });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(archive));
}
