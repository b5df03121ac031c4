import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const TEMPLATES = join(import.meta.dirname, '../packaging');

/** The folders of `packaging/` that hold templates, each for one package manager. */
export const MANAGERS = ['winget', 'scoop', 'homebrew'];

/**
 * Writes the files that package managers ask for, from the templates in `packaging/`: `{{version}}` becomes the version,
 * `{{sha256 <file>}}` the checksum of a file of the release.
 * @param checksums of the release's files, by name, as {@link readChecksums} gives them
 * @returns the paths of the files, below the folder
 * @throws Error where a checksum is missing, or a template asks for something else
 */
export function writePackagingFiles({ folder, version, checksums }) {
  return MANAGERS.flatMap((manager) =>
    readdirSync(join(TEMPLATES, manager)).map((name) => {
      const path = join(manager, name);
      const text = fill(readFileSync(join(TEMPLATES, path), 'utf8'), version, checksums);
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
      return path;
    }),
  );
}

/** Reads `checksums.txt`: each line has a checksum, two spaces and the name of a file. */
export function readChecksums(path) {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}

function fill(template, version, checksums) {
  return template.replace(/\{\{(.*?)\}\}/g, (_, wish) => {
    if (wish === 'version') return version;
    const [kind, file] = wish.split(' ');
    const checksum = checksums.get(file);
    if (kind !== 'sha256' || !checksum) throw new Error(`there is no '${wish}' for a packaging file`);
    return checksum;
  });
}
