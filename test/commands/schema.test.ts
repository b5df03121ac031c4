import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadSchemas } from '../../src/cli/schema.ts';
import { PROGRAM } from '../../src/cli/verbs.ts';
import { known } from '../../src/machine/facts.ts';
import { NETWORKING_NAMES, SETTINGS } from '../../src/settings/catalogue.ts';
import { Bench } from '../bench/bench.ts';
import { MemoryMachine, runInMemory, runWith } from '../bench/run-in-memory.ts';
import { findErrors, strictValidator } from '../bench/valid-document.ts';
import { MIRRORED, WELL } from '../bench/well.ts';
import { SAMPLE } from '../corpus/corpus.ts';
import { expectGolden } from '../golden/golden.ts';

const SCHEMAS = await loadSchemas(PROGRAM);
const SCHEMA_NAMES = [...SCHEMAS.keys()];
const MESSY = new URL('../messy/', import.meta.url);
const FILES: readonly (readonly [string, string | Buffer])[] = [
  ['an empty file', ''],
  ['a clean file', MIRRORED],
  ['sizes and ports', '[wsl2]\nmemory=8GB\nswap=16777216TB\n[experimental]\nignoredPorts=80,x,443\n'],
  ...readdirSync(MESSY).map((name) => [name, readFileSync(new URL(name, MESSY))] as const),
];

interface Document {
  readonly schema: string;
}

/** The names of documents that were seen, and found valid, by the tests here. */
const seen = new Set<string>();

/** Takes an output for a document, which must be valid, and no more be with a member added anywhere, or one left out. */
function expectExact(output: string): Document {
  const document: Document = JSON.parse(output);
  expect(findErrors(document), output).toEqual([]);
  for (const larger of withOneMore(document)) expect(findErrors(larger as Document)).not.toEqual([]);
  const { schema, ...members } = document;
  for (const name of Object.keys(members)) {
    const { [name as keyof typeof members]: _, ...smaller } = members;
    expect(findErrors({ schema, ...smaller }), `without ${name}`).not.toEqual([]);
  }
  seen.add(document.schema);
  return document;
}

/** Copies of a value, each with a member too many in one of its objects. */
function* withOneMore(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    const [first, ...rest] = value;
    for (const larger of withOneMore(first)) yield [larger, ...rest];
  } else if (typeof value === 'object' && value !== null) {
    yield { ...value, surplus: true };
    for (const [name, member] of Object.entries(value)) {
      for (const larger of withOneMore(member)) yield { ...value, [name]: larger };
    }
  }
}

