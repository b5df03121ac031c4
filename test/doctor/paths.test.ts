import { describe, expect, test } from 'vitest';
import type { TriedPath } from '../../src/doctor/check.ts';
import { CHECKS, examineMachine } from '../../src/doctor/checks.ts';
import { runInMemory } from '../bench/run-in-memory.ts';
import { MIRRORED, machineWith, type Told } from './examine.ts';

const WORKS: TriedPath = { title: 'Internet', state: 'works', trouble: null };
const TROUBLE = {
  seen: 'rp_filter is 1 on loopback0.',
  steps: [{ text: 'Set it to 0:', command: 'sudo sysctl -w x=0' }],
};
const BROKEN: TriedPath = { title: 'Windows to Linux', state: 'fails', trouble: TROUBLE };

function examine(paths: readonly TriedPath[] | null) {
  const checks = CHECKS.filter(({ id }) => id === 'paths');
  const input = { place: 'windows', file: null, absence: null, restart: 'not-due', environment: {}, paths } as const;
  const [found] = examineMachine(checks, input, {});
  return found;
}

describe('what wslnet test found', () => {
  test.each<[ending: string, outcome: string, paths: readonly TriedPath[] | null]>([
    ['not-applicable', 'not-applicable', null],
    ['untold', 'unknown', []],
    ['untold', 'unknown', [{ title: 'IPv6', state: 'not-promised', trouble: null }]],
    ['work', 'pass', [WORKS, { title: 'LAN', state: 'unknown', trouble: null }]],
    ['fail', 'failure', [WORKS, BROKEN]],
    ['slow', 'warning', [{ ...WORKS, trouble: TROUBLE }]],
  ])('is %s', (ending, outcome, paths) => {
    expect(examine(paths)).toMatchObject({ ending, outcome });
  });

  test('comes with the steps that it advised', () => {
    const found = examine([BROKEN]);
    expect(found?.seen).toMatch(/Windows to Linux.*rp_filter is 1/);
    expect(found?.cures).toMatchObject([{ id: 'as-tested', text: 'Set it to 0:', commands: ['sudo sysctl -w x=0'] }]);
  });

  test('is asked for with --test alone, and unknown where the test cannot run', async () => {
    const on = async (...words: string[]) => {
      const { stdout } = await runInMemory(machineWith({}, MIRRORED), ['doctor', 'network', '--json', ...words]);
      return (JSON.parse(stdout).checks as Told[]).find(({ id }) => id === 'paths')?.outcome;
    };
    expect(await on()).toBe('not-applicable');
    expect(await on('--test')).toBe('unknown');
  });
});
