import { factJson, unknownJson } from '../doctor/facts.ts';
import { type Status, statusScreen } from '../doctor/status.ts';
import { hasAnswer, type MachineView } from '../doctor/view.ts';
import { EXIT } from '../failure.ts';
import { LineMap } from '../ini/document.ts';
import { MODES, type Mode } from '../settings/kinds.ts';
import type { ResolvedSetting } from '../settings/resolve.ts';
import { defineCommand } from './define.ts';
import { settingJson } from './json.ts';
import { lookAround } from './look.ts';
import { filePath, machineMembers, place, restartState, setting, unknownFact } from './shapes.ts';
import { matters } from './show.ts';

/** The active mode, what the file leads to, and whether a restart is due. */
export default defineCommand({
  summary: 'show the active mode and whether WSL must restart',
  examples: ['wslnet status'],
  json: (z) =>
    z.strictObject({
      file: z.nullable(filePath(z)),
      place: place(z),
      mode: z.strictObject({
        configured: z.nullable(z.enum(MODES)).check(z.describe('What the file asks for.')),
        expected: z.nullable(z.enum(MODES)).check(z.describe('What comes of it on this machine.')),
        inForce: z.nullable(z.string()).check(z.describe('The active mode, or wsl1; null while it is not known.')),
      }),
      restart: restartState(z).check(z.describe('Whether WSL has to start anew to read the file.')),
      ...machineMembers(z),
      settings: z.array(setting(z)),
      unknown: z.array(unknownFact(z)).check(z.describe('What could not be found out, and why.')),
    }),
  async run(options, context) {
    const view = await lookAround(options, context, []);
    const { place: where, file, absence, facts, restart } = view;
    // That there is no file to be found is a part of the answer; one that cannot be read is not.
    if (absence && !['no-file-here', 'ambiguous-file'].includes(absence.code)) throw absence;
    const contents = statusOf(view);
    if (options.json) {
      const { activeMode, wsl, windows, distributions } = facts;
      const { configured, expected, lines } = contents;
      context.printJson({
        file: file?.snapshot.path ?? null,
        place: where,
        mode: { configured, expected, inForce: factJson(activeMode) },
        restart,
        wsl: factJson(wsl),
        windows: factJson(windows),
        distributions: factJson(distributions),
        settings: settingsOf(view).map((resolved) => settingJson(resolved, lines)),
        unknown: unknownJson(facts),
      });
    } else {
      context.out.write(statusScreen(contents, context.out));
    }
    return hasAnswer(facts) ? EXIT.done : EXIT.noAnswer;
  },
});

/** What the screen of status shows of a machine. */
export function statusOf(view: MachineView<never>): Status {
  const { place: where, file, absence, facts, restart } = view;
  const mode = file?.resolution.settings.networkingMode;
  return {
    ...{ place: where, restart, facts },
    file: file?.name ?? null,
    absence: absence?.message ?? null,
    exists: file?.snapshot.bytes != null,
    configured: (mode?.applied?.value as Mode | undefined) ?? null,
    expected: mode?.value ?? null,
    settings: settingsOf(view).filter(matters),
    lines: file?.lines ?? new LineMap(''),
    now: Date.now(),
  };
}

function settingsOf({ file }: MachineView<never>): readonly ResolvedSetting[] {
  return file ? Object.values(file.resolution.settings) : [];
}
