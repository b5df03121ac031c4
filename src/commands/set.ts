import { STANDARD_INPUT } from '../change/open-file.ts';
import { planChanges } from '../change/plan.ts';
import { type ChangeRequest, parseChangeWords, toChanges } from '../change/words.ts';
import { requireOwnText } from '../check/foreign.ts';
import { EXIT, Failure, type FailureKind } from '../failure.ts';
import { INTERRUPTED } from '../machine/machine.ts';
import { requireSetting } from '../settings/catalogue.ts';
import { MODES, type Mode } from '../settings/modes.ts';
import { readSettings } from '../settings/reading.ts';
import { resolve } from '../settings/resolve.ts';
import { progressOn } from '../text/terminal.ts';
import { anyOperands, type CommonOptions, type Context, defineCommand, RESTART_AFTER } from './define.ts';
import { changeDocument } from './json.ts';
import { restartAfter, VALUE_OPTIONS, writeChanges } from './writing.ts';

/** Changes settings, all of them or none. */
export default defineCommand({
  summary: 'change the mode or other settings',
  details: [
    'A change is a mode (mirrored), setting=value, or setting value. For lists, setting+=value adds and setting-=value removes.',
    'Without a change, you pick a mode from a list (on a terminal). --dry-run with another mode draws this machine before and after.',
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
    const words = changes.length > 0 ? changes : [await chooseMode(options, context)];
    const requests = parseChangeWords(words);
    return await restartAfter(options, context, async (own) => {
      const changed = await writeChanges(options, own, ({ document }) => toChanges(requests, document));
      if (changed && options.dryRun && !options.json && !options.quiet) await drawModes(requests, options, context);
      return changed;
    });
  },
});

/** Where the mode of this machine would change, draws it as it is and as it would be. */
async function drawModes(
  requests: readonly ChangeRequest[],
  options: CommonOptions,
  context: Context<never>,
): Promise<void> {
  if (options.file === STANDARD_INPUT || !requests.some(({ setting }) => setting.name === 'networkingMode')) return;
  const [{ lookAround }, { PICTURE_FACTS, picturesOf }, { hasAnswer }] = await Promise.all([
    import('./look.ts'),
    import('../doctor/status.ts'),
    import('../doctor/view.ts'),
  ]);
  const progress = progressOn(context.err, false);
  progress.update('Checking this machine');
  const view = await lookAround({ ...options, verbose: false }, context, PICTURE_FACTS).finally(progress.end);
  const { file, facts, environment } = view;
  if (!file || !hasAnswer(facts)) return;
  const { document } = file;
  const after = document.edited(planChanges(document, toChanges(requests, document)).edits);
  const then = resolve(readSettings(after.lines, environment), environment).settings.networkingMode.value;
  const active = facts.activeMode.known ? facts.activeMode.value : file.resolution.settings.networkingMode.value;
  const now = MODES.find((mode) => mode === active);
  if (now && then && now !== then) context.err.write(`\n${picturesOf(now, then, view, context.err)}`);
}

/** Blanks between a mode and what is said of it. */
const GAP = 2;

const CHANGE_NEEDED: FailureKind = {
  code: 'change-needed',
  exit: EXIT.usage,
  message: () => 'Say what to change: a mode or setting=value.',
  hint: () => null,
  showsUsage: true,
};

/**
 * Lets the user pick a networking mode, each with what it gives, and what becomes of it on this machine.
 * @throws Failure `change-needed` where nobody can be asked, `interrupted` where the user leaves, those of opening the file
 */
async function chooseMode(options: CommonOptions, context: Context): Promise<Mode> {
  const { err, pick } = context;
  if (!pick || options.noInput || options.json || options.file === '-') throw new Failure(CHANGE_NEEDED, {});
  // Of no use to those who say what they want.
  const [{ diagnoseNew }, { MODE_FACTS }, { lookAround }] = await Promise.all([
    import('../check/diagnose.ts'),
    import('../explain/modes.ts'),
    import('./look.ts'),
  ]);
  const progress = progressOn(err, options.quiet);
  progress.update('Checking this machine');
  const { file, absence, facts, environment } = await lookAround(options, context, []).finally(progress.end);
  if (!file) throw absence;
  requireOwnText(file);
  const { document } = file;
  const active = facts.activeMode.known ? facts.activeMode.value : null;
  const isKnown = facts.windows.known && facts.wsl.known;
  const width = Math.max(...MODES.map((mode) => mode.length)) + GAP;
  const choices = MODES.map((mode) => {
    const { edits } = planChanges(document, [{ setting: requireSetting('networkingMode'), value: mode }]);
    const after = document.edited(edits);
    const reading = readSettings(after.lines, environment);
    const given = resolve(reading, environment).settings.networkingMode.value;
    const isRefused = diagnoseNew(document, after).some(({ severity }) => severity === 'error');
    const notes = [
      ...(mode === active ? ['Active now.'] : []),
      ...(isRefused ? [`It needs other settings too: wslnet explain ${mode}`] : []),
      ...(isKnown && !isRefused && given !== null && given !== mode ? [`Here you would get ${given}.`] : []),
    ];
    return { value: mode, label: [mode.padEnd(width) + MODE_FACTS[mode].summary, ...notes].join(' ') };
  });
  const first = file.resolution.settings.networkingMode.value;
  const picked = await pick('Which networking mode should WSL use?', choices, first);
  const mode = MODES.find((each) => each === picked);
  if (!mode) throw new Failure(INTERRUPTED, { path: file.name, isWritten: false });
  return mode;
}