describe('what a process prints with --json fits its schema, and no more fits', () => {
  test.each(FILES)('%s', async (_, content) => {
    const bench = new Bench(content);
    const file = ['--file', '.wslconfig', '--json'];
    const steps = [
      ['show'],
      ['show', '--all'],
      ['get', 'ignoredPorts'],
      ['get', 'memory', '--effective'],
      ['check'],
      ['check', '--fix', '--dry-run'],
      ['set', 'nat', 'memory=9007199254740993', '--dry-run', '--force'],
      ['check', '--fix'],
      ['set', 'virtioproxy', 'ignoredPorts+=3000', 'vmSwitch=a b', '--force'],
      ['unset', 'networkingMode'],
      ['undo'],
      ['redo'],
      ['edit', '--yes'],
      ['history'],
      ['history', 'show', 'start'],
      ['path'],
      ['version'],
      ['help'],
      ['help', 'set'],
    ];
    for (const step of steps) {
      const { stdout } = await bench.runWith({ env: { VISUAL: 'sed -i s/virtioproxy/nat/' } }, ...step, ...file);
      const [command, word] = step;
      const name = word === 'show' ? 'history-show' : command;
      expect(expectExact(stdout).schema).toBe(`wslnet.${name}/1`);
    }
  });

  test('apply and profiles', async () => {
    const bench = new Bench(MIRRORED);
    const input = '[wsl2]\nnetworkingMode=nat\n[experimental]\nignoredPorts=80\n';
    const steps = [
      ['apply', '-', '--check'],
      ['apply', '-', '--prune'],
      ['profile', 'save', 'home'],
      ['profile', 'list'],
      ['profile', 'show', 'home'],
      ['profile', 'diff', 'mirrored'],
      ['profile', 'use', 'mirrored'],
      ['profile', 'delete', 'home'],
    ];
    for (const step of steps) {
      const { stdout } = await bench.runWith({ input }, ...step, '--file', '.wslconfig', '--json');
      const [command, word] = step;
      expect(expectExact(stdout).schema).toBe(`wslnet.${command === 'profile' ? `profile-${word}` : command}/1`);
    }
  });

  test('a filter that changes nothing', async () => {
    const words = ['set', 'mirrored', '--dry-run', '--json', '--file', '-'];
    expectExact((await new Bench().runWith({ input: MIRRORED }, ...words)).stdout);
  });

  test.each([
    ['an unknown command', ['shw']],
    ['an unknown setting', ['get', 'dnsTuneling']],
    ['an unknown topic', ['explain', 'mirored']],
    ['an unknown schema', ['schema', 'shw']],
    ['an unknown part of doctor', ['doctor', 'dsn']],
    ['a word that is no change', ['set', 'mirrord']],
    ['a value of another kind', ['set', 'ipv6=maybe']],
    ['a change without a value', ['set', 'ipv6']],
    ['a list that is none', ['set', 'ipv6+=1']],
    ['two documents at once', ['set', 'mirrored', '--file', '-']],
    ['a change that never was', ['history', 'show', 'abcdef', '--file', 'none']],
    ['the history of standard input', ['history', '--file', '-']],
    ['a missing file', ['show', '--file', 'none']],
    ['a folder', ['check', '--file', '.']],
    ['a file that is no text', ['show', '--file', '.wslconfig']],
    ['a missing folder', ['set', 'nat', '--file', 'no/folder']],
    ['no file to look for', ['show']],
    ['no WSL to end', ['restart']],
    ['an editor that fails', ['edit', '--file', 'new']],
  ])('the failure of %s', async (_, words) => {
    const bench = new Bench(Buffer.from([0xfe, 0xff, 0, 0x5b]));
    const { code, stdout } = await bench.runWith({ env: { VISUAL: 'false' }, input: '' }, ...words, '--json');
    expect(code).toBeGreaterThan(1);
    expect(expectExact(stdout).schema).toBe('wslnet.error/1');
  });

  test('status and doctor where nobody answers', async () => {
    for (const words of [['status'], ['status', '-f', '.wslconfig'], ['doctor'], ['doctor', 'ports']]) {
      expectExact((await new Bench(MIRRORED).runWith({}, ...words, '--json')).stdout);
    }
  });

  test('status, doctor and restart on a machine where all is known', async () => {
    const machine = new MemoryMachine('[wsl2]\nnetworkingMode=bridged\nipv6=x\n');
    machine.facts = { ...WELL, wsl: known({ wsl: null, kernel: null }) };
    for (const words of [['status'], ['doctor'], ['restart', '--yes'], ['restart', '--dry-run']]) {
      expectExact((await runInMemory(machine, [...words, '--json'])).stdout);
    }
  });

  test('every topic of explain', async () => {
    const { stdout } = await new Bench().runWith({}, 'explain', '--json');
    expectExact(stdout);
    const topics = JSON.parse(stdout).topics.map((each: { topic: string }) => each.topic);
    expect(topics.length).toBeGreaterThan(80);
    for (const topic of topics) {
      expectExact((await runInMemory(new MemoryMachine(null), ['explain', topic, '--json'])).stdout);
    }
  });

  test('completion', async () => {
    const bench = new Bench();
    for (const words of [['bash'], ['install', 'zsh', '--yes'], ['install', 'zsh'], ['uninstall', 'zsh', '--yes']]) {
      expectExact((await bench.runWith({}, 'completion', ...words, '--json')).stdout);
    }
  });

  test('the list of schemas', async () => {
    const { stdout } = await new Bench().runWith({}, 'schema', '--json');
    expectExact(stdout);
    expect(JSON.parse(stdout).schemas.map(({ name }: { name: string }) => name)).toEqual(SCHEMA_NAMES);
  });

  test('the above saw every document there is', () => {
    const elsewhere = ['settings', 'report', 'test', 'open', 'close', 'ports', 'address'];
    const documents = SCHEMA_NAMES.filter((name) => !elsewhere.includes(name)).map((name) => `wslnet.${name}/1`);
    expect([...seen].sort()).toEqual(documents.sort());
  });
});

