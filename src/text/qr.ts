/**
 * A QR code for a terminal, two rows of modules in a line, with the quiet zone that readers need. It is drawn light on
 * dark, as terminals mostly are; on a light one phones read it all the same.
 */
export async function qrCode(text: string): Promise<string> {
  const { renderUnicodeCompact } = await import('uqr');
  return `${renderUnicodeCompact(text, { border: 2 })}\n`;
}
