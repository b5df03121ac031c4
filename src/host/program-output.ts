/**
 * What a Windows program wrote, as text. wsl.exe writes UTF-16LE, others UTF-8 or the code page of the display
 * language. Of a code page only ASCII is sure, and nothing else is looked for: digits mean themselves in all of them.
 */
export function decodeOutput(bytes: Uint8Array): string {
  const text = decodeBytes(bytes).replace(/^\ufeff/, '');
  return text.replace(/\r+\n/g, '\n');
}

function decodeBytes(bytes: Uint8Array): string {
  // Neither UTF-8 nor a code page has zero bytes in its text, and UTF-16 has one in every newline.
  if (bytes.includes(0)) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}
