import { qualifiedName, requireSetting } from '../settings/catalogue.ts';
import { defineCommand, operands } from './define.ts';
import { RESTART_AFTER, restartAfter } from './restart-after.ts';
import { changeDocument } from './shapes.ts';
import { writeChanges } from './write-changes.ts';

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
    const changes = options.settings.map((name) => ({ setting: qualifiedName(requireSetting(name)), value: null }));
    return await restartAfter(options, context, () => writeChanges(options, context, () => changes));
  },
});
