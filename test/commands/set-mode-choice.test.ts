import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Choice } from '../../src/commands/define.ts';
import { known } from '../../src/machine/facts.ts';
import { ProcessBench } from '../bench/bench.ts';
import { MemoryMachine, runWith } from '../bench/run-in-memory.ts';
import { WELL } from '../bench/well.ts';
import { lacks } from '../needs.ts';

const FILE = '[wsl2]\nnetworkingMode=nat\n';
const PROGRAM = fileURLToPath(new URL('../../bin/wslnet.js', import.meta.url));

/** Runs `wslnet set` without a change on a machine, with a user who picks a mode. */
async function picking(machine: MemoryMachine, answer: string | null, ...words: string[]) {
  const shown: { choices: readonly Choice[]; first: string | null }[] = [];
  const pick = async (_: string, choices: readonly Choice[], first: string | null) => {
    shown.push({ choices, first });
    return answer;
  };
  const result = await runWith({ machine, pick }, ['set', ...words]);
  const labels = Object.fromEntries(shown.flatMap(({ choices }) => choices.map(({ value, label }) => [value, label])));
  return { ...result, labels, first: shown[0]?.first };
}

describe('set without a change', () => {
  test('lets the user pick a mode, and then is as set with that mode', async () => {
    const machine = new MemoryMachine(FILE);
    const { code, first, labels, stderr } = await picking(machine, 'mirrored');
    expect({ code, first, text: machine.text }).toEqual({
      code: 0,
      first: 'nat',
      text: FILE.replace('nat', 'mirrored'),
    });
    expect(Object.keys(labels)).toEqual(['mirrored', 'nat', 'bridged', 'virtioproxy', 'none']);
    expect(stderr).toMatch(/networkingMode/);
  });

  test('says what each mode gives on this machine', async () => {
    const machine = new MemoryMachine(FILE);
    const windows = known({ build: 19045, revision: 1, edition: 'Professional' });
    machine.facts = { ...WELL, windows, activeMode: known('nat') };
    const { labels } = await picking(machine, 'nat');
    expect(labels['nat']).toMatch(/^nat .* Active now\.$/);
    expect(labels['mirrored']).toMatch(/Here you would get nat\.$/);
    expect(labels['bridged']).toMatch(/: wslnet explain bridged$/);
  });

  test('says nothing of a machine that is not known', async () => {
    const { labels } = await picking(new MemoryMachine(FILE), 'nat');
    // One sentence: what the mode is.
    expect(labels['mirrored']).toMatch(/^mirrored +[^.]+\.$/);
  });

  test('changes nothing where the user leaves', async () => {
    const machine = new MemoryMachine(FILE);
    expect(await picking(machine, null)).toMatchObject({
      code: 130,
      stdout: '',
      stderr: expect.stringMatching(/is unchanged/),
    });
    expect(machine.text).toBe(FILE);
  });

  test.each([['--no-input'], ['--json'], ['--file', '-']])('is a usage error with %s', async (...words) => {
    const { code, first } = await picking(new MemoryMachine(FILE), 'mirrored', ...words);
    expect({ code, first }).toEqual({ code: 2, first: undefined });
  });

  test('is a usage error where there is nobody to ask, with how it is typed', async () => {
    const { code, stdout, stderr } = await runWith({ machine: new MemoryMachine(FILE) }, ['set']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: Say what to change.*\n\nUsage: wslnet set /);
  });

  test('of a template asks nothing', async () => {
    const { code, first } = await picking(new MemoryMachine('[wsl2]\nmemory={{ mem }}\n'), 'mirrored');
    expect({ code, first }).toEqual({ code: 2, first: undefined });
  });
});

const DOWN = '\u001b[B';

describe.skipIf(lacks('a list on a terminal', ['script']))('on a terminal', () => {
  /** Types keys, once the list is there. */
  async function typing(bench: ProcessBench, keys: readonly string[], words = '', env: NodeJS.ProcessEnv = {}) {
    const line = `stty cols 80 rows 24; '${process.execPath}' '${PROGRAM}' set --file .wslconfig ${words}`;
    const child = spawn('script', ['-qec', line, '/dev/null'], {
      cwd: bench.folder,
      env: { PATH: process.env['PATH'], HOME: bench.folder, XDG_STATE_HOME: bench.state, TERM: 'xterm', ...env },
    });
    let output = '';
    let next = 0;
    child.stdout.on('data', (chunk) => {
      output += chunk;
      // Each key is answered by a redrawn list.
      if (output.includes('Which networking mode') && next < keys.length) child.stdin.write(keys[next++] ?? '');
    });
    const code = await new Promise((settle) => child.on('close', settle));
    return { code, output };
  }

  test('the arrow keys and Enter pick', async () => {
    const bench = new ProcessBench(FILE.replace('nat', 'mirrored'));
    const { code, output } = await typing(bench, [DOWN, '\r']);
    expect(output).toMatch(/Which networking mode should WSL use\?/);
    expect({ code, text: bench.text }).toEqual({ code: 0, text: FILE });
  });

  test.each([
    ['1\r', 'mirrored'],
    [`5${DOWN}2\r`, 'nat'],
    ['905\r', 'none'],
    ['\u001b[A4\r', 'virtioproxy'],
  ])('a number goes to what it counts: %j', async (keys, mode) => {
    const bench = new ProcessBench(FILE.replace('nat', 'bridged'));
    const { code } = await typing(bench, [keys]);
    expect({ code, text: bench.text }).toEqual({ code: 0, text: FILE.replace('nat', mode) });
  });

  test.each<[string, NodeJS.ProcessEnv, boolean]>([
    ['', {}, true],
    ['', { NO_COLOR: '1' }, false],
    ['--color never', { FORCE_COLOR: '1' }, false],
  ])('the list is as colored as all else: %j %j', async (words, env, isColored) => {
    const { output } = await typing(new ProcessBench(FILE), [DOWN, '\u0003'], words, env);
    expect(output).toContain('mirrored');
    // Bold, dim and every color begin and end like this.
    expect(/\[[\d;]+m/.test(output)).toBe(isColored);
  });

  test.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('%s leaves, with nothing written', async (_, key) => {
    const bench = new ProcessBench(FILE);
    const { code, output } = await typing(bench, [DOWN, key]);
    expect(output).toMatch(/is unchanged/);
    expect({ code, text: bench.text }).toEqual({ code: 130, text: FILE });
  });
});
