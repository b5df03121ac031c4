import type * as Zod from 'zod/mini';
import { listOf, nearestOf } from '../text/names.ts';
import type { ValueProblemId } from './interpretation.ts';
import { MODE_SPELLINGS, MODES, type Mode, modeOfSpelling } from './modes.ts';

/** A text as WSL reads it. */
export interface ValueReading<T> {
  /** What WSL takes the text for; undefined where it refuses it and keeps the default. */
  readonly value: T | undefined;
  /** How often WSL warns. Of a port list it refuses items one by one, so that a value and refusals can stand together. */
  readonly refusals: number;
}

/** A text that WSL reads otherwise than a person does. */
export interface Misreading {
  /** What WSL takes it for, to stand behind "WSL reads it as". */
  readonly reads: string;
  /** What to do, as a sentence. */
  readonly advice: string;
  /** Why wslnet does not write it, to stand behind a colon. */
  readonly objection: string;
  /** Whether the setting is then nothing like what was meant. */
  readonly isHarmful: boolean;
}

/** What of zod the types of kinds are made of. */
export type TypeMaker = Pick<
  typeof Zod,
  'array' | 'boolean' | 'enum' | 'int' | 'int32' | 'ipv4' | 'mac' | 'maximum' | 'minimum' | 'string' | 'uint64'
>;

/** One kind of value: how WSL reads its text, how people and wslnet write it, and what is to be said of it. */
export interface Kind<T> {
  /** What a person may write, to stand behind "expects". */
  readonly expects: string;
  /** WSL's message for a value it refuses; null where it takes any text. */
  readonly problem: ValueProblemId | null;
  /** WSL's list of valid values, as its MessageConfigInvalidEnum prints it; null for other kinds. */
  readonly validValues: string | null;
  /** Whether WSL gives up the whole file for a value that it refuses. */
  readonly isFatal: boolean;
  /** Whether it is a path of Windows. */
  readonly isPath: boolean;
  /** The values to offer a person; empty where there are too many. */
  readonly choices: readonly string[];
  /** For lists: the items of a text as WSL splits them; null for other kinds. */
  readonly items: ((text: string) => readonly ListItem[]) | null;
  /** The schema of its typed values. zod is handed in, so that it is loaded only where something is to be written. */
  readonly type: (z: TypeMaker) => Zod.ZodMiniType<T, T>;
  /** @param text the decoded value, a Latin-1 string */
  read(text: string): ValueReading<T>;
  /** The spelling wslnet writes; WSL reads it back as the same value. */
  write(value: T): string;
  /** A person's spelling in the one wslnet writes. What has no such meaning is given back, to be refused. */
  spell(written: string): string;
  /** How WSL misreads the text, where it reads it at all; null where it reads what a person does. */
  misread(text: string): Misreading | null;
  /** Why WSL refuses the text, where there is more to say than what it expects. */
  refusal(text: string): string | null;
  /** What was most likely meant by a text that WSL refuses, in wslnet's spelling; null where nothing is near. */
  suggest(text: string): string | null;
}

type Optional =
  | 'validValues'
  | 'isFatal'
  | 'isPath'
  | 'choices'
  | 'items'
  | 'spell'
  | 'misread'
  | 'refusal'
  | 'suggest';

/** A kind; what is not given is as for most kinds. */
export function defineKind<T>(own: Omit<Kind<T>, Optional> & Partial<Pick<Kind<T>, Optional>>): Kind<T> {
  return {
    validValues: null,
    isFatal: false,
    isPath: false,
    choices: [],
    items: null,
    misread: () => null,
    refusal: () => null,
    spell(written) {
      const text = written.trim();
      const { value, refusals } = this.read(text);
      return value === undefined || refusals > 0 || this.misread(text) ? text : this.write(value);
    },
    suggest(text) {
      const bare = text.trim();
      return this.read(bare).value === undefined ? nearestOf(this.choices, bare) : bare;
    },
    ...own,
  };
}

const BOOLEAN_WORDS: ReadonlyMap<string, string> = new Map([
  ...['true', 'on', 'yes', '1', 'enabled', 'enable'].map((word) => [word, 'true'] as const),
  ...['false', 'off', 'no', '0', 'disabled', 'disable'].map((word) => [word, 'false'] as const),
]);

/** `ParseBool`: `1`, `0`, or `true`, `false` in any letter case. */
export const booleanKind = defineKind<boolean>({
  expects: 'true or false',
  problem: 'MessageConfigInvalidBoolean',
  choices: ['true', 'false'],
  type: (z) => z.boolean(),
  read(text) {
    const lower = text.toLowerCase();
    if (text === '1' || lower === 'true') return accept(true);
    if (text === '0' || lower === 'false') return accept(false);
    return REFUSED;
  },
  write: String,
  spell: (written) => BOOLEAN_WORDS.get(written.trim().toLowerCase()) ?? written.trim(),
  suggest(text) {
    const bare = text.trim().toLowerCase();
    return BOOLEAN_WORDS.get(bare) ?? nearestOf(['true', 'false'], bare);
  },
});

