/**
 * Bytes with a line more at their end, as the file writes its lines; null where it has that line. What is there stays
 * as it is, byte for byte, in whatever encoding.
 * @param bytes null for no file
 * @param line ASCII
 * @param newline for a file that has none yet
 */
export function appendLine(bytes: Uint8Array | null, line: string, newline: string): Uint8Array | null {
  const before = Buffer.from(bytes ?? []);
  // Windows PowerShell's own editor saves UTF-16. In every other encoding a shell reads, ASCII is one byte each.
  const encoding = before[0] === 0xff && before[1] === 0xfe ? 'utf16le' : 'latin1';
  const text = before.toString(encoding);
  const lines = text.split(/\r\n|\n/);
  if (lines.some((each) => each.trim() === line)) return null;
  const ending = /\r?\n/.exec(text)?.[0] ?? newline;
  const isOpen = lines.at(-1) !== '' && lines.at(-1) !== '\ufeff';
  return Buffer.concat([before, Buffer.from(`${isOpen ? ending : ''}${line}${ending}`, encoding)]);
}
