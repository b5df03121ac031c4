import { describe, expect, test } from 'vitest';
import { known, type Port, unknown } from '../../src/machine/facts.ts';
import type { PortStep } from '../../src/machine/port-scripts.ts';
import { stepCommands } from '../../src/machine/port-scripts.ts';
import type { AddressView } from '../../src/reach/address.ts';
import { parsePort, parseRange } from '../../src/reach/notation.ts';
import { type OpenRequest, planClose, planOpen } from '../../src/reach/rules.ts';
import { FORMER_VM, hyperVRule, listener, MACHINES, machineOf, network, proxy, rule, VM } from './machines.ts';

function port(word: string): Port {
  return parsePort(word) ?? expect.fail(word);
}

function request(words: string, more: Partial<OpenRequest> = {}): OpenRequest {
  return { ports: words.split(' ').map(port), isPublic: false, from: null, ...more };
}

/** What Windows has reserved on each machine here. */
const RESERVED = { tcp: [{ from: 2000, to: 2099 }], udp: [{ from: 7000, to: 7000 }] };

function open(view: AddressView, words: string, more: Partial<OpenRequest> = {}) {
  return planOpen(view, request(words, more), RESERVED);
}

/** The steps without what a test is not about: `add-port-proxy`, `remove-windows-rule`. */
function kinds(plans: readonly { readonly steps: readonly PortStep[] }[]): string[] {
  return plans.flatMap(({ steps }) => steps.map(({ kind }) => kind));
}

function codes(view: AddressView, words: string, more: Partial<OpenRequest> = {}): string[] {
  return open(view, words, more).flatMap(({ warnings }) => warnings.map(({ code }) => code));
}

const NODE = listener('node', '0.0.0.0', 3000);
const TCP_3000 = port('3000');

describe('opening', () => {
  test('mirrored: one rule of the Hyper-V firewall for the private subnets', () => {
    const networks = [
      network('Private'),
      network('Public', '10.0.0.5', 'Café'),
      network('Private', '192.168.7.9', 'LAN'),
    ];
    const [plan] = open(machineOf({ mode: 'mirrored', linux: [NODE], networks }), '3000');
    expect(plan).toEqual({
      port: TCP_3000,
      steps: [
        { kind: 'add-hyper-v-rule', port: TCP_3000, profiles: 'Private', from: ['192.168.1.0/24', '192.168.7.0/24'] },
      ],
      isRenewal: false,
      warnings: [],
    });
  });

  test('nat: a port proxy to eth0 and a rule of Windows', () => {
    expect(open(machineOf({ mode: 'nat', linux: [NODE] }), '3000')[0]?.steps).toEqual([
      { kind: 'add-windows-rule', port: TCP_3000, profiles: 'Private', from: ['LocalSubnet'] },
      { kind: 'add-port-proxy', port: 3000, to: VM },
    ]);
  });

  test.each(['virtioproxy', 'wsl1'])('%s: a rule of Windows', (mode) => {
    expect(kinds(open(machineOf({ mode, linux: [NODE] }), '3000'))).toEqual(['add-windows-rule']);
  });

  test('bridged: nothing', () => {
    expect(open(machineOf({ mode: 'bridged', linux: [NODE] }), '3000')[0]).toMatchObject({ steps: [], warnings: [] });
  });

  test('several ports are one plan each, by number, once', () => {
    const view = machineOf({ mode: 'mirrored' });
    expect(open(view, '8080 53000/udp 3000 8080').map(({ port }) => port.port)).toEqual([3000, 8080, 53000]);
  });

  test.each([
    [{ isPublic: true }, 'Any', ['10.0.0.0/24', '192.168.1.0/24']],
    [{ from: 'any' }, 'Private', null],
    [{ from: parseRange('10.9.8.7') }, 'Private', ['10.9.8.7']],
    [{ isPublic: true, from: 'any' }, 'Any', null],
  ] as const)('%j decides who comes in', (more, profiles, from) => {
    const networks = [network('Private'), network('Public', '10.0.0.5', 'Café')];
    const mirrored = open(machineOf({ mode: 'mirrored', networks }), '3000', more)[0]?.steps;
    expect(mirrored).toEqual([{ kind: 'add-hyper-v-rule', port: TCP_3000, profiles, from }]);
    const [step] = open(machineOf({ mode: 'virtioproxy', networks }), '3000', more)[0]?.steps ?? [];
    const scope = 'from' in more ? from : ['LocalSubnet'];
    expect(step).toEqual({ kind: 'add-windows-rule', port: TCP_3000, profiles, from: scope });
  });
});

