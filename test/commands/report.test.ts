import { describe, expect, test } from 'vitest';
import { anonymise } from '../../src/doctor/report.ts';
import { type Facts, known } from '../../src/machine/facts.ts';
import { MemoryMachine, runInMemory } from '../bench/run-in-memory.ts';
import { MIRRORED, machineWith } from '../doctor/examine.ts';

const NOBODY = { hosts: [], distributions: [], versions: [] };

const PRIVATE: Partial<Facts> = {
  computerName: known('ANNA-PC'),
  proxy: known({ server: 'http=proxy.corp.example:8080', autoConfigUrl: null }),
  distributions: known([
    { name: 'annas-work', isDefault: true, isRunning: true, version: 2 },
    { name: 'Ubuntu-24.04', isDefault: false, isRunning: true, version: 2 },
  ]),
  otherHomes: known(['C:\\Users\\Bob\\.wslconfig']),
  nameServers: known(['192.168.1.1']),
};

const FILE = `# token for anna: hunter2\n${MIRRORED}kernelCommandLine=token=hunter2 quiet # mine\npassword=hunter2\n[broken\n`;

describe('report', () => {
  test('has what a reader needs, in Markdown', async () => {
    const { code, stdout, stderr } = await runInMemory(machineWith({}, MIRRORED), ['report']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/^##? .*$/gm)).toEqual([
      '# wslnet report',
      '## Status',
      '## .wslconfig, without its comments',
      '## Doctor',
    ]);
    expect(stdout).toMatch(/^Mode +mirrored/m);
    expect(stdout).toContain('```ini\n[wsl2]\nnetworkingMode=mirrored\n```');
    // A version with four numbers is no address.
    expect(stdout).toContain('2.7.3.0, kernel 6.6.87.2');
  });

  test('has no names, addresses, comments or secrets', async () => {
    const { stdout } = await runInMemory(machineWith(PRIVATE, FILE), ['report']);
    expect(stdout).not.toMatch(/Zo\u00eb|Bob|anna|proxy\.corp|hunter2|192\.168\.1\.1/i);
    expect(stdout).toMatch(/C:\\Users\\<user(?:-\d)?>\\\.wslconfig/);
    expect(stdout).toContain('kernelCommandLine=token=<removed> quiet');
    expect(stdout).toContain('password=<removed>');
    expect(stdout).toContain('# (a line that WSL cannot read)');
    expect(stdout).toContain('<host-1>:8080');
    expect(stdout).toContain('Ubuntu-24.04');
  });

  test('runs the test where it is asked to, and without it there is no such part', async () => {
    const { code, stdout } = await runInMemory(machineWith({}, MIRRORED), ['report', '--test']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^## Test\n\n```text\n/m);
  });

  test('is one member of a document with --json', async () => {
    const { stdout } = await runInMemory(new MemoryMachine(null), ['report', '--json']);
    expect(JSON.parse(stdout)).toEqual({
      schema: 'wslnet.report/1',
      report: expect.stringMatching(/^# wslnet report\n/),
    });
  });
});

describe('a text without names and addresses', () => {
  test.each([
    ['C:\\Users\\Anna Smith\\x', 'C:\\Users\\<user> Smith\\x'],
    ['/mnt/c/Users/anna/.wslconfig and /home/anna', '/mnt/c/Users/<user>/.wslconfig and /home/<user>'],
    ['C:\\Users\\Public\\x', 'C:\\Users\\Public\\x'],
    ['192.168.1.5, 192.168.1.6 and 192.168.1.5', '<address-1>, <address-2> and <address-1>'],
    ['172.20.16.0/20 by 127.0.0.1:3000 and 10.255.255.254', '<address-1>/20 by 127.0.0.1:3000 and 10.255.255.254'],
    ['fe80::1234:5678 at 12:34:56, ::1', '<address-1> at 12:34:56, ::1'],
    ['00:15:5d:aa:bb:cc', '<mac-1>'],
    ['version 10.0.26100.4652', 'version 10.0.26100.4652'],
  ])('%s', (text, without) => {
    expect(anonymise(text, { ...NOBODY, versions: ['10.0.26100.4652'] })).toBe(without);
  });

  test('names of hosts and distributions are whole words, in any case', () => {
    const names = { hosts: ['ANNA'], distributions: ['Debian', 'dev'], versions: [] };
    expect(anonymise('anna hosanna dev device Debian', names)).toBe('<host-1> hosanna <distribution-1> device Debian');
  });
});
