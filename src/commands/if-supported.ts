import type { OpenFile } from '../change/open-file.ts';
import { type Change, planChanges } from '../change/plan.ts';
import { DECIDING_FACTS, environmentOf } from '../doctor/environment.ts';
import { isNetworking, type Setting } from '../settings/catalogue.ts';
import { readSettings } from '../settings/reading.ts';
import { isSame, resolve } from '../settings/resolve.ts';
import { reasonSentence } from '../settings/value-text.ts';
import { wrap } from '../text/wrap.ts';
import type { CommonOptions, Context } from './context.ts';

/**
 * Which settings this machine has in the way that changes ask for; says of the others why not. Of a machine that does
 * not tell which Windows it has nothing is known to be there.
 */
export async function supportedOnly(
  { snapshot, document }: OpenFile,
  changes: readonly Change[],
  { json, quiet }: CommonOptions,
  { machine, err }: Context,
): Promise<(setting: Setting) => boolean> {
  const facts = await machine.findFacts(DECIDING_FACTS, snapshot.path);
  const environment = environmentOf(facts);
  const after = document.edited(planChanges(document, changes).edits);
  const { settings } = resolve(readSettings(after.lines, environment), environment);
  const left = changes.flatMap(({ setting, value }): [Setting, string][] => {
    if (value === null || !isNetworking(setting)) return [];
    const typed = setting.kind.read(value).value;
    if (!facts.windows.known) {
      // What every Windows has needs no asking.
      const isAnywhere = setting.name !== 'networkingMode' || typed === 'nat' || typed === 'none';
      return isAnywhere ? [] : [[setting, 'Windows did not say which version it is.']];
    }
    const resolved = settings[setting.name];
    const { reason, source } = resolved;
    if (isSame(resolved.value, typed) || source !== 'unsupported' || !reason) return [];
    return [[setting, reasonSentence(resolved, reason, after.positions).replace(/ The file asks for .*/, '')]];
  });
  if (!json && !quiet) {
    for (const [{ name }, sentence] of left) {
      err.write(`${wrap(`Left out ${name}: ${sentence}`, err.width).join('\n')}\n`);
    }
  }
  const unsupported = new Set(left.map(([setting]) => setting));
  return (setting) => !unsupported.has(setting);
}
