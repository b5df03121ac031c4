import { describe, expect, test } from 'vitest';
import { readings } from '../../src/ini/read.ts';
import { resolutions } from '../../src/settings/resolve.ts';
import { Bench } from '../bench/bench.ts';

const FILE = '[wsl2]\nnetworkingMode=nat\n';

/** How often a command reads a text, and settles what applies. */
async function costOf(content: string, ...words: string[]) {
  const bench = new Bench(content);
  const [read, resolved] = [readings.count, resolutions.count];
  const { code } = await bench.run(...words);
  expect(code, words.join(' ')).toBeLessThan(2);
  return { readings: readings.count - read, resolutions: resolutions.count - resolved, bench };
}

// It is counted in this process, which an executable does not run in.
describe.skipIf(process.env['WSLNET_PROGRAM'])('what a command costs', () => {
  test.each([
    ['get', ['get', 'networkingMode'], 1],
    ['get --effective', ['get', 'networkingMode', '--effective'], 1],
    ['show', ['show'], 1],
    ['show --all', ['show', '--all'], 1],
    ['check of a good file', ['check'], 1],
    ['set of what is so', ['set', 'nat'], 1],
    ['set', ['set', 'mirrored'], 2],
    ['unset', ['unset', 'networkingMode'], 2],
    ['set --json', ['set', 'mirrored', '--json'], 2],
  ])('%s', async (_, words, most) => {
    expect((await costOf(FILE, ...words)).readings).toBeLessThanOrEqual(most);
  });

  test('show settles once', async () => {
    expect((await costOf(FILE, 'show')).resolutions).toBe(1);
  });

  test('apply reads the file twice and each fragment once', async () => {
    const bench = new Bench(FILE);
    const before = readings.count;
    const input = '[wsl2]\nmemory=8GB\n';
    expect((await bench.runWith({ input }, 'apply', '-', '--check', '--file', '.wslconfig')).code).toBe(1);
    expect(readings.count - before).toBeLessThanOrEqual(3);
  });

  test('apply --prune=all does not read once for each header that it tries', async () => {
    const others = '[xxxx]\n'.repeat(500);
    const bench = new Bench(`${others}[wsl2\nfirewall=true\n${others}`);
    const before = readings.count;
    const input = '[wsl2]\nfirewall=true\n';
    expect((await bench.runWith({ input }, 'apply', '-', '--prune=all', '--file', '.wslconfig')).code).toBe(0);
    expect(bench.text).toBe('[xxxx]\n[wsl2\nfirewall=true\n');
    expect(readings.count - before).toBeLessThan(150);
  });

  test.each([1, 5, 200])('check --fix reads at most once for each fix, and twice: %i fixes', async (count) => {
    const content = `[wsl2]\n${'; x\n'.repeat(count)}`;
    expect((await costOf(content, 'check', '--fix')).readings).toBeLessThanOrEqual(2 + count);
  });

  test('of many fixes all are tried at once', async () => {
    const content = `; x\nmemory=8GB\nprocessors=4\n[wsl2]\n${'swap=0\n'.repeat(100)}`;
    expect((await costOf(content, 'check', '--fix')).readings).toBeLessThanOrEqual(4);
  });
});
