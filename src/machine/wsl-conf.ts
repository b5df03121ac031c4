import { LineMap } from '../ini/document.ts';
import { readIni } from '../ini/read.ts';
import type { ConfEntry, ConfFault } from './facts.ts';

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
