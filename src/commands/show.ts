import { type OpenFile, openForReading } from '../change/open-file.ts';
import { settingNamed } from '../change/words.ts';
import { countProblems } from '../check/diagnose.ts';
import { countSentence } from '../check/diagnostic.ts';
import { EXIT } from '../failure.ts';
import { isNetworking, NETWORKING_NAMES, SETTINGS, type Setting } from '../settings/catalogue.ts';
import type { Document } from '../settings/document.ts';
import { type ResolvedSetting, resolveOther } from '../settings/resolve.ts';
import { settingsTable } from '../settings/value-text.ts';
import { ownCommandFor } from '../text/printable.ts';
import { wrapped } from '../text/wrap.ts';
import { anyOperands, type CommonOptions, defineCommand, flag } from './define.ts';
import { filePath, setting, settingJson } from './json.ts';

export default defineCommand({
  summary: 'show which settings are in effect, and why',
  details: ['It uses only the file. To see what is active on this machine: wslnet status'],
  operands: {
    settings: anyOperands('setting', 'the settings to show (default: those that matter)', {
      complete: async (spot) => (await import('./candidates.ts')).settingCandidates(spot),
    }),
  },
  options: { all: flag('also show defaults and settings with no effect', { short: 'a' }) },
  examples: ['wslnet show', 'wslnet show dnsTunneling', 'wslnet show --all'],
  json: (z) => z.strictObject({ file: filePath(z), settings: z.array(setting(z)) }),
  async run(options, context) {
    const named = await Promise.all(options.settings.map((name) => settingNamed(name, context)));
    const wanted = [...new Set(named)];
    const file = await openForReading(options, context);
    const settings = select(file.document, wanted, options);
    if (options.json) {
      const json = settings.map((resolved) => settingJson(resolved, file.lines));
      context.printJson({ file: file.snapshot.path, settings: json });
      return EXIT.done;
    }
    const { colors } = context.out;
    context.out.write(`${colors.underline(file.name)}\n\n${settingsTable(settings, file.lines, context.out)}`);
    const note = options.quiet ? null : noteOn(file, options);
    if (note) context.err.write(`\n${wrapped(note, context.err.width)}`);
    return EXIT.done;
  },
});

/** What is to be said beside the settings; null where there is nothing. */
function noteOn({ snapshot, name, document }: OpenFile, { file }: CommonOptions): string | null {
  if (snapshot.bytes === null) return `${name} does not exist, so WSL uses its defaults.`;
  const problems = countProblems(document);
  if (problems.size === 0) return null;
  const isOne = [...problems.values()].reduce((sum, count) => sum + count) === 1;
  return `${countSentence(problems, name)} To see ${isOne ? 'it' : 'them'}: ${ownCommandFor(file, ['check'])}`;
}

function select(
  document: Document,
  wanted: readonly Setting[],
  { all, json }: CommonOptions & { readonly all: boolean },
): ResolvedSetting[] {
  const { reading, settings: networking } = document;
  const resolveAny = (setting: Setting) =>
    isNetworking(setting) ? networking[setting.name] : resolveOther(reading, setting);
  if (wanted.length > 0) return wanted.map(resolveAny);
  if (all) {
    const others = SETTINGS.filter((setting) => !isNetworking(setting) && reading.applied.has(setting));
    return [...NETWORKING_NAMES.map((name) => networking[name]), ...others.map(resolveAny)];
  }
  return NETWORKING_NAMES.map((name) => networking[name]).filter((resolved) => json || matters(resolved));
}

/** The four that people set, whatever the file sets, and what else is not at its default. */
export function matters({ setting, applied, source, isInert }: ResolvedSetting): boolean {
  return setting.formerSection !== null || applied !== null || (source !== 'default' && !isInert);
}
