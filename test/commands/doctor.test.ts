import { describe, expect, test } from 'vitest';
import { type Facts, known, unknown } from '../../src/machine/facts.ts';
import { Bench } from '../bench/bench.ts';
import { MemoryMachine, runInMemory } from '../bench/run-in-memory.ts';
import { HANGS, Sandbox } from '../bench/sandbox.ts';
import { MIRRORED, START, WELL } from '../bench/well.ts';
import { expectGolden } from '../golden/golden.ts';

const NAT = '[wsl2]\nnetworkingMode=nat\n';
const BRIDGED = '[wsl2]\nnetworkingMode=bridged\n';
const VIRTIOPROXY = '[wsl2]\nnetworkingMode=virtioproxy\n';

function hostWith(facts: Partial<Facts>, text: string | null): MemoryMachine {
  const machine = new MemoryMachine(text);
  machine.facts = { ...WELL, ...facts };
  return machine;
}

interface Told {
  readonly id: string;
  readonly topic: string;
  readonly outcome: string;
  readonly seen: string;
  readonly mend: string | null;
}

async function examine(machine: MemoryMachine): Promise<{ code: number; checks: Told[] }> {
  const { code, stdout } = await runInMemory(machine, ['doctor', '--json']);
  return { code, checks: JSON.parse(stdout).checks };
}

const windows = (build: number, revision = 1, edition = 'Professional') => ({
  windows: known({ build, revision, edition }),
});
const wsl = (version: string | null, kernel: string | null = '6.6') => ({ wsl: known({ wsl: version, kernel }) });
const conf = (section: string, key: string, value: string) => ({ wslConf: known([{ section, key, value }]) });

type Row = [id: string, outcome: string, facts: Partial<Facts>, text: string | null, mend?: RegExp | null];

