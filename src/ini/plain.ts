import { parse } from 'ini';

/** What an ordinary INI reader sees in a text: by section and key, in their own letters. */
export interface PlainIni {
  /** The value of a key as text; undefined where that reader sees none. */
  valueOf(section: string, key: string): string | undefined;
}

/**
 * Reads a text as the `ini` package does. For `.wslconfig` this is a second opinion only, never what WSL reads:
 * the last entry wins there, letters matter, and quotes and backslashes mean something else.
 * @returns null where that reader cannot read the text at all: some headers make it throw
 */
export function readPlain(text: string): PlainIni | null {
  const sections = parseOrNull(text);
  if (!sections) return null;
  return {
    valueOf(section, key) {
      const entries = sections[section];
      if (typeof entries !== 'object' || entries === null) return undefined;
      const value = (entries as Record<string, unknown>)[key];
      return value === undefined || typeof value === 'object' ? undefined : String(value);
    },
  };
}

function parseOrNull(text: string): Record<string, unknown> | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}
