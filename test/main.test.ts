import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Failure } from '../src/failure.ts';
import { FILE_CHANGED_MEANWHILE } from '../src/machine/machine.ts';
import { ProcessBench } from './bench/bench.ts';
import { MemoryMachine, runInMemory } from './bench/run-in-memory.ts';

const PROGRAM = fileURLToPath(new URL('../bin/wslnet.js', import.meta.url));

describe('on a machine in memory', () => {
  test('a new file on Windows gets CR LF, elsewhere LF', async () => {
    const windows = new MemoryMachine(null);
    expect(await runInMemory(windows, ['set', 'mirrored'])).toMatchObject({ code: 0, stdout: '' });
    expect(windows.text).toBe('[wsl2]\r\nnetworkingMode=mirrored\r\n');
    const other = new MemoryMachine(null, { isWindows: false });
    await runInMemory(other, ['set', 'mirrored']);
    expect(other.text).toBe('[wsl2]\nnetworkingMode=mirrored\n');
  });

  test('an LF file on Windows stays one', async () => {
    const machine = new MemoryMachine('[wsl2]\nipv6=1\n');
    await runInMemory(machine, ['set', 'mirrored', 'hostAddressLoopback=on']);
    expect(machine.text).toBe('[wsl2]\nipv6=1\nnetworkingMode=mirrored\n\n[experimental]\nhostAddressLoopback=true\n');
  });

  test('a file without newlines on Windows gets CR LF', async () => {
    const machine = new MemoryMachine('[wsl2]');
    await runInMemory(machine, ['set', 'mirrored']);
    expect(machine.text).toBe('[wsl2]\r\nnetworkingMode=mirrored');
  });

  test('a write that fails is said, with what to do, and exits with 4', async () => {
    const machine = new MemoryMachine('[wsl2]\n');
    machine.refusal = new Failure(FILE_CHANGED_MEANWHILE, { path: machine.path });
    const { code, stderr } = await runInMemory(machine, ['set', 'mirrored']);
    expect(code).toBe(4);
    expect(stderr).toMatch(/Another program changed/);
    expect(stderr).toMatch(/Try again/);
    expect(machine.text).toBe('[wsl2]\n');
  });

  test('a bug says so, with what we need to fix it, and exits with 70', async () => {
    const machine = new MemoryMachine('[wsl2]\n');
    machine.locate = () => Promise.reject(new TypeError('x is not a function'));
    const { code, stdout, stderr } = await runInMemory(machine, ['show']);
    expect({ code, stdout }).toEqual({ code: 70, stdout: '' });
    expect(stderr).toMatch(/bug in wslnet \d/);
    expect(stderr).toMatch(/x is not a function\n +at /);
  });

  test('a terminal that nobody sized says 0, and gets lines of the usual width', async () => {
    const machine = new MemoryMachine('[wsl2]\nnetworkingMode=mirrored\nlocalhostForwarding=true\n');
    const usual = await runInMemory(machine, ['check'], { isTTY: true });
    expect(await runInMemory(machine, ['check'], { isTTY: true, columns: 0 })).toEqual(usual);
  });

  test('a terminal gets colours and its width', async () => {
    const machine = new MemoryMachine('[wsl2]\nnetworkingMode=mirrored\nlocalhostForwarding=true\n');
    const narrow = await runInMemory(machine, ['show'], { isTTY: true, columns: 50 });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with ESC
    const lines = narrow.stdout.replace(/\u001b\[\d+m/g, '').split('\n');
    expect(narrow.stdout).toContain('\u001b[');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(50);
  });
});

describe('a process that waits for what never comes', () => {
  /** Has a function of Node's file system never answer, and do something else. */
  const without = (name: 'open' | 'realpath', instead = '') => {
    const source = `import fs from 'node:fs'; fs.promises.${name} = () => new Promise(() => {${instead}});`;
    return { env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(source)}` } };
  };

  test.each(['open', 'realpath'] as const)('a lost answer to %s is a bug, and no success', (name) => {
    const bench = new ProcessBench('[wsl2]\n');
    const { code, stdout, stderr } = bench.runWith(without(name), 'set', 'mirrored', '--file', '.wslconfig');
    expect({ code, stdout, text: bench.text }).toEqual({ code: 70, stdout: '', text: '[wsl2]\n' });
    expect(stderr).toMatch(/bug in wslnet \d.*ended before it was done/s);
  });

  test('what is thrown meanwhile, where nobody waits for it, is a bug too, and no answer', () => {
    const outer = without('open', "setImmediate(() => { throw new Error('lost'); })");
    const { code, stderr } = new ProcessBench('[wsl2]\n').runWith(outer, 'set', 'nat', '--file', '.wslconfig');
    expect({ code, stderr }).toEqual({ code: 70, stderr: expect.stringMatching(/bug in wslnet \d.*Error: lost/s) });
  });

  test('where nothing asks for it, all is as ever', () => {
    const bench = new ProcessBench('[wsl2]\n');
    expect(bench.runWith(without('open'), 'show', '--file', '.wslconfig')).toMatchObject({ code: 0, stderr: '' });
  });
});

describe.skipIf(process.platform === 'win32')('a process that may open few files', () => {
  /** Node itself needs about twenty; from thirty on all is as ever. */
  const limits = Array.from({ length: 12 }, (_, index) => 19 + index);
  const after = (bench: ProcessBench, limit: number, words: string) => {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const line = `ulimit -n ${limit} && exec '${process.execPath}' '${PROGRAM}' ${words} --file .wslconfig`;
    return spawnSync('/bin/sh', ['-c', line], { cwd: bench.folder, env: { ...env, XDG_STATE_HOME: bench.state } })
      .status;
  };

  test.each(limits)('%i: the file is the old one or the new one, which the exit code says', (limit) => {
    const bench = new ProcessBench('[wsl2]\n');
    if (after(bench, limit, 'get ipv6 --effective') !== 0) return;
    const code = after(bench, limit, 'set ipv6=false');
    // It could not be read, or not be written.
    expect([0, 3, 4]).toContain(code);
    expect(bench.text).toBe(code === 0 ? '[wsl2]\nipv6=false\n' : '[wsl2]\n');
    expect(readdirSync(bench.folder)).toEqual(['.wslconfig']);
  });
});
