import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { interpret } from 'wslnet';
import type { Remake } from '../../src/machine/machine.ts';
import { findByEntryName, type Setting } from '../../src/settings/catalogue.ts';
import { MemoryMachine, runWith } from '../bench/run-in-memory.ts';
import { SAMPLE } from '../corpus/corpus.ts';

/** A machine whose one file may be any bytes. */
class BytesHost extends MemoryMachine {
  bytes: Uint8Array;
  writes = 0;

  constructor(bytes: Uint8Array) {
    super(null, { isWindows: false });
    this.bytes = bytes;
  }

  override async read(path: string) {
    return { path, bytes: Buffer.from(this.bytes) };
  }

  override async update(path: string, remake: Remake) {
    const replacement = remake(await this.read(path));
    if (replacement?.bytes) {
      this.bytes = replacement.bytes;
      this.writes++;
    }
    return { backup: null, problems: [] };
  }
}

async function apply(fragment: Uint8Array, machine: BytesHost, ...words: string[]) {
  const { code, stdout, stderr } = await runWith({ machine, readInput: async () => fragment }, [
    ...['apply', '-', '--json'],
    ...words,
  ]);
  expect(code, stderr).not.toBe(70);
  return { code, document: JSON.parse(stdout) };
}

type Values = ReadonlyMap<Setting, unknown>;

/** What each setting's applied entry means; unknown entries of a file are no setting's. */
function valuesOf(bytes: Uint8Array): Values {
  const values = new Map<Setting, unknown>();
  for (const { name, value } of interpret(bytes).settings) {
    const setting = findByEntryName(name);
    if (setting && !values.has(setting)) values.set(setting, setting.kind.read(value).value);
  }
  return values;
}

/** Applies a fragment and looks that the file has its settings, every other as before, and is left alone from then on. */
async function expectConverged(fragment: Uint8Array, target: Uint8Array, ...options: string[]): Promise<boolean> {
  const machine = new BytesHost(target);
  const first = await apply(fragment, machine, ...options);
  if (first.code !== 0) {
    expect([2, 3], JSON.stringify(first.document)).toContain(first.code);
    expect(Buffer.compare(machine.bytes, target), 'what is refused changes nothing').toBe(0);
    return false;
  }
  const [wanted, before, after] = [fragment, target, machine.bytes].map(valuesOf) as [Values, Values, Values];
  for (const [setting, value] of wanted) {
    // A fragment takes out what it sets to nothing.
    const isEmpty = isDeepStrictEqual(value, setting.kind.read('').value);
    expect(after.get(setting), setting.name).toEqual(isEmpty ? undefined : value);
  }
  for (const [setting, value] of before) {
    if (!wanted.has(setting)) expect(after.get(setting), setting.name).toEqual(value);
  }
  expect(first.document.changed).toBe(machine.writes === 1);
  const converged = machine.bytes;
  for (const words of [[], ['--check']]) {
    const { code, document } = await apply(fragment, machine, ...options, ...words);
    expect({ code, changed: document.changed, changes: document.changes }).toEqual({
      code: 0,
      changed: false,
      changes: [],
    });
  }
  expect(machine.bytes, 'nothing is written twice').toBe(converged);
  return true;
}

const FILE = Buffer.from(
  '# mine\r\n[wsl2]\r\nmemory=8GB # half\r\nnetworkingMode=nat\r\n\r\n[experimental]\r\nignoredPorts=80\r\n',
);
const FRAGMENT = Buffer.from(
  '[wsl2]\nnetworkingMode=Mirrored\ndnsTunneling=1\nmacAddress=00-15-5D-00-00-01\n[experimental]\nhostAddressLoopback=true\n',
);

test('every input of the corpus as a fragment converges, or is refused whole', async () => {
  let applied = 0;
  for (const { id, bytes } of SAMPLE) if (await expectConverged(bytes, FILE).catch(withId(id))) applied++;
  expect(applied).toBeGreaterThan(SAMPLE.length * 0.1);
}, 120_000);

test('every input of the corpus as a file takes a fragment, or is not text', async () => {
  let applied = 0;
  for (const { id, bytes } of SAMPLE)
    if (await expectConverged(FRAGMENT, bytes, '--force').catch(withId(id))) applied++;
  expect(applied).toBeGreaterThan(SAMPLE.length * 0.98);
}, 120_000);

test('with --prune=all every file of the corpus sets what the fragment sets, and nothing else', async () => {
  const wanted = valuesOf(FRAGMENT);
  const options = ['--prune=all', '--force'];
  const prune = async (bytes: Uint8Array) => {
    const machine = new BytesHost(bytes);
    const { code, document } = await apply(FRAGMENT, machine, ...options);
    if (code !== 0) return false;
    expect(document.changed).toBe(machine.writes === 1);
    const known = interpret(machine.bytes).settings.filter(({ name }) => findByEntryName(name));
    expect(known).toHaveLength(interpret(machine.bytes).settings.length);
    expect(valuesOf(machine.bytes)).toEqual(wanted);
    const again = await apply(FRAGMENT, machine, ...options, '--check');
    expect({ code: again.code, changed: again.document.changed }).toEqual({ code: 0, changed: false });
    return true;
  };
  let pruned = 0;
  for (const { id, bytes } of SAMPLE) if (await prune(bytes).catch(withId(id))) pruned++;
  expect(pruned).toBeGreaterThan(SAMPLE.length * 0.98);
}, 120_000);

function withId(id: number) {
  return (error: unknown): never => {
    throw new Error(`case ${id}`, { cause: error });
  };
}