describe('opening again', () => {
  test.each([
    ['mirrored', machineOf({ mode: 'mirrored', hyperV: [hyperVRule('wslnet-tcp-3000', 3000)] })],
    ['nat', machineOf({ mode: 'nat', rules: [rule('wslnet-tcp-3000', 3000)], proxies: [proxy(3000, VM)] })],
    ['virtioproxy', machineOf({ mode: 'virtioproxy', rules: [rule('wslnet-tcp-3000', 3000)] })],
  ])('changes nothing where all is as asked (%s)', (_, view) => {
    expect(kinds(open(view, '3000'))).toEqual([]);
  });

  test('the rule is as asked in whatever spelling Windows has it', () => {
    const mask = hyperVRule('WSLNET-TCP-3000', 3000, { remote: ['192.168.1.0/255.255.255.0'] });
    expect(kinds(open(machineOf({ mode: 'mirrored', hyperV: [mask] }), '3000'))).toEqual([]);
  });

  test.each([
    ['another network', { remote: ['10.0.0.0/24'] }],
    ['everyone', { remote: null }],
    ['all networks', { profiles: null }],
    ['more ports', { ports: [{ from: 3000, to: 4000 }] }],
    ['a block', { action: 'block' }],
    ['nobody, as it is disabled', { action: 'none' }],
  ] as const)('replaces a rule for %s', (_, more) => {
    const view = machineOf({ mode: 'mirrored', hyperV: [hyperVRule('wslnet-tcp-3000', 3000, more)] });
    const [plan] = open(view, '3000');
    expect(plan?.isRenewal).toBe(true);
    expect(kinds([plan ?? expect.fail()])).toEqual(['remove-hyper-v-rule', 'add-hyper-v-rule']);
  });

  test('renews a port proxy when Linux has another address, and leaves the rule', () => {
    const view = machineOf({ mode: 'nat', rules: [rule('wslnet-tcp-3000', 3000)], proxies: [proxy(3000, FORMER_VM)] });
    const [plan] = open(view, '3000');
    expect(plan).toMatchObject({ isRenewal: true, steps: [{ kind: 'add-port-proxy', port: 3000, to: VM }] });
  });

  test('takes away what another mode needed', () => {
    const fromNat = { rules: [rule('wslnet-tcp-3000', 3000)], proxies: [proxy(3000, FORMER_VM)] };
    expect(kinds(open(machineOf({ mode: 'mirrored', ...fromNat }), '3000'))).toEqual([
      'remove-port-proxy',
      'remove-windows-rule',
      'add-hyper-v-rule',
    ]);
    expect(kinds(open(machineOf({ mode: 'virtioproxy', ...fromNat }), '3000'))).toEqual(['remove-port-proxy']);
    const fromMirrored = { hyperV: [hyperVRule('wslnet-tcp-3000', 3000)] };
    expect(kinds(open(machineOf({ mode: 'nat', ...fromMirrored }), '3000'))).toEqual([
      'remove-hyper-v-rule',
      'add-windows-rule',
      'add-port-proxy',
    ]);
  });

  test('replaces a rule that it cannot see', () => {
    const view = machineOf({ mode: 'mirrored', facts: { hyperVRules: unknown('denied', 'powershell.exe') } });
    expect(kinds(open(view, '3000'))).toEqual(['remove-hyper-v-rule', 'add-hyper-v-rule']);
  });
});