const TABLE: readonly Row[] = [
  ['file-found', 'pass', {}, MIRRORED],
  ['file-found', 'pass', {}, null],
  ['file-name', 'pass', {}, MIRRORED],
  ['file-name', 'warning', { neighbours: known(['.wslconfig.txt']) }, MIRRORED],
  [
    'file-name',
    'failure',
    { neighbours: known(['.wslconfig.txt']) },
    null,
    /^ren "C:\\.*Zoë\\\.wslconfig\.txt" \.wslconfig$/,
  ],
  ['file-profile', 'pass', {}, null],
  ['file-profile', 'pass', { otherHomes: known(['C:\\Users\\Bob\\.wslconfig']) }, MIRRORED],
  ['file-profile', 'warning', { otherHomes: known(['C:\\Users\\Bob\\.wslconfig']) }, null, /status --file "C:.*Bob/],
  ['file-lines', 'pass', {}, MIRRORED],
  ['file-lines', 'warning', {}, '[wsl2]\n;x\n', /wslnet check/],
  ['file-lines', 'failure', {}, '[wsl2]\nmacAddress=x\n', /wslnet check/],
  ['file-foreign-keys', 'pass', {}, MIRRORED],
  ['file-foreign-keys', 'warning', {}, '[boot]\nsystemd=true\n'],
  ['wsl-conf-keys', 'pass', conf('network', 'generateresolvconf', 'true'), MIRRORED],
  [
    'wsl-conf-keys',
    'warning',
    conf('wsl2', 'networkingmode', 'mirrored'),
    NAT,
    /^wslnet set 'networkingMode=mirrored'$/,
  ],
  ['wsl-conf-keys', 'warning', conf('', 'memory', '8GB'), NAT, /^wslnet set 'memory=8GB'$/],
  ['wsl-conf-keys', 'warning', conf('wsl2', 'nonsense', "'; rm"), NAT, null],
  ['localhost-forwarding', 'not-applicable', {}, MIRRORED],
  ['localhost-forwarding', 'pass', {}, `${NAT}localhostForwarding=true\n`],
  ['localhost-forwarding', 'warning', {}, `${MIRRORED}localhostForwarding=true\n`, /wslnet unset localhostForwarding/],

  ['restart', 'pass', {}, MIRRORED],
  ['restart', 'warning', { fileChangedAt: known(START + 1) }, MIRRORED, /wslnet restart/],
  ['restart', 'pass', { distributions: known([]) }, MIRRORED],
  ['restart', 'not-applicable', { activeMode: known('wsl1') }, MIRRORED],
  ['restart', 'unknown', { vmStartedAt: unknown('unreadable', '/proc/stat') }, MIRRORED],
  ['mode-in-force', 'pass', {}, MIRRORED],
  ['mode-in-force', 'failure', { activeMode: known('none') }, MIRRORED, /netsh.* start=49152 num=16384/],
  ['mode-in-force', 'failure', { activeMode: known('nat') }, MIRRORED, /wsl\.exe --update/],
  ['mode-in-force', 'failure', { activeMode: known('virtioproxy') }, NAT, /wslnet restart/],
  ['mode-in-force', 'failure', { activeMode: known('bridged') }, NAT, /wslnet restart/],
  ['mode-in-force', 'not-applicable', { activeMode: known('nat'), fileChangedAt: known(START + 1) }, MIRRORED],
  ['mode-in-force', 'not-applicable', { activeMode: known('wsl1') }, MIRRORED],
  ['mode-in-force', 'not-applicable', {}, '[wsl2]\nmacAddress=x\n'],
  ['mode-asked-for', 'pass', {}, MIRRORED],
  ['mode-asked-for', 'not-applicable', windows(19045), MIRRORED],
  ['mode-asked-for', 'not-applicable', {}, '[wsl2]\nmacAddress=x\n'],
  ['mode-asked-for', 'failure', {}, `${VIRTIOPROXY}virtio=false\n`, /wslnet set nat/],
  ['mode-asked-for', 'warning', { policies: known({ allowNetworkingModeUserSetting: 0 }) }, MIRRORED],
  ['policy', 'pass', {}, MIRRORED],
  ['policy', 'pass', { policies: known({ defaultNetworkingMode: 3 }) }, MIRRORED],
  ['policy', 'warning', { policies: known({ allowFirewallUserSetting: 0 }) }, MIRRORED],
  ['mirrored-windows', 'pass', {}, MIRRORED],
  ['mirrored-windows', 'failure', windows(19045), MIRRORED, /wslnet set nat/],
  ['mirrored-windows', 'warning', windows(22621, 1), MIRRORED, /windowsupdate/],
  ['mirrored-windows', 'pass', windows(22621, 2359), MIRRORED],
  ['mirrored-windows', 'not-applicable', windows(19045), NAT],
  ['mirrored-wsl', 'pass', {}, MIRRORED],
  ['mirrored-wsl', 'failure', wsl(null, null), MIRRORED, /wsl\.exe --update/],
  ['mirrored-wsl', 'failure', wsl('1.2.5'), MIRRORED, /wsl\.exe --update/],
  ['mirrored-wsl', 'not-applicable', wsl('1.2.5'), NAT],
  ['mirrored-kernel', 'pass', {}, MIRRORED],
  ['mirrored-kernel', 'failure', wsl('2.6', '5.4.72'), MIRRORED, /wsl\.exe --update/],
  ['mirrored-kernel', 'failure', wsl('2.6', '5.4.72'), `${MIRRORED}kernel=C:\\\\k\n`, /wslnet unset kernel/],
  ['mirrored-kernel', 'unknown', wsl('2.6', null), MIRRORED],
  ['mirrored-ipv6', 'pass', { ipv6DisabledComponents: known(0x20) }, MIRRORED],
  [
    'mirrored-ipv6',
    'failure',
    { ipv6DisabledComponents: known(0xff) },
    MIRRORED,
    /reg\.exe delete .*DisabledComponents/,
  ],
  ['bridged', 'failure', windows(26100, 1, 'CoreSingleLanguage'), BRIDGED, /wslnet set nat/],
  ['bridged', 'failure', {}, BRIDGED, /vmSwitch=/],
  ['bridged', 'warning', {}, `${BRIDGED}vmSwitch=x\n`, /wslnet set mirrored/],
  ['bridged', 'not-applicable', {}, NAT],
  ['subnet', 'pass', {}, NAT],
  [
    'subnet',
    'failure',
    {
      networks: known([
        { interface: 'vEthernet (WSL)', subnet: '172.20.16.0/20' },
        { interface: 'VPN', subnet: '172.16.0.0/12' },
      ]),
    },
    NAT,
    /wslnet set mirrored/,
  ],
  ['subnet', 'unknown', { networks: known([]) }, NAT],
  ['subnet', 'not-applicable', {}, MIRRORED],

  ['wsl-version', 'pass', {}, MIRRORED],
  ['wsl-version', 'warning', wsl(null), MIRRORED, /wsl\.exe --update/],
  ['settings-known', 'pass', {}, `${NAT}dnsTunneling=true\n`],
  ['settings-known', 'failure', wsl('1.2.5'), `${NAT}dnsTunneling=true\n`, /wsl\.exe --update/],
  ['settings-known', 'failure', wsl(null), `${NAT}dnsTunneling=true\n`, /wsl\.exe --update/],
  ['virtioproxy-dns', 'pass', wsl('2.8.9'), VIRTIOPROXY],
  ['virtioproxy-dns', 'warning', wsl('2.7.0'), VIRTIOPROXY, /--update --pre-release/],
  ['virtioproxy-dns', 'not-applicable', {}, NAT],

  ['port-conflicts', 'pass', {}, MIRRORED],
  [
    'port-conflicts',
    'warning',
    { windowsPorts: known([80, 3000]), linuxPorts: known([80, 443, 3000]) },
    `${MIRRORED}[experimental]\nignoredPorts=80\n`,
    /^wslnet set ignoredPorts\+=3000$/,
  ],
  ['port-conflicts', 'not-applicable', {}, NAT],
  ['port-reservations', 'pass', { reservedPorts: known([{ from: 50000, to: 50059 }]) }, MIRRORED],
  [
    'port-reservations',
    'warning',
    { reservedPorts: known([{ from: 4990, to: 5089 }]), linuxPorts: known([5005]) },
    MIRRORED,
    /^wslnet set ignoredPorts\+=5000,5005$/,
  ],
  ['port-reservations', 'not-applicable', {}, NAT],
  ['port-range', 'pass', {}, MIRRORED],
  ['port-range', 'warning', { dynamicPorts: known({ from: 1024, to: 65535 }) }, MIRRORED, /num=16384/],
  ['port-range', 'not-applicable', {}, NAT],

  ['dns-service', 'pass', {}, MIRRORED],
  ['dns-service', 'pass', { globalSecureAccess: known(true) }, MIRRORED],
  ['dns-service', 'warning', { globalSecureAccess: known(true) }, `${NAT}dnsTunneling=true\n`, /dnsTunneling=false/],
  ['dns-wsl-conf', 'pass', {}, MIRRORED],
  ['dns-wsl-conf', 'warning', conf('network', 'generateresolvconf', 'False'), MIRRORED, /generateResolvConf/],
  ['dns-wsl-conf', 'not-applicable', {}, `${NAT}dnsTunneling=false\n`],
  ['dns-server', 'pass', {}, MIRRORED],
  ['dns-server', 'warning', { nameServers: known(['8.8.8.8']) }, MIRRORED, /resolv\.conf/],
  ['dns-server', 'failure', { nameServers: known([]) }, MIRRORED, /wslnet restart/],
  ['dns-server', 'not-applicable', { nameServers: known(['8.8.8.8']), fileChangedAt: known(START + 1) }, MIRRORED],
  ['dns-server', 'not-applicable', {}, `${NAT}dnsTunneling=false\n`],

  ['firewall-inbound', 'pass', {}, MIRRORED],
  ['firewall-inbound', 'pass', { hyperVFirewall: known({ blocksInbound: true, inboundRules: 1 }) }, MIRRORED],
  [
    'firewall-inbound',
    'warning',
    { hyperVFirewall: known({ blocksInbound: true, inboundRules: 0 }) },
    MIRRORED,
    /^New-NetFirewallHyperVRule /,
  ],
  ['firewall-inbound', 'not-applicable', {}, NAT],
  ['proxy-localhost', 'pass', {}, NAT],
  ['proxy-localhost', 'pass', { proxy: known({ server: 'proxy.corp:8080', autoConfigUrl: null }) }, NAT],
  [
    'proxy-localhost',
    'warning',
    { proxy: known({ server: '127.0.0.1:7890', autoConfigUrl: null }) },
    NAT,
    /autoProxy=false/,
  ],
  [
    'proxy-localhost',
    'warning',
    { proxy: known({ server: 'http=localhost:1', autoConfigUrl: null }) },
    NAT,
    /autoProxy=false/,
  ],
  [
    'proxy-localhost',
    'pass',
    { proxy: known({ server: '127.0.0.1:1', autoConfigUrl: null }) },
    `${NAT}autoProxy=false\n`,
  ],
  ['proxy-localhost', 'not-applicable', {}, MIRRORED],
  ['docker-ports', 'pass', {}, MIRRORED],
  ['docker-ports', 'warning', { docker: known({ kind: 'engine', version: '26.1.4' }) }, MIRRORED],
  ['docker-ports', 'unknown', { docker: known({ kind: 'engine', version: null }) }, MIRRORED],
  ['docker-ports', 'pass', { docker: known({ kind: 'desktop', version: '24.0.6' }) }, MIRRORED],
  ['docker-ports', 'not-applicable', { docker: known({ kind: 'podman', version: '5.4.2' }) }, MIRRORED],
  ['docker-ports', 'not-applicable', { docker: known(null) }, MIRRORED],
  ['docker-ports', 'not-applicable', {}, NAT],
];

describe('each check, each outcome', () => {
  test.each(TABLE)('%s: %s', async (id, outcome, facts, text, mend) => {
    const { code, checks } = await examine(hostWith(facts, text));
    const told = checks.find((check) => check.id === id);
    expect(told?.outcome, told?.seen).toBe(outcome);
    expect(told?.seen).toMatch(/^\S.*[.:]$/s);
    if (mend instanceof RegExp) expect(told?.mend).toMatch(mend);
    if (mend === null || outcome === 'pass') expect(told?.mend).toBeNull();
    expect(code).toBe(checks.some((check) => check.outcome === 'failure') ? 1 : 0);
  });

  test('there is no other check, and none with one outcome', async () => {
    const { checks } = await examine(hostWith({}, MIRRORED));
    const outcomes = (id: string) => new Set(TABLE.filter((row) => row[0] === id).map((row) => row[1]));
    const thin = checks.filter(({ id }) => id !== 'file-found' && outcomes(id).size < 2);
    expect(thin).toEqual([]);
    expect(new Set(TABLE.map(([id]) => id)).size).toBe(checks.length);
  });

  test('what is not known is never a pass or a failure of the machine', async () => {
    const machine = new MemoryMachine(`${MIRRORED}localhostForwarding=true\n`);
    const { checks } = await examine(machine);
    const sure = checks.filter(({ outcome }) => outcome !== 'unknown' && outcome !== 'not-applicable');
    const byFile = ['file-found', 'file-lines', 'file-foreign-keys', 'localhost-forwarding', 'mode-asked-for'];
    expect(sure.map(({ id }) => id)).toEqual(byFile);
  });
});

describe('doctor', () => {
  test('a machine where all is well', async () => {
    const { code, stdout, stderr } = await runInMemory(hostWith({}, MIRRORED), ['doctor']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^\d+ passed\.\n$/);
    expectGolden('doctor-well', stdout);
  });

  test('a machine with trouble', async () => {
    const facts: Partial<Facts> = {
      ...windows(19045, 5247, 'Core'),
      activeMode: known('nat'),
      proxy: known({ server: '127.0.0.1:7890', autoConfigUrl: null }),
      wslConf: unknown('timed-out', 'wsl.exe'),
    };
    const { code, stdout, stderr } = await runInMemory(hostWith(facts, `${MIRRORED};x\n`), ['doctor', '-v']);
    expect(code).toBe(1);
    expect(stderr).toBe(
      'C:\\Users\\Zoë\\.wslconfig is in the folder that the variable USERPROFILE names.\n1 failure, 1 warning, 1 unknown, 15 passed.\n',
    );
    expectGolden('doctor-trouble', stdout);
  });

  test('what several checks do not know is said once', async () => {
    const { stdout } = await runInMemory(hostWith({ wsl: unknown('no-program', 'wsl.exe') }, MIRRORED), ['doctor']);
    expect(stdout.match(/the WSL version/g)).toHaveLength(1);
  });

  test('a topic is a part, and asks only for what it needs', async () => {
    const machine = hostWith({}, MIRRORED);
    const { stdout } = await runInMemory(machine, ['doctor', 'docker', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'wslnet.doctor/1',
      file: machine.path,
      checks: [{ id: 'docker-ports', topic: 'docker', outcome: 'pass', mend: null }],
    });
    expect(machine.asked).toContain('docker');
    expect(machine.asked).not.toContain('windowsPorts');
  });

  test('of a topic that does not apply nothing is left to say', async () => {
    const { code, stdout, stderr } = await runInMemory(hostWith({}, NAT), ['doctor', 'docker']);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '0 passed.\n' });
  });

  test('an unknown topic is refused, and the topics are named', async () => {
    const { code, stderr } = await runInMemory(hostWith({}, NAT), ['doctor', 'weather']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/no topic 'weather'.*\n.*file, mode, versions, ports/);
  });

  test('progress is shown on a terminal, and taken away', async () => {
    const terminal = { isTTY: true, columns: 60 };
    const { stderr } = await runInMemory(hostWith({}, MIRRORED), ['doctor', '--color', 'never'], terminal);
    expect(stderr).toMatch(/Asking Windows and WSL: 1 of \d+\r/);
    expect(stderr).toMatch(/\r.{3}\d+ passed\.\n$/);
    const quiet = await runInMemory(hostWith({}, MIRRORED), ['doctor', '--quiet'], terminal);
    expect(quiet.stderr).toBe('');
  });

  test('a file that is no text is a failure like others', async () => {
    const { code, stdout } = await new Bench(Buffer.from('[wsl2]\n', 'utf16le')).run('doctor', 'file', '--json');
    const [found] = JSON.parse(stdout).checks;
    expect(found).toMatchObject({ id: 'file-found', outcome: 'failure', mend: expect.stringMatching(/UTF-8/) });
    expect(code).toBe(5);
  });

  test('a file that --file names is not taken for the one WSL reads', async () => {
    const { checks } = JSON.parse((await new Bench(NAT).run('doctor', 'file', '--json')).stdout);
    const byId = Object.fromEntries(checks.map((check: Told) => [check.id, check.outcome]));
    expect(byId).toMatchObject({ 'file-name': 'not-applicable', 'file-profile': 'not-applicable' });
  });

  test('answers where every program hangs, and exits with 5', async () => {
    const sandbox = new Sandbox('wsl2', { timeout: 100, env: { USERPROFILE: '/mnt/c/Users/Zoë' } });
    for (const name of [
      'wslinfo',
      'wsl.exe',
      'reg.exe',
      'sc.exe',
      'netsh.exe',
      'netstat.exe',
      'powershell.exe',
      'docker',
    ]) {
      sandbox.standIn(name, { '': HANGS });
    }
    sandbox.write('/mnt/c/Users/Zoë/.wslconfig', MIRRORED);
    const { code, stdout } = await sandbox.run('doctor');
    expect(code).toBe(5);
    expect(stdout).toMatch(/the Docker version \(docker did not answer in time\)/);
    expect(sandbox.calls).not.toMatch(/shutdown/);
  });
});
