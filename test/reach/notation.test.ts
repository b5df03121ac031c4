import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failure.ts';
import {
  areSameRanges,
  hearsIpv4,
  isLoopback,
  isWithin,
  parsePort,
  parseRange,
  portOfRule,
  portText,
  requirePort,
  requirePorts,
  requireTarget,
  ruleName,
  sortPorts,
  subnetOf,
  targetText,
} from '../../src/reach/notation.ts';
import { HOSTILE_PORTS, HOSTILE_RANGES } from './hostile-words.ts';

const USUAL_HINT = 'Use a number from 1 to 65535. For UDP, add /udp: 3000, 53/udp.';

/** What the failure of a reading advises. */
function hintOf(read: () => unknown): string | null {
  try {
    read();
  } catch (error) {
    if (error instanceof Failure) return error.hint;
  }
  return expect.fail('No failure');
}

describe('ports', () => {
  test.each([
    ['3000', { protocol: 'tcp', port: 3000 }],
    ['3000/tcp', { protocol: 'tcp', port: 3000 }],
    ['53/UDP', { protocol: 'udp', port: 53 }],
    ['1', { protocol: 'tcp', port: 1 }],
    ['65535', { protocol: 'tcp', port: 65535 }],
  ] as const)('%s is read', (word, port) => {
    expect(parsePort(word)).toEqual(port);
  });

  test.each(HOSTILE_PORTS)('%j is not', (word) => {
    expect(parsePort(word)).toBeNull();
  });

  test.each([
    ['3000,8080', 'Did you mean 3000 8080?', 'Give one port at a time.'],
    ['3000;53/udp', 'Did you mean 53/udp 3000?', 'Give one port at a time.'],
    ['3000-3003', 'Did you mean 3000 3001 3002 3003?', 'Give one port at a time.'],
    ['5000..5001/udp', 'Did you mean 5000/udp 5001/udp?', 'Give one port at a time.'],
    ['3000-3010', 'List the ports, with spaces between them: 3000 3001 3002 3003 ...', 'Give one port at a time.'],
    ['3000,', 'Did you mean 3000?', 'Did you mean 3000?'],
    ['tcp/3000', 'Did you mean 3000?', 'Did you mean 3000?'],
    ['UDP:53', 'Did you mean 53/udp?', 'Did you mean 53/udp?'],
    ['53udp', 'Did you mean 53/udp?', 'Did you mean 53/udp?'],
    ['3000:80', 'Did you mean 3000?', 'Did you mean 3000?'],
    ['127.0.0.1:3000:80/udp', 'Did you mean 3000/udp?', 'Did you mean 3000/udp?'],
    [':3000', 'Did you mean 3000?', 'Did you mean 3000?'],
    ['http://localhost:3000/a?b=c', 'Did you mean 3000?', 'Did you mean 3000?'],
    ['http://[::1]:3000', 'Did you mean 3000?', 'Did you mean 3000?'],
    ...['3010-3000', '0-5', '65530-65540', '3000,http', '::1:3000', 'http', '70000'].map(
      (word) => [word, USUAL_HINT, USUAL_HINT] as const,
    ),
  ] as const)('what was meant by %s is said', (word, hintForMany, hintForOne) => {
    expect(hintOf(() => requirePorts(['80', word]))).toBe(hintForMany);
    expect(hintOf(() => requirePort(word))).toBe(hintForOne);
  });

  test('a rule is named after its port, and the port is read back from the name alone', () => {
    for (const port of [
      { protocol: 'tcp', port: 3000 },
      { protocol: 'udp', port: 53 },
    ] as const) {
      expect(portOfRule(ruleName(port))).toEqual(port);
      expect(parsePort(portText(port))).toEqual(port);
    }
    for (const name of ['wslnet-tcp-0', 'wslnet-tcp-70000', 'wslnet-icmp-1', 'my-wslnet-tcp-80', 'wslnet-tcp-80 ']) {
      expect(portOfRule(name)).toBeNull();
    }
  });

  test('are sorted by number and named once', () => {
    const words = ['8080', '53/udp', '53', '8080/tcp', '53/udp'];
    expect(sortPorts(words.flatMap((word) => parsePort(word) ?? [])).map(portText)).toEqual(['53', '53/udp', '8080']);
  });
});

