import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Bench } from '../bench/bench.ts';
import { lacks } from '../needs.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/wslnet.js', import.meta.url));
const SAMPLE = readFileSync(new URL('../sample.wslconfig', import.meta.url), 'utf8');

describe('standard output and standard error', () => {
  test('colours by option, then NO_COLOR, FORCE_COLOR and TERM', async () => {
    const isColored = async (env: NodeJS.ProcessEnv, ...words: string[]) =>
      (await new Bench(SAMPLE).runWith({ env }, 'show', '-f', '.wslconfig', ...words)).stdout.includes('\u001b[');
    expect(await isColored({})).toBe(false);
    expect(await isColored({}, '--color', 'always')).toBe(true);
    expect(await isColored({ NO_COLOR: '1' }, '--color=always')).toBe(true);
    expect(await isColored({ FORCE_COLOR: '1' }, '--color', 'never')).toBe(false);
    expect(await isColored({ FORCE_COLOR: '1' })).toBe(true);
    expect(await isColored({ FORCE_COLOR: '1', TERM: 'dumb' })).toBe(true);
    expect(await isColored({ FORCE_COLOR: '0' })).toBe(false);
    expect(await isColored({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  });

  test.each(['--help', '--version'])(
    'a full disk behind the standard output of %s is said, and exits with 4',
    (word) => {
      const script = `"${process.execPath}" "${PROGRAM}" ${word} >/dev/full`;
      const { status, stderr } = spawnSync('bash', ['-c', script]);
      expect(status).toBe(4);
      expect(stderr.toString()).toMatch(/output cannot be written: ENOSPC/);
    },
  );

  test.each(['--help', '--version'])('a reader who has had enough of %s is no failure', (word) => {
    const script = `(sleep 0.3; "${process.execPath}" "${PROGRAM}" ${word}; echo $? >&2) | true`;
    const { stderr } = spawnSync('bash', ['-c', script]);
    expect(stderr.toString()).toBe('0\n');
  });

  test.each([
    ['is full', '2>/dev/full'],
    ['is closed', '2> >(exec true)'],
  ])('what is said about a change may go unheard: it is made where standard error %s', (_, redirection) => {
    const bench = new Bench('[wsl2]\nnetworkingMode=nat\n');
    const words = `sleep 0.3; "${process.execPath}" "${PROGRAM}" set mirrored --verbose --file "${bench.file}"`;
    const env = { ...process.env, XDG_STATE_HOME: bench.state };
    const { status } = spawnSync('bash', ['-c', `{ ${words}; } ${redirection}`], { env });
    expect({ status, text: bench.text }).toEqual({ status: 0, text: '[wsl2]\nnetworkingMode=mirrored\n' });
  });

  test('a file that may not grow behind standard output is said, and exits with 4', () => {
    const bench = new Bench();
    const script = `trap '' XFSZ; ulimit -f 0; "${process.execPath}" "${PROGRAM}" --help >"${bench.file}"`;
    const { status, stderr } = spawnSync('bash', ['-c', script]);
    expect(status).toBe(4);
    expect(stderr.toString()).toMatch(/output cannot be written: EFBIG/);
  });

  test('a pipe can be what is read', () => {
    const script = `"${process.execPath}" "${PROGRAM}" get ipv6 --file <(sleep 0.1; printf '[wsl2]\\nipv6=true\\n')`;
    expect(spawnSync('bash', ['-c', script]).stdout.toString()).toBe('true\n');
  });

  test.skipIf(lacks('a pipe that does not wait', ['perl']))(
    'a pipe that does not wait, and is slowly read, gets every byte',
    async () => {
      const bench = new Bench(`[wsl2]\nvmSwitch=${'x'.repeat(1_000_000)}\n`);
      // Whoever has a pipe can have all others write to it without waiting.
      const script = 'use Fcntl; fcntl(STDOUT, F_SETFL, O_NONBLOCK | O_WRONLY); exec @ARGV';
      const words = [PROGRAM, 'show', '--all', '--json', '-f', bench.file];
      const child = spawn('perl', ['-e', script, process.execPath, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
      let text = '';
      for await (const chunk of child.stdout) {
        text += chunk;
        await sleep(5);
      }
      expect(text.length).toBeGreaterThan(1_000_000);
      expect(text).toBe((await bench.runWith({}, 'show', '--all', '--json', '-f', bench.file)).stdout);
    },
  );

  test('a reader that goes away is no failure', () => {
    const bench = new Bench(`[wsl2]\nvmSwitch=${'x'.repeat(1_000_000)}\n`);
    const script = `"${process.execPath}" "${PROGRAM}" show --all -f "${bench.file}" | head -c 1 >/dev/null; echo "\${PIPESTATUS[0]}"`;
    expect(spawnSync('bash', ['-c', script]).stdout.toString()).toBe('0\n');
  });
});
