import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { qrCode } from '../../src/text/terminal.ts';
import { describeWith } from '../needs.ts';

/** Two rows of modules in a line: what is light of each character. */
const HALVES: Readonly<Record<string, readonly [boolean, boolean]>> = {
  '█': [true, true],
  '▀': [true, false],
  '▄': [false, true],
  ' ': [false, false],
};

/** A picture in PGM, of what a dark terminal shows. */
function picture(code: string): Buffer {
  const scale = 6;
  const rows = code
    .trimEnd()
    .split('\n')
    .flatMap((line) => [0, 1].map((half) => [...line].map((character) => HALVES[character]?.[half] ?? false)));
  const width = (rows[0]?.length ?? 0) * scale;
  const pixels = rows.flatMap((row) => {
    const line = row.flatMap((isLight) => Array<number>(scale).fill(isLight ? 255 : 0));
    return Array<number[]>(scale).fill(line).flat();
  });
  return Buffer.concat([Buffer.from(`P5 ${width} ${rows.length * scale} 255\n`), Buffer.from(pixels)]);
}

describeWith(['zbarimg'], 'QR codes', () => {
  test.each(['http://192.168.1.5:8080/', 'http://10.0.255.254:65535/'])('%s is read back', async (url) => {
    const folder = mkdtempSync(join(tmpdir(), 'wslnet-qr-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'code.pgm');
    writeFileSync(file, picture(await qrCode(url)));
    const { stdout } = spawnSync('zbarimg', ['--quiet', '--raw', file], { encoding: 'utf8' });
    expect(stdout.trim()).toBe(url);
  });
});
