import { accept, defineKind, type ListItem, type Misreading, REFUSED, type ValueReading } from './kinds.ts';

/** The smallest and the largest port WSL takes. */
export const PORT_RANGE = { min: 1, max: 65535 } as const;

/**
 * Split at commas, empty items dropped, each item read by C++ `stoi`: white space and a sign in front, then digits,
 * then anything at all. A bad item is refused by itself. The value is ascending and without repetition.
 */
export const portsKind = defineKind<readonly number[]>({
  expects: 'ports from 1 to 65535, separated by commas',
  problem: 'MessageConfigInvalidInteger',
  type: (z) => z.array(z.int().check(z.minimum(PORT_RANGE.min), z.maximum(PORT_RANGE.max))),
  items: portItems,
  read(text) {
    const values = portItems(text).map(({ value }) => value);
    const good = values.filter((port) => port !== undefined);
    return { value: ascending(good), refusals: values.length - good.length };
  },
  write: (ports) => ascending(ports).join(','),
  spell(written) {
    const text = written
      .split(/[\s,;]+/)
      .filter((item) => item !== '')
      .join(',');
    return portItems(text).every(({ value, isPlain }) => value !== undefined && isPlain)
      ? this.write(this.read(text).value ?? [])
      : text;
  },
  misread(text) {
    const item = portItems(text).find(({ value, isPlain }) => value !== undefined && !isPlain);
    if (!item) return null;
    const bare = item.text.trim();
    const isRange = /^[0-9]+-[0-9]+$/.test(bare);
    const objection = isRange ? `WSL has no port ranges; list the ports of ${bare} one by one` : notOnePort(bare);
    const advice = 'Ranges do not work: list each port.';
    return { reads: `the one port ${item.value}`, advice, objection, isHarmful: true };
  },
  refusal(text) {
    const item = portItems(text).find(({ value }) => value === undefined);
    if (!item) return null;
    const bare = item.text.trim();
    return /^[0-9]+$/.test(bare) ? `${bare} is not from ${PORT_RANGE.min} to ${PORT_RANGE.max}` : notOnePort(bare);
  },
  suggest: () => null,
});

function notOnePort(item: string): string {
  return `'${item.slice(0, 40)}' is not a port`;
}

/** The list that was read last: several things are asked of one. */
let lastList: { readonly text: string; readonly items: readonly ListItem[] } | null = null;

function portItems(text: string): readonly ListItem[] {
  if (lastList?.text !== text) lastList = { text, items: readItems(text) };
  return lastList.items;
}

function readItems(text: string): readonly ListItem[] {
  const items: ListItem[] = [];
  let start = 0;
  for (const item of text.split(',')) {
    if (item !== '') {
      const isPlain = /^[ \t]*[0-9]+[ \t]*$/.test(item);
      items.push({ text: item, start, value: readPort(item), isPlain });
    }
    start += item.length + 1;
  }
  return items;
}

function readPort(item: string): number | undefined {
  const digits = /^[\t-\r ]*([+-]?[0-9]+)/.exec(item)?.[1];
  const port = Number(digits ?? Number.NaN);
  return port >= PORT_RANGE.min && port <= PORT_RANGE.max ? port : undefined;
}

function ascending(ports: readonly number[]): number[] {
  return [...new Set(ports)].sort((a, b) => a - b);
}

const SIZE_UNITS = ['B', 'K', 'M', 'G', 'T'];

const SIZE = /^([\t-\r ]*)([+-]?)([0-9]+)(B|[KMGT]B?)?$/;

/** More digits than 64 bits have: the number is clamped, however long it is. */
const MOST_DIGITS = 40;

/** `ParseMemorySize`: C's `strtoull`, then a unit in capitals right behind it. The value is in bytes. */
export const sizeKind = defineKind<bigint>({
  expects: 'a size such as 8GB or 512MB',
  problem: 'MessageInvalidNumberString',
  type: (z) => z.uint64(),
  read: readSize,
  write(bytes) {
    const power = SIZE_UNITS.findLastIndex((_, index) => bytes % (1n << BigInt(10 * index)) === 0n);
    if (bytes === 0n || power === 0) return String(bytes);
    return `${bytes >> BigInt(10 * power)}${SIZE_UNITS[power]}B`;
  },
  spell(written) {
    const text = written.trim().replace(/ +/g, '').toUpperCase();
    const { value } = readSize(text);
    if (value === undefined) return written.trim();
    return misreadSize(text) ? text : this.write(value);
  },
  misread: misreadSize,
  suggest(text) {
    const bare = text.trim().toUpperCase().replaceAll(' ', '').replace(/IB$/, 'B');
    return bare.length < MOST_DIGITS && readSize(bare).value !== undefined && !misreadSize(bare) ? bare : null;
  },
});

const UINT64_MAX = 2n ** 64n - 1n;
/** No virtual machine has less memory than a mebibyte, nor a swap file or a disk. */
const SMALLEST_SENSIBLE = 2n ** 20n;
/** A number without a unit stands for gigabytes up to here, beyond for megabytes. */
const MOST_GIGABYTES = 256n;

function shiftOf(unit: string): bigint {
  return BigInt(10 * SIZE_UNITS.indexOf(unit.charAt(0)));
}

function readSize(text: string): ValueReading<bigint> {
  const match = SIZE.exec(text);
  if (!match) return REFUSED;
  const [, space, sign, digits = '', unit = 'B'] = match;
  const magnitude = BigInt(digits.replace(/^0+(?=[0-9])/, '').slice(0, MOST_DIGITS));
  const isPlainZero = digits === '0' && !space && !sign;
  if (magnitude === 0n && !isPlainZero) return REFUSED;
  const number = magnitude > UINT64_MAX ? UINT64_MAX : sign === '-' ? -magnitude : magnitude;
  return accept(BigInt.asUintN(64, number << shiftOf(unit)));
}

function misreadSize(text: string): Misreading | null {
  const { value } = readSize(text);
  const [, , sign, digits = '', unit] = SIZE.exec(text) ?? [];
  if (value === undefined) return null;
  const misread = (objection: string, advice: string): Misreading => {
    return { reads: `${value} bytes`, advice, objection, isHarmful: true };
  };
  if (sign) return misread('a size has no sign', 'Write the size without a sign.');
  const meant = BigInt(digits.slice(0, MOST_DIGITS)) << shiftOf(unit ?? 'B');
  if (meant !== value) return misread('it is too large', 'Write a size that fits in 64 bits.');
  if (value === 0n || value >= SMALLEST_SENSIBLE) return null;
  if (unit !== undefined) return misread(`that is ${value} bytes`, 'Write a larger size, such as 8GB.');
  const likely = `${digits}${value > MOST_GIGABYTES ? 'MB' : 'GB'}`;
  return misread(`WSL reads it as ${value} bytes; write ${likely} if you mean that`, `Did you mean ${likely}?`);
}
