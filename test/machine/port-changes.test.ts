import { expect, test } from 'vitest';
import { Failure } from '../../src/failure.ts';
import { changePorts } from '../../src/machine/port-changes.ts';
import {
  changePortsScript,
  type PortStep,
  portScripts,
  stepCommands,
  WSL_CREATOR,
} from '../../src/machine/port-scripts.ts';
import { powershellArguments } from '../../src/machine/powershell.ts';
import { describeWith } from '../needs.ts';
import { HOSTILE_PORTS, HOSTILE_RANGES } from '../reach/hostile-words.ts';
import {
  type BenchOptions,
  type Played,
  PowerShellBench,
  unknownToWindowsPowerShell,
} from './powershell/powershell-bench.ts';

/** Enough for the busiest machine to get to the question, and from there to the end. */
const TIMEOUTS = { consent: 120_000, work: 30_000 };

const HTTP = { protocol: 'tcp', port: 8080 } as const;
const DNS = { protocol: 'udp', port: 53 } as const;

const MIRRORED: readonly PortStep[] = [
  { kind: 'add-hyper-v-rule', port: HTTP, profiles: 'Private', from: ['192.168.1.0/24', 'fd00::1-fd00::9'] },
];

const NAT: readonly PortStep[] = [
  { kind: 'add-windows-rule', port: HTTP, profiles: 'Private', from: ['LocalSubnet'] },
  { kind: 'add-port-proxy', port: 8080, to: '172.20.16.2' },
];

/** Runs steps on a machine and gives what it failed with. */
async function change(steps: readonly PortStep[], options: BenchOptions = {}, played: Played = {}) {
  const windows = new PowerShellBench(played, options);
  const failure = await changePorts(windows.powershell, steps, TIMEOUTS).catch((error: unknown) => error);
  if (failure !== undefined && !(failure instanceof Failure)) throw failure;
  return { windows, failure, leftovers: windows.leftovers };
}

