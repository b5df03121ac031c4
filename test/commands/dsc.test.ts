import { readFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import packageManifest from '../../package.json' with { type: 'json' };
import { SETTINGS } from '../../src/settings/catalogue.ts';
import { Bench } from '../bench/bench.ts';
import { SAMPLE } from '../corpus/corpus.ts';
import { violations } from '../packaging/published-rules.ts';

interface Method {
  readonly executable: string;
  readonly args: readonly (string | { readonly whatIfArg: string })[];
}

const MANIFEST = JSON.parse(readFileSync(new URL('../../packaging/wslnet.dsc.resource.json', import.meta.url), 'utf8'));
const START = '# mine\r\n[wsl2]\r\nnetworkingMode = nat # home\r\nmemory=8GB\r\n';

/** An executable runs in a process each time: laws on hundreds of files would take minutes, and are about the same source. */
const IS_IN_PROCESSES = process.env['WSLNET_PROGRAM'] !== undefined;

type Operation = 'get' | 'set' | 'test' | 'export';

/** Calls an operation as DSC does: by the manifest, with the instance on standard input. */
async function call(bench: Bench, operation: Operation, instance: unknown, { whatIf = false } = {}) {
  const { executable, args }: Method = MANIFEST[operation];
  expect(executable).toBe('wslnet');
  const words = args.flatMap((word) => (typeof word === 'string' ? word : whatIf ? word.whatIfArg : []));
  const input = instance === undefined ? '' : typeof instance === 'string' ? instance : JSON.stringify(instance);
  const { code, stdout, stderr } = await bench.runWith({ env: { WSLNET_CONFIG: '.wslconfig' }, input }, ...words);
  expect(stdout === '' || stdout.endsWith('\n')).toBe(true);
  const parse = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return { code, lines: parse(stdout), said: parse(stderr) };
}

/** Tells whether a value is an instance by the schema that `dsc schema` prints. DSC asks that of input and output alike. */
async function loadSchema(): Promise<(value: unknown) => boolean> {
  const { code, stdout } = await new Bench().runWith({}, ...MANIFEST.schema.command.args);
  expect(code).toBe(0);
  expect(stdout.trimEnd()).not.toContain('\n');
  return new Ajv2020({ strict: true, allowUnionTypes: true, formats: { ipv4: isIPv4 } }).compile(JSON.parse(stdout));
}

async function isInstance(value: unknown): Promise<boolean> {
  return (await loadSchema())(value);
}

describe('the resource of DSC', () => {
  test('has the version of the package, and a manifest by the rules of DSC', () => {
    expect(MANIFEST.version).toBe(packageManifest.version);
    expect(violations('DSC resource', MANIFEST)).toEqual([]);
    expect(violations('DSC resource', { ...MANIFEST, whatif: MANIFEST.set })).toHaveLength(1);
    expect(MANIFEST).toMatchObject({
      set: { implementsPretest: true, return: 'stateAndDiff' },
      test: { return: 'state' },
    });
    for (const operation of ['get', 'set', 'test', 'export']) expect(MANIFEST[operation].input).toBe('stdin');
  });

  test('get prints what the file sets, and null for what is asked for and not there', async () => {
    const { code, lines, said } = await call(new Bench(START), 'get', {
      wsl2: { networkingMode: 'mirrored', firewall: true },
    });
    expect({ code, said }).toEqual({ code: 0, said: [] });
    expect(lines).toEqual([{ wsl2: { networkingMode: 'nat', firewall: null, memory: 8_589_934_592 } }]);
    expect(await isInstance(lines[0])).toBe(true);
  });

  test('get of nothing prints all that the file sets, of no file nothing', async () => {
    expect((await call(new Bench(START), 'get', undefined)).lines).toEqual([
      { wsl2: { networkingMode: 'nat', memory: 8_589_934_592 } },
    ]);
    expect(await call(new Bench(), 'get', {})).toEqual({ code: 0, lines: [{}], said: [] });
  });

  test.each([
    ['says yes where all is as asked', { wsl2: { networkingMode: 'nat', memory: '8192MB' } }, true],
    ['says no where one is not', { wsl2: { networkingMode: 'nat', firewall: false } }, false],
    ['says yes of what is to be out of the file and is', { experimental: { ignoredPorts: null } }, true],
    ['says no of what is to be out of the file and is not', { wsl2: { networkingMode: null } }, false],
    ['says yes of nothing', {}, true],
  ])('test %s, and exits with 0', async (_, instance, expected) => {
    const bench = new Bench(START);
    const { code, lines, said } = await call(bench, 'test', instance);
    expect({ code, said, text: bench.text }).toEqual({ code: 0, said: [], text: START });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ _inDesiredState: expected });
    expect(await isInstance(lines[0])).toBe(true);
  });

  test('set changes what is asked for and nothing else, once', async () => {
    const bench = new Bench(START);
    const wanted = { wsl2: { networkingMode: 'mirrored', memory: null }, experimental: { ignoredPorts: [3000, 9000] } };
    const { code, lines, said } = await call(bench, 'set', wanted);
    expect({ code, said }).toEqual({ code: 0, said: [] });
    const restart = { _metadata: { _restartRequired: [{ service: 'WSLService' }] } };
    expect(lines).toEqual([{ ...wanted, ...restart }, ['wsl2', 'experimental']]);
    expect(await isInstance(lines[0])).toBe(true);
    const text =
      '# mine\r\n[wsl2]\r\nnetworkingMode = mirrored # home\r\n\r\n[experimental]\r\nignoredPorts=3000,9000\r\n';
    expect(bench.text).toBe(text);

    expect(await call(bench, 'set', wanted)).toEqual({ code: 0, lines: [wanted, []], said: [] });
    expect(bench.text).toBe(text);
    expect((await call(bench, 'test', wanted)).lines[0]).toMatchObject({ _inDesiredState: true });
  });

  test('set makes a file where there is none', async () => {
    const bench = new Bench();
    expect((await call(bench, 'set', { wsl2: { dnsTunneling: true } })).code).toBe(0);
    expect(bench.text).toBe('[wsl2]\ndnsTunneling=true\n');
  });

  test('what-if says what set would do, and does nothing', async () => {
    const bench = new Bench(START);
    const wanted = { wsl2: { networkingMode: 'mirrored' } };
    const foretold = await call(bench, 'set', wanted, { whatIf: true });
    expect(bench.text).toBe(START);
    expect(foretold).toEqual(await call(bench, 'set', wanted));
    expect(foretold.lines[1]).toEqual(['wsl2']);
  });

  test('a change that brings a problem about warns of it', async () => {
    const bench = new Bench('[wsl2]\nlocalhostForwarding=true\n');
    const { code, said } = await call(bench, 'set', { wsl2: { networkingMode: 'mirrored' } });
    expect(code).toBe(0);
    expect(said).toEqual([{ warn: expect.stringMatching(/^Line 2: .*\(localhost-forwarding-in-mirrored\)$/) }]);
  });

  test('a change that brings an error about is refused', async () => {
    const bench = new Bench(START);
    const { code, lines, said } = await call(bench, 'set', { wsl2: { networkingMode: 'bridged' } });
    expect({ code, lines, text: bench.text }).toEqual({ code: 2, lines: [], text: START });
    expect(said).toEqual([{ error: expect.stringMatching(/vmSwitch/) }]);
  });

  test('export prints the file as an instance that is in its desired state', async () => {
    const bench = new Bench(START);
    const { lines } = await call(bench, 'export', undefined);
    expect(lines).toHaveLength(1);
    expect((await call(bench, 'test', lines[0])).lines[0]).toMatchObject({ _inDesiredState: true });
  });

  test('what DSC adds to an instance is no setting', async () => {
    const wanted = { _inDesiredState: false, _metadata: { 'Microsoft.DSC': {} }, wsl2: { networkingMode: 'nat' } };
    expect((await call(new Bench(START), 'test', wanted)).lines[0]).toMatchObject({ _inDesiredState: true });
  });

  test.each([
    ['an unknown section', { wsl3: {} }, /Unknown property 'wsl3'/],
    ['an unknown setting', { wsl2: { networkMode: 'nat' } }, /Unknown property 'wsl2\.networkMode'/],
    ['a setting of another section', { experimental: { memory: '8GB' } }, /'experimental\.memory'/],
    ['a value that WSL does not take', { wsl2: { networkingMode: 'mirored' } }, /mirored/],
    ['a value that is an object', { wsl2: { networkingMode: {} } }, /'wsl2\.networkingMode' cannot be \{\}/],
    ['a boolean as text', { wsl2: { firewall: 'true' } }, /'wsl2\.firewall' cannot be "true"/],
    ['a list for one value', { wsl2: { kernelCommandLine: ['quiet'] } }, /cannot be \["quiet"\]/],
    ['a port as text', { experimental: { ignoredPorts: ['80'] } }, /cannot be \["80"\]/],
    ['a fraction of a byte', { wsl2: { memory: 1.5 } }, /cannot be 1\.5.* 8GB/],
    ['whether the file is to be there', { _exist: false }, /Unknown property '_exist'/],
    ['a section that is a value', { wsl2: true }, /'wsl2' is not a JSON object/],
    ['a list', [], /is not a JSON object/],
    ['no JSON', '{', /is not JSON/],
  ])('%s is refused by every operation, as JSON, and nothing is touched', async (_, instance, problem) => {
    for (const operation of ['get', 'set', 'test'] as const) {
      const bench = new Bench(START);
      const { code, lines, said } = await call(bench, operation, instance);
      expect({ code, lines, text: bench.text }).toEqual({ code: 2, lines: [], text: START });
      expect(said).toEqual([{ error: expect.stringMatching(problem) }]);
    }
    if (typeof instance !== 'string') expect(await isInstance(instance)).toBe(false);
  });

  test.skipIf(IS_IN_PROCESSES)('takes the values that its schema takes, and no others', async () => {
    const isGood = await loadSchema();
    const texts = [
      '',
      'true',
      'NAT',
      'mirrored',
      'dropCache',
      '8GB',
      '8 GB',
      '-1',
      '10.0.0.1',
      '5A:94:EF:E4:0C:EE',
      '/x',
    ];
    const numbers = [0, 1, -1, 1.5, 65_536, 2 ** 31, 2 ** 53];
    const lists = [[], [80], [80, 80], [0], [65_536], ['80'], [1.5], [null]];
    const bench = new Bench();
    for (const value of [null, true, ...numbers, ...texts, ...lists, {}]) {
      for (const { name, section } of SETTINGS) {
        const instance = { [section]: { [name]: value } };
        const { code } = await call(bench, 'get', instance);
        expect(code, JSON.stringify(instance)).toBe(isGood(instance) ? 0 : 2);
      }
    }
  });

  test.skipIf(IS_IN_PROCESSES)('what it prints of any file is an instance, which the file is as', async () => {
    const isGood = await loadSchema();
    for (const { id, bytes } of SAMPLE) {
      const bench = new Bench(bytes);
      const { code, lines } = await call(bench, 'export', undefined);
      if (code === 3) continue;
      const [state] = lines;
      expect(isGood(state), `${id}: ${JSON.stringify(state)}`).toBe(true);
      // Text that is not ASCII, as the bytes of damaged files give, wslnet does not write.
      if (/[^ -~]|\\u/.test(JSON.stringify(state))) continue;
      expect((await call(bench, 'test', state)).lines, `${id}`).toEqual([{ ...state, _inDesiredState: true }]);
      expect((await call(bench, 'set', state)).lines, `${id}`).toEqual([state, []]);
      expect(bench.bytes.equals(bytes), `${id}`).toBe(true);
    }
  });

  test('a value that WSL refuses is no part of the state, which is said, and set puts it right', async () => {
    const bench = new Bench('[wsl2]\nfirewall=yes\nmemory=8GB\n');
    const wanted = { wsl2: { firewall: true } };
    const warning = { warn: "Line 2: WSL does not accept 'yes' for firewall." };
    const memory = 8_589_934_592;
    expect(await call(bench, 'get', wanted)).toEqual({
      code: 0,
      lines: [{ wsl2: { firewall: null, memory } }],
      said: [warning],
    });
    expect(await call(bench, 'export', undefined)).toEqual({ code: 0, lines: [{ wsl2: { memory } }], said: [warning] });
    expect((await call(bench, 'test', { wsl2: { firewall: null } })).lines[0]).toMatchObject({
      _inDesiredState: false,
    });
    expect((await call(bench, 'set', wanted)).lines[0]).toMatchObject({ wsl2: { firewall: true, memory } });
    expect(bench.text).toBe('[wsl2]\nfirewall=true\nmemory=8GB\n');
  });

  test('what the file has already is not refused, even where wslnet would not write it', async () => {
    const wanted = { wsl2: { swap: 55 } };
    const bench = new Bench('[wsl2]\nswap=55\n');
    expect((await call(bench, 'test', wanted)).lines[0]).toMatchObject({ _inDesiredState: true });
    expect((await call(bench, 'set', wanted)).lines[1]).toEqual([]);
    const { code, said } = await call(new Bench(), 'set', wanted);
    expect({ code, said }).toEqual({ code: 2, said: [{ error: expect.stringMatching(/55GB if you mean that/) }] });
  });

  test('what is said with --verbose is JSON too', async () => {
    const env = { WSLNET_CONFIG: '.wslconfig' };
    const { stderr } = await new Bench(START).runWith({ env, input: '{}' }, 'dsc', 'get', '--verbose');
    expect(JSON.parse(stderr)).toEqual({ info: expect.stringMatching(/WSLNET_CONFIG/) });
  });

  test('an instance may begin with a byte order mark, as PowerShell writes it', async () => {
    expect((await call(new Bench(START), 'get', '\ufeff{}')).code).toBe(0);
  });

  test('a setting that is there twice, under its former section too, is refused', async () => {
    const wanted = { wsl2: { networkingMode: 'nat' }, experimental: { networkingMode: 'nat' } };
    const { code, said } = await call(new Bench(START), 'set', wanted);
    expect(code).toBe(2);
    expect(said[0].error).toMatch(/networkingMode/);
  });

  test('a file that cannot be read is an error with the exit code of that', async () => {
    const { code, said } = await call(new Bench(Buffer.from([0xff, 0xfe, 0x41])), 'get', {});
    expect({ code, said }).toEqual({ code: 3, said: [{ error: expect.any(String) }] });
  });
});
