import * as z from 'zod/mini';
import { isNetworking, SECTIONS, SETTINGS, type Section, type Setting } from './catalogue.ts';
import { settingCodec } from './schema.ts';

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
