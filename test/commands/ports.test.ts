import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failure.ts';
import { known, unknown } from '../../src/machine/facts.ts';
import {
  ADMINISTRATOR_DECLINED,
  ADMINISTRATOR_FAILED,
  ADMINISTRATOR_SILENT,
  NO_POWERSHELL,
} from '../../src/machine/port-changes.ts';
import type { AddressView } from '../../src/reach/address.ts';
import { MemoryMachine, runInMemory, runWith } from '../bench/run-in-memory.ts';
import { WELL } from '../bench/well.ts';
import { expectGolden } from '../golden/golden.ts';
import { HOSTILE_PORTS, HOSTILE_RANGES } from '../reach/hostile-words.ts';
import { FORMER_VM, hyperVRule, listener, MACHINES, machineOf, network, proxy, rule, VM } from '../reach/machines.ts';

/** The machine in memory that shows what a view does, with a file that leads there. */
function memoryMachine(view: AddressView): MemoryMachine {
  const mode = view.mode.known && view.mode.value !== 'wsl1' ? view.mode.value : 'nat';
  const forwarding = mode === 'mirrored' ? '' : `localhostForwarding=${view.localhostForwarding}\n`;
  const text = `[wsl2]\nnetworkingMode=${mode}\n${forwarding}[experimental]\nignoredPorts=${view.ignoredPorts}\n`;
  const machine = new MemoryMachine(text);
  machine.here = view.place;
  machine.facts = { ...WELL, ...view.facts, activeMode: view.mode, natGateway: view.natGateway };
  return machine;
}

const NODE = listener('node', '0.0.0.0', 3000);
const mirrored = (seen: Partial<Parameters<typeof machineOf>[0]> = {}) =>
  memoryMachine(machineOf({ mode: 'mirrored', linux: [NODE], ...seen }));
const nat = (seen: Partial<Parameters<typeof machineOf>[0]> = {}) =>
  memoryMachine(machineOf({ mode: 'nat', linux: [NODE], ...seen }));

const RULE_3000 =
  "New-NetFirewallHyperVRule -Name wslnet-tcp-3000 -DisplayName 'wslnet: TCP port 3000 of WSL' -Direction Inbound -Action Allow -VMCreatorId '{40E0AC32-46A5-438A-A0B2-2B479E8F2E90}' -Protocol TCP -LocalPorts 3000 -Profiles Private -RemoteAddresses 192.168.1.0/24";

describe('ports', () => {
  test.each([60, 80, 120])('screens of %i columns', async (columns) => {
    const screens: string[] = [];
    for (const [name, view] of Object.entries(MACHINES)) {
      const { stdout, stderr } = await runInMemory(memoryMachine(view), ['ports'], { columns });
      screens.push(`# ${name}\n\n${stdout}${stderr}`);
      for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(columns);
    }
    expectGolden(`ports-${columns}`, screens.join('\n'));
  });

  test('one port, of one protocol where it is named', async () => {
    const linux = [NODE, listener('quic', '0.0.0.0', '3000/udp'), listener('nginx', '0.0.0.0', 80)];
    const rows = async (word: string) =>
      (await runInMemory(mirrored({ linux }), ['ports', word])).stdout.split('\n').filter((line) => /^\d/.test(line));
    expect((await rows('3000')).map((line) => line.split(' ')[0])).toEqual(['3000', '3000/udp']);
    expect((await rows('3000/udp')).map((line) => line.split(' ')[0])).toEqual(['3000/udp']);
    expect((await runInMemory(mirrored(), ['ports', '99'])).stdout).toBe(
      'Nothing listens on port 99, and no rule opens it.\n',
    );
  });

  test('what the systems have for themselves is shown when asked for', async () => {
    const windows = [listener('svchost', '0.0.0.0', 135), listener('chrome', '0.0.0.0', '5353/udp')];
    const linux = [NODE, listener('dhclient', '0.0.0.0', '40000/udp')];
    const brief = await runInMemory(mirrored({ linux, windows }), ['ports']);
    expect(brief.stdout).not.toMatch(/svchost|chrome|dhclient/);
    expect(brief.stderr).toMatch(
      /^3 more ports are used by Windows and Linux themselves. To list them: wslnet ports --verbose\n/,
    );
    const whole = await runInMemory(mirrored({ linux, windows }), ['ports', '--verbose']);
    expect(whole.stdout).toMatch(/svchost(.|\n)*chrome(.|\n)*dhclient/);
    expect((await runInMemory(mirrored({ linux, windows }), ['ports', '-q'])).stderr).toBe('');
  });

  test('no text of a machine reaches the terminal as it is', async () => {
    const linux = [listener('\u001b[31mred', '0.0.0.0', 3000)];
    const hyperV = [hyperVRule('{9}', 3000, { title: 'a\u0007b' })];
    const { stdout } = await runInMemory(mirrored({ linux, hyperV }), ['ports']);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(stdout).not.toMatch(/[\u0007\u001b]/);
  });

  test('exits with 5 where neither side tells who listens, and where there is no WSL', async () => {
    const facts = {
      linuxListeners: unknown('not-running', 'cat'),
      windowsListeners: unknown('timed-out', 'powershell.exe'),
    };
    expect((await runInMemory(mirrored({ facts }), ['ports'])).code).toBe(5);
    expect((await runInMemory(mirrored({ view: { place: 'linux' } }), ['ports'])).code).toBe(5);
  });
});

