/** How WSL reads the text of a value and how wslnet writes one, for each kind of setting. */

export const MODES = ['none', 'nat', 'bridged', 'mirrored', 'virtioproxy'] as const;

/** A networking mode. `consomme`, WSL 2.9's name for virtioproxy, is read as `virtioproxy`. */
export type Mode = (typeof MODES)[number];

/** The messages WSL has for a value it refuses. */
export type ValueProblemId =
  | 'MessageConfigInvalidBoolean'
  | 'MessageConfigInvalidInteger'
  | 'MessageConfigInvalidEnum'
  | 'MessageConfigInvalidIp'
  | 'MessageConfigMacAddress'
  | 'MessageInvalidNumberString';

/** A text as WSL reads it. */
export interface ValueReading<T> {
  /** What WSL takes the text for; undefined where it refuses it and leaves the default in force. */
  readonly value: T | undefined;
  /** How often WSL warns. Of a port list it refuses items one by one, so that a value and refusals can stand together. */
  readonly refusals: number;
}

export interface Kind<T> {
  readonly id: KindId;
  /** What a person may write, to stand behind "expects". */
  readonly expects: string;
  /** WSL's message for a value it refuses; null where it takes any text. */
  readonly problem: ValueProblemId | null;
  /** WSL's list of valid values, as its MessageConfigInvalidEnum prints it; null for other kinds. */
  readonly validValues: string | null;
  /** The values to offer a person; empty where there are too many. */
  readonly choices: readonly string[];
  /** @param text the decoded value, a Latin-1 string */
  readonly read: (text: string) => ValueReading<T>;
  /** The spelling wslnet writes; WSL reads it back as the same value. */
  readonly write: (value: T) => string;
}

export type KindId = 'boolean' | 'integer' | 'mode' | 'ports' | 'ipv4' | 'mac' | 'size' | 'text' | 'reclaim';

/** `ParseBool`: `1`, `0`, or `true`, `false` in any letter case. */
export const booleanKind: Kind<boolean> = {
  id: 'boolean',
  expects: 'true or false',
  problem: 'MessageConfigInvalidBoolean',
  validValues: null,
  choices: ['true', 'false'],
  read(text) {
    const lower = text.toLowerCase();
    if (text === '1' || lower === 'true') return accept(true);
    if (text === '0' || lower === 'false') return accept(false);
    return REFUSED;
  },
  write: String,
};

/** C's `strtol` with base 0 on Windows, where `long` has 32 bits: clamped, and nothing may stand behind it. */
export const integerKind: Kind<number> = {
  id: 'integer',
  expects: 'a whole number',
  problem: 'MessageConfigInvalidInteger',
  validValues: null,
  choices: [],
  read(text) {
    const match = /^[\t-\r ]*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)$/.exec(text);
    if (!match) return REFUSED;
    const [, sign, digits = ''] = match;
    const isOctal = /^0[0-7]/.test(digits);
    const magnitude = isOctal ? Number.parseInt(digits, 8) : Number(digits);
    return accept(clampInt32(sign === '-' ? -magnitude : magnitude));
  },
  write: String,
};

/** WSL's spellings, any letter case; the first of each is the one wslnet writes. */
const MODE_BY_SPELLING: ReadonlyMap<string, Mode> = new Map<string, Mode>([
  ...MODES.map((mode) => [mode, mode] as const),
  ['consomme', 'virtioproxy'],
]);

export const modeKind: Kind<Mode> = {
  id: 'mode',
  expects: 'nat, mirrored, bridged, virtioproxy or none',
  problem: 'MessageConfigInvalidEnum',
  validValues: 'Bridged, Consomme, Mirrored, Nat, None, VirtioProxy',
  choices: ['mirrored', 'nat', 'bridged', 'virtioproxy', 'none'],
  read(text) {
    const mode = MODE_BY_SPELLING.get(text.toLowerCase());
    return mode ? accept(mode) : REFUSED;
  },
  write: (mode) => mode,
};

/** The smallest and the largest port WSL takes. */
export const PORT_RANGE = { min: 1, max: 65535 } as const;

/**
 * Split at commas, empty items dropped, each item read by C++ `stoi`: white space and a sign in front, then digits,
 * then anything at all. A bad item is refused by itself. The value is ascending and without repetition.
 */
export const portsKind: Kind<readonly number[]> = {
  id: 'ports',
  expects: 'ports from 1 to 65535 with commas between them',
  problem: 'MessageConfigInvalidInteger',
  validValues: null,
  choices: [],
  read(text) {
    const items = portItems(text);
    const good = items.map(readPort).filter((port) => port !== undefined);
    return { value: ascending(good), refusals: items.length - good.length };
  },
  write: (ports) => ascending(ports).join(','),
};

