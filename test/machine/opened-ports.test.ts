import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { known, type Port } from '../../src/machine/facts.ts';
import { noteOpenedPorts, readOpenedPorts } from '../../src/machine/port-changes.ts';
import { MemoryMachine, runInMemory } from '../bench/run-in-memory.ts';
import { MIRRORED, WELL } from '../bench/well.ts';

const TCP: Port = { protocol: 'tcp', port: 3000 };
const UDP: Port = { protocol: 'udp', port: 5353 };
const OPEN = { profiles: 'Private', from: null } as const;

function listPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wslnet-opened-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'state/opened-ports');
}

test('the list has what was opened and not closed since', async () => {
  const path = listPath();
  expect(await readOpenedPorts(path)).toEqual([]);
  await noteOpenedPorts(path, [{ kind: 'add-hyper-v-rule', port: TCP, ...OPEN }]);
  await noteOpenedPorts(path, [
    { kind: 'add-windows-rule', port: UDP, ...OPEN },
    { kind: 'add-windows-rule', port: TCP, ...OPEN },
    { kind: 'add-port-proxy', port: 3000, to: '172.20.16.2' },
  ]);
  expect(await readOpenedPorts(path)).toEqual([TCP, UDP]);
  await noteOpenedPorts(path, [
    { kind: 'remove-port-proxy', port: 3000 },
    { kind: 'remove-windows-rule', port: TCP },
  ]);
  expect(await readOpenedPorts(path)).toEqual([UDP]);
});

test('a damaged list, and one that cannot be written, are no trouble', async () => {
  const path = listPath();
  await noteOpenedPorts(path, [{ kind: 'add-windows-rule', port: UDP, ...OPEN }]);
  writeFileSync(path, 'tcp 3000\n\0\u0007 tcp x\nudp 123456\n');
  expect(await readOpenedPorts(path)).toEqual([TCP]);
  await noteOpenedPorts(join(path, 'below/a/file'), [{ kind: 'add-windows-rule', port: UDP, ...OPEN }]);
  expect(await readOpenedPorts(path)).toEqual([TCP]);
});

test('is not written through a link, and a pipe in its place is not waited for', async () => {
  const path = listPath();
  await noteOpenedPorts(path, [{ kind: 'add-windows-rule', port: UDP, ...OPEN }]);
  rmSync(path);
  writeFileSync(`${path}-of-somebody`, 'precious');
  symlinkSync(`${path}-of-somebody`, path);
  await noteOpenedPorts(path, [{ kind: 'add-windows-rule', port: TCP, ...OPEN }]);
  expect(readFileSync(`${path}-of-somebody`, 'utf8')).toBe('precious');
  rmSync(path);
  spawnSync('mkfifo', [path]);
  expect(await readOpenedPorts(path)).toEqual([]);
});

/** What a command says on standard error on a machine where ports were opened. */
async function said(words: string[], opened: readonly Port[] = [TCP, UDP]): Promise<string> {
  const machine = new MemoryMachine(MIRRORED);
  machine.facts = { ...WELL, activeMode: known('mirrored') };
  machine.opened = opened;
  return (await runInMemory(machine, words)).stderr;
}

test.each([[['set', 'nat']], [['unset', 'networkingMode']], [['profile', 'use', 'vpn-virtioproxy']]])(
  '%j says that opened ports were opened for another mode',
  async (words) => {
    expect(await said(words)).toContain(
      'wslnet opened ports 3000 and 5353 for the mode before. After the restart, see what is left: wslnet ports\n',
    );
    expect(await said(words, [])).not.toContain('wslnet ports');
  },
);

test.each([
  [['set', 'mirrored']],
  [['set', 'dnsTunneling=false']],
  [['set', 'nat', '--quiet']],
  [['set', 'nat', '--json']],
  [['set', 'nat', '--dry-run']],
  [['set', 'nat', '--file', 'other']],
])('%j says nothing of them', async (words) => {
  expect(await said(words)).not.toContain('wslnet ports');
});
