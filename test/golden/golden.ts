import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

/** Compares text with a kept file, byte for byte. `GOLDEN=update npm run test:unit` writes the file anew. */
export function expectGolden(name: string, text: string): void {
  const url = new URL(`${name}.golden`, import.meta.url);
  if (process.env['GOLDEN'] === 'update') writeFileSync(url, text);
  expect(existsSync(url), `${name}.golden exists`).toBe(true);
  if (!readFileSync(url).equals(Buffer.from(text))) expect(text, name).toBe(readFileSync(url, 'utf8'));
}