describe('a port is refused', () => {
  const refused = (view: AddressView, word: string) => {
    try {
      open(view, word);
    } catch (error) {
      return (error as Error).message;
    }
    return null;
  };

  test.each(['135', '1900', '2869', '3702', '5004', '5357', '5358', '68/udp'])('that Windows keeps: %s', (word) => {
    expect(refused(machineOf({ mode: 'mirrored' }), word)).toMatch(/Windows keeps this port for itself/);
    const [digits, protocol] = word.split('/');
    const sibling = protocol ? `${digits}` : `${digits}/udp`;
    expect(refused(machineOf({ mode: 'mirrored' }), sibling)).toBeNull();
    if (!protocol) expect(refused(machineOf({ mode: 'nat' }), word)).toBeNull();
  });

  test.each([
    ['none', '3000', {}, /mode none/],
    ['mirrored', '53', {}, /never forwards port 53/],
    ['mirrored', '3000', { ignoredPorts: [3000] }, /ignoredPorts/],
    ['nat', '5000/udp', {}, /TCP only/],
  ] as const)('in %s: %s %j', (mode, word, view, message) => {
    expect(refused(machineOf({ mode, view }), word)).toMatch(message);
  });

  test.each(['::1', 'fd00::/8', 'fe80::1-fe80::9'])(
    'in nat, for IPv6, which its port proxy cannot carry: %s',
    (range) => {
      const from = parseRange(range);
      expect(() => open(machineOf({ mode: 'nat' }), '3000', { from })).toThrow(/IPv4 only/);
      expect(kinds(open(machineOf({ mode: 'mirrored' }), '3000', { from }))).toEqual(['add-hyper-v-rule']);
    },
  );

  test.each(['mirrored', 'nat', 'virtioproxy'])('that Windows has (%s), unless it listens for Linux', (mode) => {
    const windows = [listener('iisexpress', '0.0.0.0', 80), listener('wslrelay', '127.0.0.1', 3000)];
    expect(refused(machineOf({ mode, windows }), '80')).toMatch(/iisexpress on Windows listens on it/);
    expect(refused(machineOf({ mode, windows }), '3000')).toBeNull();
  });

  test.each(['mirrored', 'nat'])("that another's port proxy has (%s)", (mode) => {
    const view = machineOf({ mode, proxies: [proxy(3000, '192.168.1.20', 80)] });
    expect(refused(view, '3000')).toMatch(/forwards it to 192\.168\.1\.20:80/);
  });

  test('and then none of the others is opened', () => {
    expect(refused(machineOf({ mode: 'nat' }), '5000/udp')).not.toBeNull();
    expect(() => open(machineOf({ mode: 'nat' }), '3000 5000/udp')).toThrow(/TCP only/);
  });

  test.each([
    ['the mode', { view: { mode: unknown('not-running', 'wslinfo') } }, 'mode-unknown', /not running/],
    ['the mode', { view: { mode: unknown('failed', 'wslinfo') } }, 'mode-unknown', /wslinfo/],
    ['the address', { mode: 'nat', facts: { vmAddress: unknown('failed', 'eth0') } }, 'address-unknown', /Linux/],
    ['the networks', { facts: { windowsNetworks: unknown('failed', 'x') } }, 'networks-unknown', /networks .* from x/],
    ['the networks', { networks: [] }, 'networks-unknown', /sees no network/],
  ] as const)('where %s is not known', (_, sight, code, message) => {
    const view = machineOf({ mode: 'mirrored', ...sight });
    expect(() => open(view, '3000')).toThrow(message);
    expect(() => open(view, '3000')).toThrow(expect.objectContaining({ code, exitCode: 5 }));
  });

  test('not where the addresses are named', () => {
    const view = machineOf({ mode: 'mirrored', networks: [] });
    expect(kinds(open(view, '3000', { from: 'any' }))).toEqual(['add-hyper-v-rule']);
  });
});

