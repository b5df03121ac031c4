import { parseChangeWords, toChanges } from '../change/words.ts';
import { anyOperands, defineCommand } from './define.ts';
import { restartAfter } from './restart-after.ts';
import { changeDocument } from './shapes.ts';
import { writeChanges } from './write-changes.ts';
import { RESTART_AFTER, VALUE_OPTIONS } from './write-options.ts';

/** Changes settings, all of them or none. */
export default defineCommand({
  summary: 'change the mode or other settings',
  details: [
    'A change is a mode (mirrored), setting=value, the two words setting value, or for lists setting+=value and setting-=value.',
    'Without a change it lets you pick a mode, on a terminal.',
  ],
  operands: {
    changes: anyOperands('change', '', {
      complete: async (spot) => (await import('./candidates.ts')).changeCandidates(spot),
    }),
  },
  options: { ...VALUE_OPTIONS, ...RESTART_AFTER },
  examples: [
    'wslnet set mirrored',
    'wslnet set mirrored dnsTunneling=true firewall=true autoProxy=true',
    'wslnet set ignoredPorts+=3000',
    'wslnet set vmSwitch "My Switch" --dry-run',
  ],
  json: changeDocument,
  async run(options, context) {
    const { changes } = options;
    const words =
      changes.length > 0 ? changes : [await (await import('./mode-choice.ts')).chooseMode(options, context)];
    const requests = parseChangeWords(words);
    return await restartAfter(options, context, () =>
      writeChanges(options, context, ({ document }) => toChanges(requests, document)),
    );
  },
});