describe('addresses', () => {
  test.each([
    '192.168.1.5',
    '192.168.1.0/24',
    '0.0.0.0/0',
    '10.0.0.1-10.0.0.9',
    'fe80::/10',
    'fd00::1-fd00::ff',
    '::1',
  ])('%s is a range', (word) => {
    expect(parseRange(word)).toBe(word);
  });

  test.each(HOSTILE_RANGES)('%j is none', (word) => {
    expect(parseRange(word)).toBeNull();
  });

  test.each([
    ['FD00::000A/64', 'fd00::a/64'],
    ['192.168.1.7/24', '192.168.1.0/24'],
    ['192.168.1.0/255.255.255.0', '192.168.1.0/24'],
    ['fd00:0::1-FD00::f', 'fd00::1-fd00::f'],
  ])('%s is %s', (word, range) => {
    expect(parseRange(word)).toBe(range);
  });

  test('lists are compared by what they hold', () => {
    expect(areSameRanges(['192.168.1.0/255.255.255.0', 'LocalSubnet'], ['localsubnet', '192.168.1.0/24'])).toBe(true);
    expect(areSameRanges(['192.168.1.0/24'], ['192.168.0.0/24'])).toBe(false);
    expect(areSameRanges(null, ['0.0.0.0/0'])).toBe(false);
    expect(areSameRanges(null, null)).toBe(true);
  });

  test.each([
    ['192.168.1.77', 24, '192.168.1.0/24'],
    ['172.20.30.40', 20, '172.20.16.0/20'],
    ['10.1.2.3', 32, '10.1.2.3/32'],
    ['10.1.2.3', 0, '0.0.0.0/0'],
    ['fe80::1', 64, null],
    ["1.2.3.4'", 24, null],
    ['1.2.3.4', 33, null],
    ['1.2.3.4', Number.NaN, null],
  ])('%s with %i bits is in %s', (address, bits, subnet) => {
    expect(subnetOf(address, bits)).toBe(subnet);
  });

  test.each([
    [['192.168.1.0/24'], '192.168.1.200', true],
    [['192.168.1.0/255.255.255.0'], '192.168.1.200', true],
    [['192.168.1.1-192.168.1.9'], '192.168.1.9', true],
    [['192.168.1.1-192.168.1.9'], '192.168.1.10', false],
    [['LocalSubnet', 'nonsense', ''], '192.168.1.9', false],
    [['fd00::/8'], 'fd12::1', true],
    [['10.0.0.1', '192.168.1.7'], '192.168.1.7', true],
    [[], '192.168.1.7', false],
  ])('%j holds %s: %s', (ranges, address, isIn) => {
    expect(isWithin(ranges, address)).toBe(isIn);
  });

  test('a listener hears its own machine alone, IPv4, or both', () => {
    expect(['127.0.0.1', '127.0.0.53', '::1', '::ffff:127.0.0.1'].every(isLoopback)).toBe(true);
    expect(['0.0.0.0', '::', '192.168.1.5', '::ffff:10.0.0.1'].some(isLoopback)).toBe(false);
    expect(['0.0.0.0', '::', '127.0.0.1', '::ffff:127.0.0.1'].every(hearsIpv4)).toBe(true);
    expect(['::1', 'fe80::1'].some(hearsIpv4)).toBe(false);
  });
});

describe('targets', () => {
  test.each([
    ['git.example.com:443', { host: 'git.example.com', port: 443 }],
    ['GIT.Example.COM:00443', { host: 'git.example.com', port: 443 }],
    // With its dot a name is not looked for in the domain of this machine.
    ['git.example.com.:22', { host: 'git.example.com.', port: 22 }],
    ['bücher.example:443', { host: 'xn--bcher-kva.example', port: 443 }],
    ['nas_2:80', { host: 'nas_2', port: 80 }],
    ['10.0.0.1:3389', { host: '10.0.0.1', port: 3389 }],
    ['[2001:DB8:0::1]:443', { host: '2001:db8::1', port: 443 }],
  ])('%s is read', (word, target) => {
    expect(requireTarget(word)).toEqual(target);
    expect(requireTarget(targetText(target))).toEqual(target);
  });

  test.each([
    ['https://git.example.com', 'git.example.com:443'],
    ['HTTPS://git.example.com/a?b=c:1', 'git.example.com:443'],
    ['http://localhost:3000', 'localhost:3000'],
    ['https://[2001:db8::1]:8443/', '[2001:db8::1]:8443'],
    ['ssh://git@git.example.com/a', 'git.example.com:22'],
    ['git.example.com:443/', 'git.example.com:443'],
    ['git.example.com', 'git.example.com:443'],
    ['2001:db8::1', '[2001:db8::1]:443'],
    ['[::1]', '[::1]:443'],
    ['rdp.example.com 3389', 'rdp.example.com:3389'],
    [' git.example.com:22\n', 'git.example.com:22'],
  ])('what was meant by %j is said', (word, meant) => {
    expect(hintOf(() => requireTarget(word))).toBe(`Did you mean ${meant}?`);
  });

  test.each([
    ...['', ':443', '-e:80', 'a..b:80', '.example.com:80', 'host:0', 'host:65536', 'host:http', 'host:443:22'],
    ...['[...]:80', '[::g]:80', '[1.2.3.4]:80', '[fe80::1%eth0]:80', '256.1.1.1:80', '0x7f.1:80', '2130706433:80'],
    ...['$(calc):80', 'a;b:80', "a'b:80", 'a%41:80', 'a\u0000b:80', '\u202eb:80 x', 'tcp://host'],
    ...[`${'a'.repeat(64)}.example:80`, `${'a.'.repeat(127)}example:80`],
  ])('%j is none', (word) => {
    expect(hintOf(() => requireTarget(word))).toMatch(/^For example/);
  });
});