describe('a warning', () => {
  test.each([
    ['nobody-listens', machineOf({ mode: 'mirrored' })],
    ['loopback-only', machineOf({ mode: 'nat', linux: [listener('node', '127.0.0.1', 3000)] })],
    ['loopback-only', machineOf({ mode: 'mirrored', linux: [listener(null, '::1', 3000)] })],
    ['not-on-all-addresses', machineOf({ mode: 'virtioproxy', linux: [listener('node', '10.0.0.2', 3000)] })],
    ['public-network', machineOf({ mode: 'mirrored', linux: [NODE], networks: [network('Public')] })],
    ['domain-network', machineOf({ mode: 'nat', linux: [NODE], networks: [network('Domain')] })],
    [
      'blocked-by-rule',
      machineOf({ mode: 'mirrored', linux: [NODE], rules: [rule('{b}', 3000, { action: 'block', remote: null })] }),
    ],
    [
      'rules-ignored',
      machineOf({
        mode: 'nat',
        linux: [NODE],
        facts: {
          windowsRules: known({
            profiles: [{ profile: 'Private', isOn: true, blocksInbound: true, allowsLocalRules: false }],
            rules: [],
          }),
        },
      }),
    ],
  ])('%s', (code, view) => {
    expect(codes(view, '3000')).toEqual([code]);
  });

  test.each([
    ['nat', '2050', ['port-reserved']],
    ['virtioproxy', '2099', ['port-reserved']],
    ['mirrored', '7000/udp', ['nobody-listens', 'port-reserved']],
    // It has got the port already.
    ['mirrored', '2050', []],
    ['bridged', '2050', []],
    ['mirrored', '7000', ['nobody-listens']],
  ])('port-reserved, in %s for %s: %j', (mode, word, warnings) => {
    const linux = [listener('node', '0.0.0.0', 2050), listener('node', '0.0.0.0', 2099)];
    expect(codes(machineOf({ mode, linux }), word)).toEqual(warnings);
  });

  test('there is none where all is well, and none of networks where all networks are asked for', () => {
    expect(codes(machineOf({ mode: 'mirrored', linux: [NODE] }), '3000')).toEqual([]);
    const view = machineOf({ mode: 'mirrored', linux: [NODE], networks: [network('Public')] });
    expect(codes(view, '3000', { isPublic: true })).toEqual([]);
  });

  test('nobody-listens is not said where that is not known', () => {
    const view = machineOf({ mode: 'nat', facts: { linuxListeners: unknown('unreadable', '/proc/net/tcp') } });
    expect(codes(view, '3000')).toEqual([]);
  });
});

describe('closing', () => {
  const all = machineOf({
    mode: 'nat',
    hyperV: [hyperVRule('wslnet-udp-53', 53), hyperVRule('{9}', 9000)],
    rules: [rule('wslnet-tcp-3000', 3000), rule('wslnet-tcp-8080', 8080), rule('{1}', 22)],
    proxies: [proxy(3000, FORMER_VM), proxy(81, '192.168.1.20', 80), proxy(9999, VM)],
  });

  test('takes back what wslnet made for a port', () => {
    expect(planClose(all, [port('3000'), port('53/udp')])).toEqual([
      { port: port('53/udp'), steps: [{ kind: 'remove-hyper-v-rule', port: port('53/udp') }] },
      {
        port: TCP_3000,
        steps: [
          { kind: 'remove-windows-rule', port: TCP_3000 },
          { kind: 'remove-port-proxy', port: 3000 },
        ],
      },
    ]);
  });

  test('all of it is what wslnet made and nothing else', () => {
    expect(planClose(all, null).map(({ port, steps }) => [port.port, steps.length])).toEqual([
      [53, 1],
      [3000, 2],
      [8080, 1],
    ]);
  });

  test("leaves others' rules and proxies", () => {
    expect(kinds(planClose(all, [port('22'), port('81'), port('9000')]))).toEqual([]);
  });

  test('leaves a proxy that wslnet has no rule for, even if it leads to Linux', () => {
    expect(kinds(planClose(all, [port('9999')]))).toEqual([]);
  });

  test('tries where Windows does not tell, and does not where there is no such firewall', () => {
    const denied = unknown('denied', 'powershell.exe');
    const blind = machineOf({ mode: 'nat', facts: { hyperVRules: denied, windowsRules: denied } });
    expect(kinds(planClose(blind, [TCP_3000]))).toEqual(['remove-hyper-v-rule', 'remove-windows-rule']);
    expect(() => planClose(blind, null)).toThrow(expect.objectContaining({ code: 'rules-unknown', exitCode: 5 }));
    const half = machineOf({ mode: 'nat', facts: { hyperVRules: denied } });
    expect(() => planClose(half, null)).toThrow(expect.objectContaining({ code: 'rules-unknown' }));
    const old = machineOf({ mode: 'nat', facts: { hyperVRules: unknown('failed', 'powershell.exe') } });
    expect(kinds(planClose(old, [TCP_3000]))).toEqual([]);
    expect(planClose(old, null)).toEqual([]);
  });
});

test('whatever is planned can be written as commands', () => {
  for (const view of Object.values(MACHINES)) {
    for (const from of [null, 'any', parseRange('fd00::1/64')] as const) {
      for (const isPublic of [false, true]) {
        try {
          const steps = open(view, '3001 3002', { from, isPublic }).flatMap((plan) => plan.steps);
          expect(steps.flatMap(stepCommands).every((command) => !command.includes('undefined'))).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/unknown|refused/) });
        }
      }
    }
  }
});
