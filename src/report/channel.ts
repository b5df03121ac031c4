import type { Colors } from './colors.ts';

/** One of the program's outputs, as commands see it. */
export interface Channel {
  write(text: string | Uint8Array): void;
  /** Colours for this output; they leave text as it is where it takes none. */
  readonly colors: Colors;
  /** Whether a person sees it as it is written. */
  readonly isTerminal: boolean;
  /** Columns to fill. */
  readonly width: number;
}
