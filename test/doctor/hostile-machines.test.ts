import { expect, test } from 'vitest';
import { CHECKS } from '../../src/doctor/checks.ts';
import type { FactName } from '../../src/machine/facts.ts';
import { type Reply, Sandbox, utf16 } from '../bench/sandbox.ts';
import { MIRRORED, type Told } from './examine.ts';

const PROGRAMS = [
  ...['wsl.exe', 'reg.exe', 'sc.exe', 'netsh.exe', 'netstat.exe', 'powershell.exe', 'route.exe', 'wevtutil.exe'],
  ...['wslinfo', 'docker', 'docker.exe', 'cmd.exe'],
];

/** What is read from files and from this process: no program can lie about it. */
const WITHOUT_PROGRAMS: readonly FactName[] = [
  ...(['neighbours', 'otherHomes', 'networks', 'wslConf', 'wslConfFaults', 'nameServers'] as const),
  ...(['linuxPorts', 'linuxListeners', 'linuxAdapters', 'linuxSysctls', 'kernelSeccomp', 'vmAddress'] as const),
];

const BYTES = Buffer.from([0x83, 0x47, 0x83, 0x89, 0x81, 0x5b, 0xff, 0x00, 0x3a, 0x20, 0x31, 0x0d, 0x0a]);

test.each<[name: string, reply: Reply]>([
  ['exit 1 and nothing, as where interop is broken', { text: '', exit: 1 }],
  ['exit 0 and nothing', { text: '' }],
  ['access denied', { text: 'Access is denied.\r\n', exit: 5 }],
  [
    'registry tools that are forbidden',
    { text: 'ERROR: Registry editing has been disabled by your administrator.\r\n', exit: 1 },
  ],
  ['bytes of another code page', { text: BYTES }],
  ['words of another language', utf16('Dieser Befehl wird auf diesem System nicht unterstützt.\r\n')],
])('no pass rests on %s', async (_, reply) => {
  const sandbox = new Sandbox('wsl2', { timeout: 1000, env: { USERPROFILE: '/mnt/c/Users/Zoë' } });
  for (const program of PROGRAMS) sandbox.standIn(program, { '': reply });
  sandbox.write('/mnt/c/Users/Zoë/.wslconfig', MIRRORED);
  const { stdout } = await sandbox.run('doctor', '--json');
  const passed = (JSON.parse(stdout).checks as Told[]).filter(({ outcome }) => outcome === 'pass').map(({ id }) => id);
  const unfounded = CHECKS.filter(({ id, facts }) => {
    return passed.includes(id) && !facts.every((name) => WITHOUT_PROGRAMS.includes(name));
  });
  expect(unfounded.map(({ id }) => id)).toEqual([]);
});
