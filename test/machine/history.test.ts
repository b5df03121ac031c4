import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listHistory, recordChange } from '../../src/machine/history.ts';

const NOTE = { command: 'test', summary: 'a test' };

/** The history of a file, and a way to record a change of it from one text to another. */
function bench() {
  const root = mkdtempSync(join(tmpdir(), 'wslnet-test-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const file = join(root, '.wslconfig');
  const record = (before: string, after: string) =>
    recordChange(fs, join(root, 'histories'), file, {
      before: Buffer.from(before),
      after: Buffer.from(after),
      note: NOTE,
    });
  const folder = () => join(root, 'histories', readdirSync(join(root, 'histories'))[0] ?? '');
  return { record, folder, list: () => listHistory(fs, join(root, 'histories'), file) };
}

describe('the history of a file', () => {
  test('holds the last 50 changes and equal bytes once, for the user alone', async () => {
    const { folder, list, record } = bench();
    for (let count = 0; count < 30; count++) {
      await record('a', 'b');
      await record('b', 'a');
    }
    expect(await list()).toHaveLength(50);
    const names = readdirSync(folder());
    expect(names).toHaveLength(3);
    expect(statSync(folder()).mode & 0o777).toBe(0o700);
    for (const name of names) expect(statSync(join(folder(), name)).mode & 0o777, name).toBe(0o600);
  });

  test('forgets the bytes that no change of the list leads to', async () => {
    const { folder, record } = bench();
    for (let count = 0; count <= 50; count++) await record(`version ${count}`, `version ${count + 1}`);
    const versions = readdirSync(folder())
      .filter((name) => name.endsWith('.wslconfig'))
      .map((name) => readFileSync(join(folder(), name), 'utf8'));
    const expected = Array.from({ length: 51 }, (_, index) => `version ${index + 1}`);
    expect(versions.sort()).toEqual(expected.sort());
  });

  test('takes a change back that was not made after all', async () => {
    const { list, record } = bench();
    await record('a', 'b');
    const before = await list();
    await (await record('b', 'c')).takeBack();
    expect(await list()).toEqual(before);
  });
});
