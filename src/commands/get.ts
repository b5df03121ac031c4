import { EXIT, type ExitCode } from '../failure.ts';
import { isNetworking, requireSetting, type Setting } from '../settings/catalogue.ts';
import type { SettingsReading } from '../settings/reading.ts';
import { resolve, resolveOther } from '../settings/resolve.ts';
import { askedFor, jsonValue } from '../settings/value-text.ts';
import type { CommonOptions, Context } from './context.ts';
import { jsonDocument } from './json.ts';
import { openExisting } from './open-file.ts';

export interface GetOptions extends CommonOptions {
  readonly setting: string;
  /** Whether to print what is in force rather than what the file says. */
  readonly effective?: boolean;
}

/** `wslnet get`: the bare value of one setting, for scripts. */
export async function get(options: GetOptions, context: Context): Promise<ExitCode> {
  const setting = requireSetting(options.setting);
  const { reading, snapshot, lines } = await openExisting(options, context);
  const applied = reading.applied.get(setting) ?? null;
  const value = options.effective ? effectiveValue(setting, reading) : applied && askedFor(applied);
  if (options.json) {
    const { name, section } = setting;
    const line = applied && lines.lineAt(applied.entry.key.start);
    context.out.write(jsonDocument('get', { file: snapshot.path, name, section, value: jsonValue(value), line }));
  } else if (value !== null) {
    const isTyped = options.effective || applied?.value !== undefined;
    context.out.write(`${isTyped ? setting.kind.write(value) : value}\n`);
  }
  return value === null ? EXIT.no : EXIT.done;
}

function effectiveValue(setting: Setting, reading: SettingsReading): unknown {
  if (!isNetworking(setting)) return resolveOther(reading, setting).value;
  return resolve(reading, {}).settings[setting.name].value;
}
