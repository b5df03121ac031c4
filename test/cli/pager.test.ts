import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { pagerCommand } from '../../src/machine/interaction.ts';
import { ProcessBench } from '../bench/bench.ts';
import { MemoryMachine, runWith } from '../bench/run-in-memory.ts';
import { lacks } from '../needs.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/wslnet.js', import.meta.url));
const hasNoScript = lacks('the pager on a terminal', ['script']);

/** Runs the program on a terminal of 24 lines, and keeps what the pager is given. */
async function paged(words: string[], { isTTY = true, rows = 24, works = true } = {}) {
  const given: string[] = [];
  const showInPager = async (text: string) => {
    given.push(text);
    return works;
  };
  const result = await runWith({ machine: new MemoryMachine(null), showInPager }, words, { isTTY, rows });
  return { ...result, given };
}

describe('a long page', () => {
  test.each([[['explain', 'mirrored']], [['help']], [['--help']], [['set', '--help'], 5]])(
    'of %j goes through the pager on a terminal',
    async (words, rows = 24) => {
      const { stdout, given } = await paged(words as string[], { rows: rows as number });
      expect(stdout).toBe('');
      expect(given).toHaveLength(1);
      expect(given[0]?.split('\n').length).toBeGreaterThan(rows as number);
    },
  );

  test.each<[string, string[], Parameters<typeof paged>[1]]>([
    ['that fits', ['help', 'options'], {}],
    ['behind --no-pager', ['explain', 'mirrored', '--no-pager'], {}],
    ['for a program', ['explain', 'mirrored'], { isTTY: false }],
    ['of JSON', ['explain', 'mirrored', '--json'], {}],
  ])('%s does not', async (_, words, terminal) => {
    const { stdout, given } = await paged(words, terminal);
    expect(given).toEqual([]);
    expect(stdout).not.toBe('');
  });

  test('is written all the same where the pager cannot be started', async () => {
    const { stdout, given } = await paged(['explain', 'mirrored'], { works: false });
    expect(stdout).toBe(given[0]);
  });
});

test.each<[NodeJS.ProcessEnv, NodeJS.Platform, string | null]>([
  [{}, 'linux', 'less'],
  [{ PAGER: 'most -s' }, 'linux', 'most -s'],
  [{ PAGER: '' }, 'linux', null],
  [{ PAGER: 'cat' }, 'linux', null],
  [{ TERM: 'dumb' }, 'linux', null],
  [{}, 'win32', null],
  [{ PAGER: 'less' }, 'win32', 'less'],
])('the pager of %j on %s is %j', (env, platform, command) => {
  expect(pagerCommand(env, platform)).toBe(command);
});

describe.skipIf(hasNoScript)('on a real terminal', () => {
  function onTerminal(bench: ProcessBench, pager: string): string {
    const command = `stty rows 10 cols 80; "${process.execPath}" "${PROGRAM}" help`;
    const env = { PATH: process.env['PATH'], HOME: bench.folder, PAGER: pager, TERM: 'xterm' };
    const options = { cwd: bench.folder, env, encoding: 'utf8' } as const;
    return spawnSync('script', ['-qec', command, '/dev/null'], options).stdout;
  }

  test('the program that PAGER names is given the page', () => {
    const bench = new ProcessBench();
    mkdirSync(bench.state);
    const file = join(bench.state, 'paged');
    expect(onTerminal(bench, `sed s/^/:/ >'${file}'`)).toBe('');
    expect(readFileSync(file, 'utf8')).toMatch(/^:Usage: wslnet <command>/m);
  });

  test('one that leaves early is no failure, and one that is not there is done without', () => {
    const bench = new ProcessBench();
    expect(onTerminal(bench, 'true')).toBe('');
    expect(onTerminal(bench, 'no-such-pager 2>/dev/null')).toMatch(/Usage: wslnet <command>/);
    expect(existsSync(join(bench.folder, 'paged'))).toBe(false);
  });
});
