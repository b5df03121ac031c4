import type { Decoded } from '../../ini/encoding.ts';
import type { Entry, IniDocument } from '../../ini/line.ts';
import { readIni } from '../../ini/reader.ts';
import { findByEntryName, type Setting } from '../catalogue.ts';
import { readSettings, type SettingsReading } from '../interpret.ts';
import { type ResolvedSettings, resolve } from '../resolve.ts';

/** A file laid out for the rules: its lines, what each entry sets, and what is in force. */
export interface Examination {
  readonly decoded: Decoded;
  readonly document: IniDocument;
  readonly reading: SettingsReading;
  /** What is in force on a machine of which nothing is known; null where reading is given up. */
  readonly resolved: ResolvedSettings | null;
  /** The first entry of each setting, also behind the place where reading is given up. */
  readonly first: ReadonlyMap<Setting, Entry>;
  /** Where the first section header that WSL can read begins; the length of the text where there is none. */
  readonly firstHeaderAt: number;
}

export function examine(decoded: Decoded): Examination {
  const document = readIni(decoded.text);
  return examineReading({ decoded, document, reading: readSettings(document.lines) });
}

/** As {@link examine}, of what is read already. */
export function examineReading({
  decoded,
  document,
  reading,
}: Pick<Examination, 'decoded' | 'document' | 'reading'>): Examination {
  const first = new Map<Setting, Entry>();
  for (const line of document.lines) {
    const setting = line.kind === 'entry' ? findByEntryName(line.name) : undefined;
    if (setting && line.kind === 'entry' && !first.has(setting)) first.set(setting, line);
  }
  return {
    ...{ decoded, document, reading, first },
    resolved: reading.error ? null : resolve(reading, {}).settings,
    firstHeaderAt: document.lines.find(({ kind }) => kind === 'header')?.start ?? document.text.length,
  };
}
