import * as z from 'zod/mini';
import { findUnwritable } from '../ini/value.ts';
import {
  isNetworking,
  NETWORKING_NAMES,
  NETWORKING_SETTINGS,
  type NetworkingName,
  type NetworkingValue,
  SECTIONS,
  SETTINGS,
  type Section,
  type Setting,
} from './catalogue.ts';
import type { TypeMaker } from './kinds.ts';
import { sizeKind } from './quantities.ts';

/** The zod codec between the text of a setting in the file and its typed value. */
export type SettingCodec<T = unknown> = z.ZodMiniCodec<z.ZodMiniString, z.ZodMiniType<T, T>>;

/** What types are made of. All of zod handed on would be all of zod loaded. */
const TYPES: TypeMaker = {
  array: z.array,
  boolean: z.boolean,
  enum: z.enum,
  int: z.int,
  int32: z.int32,
  ipv4: z.ipv4,
  mac: z.mac,
  maximum: z.maximum,
  minimum: z.minimum,
  string: z.string,
  uint64: z.uint64,
};

/** The message of an issue that says no more than that the value is not one of its kind. */
export const NO_DETAIL = 'refused';

/** Decoding takes what WSL reads as written, without a warning; encoding gives wslnet's spelling. */
function codecOf({ kind }: Setting, isMisread: (text: string) => string | null): SettingCodec {
  return z.codec(z.string(), kind.type(TYPES), {
    decode(text, { issues }) {
      const unwritable = findUnwritable(text);
      if (unwritable !== -1) {
        const character = String.fromCodePoint(text.codePointAt(unwritable) ?? 0);
        issues.push({
          code: 'custom',
          input: text,
          message: `WSL could not read ${character} back`,
          params: { character },
        });
        return z.NEVER;
      }
      const { value, refusals } = kind.read(text);
      const objection = value === undefined || refusals > 0 ? (kind.refusal(text) ?? NO_DETAIL) : isMisread(text);
      if (objection === null) return value;
      issues.push({ code: 'custom', input: text, message: objection });
      return z.NEVER;
    },
    encode: (value) => kind.write(value),
  });
}

/** As people write: what WSL reads otherwise than they do is refused as well. */
function strictCodecOf(setting: Setting): SettingCodec {
  return codecOf(setting, (text) => setting.kind.misread(text)?.objection ?? null);
}

/** The networking settings as an object, each optional, from text to typed values. */
export const networkingSchema = z.partial(
  z.strictObject(
    Object.fromEntries(NETWORKING_NAMES.map((name) => [name, strictCodecOf(NETWORKING_SETTINGS[name] as Setting)])) as {
      [N in NetworkingName]: SettingCodec<NetworkingValue<N>>;
    },
  ),
);

const others = SETTINGS.filter((setting) => !isNetworking(setting));

/** Every setting of `.wslconfig`, each optional, from text to typed values. */
export const settingsSchema = z.extend(
  networkingSchema,
  z.partial(z.strictObject(Object.fromEntries(others.map((setting) => [setting.name, strictCodecOf(setting)])))).shape,
);

/** The codec of one setting. @param name in the catalogue's letters */
export function settingCodec(name: string): SettingCodec {
  const optional = settingsSchema.shape[name];
  if (!optional) throw new Error(`${name} is not in the catalogue`);
  return (optional as z.ZodMiniOptional<SettingCodec>)._zod.def.innerType;
}

/** The text of a value as {@link fileSchema} has it in JSON; undefined where it is no such value. */
export function textOfJson(setting: Setting, value: unknown): string | undefined {
  // JSON holds a size in bytes, or as the text that the file has.
  if (setting.kind === sizeKind) {
    if (typeof value === 'string')
      return /^[0-9]/.test(value) && sizeKind.read(value).value !== undefined ? value : undefined;
    return Number.isInteger(value) ? encode(setting, BigInt(value as number)) : undefined;
  }
  return encode(setting, value);
}

function encode(setting: Setting, value: unknown): string | undefined {
  const result = z.safeEncode(settingCodec(setting.name), value);
  return result.success ? (result.data as string) : undefined;
}

const lenient = z.partial(
  z.strictObject(
    Object.fromEntries(
      // A port list that goes on behind its digits holds other ports than it seems to: not even a program means that.
      SETTINGS.map((setting) => [
        setting.name,
        setting.kind.items ? strictCodecOf(setting) : codecOf(setting, () => null),
      ]),
    ),
  ),
);

/** Every setting as programs write it: whatever WSL reads without a warning. */
export const lenientSchema: typeof lenient = lenient;

/** A whole `.wslconfig` as typed values: its sections, each with the settings that WSL reads in it. All are optional. */
export const fileSchema = z
  .partial(z.strictObject(Object.fromEntries(SECTIONS.map((section) => [section, sectionSchema(section)]))))
  .check(z.meta({ title: 'Settings of .wslconfig', description: 'The settings of .wslconfig, by section.' }));

function sectionSchema(section: Section) {
  const own = SETTINGS.filter((setting) => setting.section === section || setting.formerSection === section);
  return z.partial(
    z.strictObject(Object.fromEntries(own.map((setting) => [setting.name, valueSchema(setting, section)]))),
  );
}

function valueSchema(setting: Setting, section: Section) {
  const former = setting.formerSection === section ? { deprecated: true } : {};
  const known = isNetworking(setting) ? { description: setting.summary, default: setting.default ?? undefined } : {};
  return settingCodec(setting.name).check(z.meta({ ...known, ...former }));
}