describe('open', () => {
  const asking = (answer: string) => {
    const questions: string[] = [];
    const ask = async (question: string) => {
      questions.push(question);
      return answer;
    };
    return { questions, ask };
  };

  test('shows the command, asks once, has it done, and prints what to type', async () => {
    const machine = mirrored();
    const { questions, ask } = asking('y');
    const { code, stdout, stderr } = await runWith({ machine, ask }, ['open', '3000']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'http://192.168.1.5:3000\n' });
    expect(questions).toEqual(['Windows will ask for administrator rights. Continue? [y/N] ']);
    expect(stderr).toBe(
      `To let other devices reach port 3000 in Linux in mirrored mode, Windows has to run this as administrator:\n\n  ${RULE_3000}\n\nPort 3000 is open to the local subnet on private networks. To undo it: wslnet close 3000\n`,
    );
    expect(machine.steps).toEqual([
      {
        kind: 'add-hyper-v-rule',
        port: { protocol: 'tcp', port: 3000 },
        profiles: 'Private',
        from: ['192.168.1.0/24'],
      },
    ]);
  });

  test('a no changes nothing', async () => {
    const machine = mirrored();
    const { code, stdout } = await runWith({ machine, ask: asking('n').ask }, ['open', '3000']);
    expect({ code, stdout, steps: machine.steps }).toEqual({ code: 1, stdout: '', steps: [] });
    const document = await runWith({ machine, ask: asking('').ask }, ['open', '3000', '--json']);
    expect({ code: document.code, ...JSON.parse(document.stdout) }).toMatchObject({
      code: 1,
      changed: false,
      ports: [{ changed: false }],
    });
  });

  test('without anyone to ask nothing changes', async () => {
    const machine = mirrored();
    expect((await runInMemory(machine, ['open', '3000'])).code).toBe(2);
    expect((await runWith({ machine, ask: asking('y').ask }, ['open', '3000', '--no-input'])).code).toBe(2);
    expect(machine.steps).toEqual([]);
  });

  test('--dry-run prints the commands for copying, and does nothing', async () => {
    const machine = nat();
    const { code, stdout, stderr } = await runInMemory(machine, ['open', '3000', '8080', '--dry-run']);
    expect({ code, steps: machine.steps }).toEqual({ code: 0, steps: [] });
    expect(stdout.split('\n')).toEqual([
      ...[3000, 8080].flatMap((port) => [
        `New-NetFirewallRule -Name wslnet-tcp-${port} -DisplayName 'wslnet: TCP port ${port} of WSL' -Direction Inbound -Action Allow -Protocol TCP -LocalPort ${port} -Profile Private -RemoteAddress LocalSubnet`,
        'Start-Service -Name iphlpsvc',
        `netsh interface portproxy add v4tov4 listenaddress=0.0.0.0 listenport=${port} connectaddress=${VM} connectport=${port}`,
      ]),
      '',
    ]);
    expect(stderr).toBe('! Nothing listens on port 8080 in Linux yet.\n');
  });

  test('a port that is open already is left alone, and nobody is asked', async () => {
    const machine = mirrored({ hyperV: [hyperVRule('wslnet-tcp-3000', 3000)] });
    const { code, stdout, stderr } = await runInMemory(machine, ['open', '3000']);
    expect({ code, stdout, stderr, steps: machine.steps }).toEqual({
      code: 0,
      stdout: 'http://192.168.1.5:3000\n',
      stderr: 'Port 3000 is already open; nothing to change.\n',
      steps: [],
    });
  });

  test.each([
    [['--from', '192.168.1.7'], 'is open to 192.168.1.7 on private networks'],
    [['--from', 'any'], 'is open to every address on private networks'],
    [['--public'], 'is open to the local subnet on all networks'],
  ])('%j is what it says', async (words, said) => {
    const { stderr } = await runInMemory(mirrored(), ['open', '3000', '-y', ...words]);
    expect(stderr).toContain(said);
  });

  test('bridged needs nothing', async () => {
    const machine = memoryMachine(machineOf({ mode: 'bridged', linux: [NODE] }));
    const { code, stdout, stderr } = await runInMemory(machine, ['open', '3000']);
    expect({ code, stdout, steps: machine.steps }).toEqual({ code: 0, stdout: `http://${VM}:3000\n`, steps: [] });
    expect(stderr).toMatch(/Nothing to open/);
  });

  test('--qr shows a code of the address', async () => {
    const { stdout } = await runInMemory(mirrored(), ['open', '3000', '-yq', '--qr']);
    const [url, ...lines] = stdout.trimEnd().split('\n');
    expect(url).toBe('http://192.168.1.5:3000');
    expect(lines.length).toBeGreaterThan(12);
    expect(lines.every((line) => /^[█▀▄ ]{25,60}$/.test(line))).toBe(true);
  });

  test('a service of UDP has no URL', async () => {
    const { stdout } = await runInMemory(mirrored(), ['open', '5000/udp', '-y']);
    expect(stdout).toBe('192.168.1.5:5000\n');
  });

  test('warns in what way the port stays out of reach', async () => {
    const machine = mirrored({ linux: [listener('vite', '127.0.0.1', 3000)], networks: [network('Public')] });
    const { stderr } = await runInMemory(machine, ['open', '3000', '-y']);
    expect(stderr).toMatch(/^! vite listens on 127\.0\.0\.1 only, so it still cannot be reached\./m);
    expect(stderr).toMatch(/^! This network \(Wi-Fi\) is public in Windows/m);
  });

  test.each([
    ['administrator-declined', new Failure(ADMINISTRATOR_DECLINED, {}), 1],
    ['administrator-failed', new Failure(ADMINISTRATOR_FAILED, { message: 'No.', isUndone: true }), 5],
    ['administrator-silent', new Failure(ADMINISTRATOR_SILENT, {}), 5],
    ['no-powershell', new Failure(NO_POWERSHELL, { asked: 'powershell.exe' }), 5],
  ] as const)('%s is not called done', async (_, refusal, exit) => {
    const machine = mirrored();
    machine.refusal = refusal;
    const result = await runInMemory(machine, ['open', '3000', '-y']);
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code: exit, stdout: '' });
    expect(result.stderr).not.toMatch(/is open to/);
  });

  test('says what it could not look at', async () => {
    const facts = { windowsListeners: unknown('timed-out', 'powershell.exe') };
    const { code, stderr } = await runInMemory(mirrored({ facts }), ['open', '3000', '-y']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Unknown: the listening ports on Windows \(powershell\.exe did not answer in time\)\.$/m);
  });

  test.each(['127.0.0.1', '127.0.0.0/8', '::1'])('--from %s lets nobody in, and is refused', async (from) => {
    const machine = mirrored();
    expect(await runInMemory(machine, ['open', '3000', '-y', '--from', from])).toMatchObject({ code: 2, stdout: '' });
    expect(machine.asked).toEqual([]);
  });

  test('more ports than fit into one question are refused', async () => {
    const words = Array.from({ length: 11 }, (_, index) => String(4000 + index));
    expect(await runInMemory(mirrored(), ['open', '-y', ...words])).toMatchObject({ code: 2, stdout: '' });
  });

  test('what is no port or address is refused before the machine is asked', async () => {
    for (const word of HOSTILE_PORTS) {
      const machine = mirrored();
      expect(await runInMemory(machine, ['open', '-y', '--', word]), word).toMatchObject({ code: 2, stdout: '' });
      expect({ asked: machine.asked, steps: machine.steps }).toEqual({ asked: [], steps: [] });
    }
    for (const word of HOSTILE_RANGES.filter((word) => word !== 'any')) {
      const machine = mirrored();
      expect(await runInMemory(machine, ['open', '3000', '-y', `--from=${word}`]), word).toMatchObject({ code: 2 });
      expect({ asked: machine.asked, steps: machine.steps }).toEqual({ asked: [], steps: [] });
    }
  });
});

