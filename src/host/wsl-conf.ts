import type { ConfEntry } from '../facts.ts';

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