describe('wslnet schema', () => {
  test.each(SCHEMA_NAMES)('prints the JSON Schema of %s', async (name) => {
    const { code, stdout, stderr } = await new Bench().runWith({}, 'schema', name);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const schema = JSON.parse(stdout);
    expect(schema).toEqual(SCHEMAS.get(name)?.toJson());
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(strictValidator().validateSchema(schema)).toBe(true);
    strictValidator().compile(schema);
    // A schema is one JSON document already.
    if (name === 'show') expect((await new Bench().runWith({}, 'schema', name, '--json')).stdout).toBe(stdout);
  });

  test('lists the names without one', async () => {
    const { stdout } = await new Bench().runWith({}, 'schema');
    expectGolden('schema', stdout);
  });

  test('knows the nearest name', async () => {
    const { code, stdout, stderr } = await new Bench().runWith({}, 'schema', 'setings');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: .*\nDid you mean settings\?\n/);
    expect((await new Bench().runWith({}, 'schema', 'toString')).stderr).toMatch(/wslnet schema$/m);
  });
});

describe('the schema of the settings', () => {
  const validate = strictValidator().compile(SCHEMAS.get('settings')?.toJson() ?? {});

  test('takes every typed value that show prints of a corpus input, and no such file with a key more', async () => {
    const counts = new Map<string, number>();
    for (const { id, bytes } of SAMPLE.filter(({ expected }) => !expected['error'])) {
      const machine = new MemoryMachine('');
      machine.read = async (path) => ({ path, bytes: Buffer.from(bytes) });
      const { stdout } = await runWith({ machine }, ['show', '--all', '--json']);
      const file: Record<string, Record<string, unknown>> = {};
      for (const { name, section, value } of JSON.parse(stdout).settings) {
        if (value === null) continue;
        file[section] = { ...file[section], [name]: value };
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      expect(validate(file) ? [] : validate.errors, `case ${id}`).toEqual([]);
      expect(validate({ ...file, wsl2: { ...file['wsl2'], surplus: true } })).toBe(false);
    }
    expect(counts.size).toBeGreaterThan(NETWORKING_NAMES.length);
  });

  test('names every setting in every section where WSL reads it, the former one as deprecated', () => {
    const { properties } = (SCHEMAS.get('settings') ?? expect.fail()).toJson() as {
      properties: Record<string, { properties: Record<string, { deprecated?: boolean }> }>;
    };
    for (const { name, section, formerSection } of SETTINGS) {
      expect(properties[section]?.properties).toHaveProperty(name);
      expect(properties[section]?.properties[name]?.deprecated).toBeUndefined();
      if (formerSection) expect(properties[formerSection]?.properties[name]?.deprecated).toBe(true);
    }
    const count = Object.values(properties).flatMap((each) => Object.keys(each.properties)).length;
    expect(count).toBe(SETTINGS.length + SETTINGS.filter(({ formerSection }) => formerSection).length);
  });

  test.each([
    [{ wsl2: { memory: '8GB', swap: 0, networkingMode: 'mirrored' } }, true],
    [{ experimental: { networkingMode: 'nat', autoMemoryReclaim: 'dropCache' } }, true],
    [{}, true],
    [{ wsl2: { networkingMode: 'natt' } }, false],
    [{ wsl2: { ipv6: 'true' } }, false],
    [{ wsl2: { memory: '8 GB' } }, false],
    [{ wsl2: { ignoredPorts: [80] } }, false],
    [{ experimental: { ignoredPorts: [0] } }, false],
    [{ experimental: { autoMemoryReclaim: 'slow' } }, false],
    [{ network: {} }, false],
  ])('%j', (file, isValid) => {
    expect(validate(file)).toBe(isValid);
  });
});
