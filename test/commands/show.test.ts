import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Bench } from '../bench/bench.ts';
import { MESSY } from '../bench/messy.ts';
import { expectGolden } from '../golden/golden.ts';

const SAMPLE = readFileSync(new URL('../sample.wslconfig', import.meta.url), 'utf8');

describe('show', () => {
  test.each([
    ['show-sample', SAMPLE, []],
    ['show-messy', MESSY, []],
    ['show-messy-all', MESSY, ['--all']],
    ['show-messy-named', MESSY, ['wsl2.FIREWALL', 'memory', 'processors']],
    ['show-empty', '', []],
    ['show-bridged', '[wsl2]\nnetworkingMode=bridged\nipv6=true\ndnsTunneling=true\n', []],
    ['show-safe-mode', '[wsl2]\nnetworkingMode=mirrored\nsafeMode=true\nautoProxy=true\n', []],
    ['show-virtio-off', '[wsl2]\nnetworkingMode=virtioproxy\nvirtio=false\n', []],
    ['show-bad-address', '[wsl2]\ndnsTunneling=true\n[experimental]\ndnsTunnelingIpAddress=10.0.0\n', []],
    ['show-given-up', '[wsl2]\nnetworkingMode=mirrored\nmacAddress=none\n', []],
    [
      'show-many-ports',
      `[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=${Array.from({ length: 40 }, (_, i) => 3000 + 17 * i)}\n`,
      [],
    ],
  ])('%s', async (name, content, words) => {
    const { code, stdout } = await new Bench(content).run('show', ...words);
    expect(code).toBe(0);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expectGolden(name, stdout);
  });

  test('--json holds every networking setting with its origin', async () => {
    const { code, stdout } = await new Bench(MESSY).run('show', '--json');
    const { schema, file, settings } = JSON.parse(stdout);
    expect({ code, schema, file }).toEqual({ code: 0, schema: 'wslnet.show/1', file: '.wslconfig' });
    expect(settings).toHaveLength(18);
    const byName = Object.fromEntries(settings.map((setting: { name: string }) => [setting.name, setting]));
    expect(byName['networkingMode']).toEqual({
      name: 'networkingMode',
      section: 'wsl2',
      value: 'mirrored',
      configured: 'mirrored',
      source: 'file',
      line: 2,
      inert: false,
      reason: null,
    });
    expect(byName['dnsTunneling']).toMatchObject({
      ...{ value: true, configured: 'yes', source: 'default', line: 3, inert: true },
    });
    expect(byName['firewall']).toMatchObject({ value: true, configured: false, source: 'mode', line: 9, inert: true });
    expect(byName['ignoredPorts']).toMatchObject({ value: [443, 3000], configured: [443, 3000], source: 'file' });
    expect(byName['localhostForwarding']).toMatchObject({ value: false, source: 'file', inert: true });
    expect(byName['vmSwitch']).toMatchObject({ value: 'Br\ufffdcke \t', inert: true });
    expect(byName['dhcpTimeout']).toMatchObject({ value: 16, line: 14 });
    expect(byName['macAddress']).toMatchObject({ value: null, configured: null, source: 'default', line: null });
  });

  test('--json with names holds these', async () => {
    const { settings } = JSON.parse((await new Bench(MESSY).run('show', '--json', 'memory')).stdout);
    expect(settings).toMatchObject([{ name: 'memory', section: 'wsl2', value: 6442450944, line: 15 }]);
  });

  test('a path cannot move the cursor either', async () => {
    const { code, stderr } = await new Bench().runWith({}, 'show', '-f', 'no\u001b[31mfile/x');
    expect(code).toBe(3);
    expect(stderr).toContain('no\u241b[31mfile');
  });

  test('control characters in a file cannot reach the terminal', async () => {
    const { stdout } = await new Bench('[wsl2]\nvmSwitch=\u001b[2Jx\u009b\u202ey\n').run('show', 'vmSwitch');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come out
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(stdout).toContain('\u241b[2Jx');
  });

  test.each([
    ['a missing file', ['show'], 3, /does not exist/],
    ['an unknown setting', ['show', 'dnsTunelling'], 2, /Did you mean dnsTunneling/],
  ] as const)('%s', async (_, words, code, said) => {
    const result = await new Bench().run(...words);
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toMatch(said);
  });

  test('colour only adds to the text', async () => {
    const bench = new Bench(MESSY);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with ESC
    const plain = (await bench.run('show', '--color', 'always')).stdout.replace(/\u001b\[\d+m/g, '');
    expect(plain).toBe((await bench.run('show')).stdout);
  });
});
