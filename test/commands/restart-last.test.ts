import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LastRestart } from '../../src/machine/restart.ts';
import { MemoryMachine, runInMemory } from '../bench/run-in-memory.ts';
import { MIRRORED, WELL } from '../bench/well.ts';
import { BEFORE, distribution, WRITTEN } from '../machine/played-distribution.ts';
import { describeWith } from '../needs.ts';

const LAST: LastRestart = {
  id: 'a1',
  file: null,
  step: 'done',
  time: 0,
  wanted: 'mirrored',
  mode: 'mirrored',
  startedAgain: [],
  rollback: null,
  modeAfter: null,
  problem: null,
  isUnderWay: false,
};

/** What `wslnet status` says on standard error after a restart. */
async function told(last: Partial<LastRestart>, ...words: string[]) {
  const machine = new MemoryMachine(MIRRORED);
  machine.facts = WELL;
  machine.last = { ...LAST, ...last };
  const { stderr } = await runInMemory(machine, words.length > 0 ? words : ['status']);
  return { stderr, isKept: machine.last !== null };
}

test.each<[string, Partial<LastRestart>, RegExp]>([
  ['the wanted mode', {}, /^WSL was restarted: the mode is mirrored\.\n$/],
  [
    'another mode',
    { mode: 'nat' },
    /restarted, but the mode is nat, not mirrored\. To find out why: wslnet doctor mode/,
  ],
  ['a distribution of WSL 1', { mode: 'wsl1' }, /^WSL was restarted: the mode is wsl1\.\n$/],
  ['no answer', { mode: null }, /restarted, but did not say which mode is active/],
  ['only a shutdown', { mode: null, wanted: null }, /^WSL was shut down\.\n$/],
  [
    'Docker Desktop',
    { startedAgain: ['docker-desktop'] },
    /mirrored\. Something started docker-desktop again at once\./,
  ],
  [
    'a rollback',
    { mode: 'none', rollback: 'done', modeAfter: 'nat' },
    /not mirrored\. Rolled back: the file was restored, and WSL runs in nat mode again\./,
  ],
  [
    'no start, and a rollback',
    { mode: null, problem: 'no-start', rollback: 'done', modeAfter: 'nat' },
    /did not start with the change: wsl\.exe did not start it\. Rolled back/,
  ],
  [
    'a rollback, and no start after it',
    { step: 'failed', mode: 'none', problem: 'no-start', rollback: 'done' },
    /Rolled back: the file was restored; restarting WSL failed: wsl\.exe did not start it\./,
  ],
  ['a file that was changed', { mode: 'none', rollback: 'changed' }, /Not rolled back: another program has changed/],
  ['a file that is locked', { mode: 'none', rollback: 'busy' }, /Not rolled back: another wslnet was changing/],
  ['a file that cannot be written', { mode: 'none', rollback: 'failed', problem: 'x' }, /Not rolled back: x\./],
  ['no shutdown', { step: 'failed', mode: null, problem: 'no-shutdown' }, /failed: wsl\.exe --shutdown failed\./],
  ['no end', { step: 'failed', mode: null, problem: 'still-running' }, /failed: it was still running\./],
  ['an error of Windows', { step: 'failed', mode: null, problem: 'Zugriff\u0007' }, /failed: Zugriff␇\./],
  [
    'a kill',
    { step: 'starting', mode: null },
    /cut off while WSL was starting\. To see the current state: wslnet status/,
  ],
])('status tells once of %s', async (_, last, said) => {
  const { stderr, isKept } = await told(last);
  expect(stderr).toMatch(said);
  expect(isKept).toBe(false);
});

test.each<[Partial<LastRestart>, string]>([
  [{ rollback: 'busy', file: new MemoryMachine('').path }, 'wslnet undo'],
  [{ rollback: 'busy', file: 'D:\\my files\\.wslconfig' }, "wslnet undo --file 'D:\\my files\\.wslconfig'"],
  [{ rollback: 'changed', file: '/mnt/d/x.wslconfig' }, 'wslnet undo --force --file /mnt/d/x.wslconfig'],
  [{ rollback: 'failed', problem: 'x', file: '/mnt/d/x.wslconfig' }, 'wslnet undo --file /mnt/d/x.wslconfig'],
])('what was not rolled back is undone in the file that it is about: %j', async (last, command) => {
  expect((await told({ mode: 'none', ...last })).stderr.trimEnd().endsWith(`: ${command}`)).toBe(true);
});