describeWith(['pwsh'], 'steps as administrator', () => {
  test('a rule of the Hyper-V firewall arrives as it was meant', async () => {
    const { windows, failure, leftovers } = await change(MIRRORED);
    expect(failure).toBeUndefined();
    expect(windows.calls('New-NetFirewallHyperVRule')).toEqual([
      {
        name: 'New-NetFirewallHyperVRule',
        parameters: {
          Action: 'Allow',
          Direction: 'Inbound',
          DisplayName: 'wslnet: TCP port 8080 of WSL',
          LocalPorts: '8080',
          Name: 'wslnet-tcp-8080',
          Profiles: 'Private',
          Protocol: 'TCP',
          RemoteAddresses: ['192.168.1.0/24', 'fd00::1-fd00::9'],
          VMCreatorId: WSL_CREATOR,
        },
      },
    ]);
    expect(leftovers).toEqual([]);
  });

  test('Windows asks once, for a hidden PowerShell of its own, and is waited for', async () => {
    const { windows } = await change([...MIRRORED, ...NAT]);
    expect(windows.calls('Start-Process').map((call) => call.parameters)).toEqual([
      {
        ArgumentList: ['-NoProfile', '-NonInteractive', '-EncodedCommand'],
        FilePath: 'powershell.exe',
        PassThru: 'True',
        Verb: 'RunAs',
        Wait: 'True',
        WindowStyle: 'Hidden',
      },
    ]);
  });

  test('a port proxy, its service and its rule arrive as they were meant', async () => {
    const { windows, failure } = await change(NAT);
    expect(failure).toBeUndefined();
    expect(windows.calls().slice(1)).toEqual([
      {
        name: 'New-NetFirewallRule',
        parameters: {
          Action: 'Allow',
          Direction: 'Inbound',
          DisplayName: 'wslnet: TCP port 8080 of WSL',
          LocalPort: '8080',
          Name: 'wslnet-tcp-8080',
          Profile: 'Private',
          Protocol: 'TCP',
          RemoteAddress: 'LocalSubnet',
        },
      },
      { name: 'Start-Service', parameters: { Name: 'iphlpsvc' } },
      {
        name: 'netsh',
        parameters: {
          words:
            'interface portproxy add v4tov4 listenaddress=0.0.0.0 listenport=8080 connectaddress=172.20.16.2 connectport=8080',
        },
      },
    ]);
    expect(windows.made).toEqual(['windows-rule wslnet-tcp-8080', 'port-proxy 0.0.0.0:8080']);
  });

  test('everyone, on every network, for UDP', async () => {
    const { windows, failure } = await change([
      { kind: 'add-hyper-v-rule', port: DNS, profiles: 'Any', from: null },
      { kind: 'add-windows-rule', port: DNS, profiles: 'Any', from: null },
    ]);
    expect(failure).toBeUndefined();
    const [hyperV, plain] = windows.calls('New-NetFirewallHyperVRule', 'New-NetFirewallRule');
    expect(hyperV?.parameters).toMatchObject({ Name: 'wslnet-udp-53', Protocol: 'UDP', Profiles: 'Any' });
    expect(hyperV?.parameters).not.toHaveProperty('RemoteAddresses');
    expect(plain?.parameters).toMatchObject({ Name: 'wslnet-udp-53', Protocol: 'UDP', Profile: 'Any' });
    expect(plain?.parameters).not.toHaveProperty('RemoteAddress');
  });

  test('what is there is taken away, and what is not does no harm', async () => {
    const removals: readonly PortStep[] = [
      { kind: 'remove-hyper-v-rule', port: HTTP },
      { kind: 'remove-hyper-v-rule', port: DNS },
      { kind: 'remove-windows-rule', port: HTTP },
      { kind: 'remove-windows-rule', port: DNS },
      { kind: 'remove-port-proxy', port: 8080 },
    ];
    const played = {
      NetFirewallHyperVRule: [{ Name: 'wslnet-tcp-8080' }],
      NetFirewallRule: [{ Name: 'wslnet-tcp-8080' }, { Name: 'mine' }],
      PortProxy: [{ Listen: '0.0.0.0:8080', Connect: '172.20.16.2:8080' }],
    };
    const { windows, failure } = await change(removals, {}, played);
    expect(failure).toBeUndefined();
    expect(windows.made).toEqual(['windows-rule mine']);
    expect(windows.calls('Remove-NetFirewallHyperVRule', 'Remove-NetFirewallRule')).toEqual([
      { name: 'Remove-NetFirewallHyperVRule', parameters: { Name: 'wslnet-tcp-8080' } },
      { name: 'Remove-NetFirewallRule', parameters: { Name: 'wslnet-tcp-8080' } },
    ]);
  });

  test('a rule is replaced', async () => {
    const steps: readonly PortStep[] = [{ kind: 'remove-hyper-v-rule', port: HTTP }, ...MIRRORED];
    const { windows, failure } = await change(steps, {}, { NetFirewallHyperVRule: [{ Name: 'wslnet-tcp-8080' }] });
    expect({ failure, made: windows.made }).toEqual({ failure: undefined, made: ['hyper-v-rule wslnet-tcp-8080'] });
  });

  test.each([
    ['there is no proxy without its rule', NAT, 'New-NetFirewallRule', /New-NetFirewallRule was told to fail/],
    ['a proxy without its rule is taken back', [...NAT].reverse(), 'New-NetFirewallRule', /told to fail/],
    ['a rule without its proxy is taken back', NAT, 'netsh add', /netsh: The requested operation requires elevation/],
    ['a rule is taken back if the service does not start', NAT, 'Start-Service', /Start-Service was told to fail/],
    ['a later step takes earlier ones back', [...MIRRORED, ...NAT], 'New-NetFirewallRule', /told to fail/],
  ] as const)('%s', async (_, steps, fails, message) => {
    const { windows, failure, leftovers } = await change(steps, { fails });
    expect(failure).toMatchObject({ code: 'administrator-failed', exitCode: 5, args: { isUndone: true } });
    expect(failure?.message).toMatch(message);
    expect(failure?.message).toMatch(/undone/);
    expect({ made: windows.made, leftovers }).toEqual({ made: [], leftovers: [] });
  });

  test.each([
    ['hyper-v', MIRRORED, 'NetFirewallHyperVRule'],
    ['windows', NAT, 'NetFirewallRule'],
  ] as const)('a rule that another wslnet made meanwhile stays: %s', async (kind, steps, noun) => {
    const { windows, failure } = await change(steps, {}, { [noun]: [{ Name: 'wslnet-tcp-8080' }] });
    expect(failure).toMatchObject({ code: 'administrator-failed', args: { isUndone: true } });
    expect(failure?.message).toContain('already exists');
    expect(windows.made).toEqual([`${kind}-rule wslnet-tcp-8080`]);
  });

  test.each<[string, readonly PortStep[], string, string[]]>([
    [
      'what was made and stays',
      [
        { kind: 'add-port-proxy', port: 8080, to: '172.20.16.2' },
        { kind: 'remove-port-proxy', port: 9 },
      ],
      'netsh delete',
      ['windows-rule wslnet-tcp-8080', 'port-proxy 0.0.0.0:8080'],
    ],
    [
      'what was removed, to be made anew',
      [{ kind: 'remove-windows-rule', port: HTTP }, ...NAT],
      'New-NetFirewallRule',
      [],
    ],
    [
      'what was removed before the next could not be',
      [
        { kind: 'remove-windows-rule', port: HTTP },
        { kind: 'remove-port-proxy', port: 8080 },
      ],
      'netsh delete',
      [],
    ],
  ])('what cannot be taken back is said: %s', async (_, steps, fails, made) => {
    const { windows, failure } = await change(steps, { fails }, { NetFirewallRule: [{ Name: 'wslnet-tcp-8080' }] });
    expect(failure).toMatchObject({ code: 'administrator-failed', exitCode: 5, args: { isUndone: false } });
    expect(failure?.message).toMatch(/could not be undone/);
    expect(windows.made).toEqual(made);
  });

  test.each([
    ['no', 'administrator-declined', 1],
    ['blocked', 'administrator-failed', 5],
    ['kill', 'administrator-silent', 5],
  ] as const)('where the answer to Windows is %s nothing was done', async (consent, code, exitCode) => {
    const { windows, failure, leftovers } = await change(MIRRORED, { consent });
    expect(failure).toMatchObject({ code, exitCode });
    expect({ made: windows.made, leftovers }).toEqual({ made: [], leftovers: [] });
  });

  test('a yes that comes too late changes nothing', async () => {
    const windows = new PowerShellBench({}, { consent: 'late' });
    await expect(changePorts(windows.powershell, MIRRORED, { consent: 1000, work: 30_000 })).rejects.toMatchObject({
      code: 'administrator-declined',
    });
    expect(windows.made).toEqual([]);
  });

  test('an answer that never comes is not waited for', async () => {
    const windows = new PowerShellBench({}, { consent: 'never' });
    await expect(changePorts(windows.powershell, MIRRORED, { consent: 3000, work: 1000 })).rejects.toMatchObject({
      code: 'administrator-silent',
      exitCode: 5,
    });
    expect(windows.made).toEqual([]);
  });
});

