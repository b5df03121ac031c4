import { EXIT, Failure, type FailureKind, isFailure } from '../failure.ts';
import type { LineMap } from '../ini/document.ts';
import { NOT_TEXT, UNDECODABLE_FILE } from '../ini/text.ts';
import type { Location, Machine, Snapshot } from '../machine/machine.ts';
import { Document } from '../settings/document.ts';
import type { SettingsReading } from '../settings/reading.ts';
import { printable } from '../text/printable.ts';

/** The name of the file that stands for standard input. */
export const STANDARD_INPUT = '-';

/** Standard input can be read once. */
export const ONE_STANDARD_INPUT: FailureKind = {
  code: 'one-standard-input',
  exit: EXIT.usage,
  message: () => 'Standard input (-) is given more than once, but it can be read only once.',
  hint: () => 'Put one of them in a file.',
  showsUsage: true,
};

/** A file that was read, and what it says. */
export interface OpenFile {
  readonly snapshot: Snapshot;
  /** Its name, safe to print. */
  readonly name: string;
  readonly document: Document;
  readonly reading: SettingsReading;
  readonly lines: LineMap;
}

/** Which file is meant. */
interface FileOptions {
  /** A path, or `-` for standard input; undefined for the file of this user. */
  readonly file?: string | undefined;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** What opening a file needs. */
interface FileSource {
  readonly machine: Pick<Machine, 'locate' | 'read'>;
  readonly err: { write(text: string): void };
  readonly readInput: () => Promise<Uint8Array>;
}

/**
 * Opens the file the options name, or else the one WSL reads. One that does not exist is empty, for `snapshot.bytes` null.
 * @throws Failure where it cannot be found, read or decoded
 */
export async function openOrEmpty(options: FileOptions, source: FileSource): Promise<OpenFile> {
  if (options.file === STANDARD_INPUT) {
    return openSnapshot({ path: STANDARD_INPUT, bytes: await source.readInput() });
  }
  return openSnapshot(await source.machine.read((await locateAndSay(options, source)).path, 'change'));
}

/** Of a file that was named, or has to be there. */
export const FILE_NOT_FOUND: FailureKind<{ readonly path: string }> = {
  code: 'file-not-found',
  exit: EXIT.unreadable,
  message: ({ path }) => `${path} does not exist.`,
  hint: () => 'Check the path. To create the file, use wslnet set.',
};

/**
 * As {@link openOrEmpty}, for what only looks: where WSL finds no file it uses its defaults, and a file that somebody
 * named should be there.
 * @param purpose `change` where what is found wrong is going to be put right
 * @throws Failure `file-not-found` also where a named file does not exist
 */
export async function openForReading(
  options: FileOptions,
  source: FileSource,
  purpose: 'look' | 'change' = 'look',
): Promise<OpenFile> {
  if (options.file === STANDARD_INPUT) return await openOrEmpty(options, source);
  const { path, rule } = await locateAndSay(options, source);
  const file = openSnapshot(await source.machine.read(path, purpose));
  const isNamed = rule === 'option' || rule === 'WSLNET_CONFIG';
  if (file.snapshot.bytes === null && isNamed) throw new Failure(FILE_NOT_FOUND, { path: file.name });
  return file;
}

/** As {@link openOrEmpty}. @throws Failure `file-not-found` also where it does not exist */
export async function openExisting(options: FileOptions, source: FileSource): Promise<OpenFile> {
  const file = await openOrEmpty(options, source);
  if (file.snapshot.bytes === null) throw new Failure(FILE_NOT_FOUND, { path: file.name });
  return file;
}

/** A file that was read already, opened. @throws Failure `undecodable-file` */
export function openSnapshot(snapshot: Snapshot): OpenFile {
  const name = nameOf(snapshot);
  try {
    return openDocument(snapshot, Document.decode(snapshot.bytes ?? new Uint8Array()));
  } catch (error) {
    if (!isFailure(error, NOT_TEXT)) throw error;
    const { problem, offset } = error.args;
    throw new Failure(UNDECODABLE_FILE, { path: name, problem, offset });
  }
}

/** As {@link openSnapshot}, for looking only: in what is not text WSL could read, nothing is set. */
export function openLeniently(snapshot: Snapshot): OpenFile {
  try {
    return openDocument(snapshot, Document.decode(snapshot.bytes ?? new Uint8Array()));
  } catch (error) {
    if (!isFailure(error, NOT_TEXT)) throw error;
    return openDocument(snapshot, Document.decode(new Uint8Array()));
  }
}

function openDocument(snapshot: Snapshot, document: Document): OpenFile {
  return {
    snapshot,
    name: nameOf(snapshot),
    document,
    get reading() {
      return document.reading;
    },
    get lines() {
      return document.positions;
    },
  };
}

/** Of a name that an unset variable may have left. */
export const EMPTY_NAME: FailureKind = {
  code: 'empty-name',
  exit: EXIT.usage,
  message: () => 'The name of a file is empty.',
  hint: () => 'Give a path. Without --file, wslnet uses the file that WSL reads.',
  showsUsage: true,
};

/** Where the file is, without opening it. @throws Failure `empty-name`, and where it cannot be found */
export async function locateFile(
  { file }: FileOptions,
  { machine }: { readonly machine: Pick<Machine, 'locate'> },
): Promise<Location> {
  if (file === '') throw new Failure(EMPTY_NAME, {});
  return file === undefined ? await machine.locate() : { path: file, rule: 'option' };
}

async function locateAndSay(options: FileOptions, source: FileSource): Promise<Location> {
  const location = await locateFile(options, source);
  if (options.verbose && !options.json) {
    source.err.write(`${printable(location.path)} is ${ruleWords(location.rule)}.\n`);
  }
  return location;
}

function nameOf({ path }: Snapshot): string {
  return path === STANDARD_INPUT ? 'standard input' : printable(path);
}

/** How each way of finding the file is told, behind "it is". */
const RULES = {
  option: 'given by --file',
  WSLNET_CONFIG: 'given by the variable WSLNET_CONFIG',
  USERPROFILE: 'in the folder in the variable USERPROFILE',
  interop: 'in your Windows profile folder, as Windows reports it',
  'only-user': 'in the only Windows profile folder there is',
} as const;

type LocationRuleName = keyof typeof RULES;

/** Every way in which the file is found. */
export const LOCATION_RULES = Object.keys(RULES) as LocationRuleName[];

/** How the file was found, in words. */
export function ruleWords(rule: LocationRuleName): string {
  return RULES[rule];
}
