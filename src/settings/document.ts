import { type Entry, type IniDocument, type Line, LineMap } from '../ini/document.ts';
import { editDecoded, type TracedEdit } from '../ini/edit.ts';
import { readIni } from '../ini/read.ts';
import { type Decoded, decode, encode } from '../ini/text.ts';
import { findByEntryName, NETWORKING_SETTINGS, type Setting } from './catalogue.ts';
import { type AppliedEntry, readSettings, type SettingsReading } from './reading.ts';
import { type ResolvedSettings, resolve } from './resolve.ts';

/**
 * A `.wslconfig`: its text is read once, and what follows from it is worked out when it is asked for. It never changes;
 * an edit makes another one.
 */
export class Document implements IniDocument {
  readonly decoded: Decoded;
  private ownLines?: readonly Line[];
  private ownReading?: SettingsReading;
  private ownSettings?: ResolvedSettings;
  private ownPositions?: LineMap;
  private ownEntries?: ReadonlyMap<Setting, readonly Entry[]>;

  constructor(decoded: Decoded) {
    this.decoded = decoded;
  }

  /** @throws Failure `not-text` where WSL could not read the bytes */
  static decode(bytes: Uint8Array): Document {
    return new Document(decode(bytes));
  }

  get text(): string {
    return this.decoded.text;
  }

  /** The lines as WSL takes them in. */
  get lines(): readonly Line[] {
    this.ownLines ??= readIni(this.text, this.decoded.end).lines;
    return this.ownLines;
  }

  /** What WSL reads, setting by setting. */
  get reading(): SettingsReading {
    this.ownReading ??= readSettings(this.lines);
    return this.ownReading;
  }

  /** What applies on a machine of which nothing is known; without values where reading is given up. */
  get settings(): ResolvedSettings {
    this.ownSettings ??= resolve(this.reading, {}).settings;
    return this.ownSettings;
  }

  /** As {@link settings}; null where reading is given up. */
  get resolved(): ResolvedSettings | null {
    return this.reading.error ? null : this.settings;
  }

  /** Lines and columns as an editor counts them. */
  get positions(): LineMap {
    this.ownPositions ??= new LineMap(this.text);
    return this.ownPositions;
  }

  /** Every entry of a setting in order, those without effect and those behind the end of reading included. */
  entriesOf(setting: Setting): readonly Entry[] {
    this.ownEntries ??= this.sortEntries();
    return this.ownEntries.get(setting) ?? [];
  }

  /**
   * The entry of a setting that counts for WSL once these settings are changed: a change to a bad MAC address, at which
   * reading is given up, makes the entries after it count.
   */
  entryToApply(setting: Setting, changed: ReadonlySet<Setting>): AppliedEntry | null {
    const [entry] = this.entriesOf(setting);
    const stop = this.stopAfter(changed);
    if (!entry || (stop && entry.start > stop.start)) return null;
    return { entry, value: setting.kind.read(entry.value).value };
  }

  /** The entry at which reading is given up even after these settings are changed; null where it is not. */
  stopAfter(changed: ReadonlySet<Setting>): Entry | null {
    return changed.has(NETWORKING_SETTINGS.macAddress as Setting) ? null : this.reading.stoppedBy;
  }

  edited(edits: readonly TracedEdit[]): Document {
    return new Document(editDecoded(this.decoded, edits));
  }

  encode(): Uint8Array {
    return encode(this.decoded);
  }

  private sortEntries(): Map<Setting, Entry[]> {
    const entries = new Map<Setting, Entry[]>();
    for (const line of this.lines) {
      const setting = line.kind === 'entry' ? findByEntryName(line.name) : undefined;
      if (!setting || line.kind !== 'entry') continue;
      const own = entries.get(setting);
      if (own) own.push(line);
      else entries.set(setting, [line]);
    }
    return entries;
  }
}
