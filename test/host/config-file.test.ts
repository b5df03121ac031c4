import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readConfigFile, replaceConfigFile } from '../../src/host/config-file.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'wslnet-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('a file that changed since it was read is not replaced, and nothing is left beside it', async () => {
  const path = join(folder(), '.wslconfig');
  writeFileSync(path, 'old');
  const snapshot = await readConfigFile(path);
  writeFileSync(path, 'theirs');
  await expect(replaceConfigFile(snapshot, Buffer.from('ours'))).rejects.toMatchObject({
    code: 'file-changed-meanwhile',
    exitCode: 4,
  });
  expect(readFileSync(path, 'utf8')).toBe('theirs');
  expect(readdirSync(join(path, '..'))).toEqual(['.wslconfig']);
});

test('a file that came into being since is not replaced either', async () => {
  const path = join(folder(), '.wslconfig');
  const snapshot = await readConfigFile(path);
  writeFileSync(path, 'theirs');
  await expect(replaceConfigFile(snapshot, Buffer.from('ours'))).rejects.toMatchObject({
    code: 'file-changed-meanwhile',
  });
  expect(readFileSync(path, 'utf8')).toBe('theirs');
});
