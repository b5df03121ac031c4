import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Ending, largeFile, printFigures, Workplace } from './program.ts';

const LANES = 2;
const VERSIONS = { nat: largeFile('nat'), mirrored: largeFile('mirrored') };
type Mode = keyof typeof VERSIONS;

/** Starts a program and sends it a signal: at any moment of its life, or at a moment of its writing. */
async function cutOff(place: Workplace, mode: Mode, signal: NodeJS.Signals, lifetime: number): Promise<Ending> {
  const { child, end } = place.start(['set', mode]);
  const send = () => child.kill(signal);
  if (Math.random() < 0.5) {
    setTimeout(send, Math.random() * lifetime);
    return await end;
  }
  const watcher = watch(place.folder, (_, name) => {
    if (name === '.wslconfig.wslnet-lock') setTimeout(send, Math.random() * 0.4 * lifetime);
  });
  return await end.finally(() => watcher.close());
}

interface Tally {
  old: number;
  new: number;
  locked: number;
}

/** Cuts `set` off again and again, and looks at what it leaves. @param signal what cuts it off */
async function cutOffManyTimes(times: number, signal: NodeJS.Signals, look: (place: Workplace, end: Ending) => void) {
  const tally: Tally = { old: 0, new: 0, locked: 0 };
  const lane = async () => {
    const place = new Workplace(VERSIONS.nat);
    expect(await place.run('set', 'mirrored')).toMatchObject({ code: 0 });
    const { time } = await place.run('set', 'nat');
    let mode: Mode = 'nat';
    for (let count = 0; count < times / LANES; count++) {
      const other = mode === 'nat' ? 'mirrored' : 'nat';
      const end = await cutOff(place, other, signal, time);
      if (place.isLocked) tally.locked++;
      const { text } = place;
      // Not by toBe: the difference of two megabytes takes minutes to print.
      expect(text === VERSIONS[mode] || text === VERSIONS[other], 'the file is the old or the new one').toBe(true);
      tally[text === VERSIONS[mode] ? 'old' : 'new']++;
      look(place, end);
      mode = text === VERSIONS.nat ? 'mirrored' : 'nat';
      const next = await place.run('set', mode);
      expect(next.stderr, 'the next set').toMatch(/^Changed/);
      expect(place.text === VERSIONS[mode], 'the next set works').toBe(true);
      expect(place.leftovers, 'and cleans up').toEqual([]);
    }
    expectWholeHistory(place);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return tally;
}

/** The list is readable, all that it names is there, and each version is what its name says. */
function expectWholeHistory({ history }: Workplace): void {
  const { changes } = JSON.parse(readFileSync(join(history, 'changes.json'), 'utf8'));
  expect(changes).toHaveLength(50);
  const versions = readdirSync(history).filter((name) => name.endsWith('.wslconfig'));
  for (const { before, after } of changes) expect(versions).toEqual(expect.arrayContaining([before, after]));
  for (const name of versions) {
    const hash = createHash('sha256').update(readFileSync(join(history, name)));
    expect(`${hash.digest('hex')}.wslconfig`).toBe(name);
  }
}

test('killed at any moment, set leaves the old file or the new one, and the next set works', async () => {
  const times = 500;
  const tally = await cutOffManyTimes(times, 'SIGKILL', () => {});
  printFigures(
    `${times} kills on a file of 1 MB: ${tally.old} times the old file, ${tally.new} times the new one, 0 times another. ` +
      `${tally.locked} locks of the dead taken over, 0 times refused.`,
  );
  expect(tally.old + tally.new).toBe(times);
  expect(tally.locked, 'some died while they wrote').toBeGreaterThan(20);
});

test('Ctrl-C at any moment leaves the old file or the new one and nothing else', async () => {
  const times = 100;
  let interrupted = 0;
  const tally = await cutOffManyTimes(times, 'SIGINT', (place, { code, signal }) => {
    expect(place.leftovers).toEqual([]);
    // Before the program has begun, Node ends by the signal itself, which shells also call 130.
    if (code === 130 || signal === 'SIGINT') interrupted++;
    else expect(code).toBe(0);
  });
  printFigures(
    `${times} interruptions: ${interrupted} times exit 130, else 0; ` +
      `${tally.old} times the old file, ${tally.new} times the new one, nothing left behind.`,
  );
  expect(tally.locked).toBe(0);
});