describe('close', () => {
  const opened = () =>
    nat({ rules: [rule('wslnet-tcp-3000', 3000), rule('{1}', 22)], proxies: [proxy(3000, FORMER_VM)] });

  test('takes back the rule and the port proxy', async () => {
    const machine = opened();
    const { code, stdout, stderr } = await runInMemory(machine, ['close', '3000', '-y']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(machine.steps.map(({ kind }) => kind)).toEqual(['remove-windows-rule', 'remove-port-proxy']);
    expect(stderr).toMatch(/Port 3000 is closed again\.\n$/);
  });

  test('--dry-run prints the commands', async () => {
    const machine = opened();
    const { stdout } = await runInMemory(machine, ['close', '--all', '-n']);
    expect(stdout).toBe(
      'Get-NetFirewallRule -Name wslnet-tcp-3000 -ErrorAction SilentlyContinue | Remove-NetFirewallRule\nnetsh interface portproxy delete v4tov4 listenaddress=0.0.0.0 listenport=3000\n',
    );
    expect(machine.steps).toEqual([]);
  });

  test('a no closes nothing', async () => {
    const machine = opened();
    const { code, stderr } = await runWith({ machine, ask: async () => 'n' }, ['close', '3000']);
    expect({ code, steps: machine.steps }).toEqual({ code: 1, steps: [] });
    expect(stderr).toMatch(/Nothing was changed\.\n$/);
  });

  test.each([
    [['22'], 'Port 22 was not opened by wslnet; nothing to close.\n'],
    [['22', '23'], 'Ports 22 and 23 were not opened by wslnet; nothing to close.\n'],
  ])("leaves others' alone: %j", async (ports, said) => {
    const machine = opened();
    expect(await runInMemory(machine, ['close', ...ports])).toEqual({ code: 0, stdout: '', stderr: said });
    expect(machine.steps).toEqual([]);
  });

  test('says which ports it left alone beside those that it closed', async () => {
    const { stderr } = await runInMemory(opened(), ['close', '3000', '22', '-y']);
    expect(stderr).toMatch(/Port 3000 is closed again\.\nPort 22 was not opened by wslnet; nothing to close\.\n$/);
  });

  test('many ports take more than one question', async () => {
    const hyperV = Array.from({ length: 25 }, (_, index) => hyperVRule(`wslnet-tcp-${4000 + index}`, 4000 + index));
    const machine = mirrored({ hyperV });
    const calls: number[] = [];
    machine.changePorts = async (steps) => void calls.push(steps.length);
    expect((await runInMemory(machine, ['close', '--all', '-yq'])).code).toBe(0);
    expect(calls).toEqual([20, 5]);
  });

  test('says so where there is nothing at all', async () => {
    expect((await runInMemory(mirrored(), ['close', '--all'])).stderr).toMatch(/has not opened any ports/);
  });

  test.each([[[]], [['3000', '--all']], [['x']]])('%j is refused', async (words) => {
    expect(await runInMemory(opened(), ['close', '-y', ...words])).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('address', () => {
  test.each([
    [['windows'], '172.20.16.1\n', ''],
    [['windows', '5432'], '172.20.16.1:5432\n', 'Nothing listens on port 5432 on Windows.\n'],
    [['linux'], '127.0.0.1\n', ''],
    [['lan', '3000'], '192.168.1.5:3000\n', expect.stringMatching(/cannot be reached from other devices/)],
    [['lan', '3000', '-q'], '192.168.1.5:3000\n', ''],
    [['windows', '--env'], 'export WSLNET_WINDOWS=172.20.16.1\n', ''],
    [
      ['--env'],
      'export WSLNET_WINDOWS=172.20.16.1\nexport WSLNET_LINUX=127.0.0.1\nexport WSLNET_LAN=192.168.1.5\n',
      '',
    ],
  ])('in nat, from Linux: %j', async (words, stdout, stderr) => {
    expect(await runInMemory(nat(), ['address', ...words])).toEqual({ code: 0, stdout, stderr });
  });

  test.each([
    [['windows'], 'wsl2', ['activeMode', 'natGateway']],
    [['linux'], 'wsl2', ['activeMode']],
    [['lan'], 'wsl2', ['activeMode', 'windowsNetworks', 'vmAddress']],
    [['windows'], 'windows', ['activeMode']],
  ] as const)('%j from %s asks for no more than it needs', async (words, place, asked) => {
    const machine = nat({ view: { place } });
    expect((await runInMemory(machine, ['address', ...words])).code).toBe(0);
    expect(machine.asked).toEqual(asked);
  });

  test('from Windows to Linux the file counts, and the firewall does not', async () => {
    const machine = nat({ view: { place: 'windows', localhostForwarding: false } });
    expect((await runInMemory(machine, ['address', 'linux'])).stdout).toBe(`${VM}\n`);
    expect(machine.asked).not.toContain('windowsRules');
  });

  test('in bridged mode Windows is on the network', async () => {
    const machine = memoryMachine(machineOf({ mode: 'bridged' }));
    expect((await runInMemory(machine, ['address', 'windows'])).stdout).toBe('192.168.1.5\n');
  });

  test('PowerShell has variables of its own', async () => {
    const { stdout } = await runInMemory(nat({ view: { place: 'windows' } }), ['address', 'lan', '--env']);
    expect(stdout).toBe("$env:WSLNET_LAN = '192.168.1.5'\n");
  });

  test('while WSL is stopped the mode of the next start counts', async () => {
    const view = { place: 'windows', mode: unknown('not-running', 'wslinfo') } as const;
    const machine = nat({ view, facts: { linuxListeners: unknown('not-running', 'cat') } });
    expect(await runInMemory(machine, ['address', 'linux'])).toMatchObject({ code: 0, stdout: '127.0.0.1\n' });
  });

  test('what is not known does not keep the others from --env, and fails alone', async () => {
    const machine = nat({ facts: { windowsNetworks: known([]) } });
    expect((await runInMemory(machine, ['address', '--env'])).stdout).not.toMatch(/LAN/);
    expect(await runInMemory(machine, ['address', 'lan'])).toMatchObject({ code: 5, stdout: '' });
  });

  test.each([[[]], [['mars']], [['lan', 'x']]])('%j is refused', async (words) => {
    expect(await runInMemory(nat(), ['address', ...words])).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('documents', () => {
  const json = async (machine: MemoryMachine, ...words: string[]) =>
    JSON.parse((await runInMemory(machine, [...words, '--json'])).stdout);

  test('ports', async () => {
    const machine = nat({ rules: [rule('wslnet-tcp-3000', 3000)], proxies: [proxy(3000, FORMER_VM)] });
    const { ports, ...rest } = await json(machine, 'ports');
    expect(rest).toEqual({ schema: 'wslnet.ports/1', mode: 'nat', unknown: [] });
    expect(ports).toEqual([
      {
        port: 3000,
        protocol: 'tcp',
        linux: [{ address: '0.0.0.0', program: 'node' }],
        windows: [],
        portproxy: { listenAddress: '0.0.0.0', listenPort: 3000, connectAddress: FORMER_VM, connectPort: 3000 },
        reach: {
          linux: { answer: 'yes', code: 'same-side', because: 'it is on the same side' },
          windows: { answer: 'yes', code: 'mode', because: 'nat mode' },
          lan: {
            answer: 'no',
            code: 'portproxy-stale',
            because: expect.stringContaining('wslnet open 3000 renews it'),
          },
        },
        stale: 'vm-address',
        openedBy: 'wslnet',
      },
    ]);
  });

  test.each(Object.keys(MACHINES))('ports: %s', async (name) => {
    const view = MACHINES[name] ?? expect.fail();
    expect(await json(memoryMachine(view), 'ports')).toMatchObject({ schema: 'wslnet.ports/1' });
  });

  test('ports says what could not be found out', async () => {
    const facts = { hyperVRules: unknown('denied', 'powershell.exe') };
    expect((await json(mirrored({ facts }), 'ports')).unknown).toEqual([
      { fact: 'hyperVRules', reason: expect.any(String) },
    ]);
  });

  test('open', async () => {
    const machine = mirrored();
    const opened = {
      schema: 'wslnet.open/1',
      changed: true,
      dryRun: false,
      mode: 'mirrored',
      ports: [
        {
          port: 3000,
          protocol: 'tcp',
          changed: true,
          renewed: false,
          rule: 'wslnet-tcp-3000',
          warnings: [],
          url: 'http://192.168.1.5:3000',
        },
      ],
      commands: [RULE_3000],
    };
    expect(await json(machine, 'open', '3000', '-y')).toEqual(opened);
    expect(await json(machine, 'open', '3000', '-n')).toEqual({ ...opened, dryRun: true });
    expect(machine.steps).toHaveLength(1);
    const again = await json(mirrored({ hyperV: [hyperVRule('wslnet-tcp-3000', 3000)] }), 'open', '3000');
    expect(again).toMatchObject({ changed: false, commands: [], ports: [{ changed: false }] });
    const moved = await json(
      mirrored({ linux: [], hyperV: [hyperVRule('wslnet-tcp-3000', 3000, { remote: null })] }),
      'open',
      '3000',
      '-y',
    );
    expect(moved).toMatchObject({ changed: true, ports: [{ renewed: true, warnings: [{ code: 'nobody-listens' }] }] });
  });

  test('a failure is one document, too', async () => {
    const machine = mirrored();
    machine.refusal = new Failure(ADMINISTRATOR_DECLINED, {});
    expect(await json(machine, 'open', '3000', '-y')).toMatchObject({
      schema: 'wslnet.error/1',
      code: 'administrator-declined',
    });
    expect(await json(machine, 'open', '5004')).toMatchObject({ schema: 'wslnet.error/1', code: 'port-refused' });
  });

  test('close', async () => {
    const machine = mirrored({ hyperV: [hyperVRule('wslnet-tcp-3000', 3000)] });
    expect(await json(machine, 'close', '3000', '22', '-y')).toEqual({
      schema: 'wslnet.close/1',
      changed: true,
      dryRun: false,
      ports: [
        { protocol: 'tcp', port: 22, changed: false },
        { protocol: 'tcp', port: 3000, changed: true },
      ],
      commands: [
        'Get-NetFirewallHyperVRule -Name wslnet-tcp-3000 -ErrorAction SilentlyContinue | Remove-NetFirewallHyperVRule',
      ],
    });
    expect(await json(machine, 'close', '22')).toMatchObject({ changed: false, commands: [] });
  });

  test('address', async () => {
    expect(await json(nat(), 'address', 'windows', '5432')).toEqual({
      schema: 'wslnet.address/1',
      addresses: [
        {
          target: 'windows',
          address: '172.20.16.1',
          port: 5432,
          problem: 'Nothing listens on port 5432 on Windows.',
        },
      ],
    });
    const { addresses } = await json(nat({ networks: [] }), 'address', '--env');
    expect(addresses).toMatchObject([
      { target: 'windows', problem: null, port: null },
      { target: 'linux', address: '127.0.0.1' },
      { target: 'lan', address: null },
    ]);
  });
});
