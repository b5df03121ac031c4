import * as z from 'zod/mini';
import {
  isNetworking,
  NETWORKING_NAMES,
  type NetworkingName,
  type NetworkingValue,
  SECTIONS,
  SETTINGS,
  type Section,
  type Setting,
} from './catalogue.ts';
import { type KindId, MODES, oddPort, PORT_RANGE, RECLAIM_CHOICES } from './kinds.ts';

/** The zod codec between the text of a setting in the file and its typed value. */
export type SettingCodec<T = unknown> = z.ZodMiniCodec<z.ZodMiniString, z.ZodMiniType<T, T>>;

const TYPES: { readonly [K in KindId]: z.ZodMiniType } = {
  boolean: z.boolean(),
  integer: z.int32(),
  mode: z.enum(MODES),
  ports: z.array(z.int().check(z.minimum(PORT_RANGE.min), z.maximum(PORT_RANGE.max))),
  ipv4: z.ipv4(),
  mac: z.mac(),
  size: z.uint64(),
  text: z.string(),
  reclaim: z.enum(RECLAIM_CHOICES),
};

/** The message of an issue that says no more than that the value is not one of its kind. */
export const NO_DETAIL = 'refused';

/** Decoding takes what WSL reads as written, without a warning and without a surprise; encoding gives wslnet's spelling. */
function codecOf({ kind }: Setting): SettingCodec {
  return z.codec(z.string(), TYPES[kind.id], {
    decode(text, { issues }) {
      const { value, refusals } = kind.read(text);
      const odd = kind.id === 'ports' ? oddPort(text) : undefined;
      if (value !== undefined && refusals === 0 && odd === undefined) return value;
      issues.push({ code: 'custom', input: text, message: odd === undefined ? NO_DETAIL : `'${odd}' is not one port` });
      return z.NEVER;
    },
    encode: (value) => kind.write(value),
  });
}

/** Every setting of `.wslconfig`, each optional, from text to typed values. */
export const settingsSchema = z.partial(
  z.strictObject(Object.fromEntries(SETTINGS.map((setting) => [setting.name, codecOf(setting)]))),
);

/** The networking settings as an object, each optional, from text to typed values. */
export const networkingSchema = z.partial(
  z.strictObject(
    Object.fromEntries(NETWORKING_NAMES.map((name) => [name, settingCodec(name)])) as {
      [N in NetworkingName]: SettingCodec<NetworkingValue<N>>;
    },
  ),
);

/** The codec of one setting. @param name in the catalogue's letters */
export function settingCodec(name: string): SettingCodec {
  const optional = settingsSchema.shape[name];
  if (!optional) throw new Error(`${name} is not in the catalogue`);
  return optional._zod.def.innerType;
}

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
