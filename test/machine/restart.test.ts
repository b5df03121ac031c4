import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openMachine } from '../../src/machine/this-machine.ts';
import { Sandbox } from '../bench/sandbox.ts';
import { describeWith } from '../needs.ts';
import { BEFORE, distribution, WRITTEN } from './played-distribution.ts';

const request = (file: string) => ({
  mode: 'mirrored',
  noStart: false,
  rollback: { path: file, written: Buffer.from(WRITTEN), before: Buffer.from(BEFORE) },
});

describeWith(['pwsh'], 'a restart that is handed over', () => {
  test('is under way when the caller ends, and comes back in the wanted mode', async () => {
    const { machine, wsl, file, ended, own } = distribution();
    expect(await machine.lastRestart()).toBeNull();
    await machine.handOverRestart(request(file));
    expect(await machine.lastRestart()).toMatchObject({ step: 'handed-over', isUnderWay: true });
    expect(wsl.calls).toBe('');
    expect(await ended()).toMatchObject({ step: 'done', mode: 'mirrored', rollback: null, isUnderWay: false });
    expect(wsl.calls).toContain('-d Debian -e true\n');
    await machine.forgetLastRestart();
    expect(await machine.lastRestart()).toBeNull();
    expect(readdirSync(own)).toEqual([]);
  });

  test('takes the change back where another mode comes up', async () => {
    const { machine, file, ended } = distribution({ mirrored: 'none' });
    await machine.handOverRestart(request(file));
    expect(await ended()).toMatchObject({ step: 'done', mode: 'none', rollback: 'done', modeAfter: 'nat' });
    expect(readFileSync(file, 'utf8')).toBe(BEFORE);
  });

  test('is not begun where another is under way', async () => {
    // WSL does not end before the second is asked for, however busy this machine is.
    const trouble = 'case "$*" in --shutdown) until [ -e may-end ]; do sleep 0.1; done ;; esac';
    const { machine, file, ended, sandbox } = distribution({ trouble });
    await machine.handOverRestart(request(file));
    await expect(machine.handOverRestart(request(file))).rejects.toMatchObject({ code: 'restart-under-way' });
    writeFileSync(join(sandbox.root, 'wsl/may-end'), '');
    expect(await ended()).toMatchObject({ step: 'done' });
  });

  test('cannot take back a change of a file that only Linux has', async () => {
    const { machine, wsl, sandbox } = distribution();
    const path = join(sandbox.root, 'home/zoe/.wslconfig');
    await expect(machine.handOverRestart(request(path))).rejects.toMatchObject({ code: 'rollback-of-linux-file' });
    expect(wsl.calls).toBe('');
  });

  test('that nobody has heard of for long was cut off', async () => {
    const { machine, file, ended, own } = distribution();
    await machine.handOverRestart(request(file));
    await ended();
    const report = JSON.parse(readFileSync(join(own, 'restart.json'), 'utf8'));
    const cut = { ...report, step: 'starting', time: Date.now() - 600_000 };
    writeFileSync(join(own, 'restart.json'), JSON.stringify(cut));
    expect(await machine.lastRestart()).toMatchObject({ step: 'starting', isUnderWay: false });
    writeFileSync(join(own, 'restart.json'), '{');
    expect(await machine.lastRestart()).toBeNull();
  });
});

test('without a PowerShell that answers nothing is handed over', async () => {
  const none = new Sandbox('wsl2');
  const machine = openMachine(none.system);
  await expect(machine.handOverRestart({ ...request('x'), rollback: null })).rejects.toMatchObject({
    code: 'no-handover',
    args: { asked: 'powershell.exe' },
  });
  none.standIn('powershell.exe', {});
  await expect(machine.handOverRestart({ ...request('x'), rollback: null })).rejects.toMatchObject({
    code: 'no-handover',
  });
  expect(existsSync(join(none.root, 'state'))).toBe(false);
});

const REPORT = {
  ...{ id: '1', step: 'done', time: 0, startedAgain: [], wanted: 'mirrored', mode: 'nat' },
  ...{ rollback: null, modeAfter: null, problem: null },
};

/** A distribution whose note of the last restart leads to a file with this in it. */
function noted(name: string, report: unknown) {
  const sandbox = new Sandbox('wsl2', { env: { XDG_STATE_HOME: '' } });
  const home = join(sandbox.root, 'home');
  const system = { ...sandbox.system, env: { ...sandbox.system.env, HOME: home } };
  sandbox.write('home/.local/state/wslnet/restart', `/mnt/c/${name}`);
  sandbox.write(`mnt/c/${name}`, JSON.stringify(report));
  return { machine: openMachine(system), there: () => existsSync(join(sandbox.root, 'mnt/c', name)) };
}

test('a report is one, and is forgotten with its note', async () => {
  const { machine, there } = noted('restart.json', REPORT);
  expect(await machine.lastRestart()).toMatchObject({ ...REPORT, file: null, isUnderWay: false });
  await machine.forgetLastRestart();
  expect(await machine.lastRestart()).toBeNull();
  expect(there()).toBe(false);
});

test.each<[string, unknown]>([
  ['nothing', null],
  ['a list', []],
  ['a step that is no text', { ...REPORT, step: 3 }],
  ['a mode that is no text', { ...REPORT, mode: { nat: true } }],
  ['names that are no list', { ...REPORT, startedAgain: 'Debian' }],
  ['a time that is none', { ...REPORT, time: 1e300 }],
  ['a problem that is no text', { ...REPORT, problem: [] }],
])('what is no report is none: %s', async (_, report) => {
  expect(await noted('restart.json', report).machine.lastRestart()).toBeNull();
});

test('a note that leads to another file is forgotten, and that file stays', async () => {
  const { machine, there } = noted('notes.json', REPORT);
  await machine.forgetLastRestart();
  expect(await machine.lastRestart()).toBeNull();
  expect(there()).toBe(true);
});
