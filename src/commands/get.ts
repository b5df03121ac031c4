import { EXIT, type ExitCode } from '../failure.ts';
import { jsonDocument } from '../report/json.ts';
import { askedFor, jsonValue } from '../report/value.ts';
import { isNetworking, type Setting } from '../settings/catalogue.ts';
import type { SettingsReading } from '../settings/interpret.ts';
import { resolve, resolveOther } from '../settings/resolve.ts';
import { requireSetting } from '../settings/setting-name.ts';
import type { CommonOptions, Context } from './context.ts';
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
  const heeded = reading.heeded.get(setting) ?? null;
  const value = options.effective ? valueInForce(setting, reading) : heeded && askedFor(heeded);
  if (options.json) {
    const { name, section } = setting;
    const line = heeded && lines.lineAt(heeded.entry.key.start);
    context.out.write(jsonDocument('get', { file: snapshot.path, name, section, value: jsonValue(value), line }));
  } else if (value !== null) {
    const isTyped = options.effective || heeded?.value !== undefined;
    context.out.write(`${isTyped ? setting.kind.write(value) : value}\n`);
  }
  return value === null ? EXIT.no : EXIT.done;
}

function valueInForce(setting: Setting, reading: SettingsReading): unknown {
  if (!isNetworking(setting)) return resolveOther(reading, setting).value;
  return resolve(reading, {}).settings[setting.name].value;
}
