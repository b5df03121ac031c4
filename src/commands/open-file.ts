import { Failure } from '../failure.ts';
import { type IniDocument, LineMap } from '../ini/document.ts';
import { readIni } from '../ini/read.ts';
import { type Decoded, decode, EncodingError } from '../ini/text.ts';
import type { Location, Snapshot } from '../machine/machine.ts';
import { readSettings, type SettingsReading } from '../settings/reading.ts';
import { printable } from '../text/printable.ts';
import type { CommonOptions, Context } from './context.ts';
import { ruleWords } from './location-text.ts';

/** The name of the file that stands for standard input. */
export const STANDARD_INPUT = '-';

/** A file that was read, as bytes, as text and as WSL reads it. */
export interface OpenFile {
  readonly snapshot: Snapshot;
  /** Its name, safe to print. */
  readonly name: string;
  readonly decoded: Decoded;
  readonly document: IniDocument;
  readonly reading: SettingsReading;
  readonly lines: LineMap;
}

/**
 * Opens the file the options name, or else the one WSL reads. One that does not exist is empty, for `snapshot.bytes` null.
 * @throws Failure where it cannot be found, read or decoded
 */
export async function openOrEmpty(options: CommonOptions, context: Context): Promise<OpenFile> {
  return openSnapshot(await readSnapshot(options, context));
}

/** A file that was read already, opened. @throws Failure `undecodable-file` */
export function openSnapshot(snapshot: Snapshot): OpenFile {
  const decoded = decodeFile(nameOf(snapshot), snapshot.bytes ?? new Uint8Array());
  return openDecoded(snapshot, decoded);
}

/** As {@link openSnapshot}, for looking only: in what is not text WSL could read, nothing is set. */
export function openLeniently(snapshot: Snapshot): OpenFile {
  try {
    return openDecoded(snapshot, decode(snapshot.bytes ?? new Uint8Array()));
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    return openDecoded(snapshot, decode(new Uint8Array()));
  }
}

function openDecoded(snapshot: Snapshot, decoded: Decoded): OpenFile {
  const name = nameOf(snapshot);
  const document = readIni(decoded.text);
  const reading = readSettings(document.lines);
  return { snapshot, name, decoded, document, reading, lines: new LineMap(decoded.text) };
}

/** As {@link openOrEmpty}. @throws Failure `file-not-found` also where it does not exist */
export async function openExisting(options: CommonOptions, context: Context): Promise<OpenFile> {
  const file = await openOrEmpty(options, context);
  if (file.snapshot.bytes === null) throw new Failure('file-not-found', { path: file.name });
  return file;
}

/** Where the file is, without opening it. */
export async function locateFile({ file }: CommonOptions, { machine }: Context): Promise<Location> {
  return file === undefined ? await machine.locate() : { path: file, rule: 'option' };
}

async function readSnapshot(options: CommonOptions, context: Context): Promise<Snapshot> {
  if (options.file === STANDARD_INPUT) return { path: STANDARD_INPUT, bytes: await context.readInput() };
  const { path, rule } = await locateFile(options, context);
  if (options.verbose && !options.json) context.err.write(`${printable(path)} is ${ruleWords(rule)}.\n`);
  return await context.machine.read(path);
}

function nameOf({ path }: Snapshot): string {
  return path === STANDARD_INPUT ? 'standard input' : printable(path);
}

function decodeFile(name: string, bytes: Uint8Array): Decoded {
  try {
    return decode(bytes);
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    const { problem, offset } = error;
    throw new Failure('undecodable-file', { path: name, problem, offset });
  }
}
