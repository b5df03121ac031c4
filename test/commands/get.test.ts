import { describe, expect, test } from 'vitest';
import { Bench } from '../bench/bench.ts';
import { MESSY } from '../bench/messy.ts';

describe('get', () => {
  test.each([
    ['networkingMode', 'mirrored\n'],
    ['experimental.NETWORKINGMODE', 'mirrored\n'],
    ['ignoredPorts', '443,3000\n'],
    ['firewall', 'false\n'],
    ['dnsTunneling', 'yes\n'],
    ['dhcpTimeout', '16\n'],
    ['memory', '6GB\n'],
  ])('%s', async (name, value) => {
    expect(await new Bench(MESSY).run('get', name)).toMatchObject({ code: 0, stdout: value, stderr: '' });
  });

  test('of what the file does not set prints nothing and exits with 1', async () => {
    expect(await new Bench(MESSY).run('get', 'ipv6')).toMatchObject({ code: 1, stdout: '', stderr: '' });
    const json = await new Bench(MESSY).run('get', 'ipv6', '--json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ schema: 'wslnet.get/1', name: 'ipv6', value: null, line: null });
  });

  test.each([
    ['firewall', 0, 'true\n'],
    ['ipv6', 0, 'false\n'],
    ['dnsTunneling', 0, 'true\n'],
    ['macAddress', 1, ''],
  ])('--effective %s', async (name, code, stdout) => {
    expect(await new Bench(MESSY).run('get', name, '--effective')).toMatchObject({ code, stdout });
  });

  test.each([
    ['a missing file', 3, ['get', 'ipv6']],
    ['an unknown setting', 2, ['get', 'ipv7']],
    ['too many settings', 2, ['get', 'ipv6', 'dhcp']],
  ] as const)('%s exits with %i', async (_, code, words) => {
    expect(await new Bench().run(...words)).toMatchObject({ code, stdout: '' });
  });
});
