import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';
import { lacks } from '../needs.ts';
import { largeFile, printFigures, Workplace } from './program.ts';

const FILE = '[wsl2]\nnetworkingMode=nat\n';

/** Root may do everything: without its privileges the permissions count for it too. */
const UNPRIVILEGED =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all', '--ambient-caps=-all'] : [];

interface Fault {
  readonly name: string;
  readonly prepare: (place: Workplace) => void;
  readonly wrapper?: readonly string[];
  readonly code: 3 | 4;
  readonly said: RegExp;
  /** What to undo before the folder can be removed. */
  readonly restore?: (place: Workplace) => void;
}

const FAULTS: readonly Fault[] = [
  {
    name: 'a read-only folder',
    prepare: ({ folder }) => chmodSync(folder, 0o555),
    restore: ({ folder }) => chmodSync(folder, 0o755),
    code: 4,
    said: /you have no permission\.\n.*permission for the file and for its folder/,
  },
  {
    name: 'a read-only file',
    prepare: ({ file }) => chmodSync(file, 0o444),
    code: 4,
    said: /it is read-only\.\n.*Make it writable first/,
  },
  {
    name: 'a file without any permission',
    prepare: ({ file }) => chmodSync(file, 0o000),
    code: 3,
    said: /cannot be read: you have no permission\.\n.*permission for the file/,
  },
  {
    name: 'a folder in place of the file',
    prepare: ({ file }) => {
      rmSync(file);
      mkdirSync(file);
    },
    code: 3,
    said: /it is a folder\.\nGive the path of a file\./,
  },
  {
    name: 'a link that leads to itself',
    prepare: ({ file }) => {
      rmSync(file);
      symlinkSync('.wslconfig', file);
    },
    code: 3,
    said: /form a loop\.\nFix the link/,
  },
  {
    name: 'a link into a folder that does not exist',
    prepare: ({ file }) => {
      rmSync(file);
      symlinkSync('missing/wslconfig', file);
    },
    code: 4,
    said: /its folder does not exist\.\n.*Create the folder first/,
  },
  {
    name: 'a limit on the size of files',
    prepare: ({ file }) => writeFileSync(file, largeFile('nat')),
    wrapper: ['bash', '-c', 'ulimit -f 64; exec "$@"', '-'],
    code: 4,
    said: /it would exceed the limit on file sizes\.\n.*Raise the limit/,
  },
];

/** The bytes of the file, or why there are none. */
function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

describe('on a real disk', () => {
  test.each(FAULTS)('$name', async ({ prepare, restore, wrapper = UNPRIVILEGED, code, said }) => {
    const place = new Workplace(FILE);
    prepare(place);
    const before = contentOf(place.file);
    const end = await place.start(['set', 'mirrored'], wrapper).end;
    restore?.(place);
    expect(end.stderr.replaceAll(place.folder, '')).toMatch(said);
    expect(end.code).toBe(code);
    expect(contentOf(place.file) === before, 'the bytes are intact').toBe(true);
    expect(place.leftovers).toEqual([]);
  });

  test('the figure', () => {
    const codes = FAULTS.map(({ name, code }) => `${name} (${code})`);
    printFigures(`Refused with the exit code in parentheses, bytes intact, nothing left behind: ${codes.join(', ')}.`);
  });
});

/** Mounts a disk of a little more than a megabyte, runs the program there, and compares what is on it then. */
const ON_SMALL_DISK = `folder=$1; original=$2; shift 2
mount -t tmpfs -o size=1200k tmpfs "$folder" && cp "$original" "$folder/.wslconfig" || exit 98
"$@"; code=$?
cmp "$original" "$folder/.wslconfig" && [ "$(ls -A "$folder")" = .wslconfig ] && exit $code
exit 99`;

const OWN_MOUNTS = ['unshare', '--mount', '--map-root-user'];

// Where it may not mount, the limit above and the full disks of config-file.test.ts stand for it.
test.skipIf(lacks('a disk that is full', ['mounts']))('on a disk that is full', async () => {
  const place = new Workplace('');
  // It takes the place of the history, which cannot be kept then either.
  const original = place.state;
  writeFileSync(original, largeFile('nat'));
  const wrapper = [...OWN_MOUNTS, 'bash', '-c', ON_SMALL_DISK, '-', place.folder, original];
  const { code, stderr } = await place.start(['set', 'mirrored'], wrapper).end;
  expect(stderr).toMatch(/the disk is full\.\n.*Free some space, and try again/);
  expect(code).toBe(4);
  printFigures('Refused on a full disk (4), bytes intact, nothing left behind.');
});
