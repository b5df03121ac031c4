/** Styles for text; they can be joined: `colors.red.bold(text)`. */
export type Colors = ((text: string) => string) & { readonly [S in Style]: Colors };

const STYLES = ['bold', 'dim', 'underline', 'red', 'green', 'yellow', 'blue', 'cyan'] as const;

type Style = (typeof STYLES)[number];

/** Leaves text as it is. */
const PLAIN: Colors = ((text) => text) as Colors;
Object.assign(PLAIN, Object.fromEntries(STYLES.map((style) => [style, PLAIN])));

/** What `--color` says. */
export type ColorWhen = 'auto' | 'always' | 'never';

/** 0 for plain text, 1 for the sixteen colors every terminal theme defines. */
type ColorLevel = 0 | 1;

/**
 * Whether an output gets colors: the option decides, then NO_COLOR, FORCE_COLOR, TERM=dumb, and last whether it
 * is a terminal.
 */
export function colorLevel(when: ColorWhen, env: NodeJS.ProcessEnv, isTerminal: boolean): ColorLevel {
  if (when !== 'auto') return when === 'always' ? 1 : 0;
  if (env['NO_COLOR']) return 0;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force === '0' || force === 'false' ? 0 : 1;
  return isTerminal && env['TERM'] !== 'dumb' ? 1 : 0;
}

/** The styles of an output; chalk is loaded only for one that takes colors. */
export async function openColors(level: ColorLevel): Promise<Colors> {
  return level === 0 ? PLAIN : new (await import('chalk')).Chalk({ level });
}

/** One of the program's outputs, as commands see it. */
export interface Channel {
  write(text: string | Uint8Array): void;
  /** Colors for this output; they leave text as it is where it takes none. */
  readonly colors: Colors;
  /** Whether a person sees it as it is written. */
  readonly isTerminal: boolean;
  /** Columns to fill. */
  readonly width: number;
  /** Lines that can be written over: 0 on what is no terminal, or one that keeps all that is written. */
  readonly height: number;
  /** Whether it shows more than ASCII: else marks are words. */
  readonly isUnicode: boolean;
}
