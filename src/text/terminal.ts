import type { Channel } from './colors.ts';

/** A line that is written over while something takes its time, on a terminal that can. */
export interface Progress {
  update(text: string): void;
  /** Clears the line. */
  end(): void;
}

const CLEAR_LINE = '\r\u001b[K';

/** A progress line on a channel; nothing where it is no terminal, or with `--quiet`. */
export function progressOn(channel: Channel, isQuiet = false): Progress {
  if (channel.height === 0 || isQuiet) return { update: () => {}, end: () => {} };
  return {
    update: (text) => channel.write(`${CLEAR_LINE}${text.slice(0, channel.width - 1)}`),
    end: () => channel.write(CLEAR_LINE),
  };
}

/**
 * A QR code for a terminal, two rows of modules in a line, with the quiet zone that readers need. It is drawn light on
 * dark, as terminals mostly are; on a light one phones read it all the same.
 */
export async function qrCode(text: string): Promise<string> {
  const { renderUnicodeCompact } = await import('uqr');
  return `${renderUnicodeCompact(text, { border: 2 })}\n`;
}
