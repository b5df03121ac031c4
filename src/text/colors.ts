/** Styles for text; they can be joined: `colors.red.bold(text)`. */
export type Colors = ((text: string) => string) & { readonly [S in Style]: Colors };

const STYLES = ['bold', 'dim', 'underline', 'red', 'green', 'yellow', 'blue', 'cyan'] as const;

type Style = (typeof STYLES)[number];

/** Leaves text as it is. */
const PLAIN: Colors = ((text) => text) as Colors;
Object.assign(PLAIN, Object.fromEntries(STYLES.map((style) => [style, PLAIN])));

/** The styles of an output; chalk is loaded only for one that takes colours. @param level 0 for plain text, 1 for the sixteen colours */
export async function openColors(level: 0 | 1): Promise<Colors> {
  return level === 0 ? PLAIN : new (await import('chalk')).Chalk({ level });
}

/** One of the program's outputs, as commands see it. */
export interface Channel {
  write(text: string | Uint8Array): void;
  /** Colours for this output; they leave text as it is where it takes none. */
  readonly colors: Colors;
  /** Whether a person sees it as it is written. */
  readonly isTerminal: boolean;
  /** Columns to fill. */
  readonly width: number;
  /** Whether it shows more than ASCII: else marks are words. */
  readonly isUnicode: boolean;
}
