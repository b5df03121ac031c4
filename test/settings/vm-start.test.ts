import { expect, test } from 'vitest';
import { interpret } from '../../src/index.ts';
import { readIni } from '../../src/ini/read.ts';
import type { NetworkingName } from '../../src/settings/catalogue.ts';
import type { StartConditions } from '../../src/settings/interpretation.ts';
import { readSettings } from '../../src/settings/reading.ts';
import { resolve } from '../../src/settings/resolve.ts';

type Row = [name: string, text: string, start: StartConditions, setting: NetworkingName, value: unknown, code?: string];

const MIRRORED = '[wsl2]\nnetworkingMode=mirrored\n';
const BRIDGED = '[wsl2]\nnetworkingMode=bridged\nvmSwitch=LAN\n';
const VIRTIOPROXY = '[wsl2]\nnetworkingMode=virtioproxy\n';
const CONSOMME = '[wsl2]\nnetworkingMode=Consomme\n';

const ROWS: readonly Row[] = [
  [
    'Server 2025',
    MIRRORED,
    { windowsBuild: 26100, isServer: true },
    'networkingMode',
    'none',
    'server-has-no-mirrored',
  ],
  [
    'Server 2022',
    MIRRORED,
    { windowsBuild: 20348, isServer: true },
    'networkingMode',
    'none',
    'server-has-no-mirrored',
  ],
  ['a server has no tunnel without a network', MIRRORED, { isServer: true }, 'dnsTunneling', false, 'only-in-modes'],
  ['nat on a server', '', { windowsBuild: 26100, isServer: true }, 'networkingMode', 'nat'],
  ['Windows 10', MIRRORED, { windowsBuild: 19045 }, 'networkingMode', 'nat', 'mirrored-needs'],
  ['Windows 11 21H2', MIRRORED, { windowsBuild: 22000 }, 'networkingMode', 'nat', 'mirrored-needs'],
  ['names on Windows 10', '', { windowsBuild: 19045 }, 'dnsTunneling', false, 'windows-is-older'],
  ['names on 21H2', '[wsl2]\ndnsTunneling=true\n', { windowsBuild: 22000 }, 'dnsTunneling', false, 'windows-is-older'],
  ['names on Server 2022', '', { windowsBuild: 20348, isServer: true }, 'dnsTunneling', false, 'windows-is-older'],
  ['names on 22H2', '', { windowsBuild: 22621 }, 'dnsTunneling', true],
  ['the proxy on Windows 10', '', { windowsBuild: 19045 }, 'autoProxy', false, 'windows-is-older'],
  ['the proxy on 22H2', '', { windowsBuild: 22621 }, 'autoProxy', true],
  ['bridged on Windows 10', BRIDGED, { windowsBuild: 19045 }, 'networkingMode', 'none', 'bridged-needs-windows-11'],
  ['bridged on Windows 11', BRIDGED, { windowsBuild: 22000 }, 'networkingMode', 'bridged'],
  [
    'bridged without a switch',
    '[wsl2]\nnetworkingMode=bridged\n',
    {},
    'networkingMode',
    'none',
    'bridged-needs-switch',
  ],
  ['no Hyper-V firewall', '', { hyperVFirewall: false }, 'firewall', false, 'no-hyper-v-firewall'],
  [
    'no Hyper-V firewall, mirrored',
    MIRRORED,
    { hyperVFirewall: false },
    'networkingMode',
    'nat',
    'mirrored-needs-firewall',
  ],
  ['no seccomp', MIRRORED, { kernelHasSeccomp: false }, 'networkingMode', 'nat', 'mirrored-needs-seccomp'],
  ['seccomp', MIRRORED, { kernelHasSeccomp: true }, 'networkingMode', 'mirrored'],
  ['2.0.4 and [wsl2]', MIRRORED, { wslVersion: '2.0.4' }, 'networkingMode', 'nat', 'mirrored-was-experimental'],
  ['2.0.0 and [wsl2]', MIRRORED, { wslVersion: '2.0.0.0' }, 'networkingMode', 'nat', 'mirrored-was-experimental'],
  ['2.0.5 and [wsl2]', MIRRORED, { wslVersion: '2.0.5' }, 'networkingMode', 'mirrored'],
  [
    '2.0.4 and [experimental]',
    '[experimental]\nnetworkingMode=mirrored\n',
    { wslVersion: '2.0.4' },
    'networkingMode',
    'mirrored',
  ],
  ['1.2.5', MIRRORED, { wslVersion: '1.2.5' }, 'networkingMode', 'nat', 'mirrored-needs'],
  ['the WSL of Windows', MIRRORED, { wslVersion: null }, 'networkingMode', 'nat', 'mirrored-needs'],
  ['consomme before 2.9', CONSOMME, { wslVersion: '2.8.9' }, 'networkingMode', 'nat', 'consomme-is-newer'],
  ['consomme in the WSL of Windows', CONSOMME, { wslVersion: null }, 'networkingMode', 'nat', 'consomme-is-newer'],
  ['consomme from 2.9 on', CONSOMME, { wslVersion: '2.9.0' }, 'networkingMode', 'virtioproxy'],
  ['consomme in an unknown WSL', CONSOMME, {}, 'networkingMode', 'virtioproxy'],
  [
    'IPv6 off',
    MIRRORED,
    { ipv6DisabledComponents: 255, wslVersion: '2.7.2' },
    'networkingMode',
    'nat',
    'mirrored-needs-ipv6',
  ],
  [
    'IPv6 off before 2.7.2',
    MIRRORED,
    { ipv6DisabledComponents: 255, wslVersion: '2.7.1' },
    'networkingMode',
    'mirrored',
  ],
  ...(['2.6.1', '2.7.0', '2.7.2', '2.7.11'] as const).map((wslVersion): Row => {
    return [
      `virtioproxy, ${wslVersion}`,
      VIRTIOPROXY,
      { wslVersion },
      'dnsTunneling',
      false,
      'virtioproxy-lacks-dns-tunneling',
    ];
  }),
  ...(['2.7.1', '2.8.2', '2.9.12', '2.8.0'] as const).map((wslVersion): Row => {
    return [`virtioproxy, ${wslVersion}`, VIRTIOPROXY, { wslVersion }, 'dnsTunneling', true];
  }),
];

test.each(ROWS)('%s', (_, text, start, name, value, code) => {
  const environment = { start };
  const { settings } = resolve(readSettings(readIni(text).lines, environment), environment);
  expect(settings[name].value).toEqual(value);
  expect(settings[name].reason?.code).toBe(code);
  if (code !== undefined) expect(settings[name].source).toMatch(code === 'only-in-modes' ? /mode/ : /unsupported/);
});

test('without a machine to start on nothing changes', () => {
  expect(interpret(Buffer.from(MIRRORED), {}).effective).toMatchObject({ networkingMode: 'mirrored', firewall: true });
});
