import { isFileName } from '../change/words.ts';
import { Failure } from '../failure.ts';
import { findByName, requireSetting, type Setting } from '../settings/catalogue.ts';
import { ownCommandFor } from '../text/own-command.ts';
import type { Context } from './context.ts';

/**
 * The setting that a word names.
 * @throws Failure `unknown-setting`; `file-as-setting` for what is the name of a file
 */
export async function settingNamed(
  name: string,
  { machine, command }: Pick<Context<never>, 'machine' | 'command'>,
): Promise<Setting> {
  const isFile = !findByName(name) && (isFileName(name) || (name !== '' && (await machine.exists(name))));
  if (isFile) throw new Failure('file-as-setting', { name, meant: ownCommandFor(name, [command]) });
  return requireSetting(name);
}
