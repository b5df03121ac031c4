import { parse, stringify } from 'ini';

/** What an ordinary INI reader sees in a text: by section and key, in their own letters. */
export interface PlainIni {
  /** The keys of each section with their values as text; those above the first header are in none. */
  readonly sections: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/**
 * Reads a text as the `ini` package does. For `.wslconfig` this is a second opinion only, never what WSL reads:
 * the last entry wins there, letters matter, and quotes and backslashes mean something else.
 * @returns null where that reader cannot read the text at all: some headers make it throw
 */
export function readPlain(text: string): PlainIni | null {
  const parsed = parseOrNull(text);
  if (!parsed) return null;
  const sections = new Map<string, ReadonlyMap<string, string>>();
  for (const [name, section] of Object.entries(parsed)) {
    if (typeof section !== 'object' || section === null) continue;
    // What is an object again comes from a header with dots.
    const entries = Object.entries(section).filter(([, value]) => typeof value !== 'object' || value === null);
    sections.set(name, new Map(entries.map(([key, value]) => [key, String(value)])));
  }
  return { sections };
}

/** A section as the `ini` package writes it, with blanks around `=`, each line ended by LF. */
export function writePlainSection(name: string, entries: ReadonlyMap<string, string>): string {
  return stringify({ [name]: Object.fromEntries(entries) }, { whitespace: true, platform: 'linux' });
}

function parseOrNull(text: string): Record<string, unknown> | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}