test.each<[Partial<LastRestart>, object]>([
  [{}, { state: 'done', wanted: 'mirrored', active: 'mirrored', rollback: null }],
  [
    { step: 'starting', mode: null, isUnderWay: true },
    { state: 'under-way', active: null },
  ],
  [
    { step: 'starting', mode: null },
    { state: 'cut-off', active: null },
  ],
  [
    { step: 'failed', mode: null, problem: 'no-shutdown' },
    { state: 'failed', message: expect.stringContaining('--shutdown') },
  ],
  [
    { mode: 'none', rollback: 'done', modeAfter: 'nat' },
    { active: 'none', rollback: 'done', activeAfterRollback: 'nat' },
  ],
])('status --json says how it went, as often as it is asked: %j', async (last, wanted) => {
  const machine = new MemoryMachine(MIRRORED);
  machine.facts = WELL;
  machine.last = { ...LAST, ...last };
  for (let round = 0; round < 2; round++) {
    const { stdout, stderr } = await runInMemory(machine, ['status', '--json']);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout).lastRestart).toMatchObject({ time: '1970-01-01T00:00:00.000Z', ...wanted });
  }
  machine.last = null;
  expect(JSON.parse((await runInMemory(machine, ['status', '--json'])).stdout).lastRestart).toBeNull();
});

test('status tells that a restart is under way, again and again', async () => {
  const { stderr, isKept } = await told({ step: 'starting', mode: null, isUnderWay: true });
  expect(stderr).toMatch(/^A Windows process is restarting WSL/);
  expect(isKept).toBe(true);
});

test('other commands tell of it on a terminal only, and none of those that are to be silent', async () => {
  const silent = [['show'], ['show', '--json'], ['status', '--json'], ['status', '--quiet'], ['complete', '+sh']];
  for (const words of silent) expect(await told({}, ...words), words.join(' ')).toEqual({ stderr: '', isKept: true });
  const machine = new MemoryMachine(MIRRORED);
  machine.last = LAST;
  const { stderr } = await runInMemory(machine, ['show'], { isTTY: true, columns: 80 });
  expect(stderr).toContain('WSL was restarted: the mode is mirrored.');
  expect(machine.last).toBeNull();
});

describeWith(['pwsh'], 'from inside a distribution', () => {
  test('set --restart hands over, and the next status tells how it went, once', async () => {
    const { sandbox, wsl, file, ended } = distribution();
    writeFileSync(file, BEFORE);
    const { code, stderr } = await sandbox.run('set', 'mirrored', '--restart', '-y');
    expect(code).toBe(0);
    expect(stderr).toMatch(/This shuts down Debian and everything that runs there, this session too\./);
    expect(stderr).toMatch(/A Windows process now restarts WSL, and this session ends\.(.|\n)*wslnet status/);
    await ended();
    expect(wsl.calls).toContain('--shutdown');
    expect((await sandbox.run('status')).stderr).toBe('WSL was restarted: the mode is mirrored.\n');
    expect((await sandbox.run('status')).stderr).toBe('');
    expect(readFileSync(file, 'utf8')).toBe(WRITTEN);
  });

  test('set --rollback takes the change back from outside', async () => {
    const { sandbox, file, ended } = distribution({ mirrored: 'none' });
    writeFileSync(file, BEFORE);
    expect((await sandbox.run('set', 'mirrored', '--rollback', '-y', '-q')).code).toBe(0);
    await ended();
    expect(readFileSync(file, 'utf8')).toBe(BEFORE);
    expect((await sandbox.run('status')).stderr).toMatch(
      /the mode is none, not mirrored\. Rolled back: .* nat mode again/,
    );
  });

  test('the next command keeps a rollback from outside in the history, once, and redo brings the change back', async () => {
    const { sandbox, file, ended } = distribution({ mirrored: 'none' });
    writeFileSync(file, BEFORE);
    await sandbox.run('set', 'mirrored', '--rollback', '-y', '-q');
    await ended();
    const { mtimeMs } = statSync(file);
    for (let round = 0; round < 2; round++) await sandbox.run('get', 'networkingMode');
    const { changes } = JSON.parse((await sandbox.run('history', '--json')).stdout);
    expect(changes.map(({ command, state }: Record<string, string>) => [command, state])).toEqual([
      ['restart', 'move'],
      ['set', 'undone'],
    ]);
    expect(statSync(file).mtimeMs).toBe(mtimeMs);
    expect((await sandbox.run('undo')).stderr).toMatch(/^Nothing to undo/m);
    expect((await sandbox.run('redo')).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(WRITTEN);
  });

  test('a restart that was killed is told of as one', async () => {
    const { sandbox, file, own, ended } = distribution();
    await sandbox.run('restart', '-y', '-q');
    await ended();
    const path = join(own, 'restart.json');
    const report = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...report, step: 'stopping', mode: null }));
    expect((await sandbox.run('status')).stderr).toMatch(/is restarting WSL/);
    writeFileSync(path, JSON.stringify({ ...report, step: 'stopping', mode: null, time: 0 }));
    expect((await sandbox.run('status')).stderr).toMatch(/cut off while WSL was shutting down/);
    expect(readFileSync(file, 'utf8')).toBe(WRITTEN);
  });

  test('--no-start only shuts WSL down', async () => {
    const { sandbox, wsl, ended } = distribution();
    await sandbox.run('restart', '-y', '-q', '--no-start');
    await ended();
    expect(wsl.isRunning).toBe(false);
    expect((await sandbox.run('status')).stderr).toBe('WSL was shut down.\n');
  });
});
