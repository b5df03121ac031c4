import { settingNamed } from '../change/words.ts';
import { defineCommand, operands, RESTART_AFTER } from './define.ts';
import { changeDocument } from './json.ts';
import { restartAfter, writeChanges } from './writing.ts';

/** Takes settings out of the file, under all their names. */
export default defineCommand({
  summary: 'remove settings from the file',
  operands: {
    settings: operands('setting', '', {
      complete: async (spot) => (await import('./candidates.ts')).settingCandidates(spot),
    }),
  },
  options: RESTART_AFTER,
  examples: ['wslnet unset networkingMode'],
  json: changeDocument,
  async run(options, context) {
    const settings = await Promise.all(options.settings.map((name) => settingNamed(name, context)));
    const changes = settings.map((setting) => ({ setting, value: null }));
    // A setting that goes takes nothing along that was asked for: what is wrong then is said, and stands in no way.
    const all = { ...options, force: true, ifSupported: false };
    return await restartAfter(options, context, (own) => writeChanges(all, own, () => changes));
  },
});
