import { countSentence } from '../check/count.ts';
import { examineReading } from '../check/diagnose.ts';
import { findProblems } from '../check/findings.ts';
import { EXIT } from '../failure.ts';
import { isNetworking, NETWORKING_NAMES, requireSetting, SETTINGS, type Setting } from '../settings/catalogue.ts';
import type { SettingsReading } from '../settings/reading.ts';
import { type ResolvedSetting, resolve, resolveOther } from '../settings/resolve.ts';
import { settingsTable } from '../settings/table.ts';
import { wrap } from '../text/wrap.ts';
import type { CommonOptions } from './context.ts';
import { anyOperands, defineCommand, flag } from './define.ts';
import { settingJson } from './json.ts';
import { openExisting } from './open-file.ts';
import { filePath, setting } from './shapes.ts';

export default defineCommand({
  summary: 'show what your settings come to, and why',
  operands: {
    settings: anyOperands('setting', 'those to show; without any, those that matter', {
      complete: async (spot) => (await import('./candidates.ts')).settingCandidates(spot),
    }),
  },
  options: { all: flag('also settings that are at their default or have no effect', { short: 'a' }) },
  examples: ['wslnet show', 'wslnet show dnsTunneling', 'wslnet show --all'],
  json: (z) => z.strictObject({ file: filePath(z), settings: z.array(setting(z)) }),
  async run(options, context) {
    const wanted = options.settings.map(requireSetting);
    const file = await openExisting(options, context);
    const settings = select(file.reading, wanted, options);
    if (options.json) {
      const json = settings.map((resolved) => settingJson(resolved, file.lines));
      context.printJson({ file: file.snapshot.path, settings: json });
      return EXIT.done;
    }
    const { colors } = context.out;
    context.out.write(`${colors.underline(file.name)}\n\n${settingsTable(settings, file.lines, context.out)}`);
    const problems = findProblems(examineReading(file));
    if (problems.length > 0 && !options.quiet) {
      const sentence = `${countSentence(problems, file.name)} wslnet check shows ${problems.length === 1 ? 'it' : 'them'}.`;
      context.err.write(`\n${wrap(sentence, context.err.width).join('\n')}\n`);
    }
    return EXIT.done;
  },
});

function select(
  reading: SettingsReading,
  wanted: readonly Setting[],
  { all, json }: CommonOptions & { readonly all: boolean },
): ResolvedSetting[] {
  const networking = resolve(reading, {}).settings;
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
