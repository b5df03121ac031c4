import { parseChangeWords, toChanges } from '../change/words.ts';
import { defineCommand, operands } from './define.ts';
import { RESTART_AFTER, restartAfter } from './restart-after.ts';
import { changeDocument } from './shapes.ts';
import { writeChanges } from './write-changes.ts';

/** Changes settings, all of them or none. */
export default defineCommand({
  summary: 'change the mode or other settings',
  details: [
    'A change is a mode (mirrored), setting=value, the two words setting value, or for lists setting+=value and setting-=value.',
  ],
  operands: {
    changes: operands('change', '', {
      complete: async (spot) => (await import('./candidates.ts')).changeCandidates(spot),
    }),
  },
  options: RESTART_AFTER,
  examples: [
    'wslnet set mirrored',
    'wslnet set mirrored dnsTunneling=true firewall=true autoProxy=true',
    'wslnet set ignoredPorts+=3000',
    'wslnet set vmSwitch "My Switch" --dry-run',
  ],
  json: changeDocument,
  async run(options, context) {
    const requests = parseChangeWords(options.changes);
    return await restartAfter(options, context, async () => {
      const { isWritten } = await writeChanges(options, context, ({ document, reading }) =>
        toChanges(requests, document, reading),
      );
      return isWritten;
    });
  },
});