describeWith(['pwsh'], 'scripts about ports', () => {
  test('know no word that Windows PowerShell 5.1 does not know, and fit on its command line', () => {
    const scripts = portScripts();
    expect(unknownToWindowsPowerShell(scripts)).toEqual([]);
    for (const script of Object.values(scripts)) expect(() => powershellArguments(script)).not.toThrow();
  });

  test('fit there for as many ports as one command takes', () => {
    const ports = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ protocol: 'tcp', port: 65000 + index }) as const);
    const opening = ports(10).flatMap((port): PortStep[] => [
      { kind: 'remove-hyper-v-rule', port },
      { kind: 'add-port-proxy', port: port.port, to: '172.200.160.200' },
      { kind: 'remove-windows-rule', port },
      { kind: 'add-windows-rule', port, profiles: 'Private', from: ['192.168.100.100-192.168.100.200'] },
    ]);
    const closing = ports(20).flatMap((port): PortStep[] => [
      { kind: 'remove-hyper-v-rule', port },
      { kind: 'remove-windows-rule', port },
      { kind: 'remove-port-proxy', port: port.port },
    ]);
    for (const steps of [opening, closing]) {
      expect(() => powershellArguments(changePortsScript(steps, 130))).not.toThrow();
    }
  });
});

test('where there is no PowerShell nothing was changed', async () => {
  const { powershellOf } = await import('../../src/machine/powershell.ts');
  const { unknown } = await import('../../src/machine/facts.ts');
  const powershell = powershellOf(async () => unknown('no-program', 'powershell.exe'));
  await expect(changePorts(powershell, MIRRORED)).rejects.toMatchObject({ code: 'no-powershell', exitCode: 5 });
});

test('no unchecked text becomes a command', () => {
  const port = (word: string) => ({ protocol: 'tcp', port: word }) as unknown as typeof HTTP;
  for (const word of HOSTILE_PORTS) {
    expect(() => stepCommands({ kind: 'remove-windows-rule', port: port(word) })).toThrow('Not fit');
    expect(() => stepCommands({ kind: 'remove-port-proxy', port: word as unknown as number })).toThrow('Not fit');
    const protocol = word as 'tcp';
    expect(() => stepCommands({ kind: 'remove-hyper-v-rule', port: { protocol, port: 80 } })).toThrow('Not fit');
    const profiles = word as 'Any';
    expect(() => stepCommands({ kind: 'add-windows-rule', port: HTTP, profiles, from: null })).toThrow('Not fit');
  }
  // Some are harmless, and no address.
  for (const word of HOSTILE_RANGES.filter((word) => !/^[\w./:-]+$/.test(word))) {
    for (const kind of ['add-hyper-v-rule', 'add-windows-rule'] as const) {
      expect(() => stepCommands({ kind, port: HTTP, profiles: 'Any', from: [word] })).toThrow('Not fit');
    }
    expect(() => stepCommands({ kind: 'add-port-proxy', port: 80, to: word })).toThrow('Not fit');
  }
});
