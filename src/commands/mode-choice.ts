import { planChanges } from '../change/plan.ts';
import { diagnoseNew } from '../check/diagnose.ts';
import { MODE_FACTS } from '../explain/modes.ts';
import { Failure } from '../failure.ts';
import { requireSetting } from '../settings/catalogue.ts';
import { MODES, type Mode } from '../settings/modes.ts';
import { readSettings } from '../settings/reading.ts';
import { resolve } from '../settings/resolve.ts';
import { progressOn } from '../text/progress.ts';
import type { CommonOptions, Context } from './context.ts';
import { lookAround } from './look.ts';
import { requireOwnText } from './write-options.ts';

/** Blanks between a mode and what is said of it. */
const GAP = 2;

/**
 * Lets the user pick a networking mode, each with what it gives, and what becomes of it on this machine.
 * @throws Failure `change-needed` where nobody can be asked, `interrupted` where the user leaves, those of opening the file
 */
export async function chooseMode(options: CommonOptions, context: Context): Promise<Mode> {
  const { err, pick } = context;
  if (!pick || options.noInput || options.json || options.file === '-') throw new Failure('change-needed', {});
  const progress = progressOn(err, options.quiet);
  progress.update('Looking at this machine');
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
      ...(isRefused ? [`Needs more in the file: wslnet explain ${mode}.`] : []),
      ...(isKnown && !isRefused && given !== null && given !== mode ? [`Here you would get ${given}.`] : []),
    ];
    return { value: mode, label: [mode.padEnd(width) + MODE_FACTS[mode].summary, ...notes].join(' ') };
  });
  const first = file.resolution.settings.networkingMode.value;
  const picked = await pick('Which networking mode is WSL to use?', choices, first);
  const mode = MODES.find((each) => each === picked);
  if (!mode) throw new Failure('interrupted', { path: file.name, isWritten: false });
  return mode;
}
