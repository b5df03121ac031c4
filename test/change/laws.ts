import { expect } from 'vitest';
import { change, type Interpretation, interpret, type SettingChange } from 'wslnet';
import { findByEntryName, findByName, type Setting } from '../../src/settings/catalogue.ts';

/** Checks that `change` keeps its laws for this file and these changes, which must be valid. */
export function expectLaws(bytes: Uint8Array, changes: readonly SettingChange[]): void {
  const original = Buffer.from(bytes);
  const result = change(bytes, [...changes]);
  expect(original.equals(bytes), 'the input is left alone').toBe(true);
  const wanted = new Map(changes.map(({ setting, value }) => [settingOf(setting), value]));
  expectReadBack(interpret(bytes), interpret(result.bytes), wanted);
  expectOnlyEdits(bytes, result);
  const again = change(result.bytes, [...changes]);
  expect(again.changed, 'a second time changes nothing').toBe(false);
  expect(again.bytes).toBe(result.bytes);
  expect(again.edits).toEqual([]);
}

function settingOf(name: string): Setting {
  const setting = findByName(name);
  if (!setting) throw new Error(`no setting ${name}`);
  return setting;
}

function expectReadBack(
  before: Interpretation,
  after: Interpretation,
  wanted: ReadonlyMap<Setting, string | null>,
): void {
  const isOther = ({ name }: { name: string }) => {
    const setting = findByEntryName(name);
    return setting === undefined || !wanted.has(setting);
  };
  const nameAndValue = ({ name, value }: { name: string; value: string }) => [name, value];
  const othersBefore = before.settings.filter(isOther).map(nameAndValue);
  const othersAfter = after.settings.filter(isOther).map(nameAndValue);
  // Where a change mends what reading was given up for, more is read than before.
  const comparable = before.error && !after.error ? othersAfter.slice(0, othersBefore.length) : othersAfter;
  expect(comparable, 'every other entry is as it was').toEqual(othersBefore);
  for (const [setting, value] of wanted) {
    const first = after.settings.find(({ name }) => findByEntryName(name) === setting);
    if (value === null) expect(first, `${setting.name} is gone`).toBeUndefined();
    else expect(meaning(setting, first?.value), `${setting.name} reads back`).toEqual(meaning(setting, value));
  }
}

function meaning(setting: Setting, value: string | undefined): unknown {
  return value === undefined ? 'no entry' : setting.kind.read(value).value;
}

function expectOnlyEdits(bytes: Uint8Array, { bytes: after, changed, edits }: ReturnType<typeof change>): void {
  expect(changed).toBe(edits.length > 0);
  const start16 = Buffer.from([0xff, 0xfe]).equals(bytes.subarray(0, 2));
  const start8 = Buffer.from([0xef, 0xbb, 0xbf]).equals(bytes.subarray(0, 3));
  const mark = start16 ? 2 : start8 ? 3 : 0;
  const units = start16 ? units16(bytes.subarray(mark)) : units8(bytes.subarray(mark));
  const between = (start: number, end: number) => Buffer.concat(units.slice(start, end));
  const parts: Buffer[] = [Buffer.from(bytes.subarray(0, mark))];
  let from = 0;
  for (const [index, { start, end, newText }] of edits.entries()) {
    const fresh = Buffer.from(newText, start16 ? 'utf16le' : 'utf8');
    expect(start, 'edits are in order and apart').toBeGreaterThanOrEqual(index === 0 ? 0 : from + 1);
    expect(between(start, end).equals(fresh), 'no edit is for nothing').toBe(false);
    parts.push(between(from, start), fresh);
    from = end;
  }
  parts.push(between(from, units.length));
  expect(Buffer.concat(parts).equals(after), 'outside of the edits nothing changes').toBe(true);
}

/** The bytes of each UTF-16 unit. */
function units16(bytes: Uint8Array): Buffer[] {
  return Array.from({ length: bytes.length / 2 }, (_, index) => Buffer.from(bytes.subarray(2 * index, 2 * index + 2)));
}

/** The bytes of each UTF-16 unit of the decoded text: of a surrogate pair the first has all, and what is not UTF-8 is one each. */
function units8(bytes: Uint8Array): Buffer[] {
  const units: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = [1, 2, 3, 4].find((count) => isOneCharacter(bytes.subarray(at, at + count))) ?? 1;
    units.push(Buffer.from(bytes.subarray(at, at + length)));
    if (length === 4) units.push(Buffer.alloc(0));
    at += length;
  }
  return units;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function isOneCharacter(bytes: Uint8Array): boolean {
  try {
    return [...decoder.decode(bytes)].length === 1;
  } catch {
    return false;
  }
}