/** The first item of a port list that is not a plain number, so that WSL may read another port than was meant. */
export function oddPort(text: string): string | undefined {
  return portItems(text).find((item) => !/^ *[0-9]+ *$/.test(item));
}

/** The items of a port list as WSL splits them. */
export function portItems(text: string): string[] {
  return text.split(',').filter((item) => item !== '');
}

/** One item of a port list as WSL reads it; undefined where it refuses the item. */
export function readPort(item: string): number | undefined {
  const digits = /^[\t-\r ]*([+-]?[0-9]+)/.exec(item)?.[1];
  const port = Number(digits ?? Number.NaN);
  return port >= PORT_RANGE.min && port <= PORT_RANGE.max ? port : undefined;
}

function ascending(ports: readonly number[]): number[] {
  return [...new Set(ports)].sort((a, b) => a - b);
}

/** `inet_pton`: four decimal parts without leading zeros. */
export const ipv4Kind: Kind<string> = {
  id: 'ipv4',
  expects: 'an IPv4 address such as 10.255.255.254',
  problem: 'MessageConfigInvalidIp',
  validValues: null,
  choices: [],
  read(text) {
    const parts = text.split('.');
    const isAddress = parts.length === 4 && parts.every((part) => /^(0|[1-9][0-9]{0,2})$/.test(part) && +part < 256);
    return isAddress ? accept(text) : REFUSED;
  },
  write: (address) => address,
};

/** `ParseMacAddressNoThrow`: six pairs of hex digits, with `:` or `-` between all of them. The value has `:` and capitals. */
export const macKind: Kind<string> = {
  id: 'mac',
  expects: 'six pairs of hex digits such as 5A:94:EF:E4:0C:EE',
  problem: 'MessageConfigMacAddress',
  validValues: null,
  choices: [],
  read(text) {
    const isAddress = /^[0-9a-f]{2}([:-])[0-9a-f]{2}(\1[0-9a-f]{2}){4}$/i.test(text);
    return isAddress ? accept(text.replaceAll('-', ':').toUpperCase()) : REFUSED;
  },
  write: (address) => address,
};

const SIZE_UNITS = ['B', 'K', 'M', 'G', 'T'];

/** `ParseMemorySize`: C's `strtoull`, then a unit in capitals right behind it. The value is in bytes. */
export const sizeKind: Kind<bigint> = {
  id: 'size',
  expects: 'a size such as 8GB or 512MB',
  problem: 'MessageInvalidNumberString',
  validValues: null,
  choices: [],
  read(text) {
    const match = /^([\t-\r ]*)([+-]?)([0-9]+)(B|[KMGT]B?)?$/.exec(text);
    if (!match) return REFUSED;
    const [, space, sign, digits = '', unit = 'B'] = match;
    const magnitude = BigInt(digits);
    const isPlainZero = digits === '0' && !space && !sign;
    if (magnitude === 0n && !isPlainZero) return REFUSED;
    const number = magnitude > UINT64_MAX ? UINT64_MAX : sign === '-' ? -magnitude : magnitude;
    const shift = BigInt(10 * SIZE_UNITS.indexOf(unit.charAt(0)));
    return accept(BigInt.asUintN(64, number << shift));
  },
  write(bytes) {
    const power = SIZE_UNITS.findLastIndex((_, index) => bytes % (1n << BigInt(10 * index)) === 0n);
    if (bytes === 0n || power === 0) return String(bytes);
    return `${bytes >> BigInt(10 * power)}${SIZE_UNITS[power]}B`;
  },
};

const UINT64_MAX = 2n ** 64n - 1n;

export const RECLAIM_CHOICES = ['gradual', 'dropCache', 'disabled'] as const;

export const reclaimKind: Kind<string> = {
  id: 'reclaim',
  expects: 'gradual, dropCache or disabled',
  problem: 'MessageConfigInvalidEnum',
  validValues: 'Disabled, DropCache, Gradual',
  choices: RECLAIM_CHOICES,
  read(text) {
    const choice = RECLAIM_CHOICES.find((name) => name.toLowerCase() === text.toLowerCase());
    return choice ? accept(choice) : REFUSED;
  },
  write: (choice) => choice,
};

/** Any text. WSL takes the bytes for UTF-8. */
export const textKind: Kind<string> = {
  id: 'text',
  expects: 'text',
  problem: null,
  validValues: null,
  choices: [],
  read: (text) =>
    accept(isAscii(text) ? text : new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.from(text, 'latin1'))),
  write: (text) => text,
};

const REFUSED = { value: undefined, refusals: 1 } as const;

function accept<T>(value: T): ValueReading<T> {
  return { value, refusals: 0 };
}

function clampInt32(number: number): number {
  return Math.min(Math.max(number, -(2 ** 31)), 2 ** 31 - 1) || 0;
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with the controls
  return /^[\u0000-\u007f]*$/.test(text);
}