/** C's `strtol` with base 0 on Windows, where `long` has 32 bits: clamped, and nothing may stand behind it. */
export const integerKind = defineKind<number>({
  expects: 'a whole number',
  problem: 'MessageConfigInvalidInteger',
  type: (z) => z.int32(),
  read(text) {
    const match = /^[\t-\r ]*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)$/.exec(text);
    if (!match) return REFUSED;
    const [, sign, digits = ''] = match;
    const isOctal = /^0[0-7]/.test(digits);
    const magnitude = isOctal ? Number.parseInt(digits, 8) : Number(digits);
    return accept(clampInt32(sign === '-' ? -magnitude : magnitude));
  },
  write: String,
  misread(text) {
    const { value } = this.read(text);
    if (value === undefined || !/^[ \t]*[+-]?[0-9]+$/.test(text) || Number(text) === value) return null;
    if (!/^[+-]?0/.test(text.trim())) {
      const advice = 'Write a number that fits in 32 bits.';
      return { reads: `${value}`, advice, objection: 'it does not fit in 32 bits', isHarmful: false };
    }
    const advice = `Write the number without a leading 0, or ${value} if you mean that.`;
    const objection = 'WSL reads a number that starts with 0 as octal';
    return { reads: `${value}`, advice, objection, isHarmful: false };
  },
  refusal: (text) => (/^[+-]?0[0-9]/.test(text.trim()) ? 'WSL reads a number that starts with 0 as octal' : null),
});

/** A networking mode, by a name that WSL reads in any letter case. */
export const modeKind = defineKind<Mode>({
  expects: listOf(MODES, 'or'),
  problem: 'MessageConfigInvalidEnum',
  validValues: MODE_SPELLINGS.join(', '),
  choices: MODES,
  type: (z) => z.enum(MODES),
  read(text) {
    const mode = modeOfSpelling(text);
    return mode ? accept(mode) : REFUSED;
  },
  write: (mode) => mode,
});

/** `inet_pton`: four decimal parts without leading zeros. */
export const ipv4Kind = defineKind<string>({
  expects: 'an IPv4 address such as 10.255.255.254',
  problem: 'MessageConfigInvalidIp',
  type: (z) => z.ipv4(),
  read(text) {
    const parts = text.split('.', 5);
    const isAddress = parts.length === 4 && parts.every((part) => /^(0|[1-9][0-9]{0,2})$/.test(part) && +part < 256);
    return isAddress ? accept(text) : REFUSED;
  },
  write: (address) => address,
});

/** `ParseMacAddressNoThrow`: six pairs of hex digits, with `:` or `-` between all of them. The value has `:` and capitals. */
export const macKind = defineKind<string>({
  expects: 'six pairs of hex digits such as 5A:94:EF:E4:0C:EE',
  problem: 'MessageConfigMacAddress',
  isFatal: true,
  type: (z) => z.mac(),
  read(text) {
    const isAddress = /^[0-9a-f]{2}([:-])[0-9a-f]{2}(\1[0-9a-f]{2}){4}$/i.test(text);
    return isAddress ? accept(text.replaceAll('-', ':').toUpperCase()) : REFUSED;
  },
  write: (address) => address,
  suggest(text) {
    const pairs = text.replace(/[^0-9a-f]/gi, '').match(/../g) ?? [];
    return text.length < 24 && pairs.length === 6 ? pairs.join(':').toUpperCase() : null;
  },
});

/** The values of `autoMemoryReclaim`. */
export const RECLAIM_CHOICES = ['gradual', 'dropCache', 'disabled'] as const;

/** How WSL gives memory back to Windows. */
export const reclaimKind = defineKind<string>({
  expects: 'gradual, dropCache or disabled',
  problem: 'MessageConfigInvalidEnum',
  validValues: 'Disabled, DropCache, Gradual',
  choices: RECLAIM_CHOICES,
  type: (z) => z.enum(RECLAIM_CHOICES),
  read(text) {
    const choice = RECLAIM_CHOICES.find((name) => name.toLowerCase() === text.toLowerCase());
    return choice ? accept(choice) : REFUSED;
  },
  write: (choice) => choice,
});

/** Any text. WSL takes the bytes for UTF-8. */
export const textKind = defineKind<string>({
  expects: 'text',
  problem: null,
  type: (z) => z.string(),
  read: (text) =>
    accept(isAscii(text) ? text : new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.from(text, 'latin1'))),
  write: (text) => text,
  spell: (written) => written,
});

/** A path of Windows, which WSL takes as it stands: any text. */
export const pathKind: Kind<string> = { ...textKind, isPath: true };

/** Whether WSL takes any text for a value of this kind. */
export function takesAnyText({ problem }: Kind<unknown>): boolean {
  return problem === null;
}

/** What WSL makes of a text that it refuses. */
export const REFUSED = { value: undefined, refusals: 1 } as const;

/** What WSL makes of a text that it takes for this value. */
export function accept<T>(value: T): ValueReading<T> {
  return { value, refusals: 0 };
}

/** An item of a list, with its place in the list's text. */
export interface ListItem {
  readonly text: string;
  readonly start: number;
  /** What WSL takes it for; undefined where it refuses it. */
  readonly value: number | undefined;
  /** Whether it reads the item as a person does. */
  readonly isPlain: boolean;
}

function clampInt32(number: number): number {
  return Math.min(Math.max(number, -(2 ** 31)), 2 ** 31 - 1) || 0;
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with the controls
  return /^[\u0000-\u007f]*$/.test(text);
}
