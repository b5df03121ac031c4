import { openForReading, openOrEmpty } from '../change/open-file.ts';
import { factJson, unknownJson } from '../doctor/facts.ts';
import {
  PICTURE_FACTS,
  type PictureFact,
  pictureOf,
  type Status,
  shortStatus,
  statusScreen,
} from '../doctor/status.ts';
import { BASIC_FACTS, hasAnswer, type MachineView } from '../doctor/view.ts';
import { BAD_USAGE, EXIT, type ExitCode, Failure } from '../failure.ts';
import { LineMap } from '../ini/document.ts';
import { MODES, type Mode } from '../settings/modes.ts';
import { type ResolvedSetting, resolve } from '../settings/resolve.ts';
import { type CommonOptions, type Context, defineCommand, flag } from './define.ts';
import { filePath, machineMembers, place, restartState, setting, settingJson, unknownFact } from './json.ts';
import { lookAround } from './look.ts';
import { lastRestartText } from './restart-text.ts';
import { matters } from './show.ts';
import type { Zod } from './zod.ts';

/** The active mode, what the file leads to, and whether a restart is due. */
export default defineCommand({
  summary: 'show the active mode and whether WSL must restart',
  details: [
    '--short prints one line for a prompt, without running any Windows program. --picture draws this machine: what can reach what in the active mode, with its own addresses and ports.',
  ],
  options: {
    short: flag('one line for a prompt'),
    picture: flag('a drawing of this machine, with its addresses and ports'),
  },
  examples: ['wslnet status', 'wslnet status --short', 'wslnet status --picture'],
  json: (z) =>
    z.strictObject({
      file: z.nullable(filePath(z)),
      place: place(z),
      mode: z.strictObject({
        configured: z.nullable(z.enum(MODES)).check(z.describe('What the file asks for.')),
        expected: z.nullable(z.enum(MODES)).check(z.describe('The mode that WSL uses because of it on this machine.')),
        inForce: z.nullable(z.string()).check(z.describe('The active mode, or wsl1; null if unknown.')),
      }),
      restart: restartState(z).check(z.describe('Whether WSL has to restart to read the file.')),
      ...machineMembers(z),
      lastRestart: lastRestartShape(z),
      settings: z.array(setting(z)),
      unknown: z.array(unknownFact(z)).check(z.describe('What is unknown, and why.')),
    }),
  async run(options, context) {
    if (options.short && options.picture) {
      throw new Failure(BAD_USAGE, {
        message: '--short is one line, and --picture a drawing.',
        hint: 'Drop one of them.',
      });
    }
    if (options.short && !options.json) return await printShort(options, context);
    const view = await lookAround(options, context, options.picture ? PICTURE_FACTS : []);
    const { place: where, file, absence, facts, restart } = view;
    // That there is no file to be found is a part of the answer; one that cannot be read is not.
    if (absence && !['no-file-here', 'ambiguous-file'].includes(absence.code)) throw absence;
    // A file that somebody named should be there.
    if (file?.snapshot.bytes === null) await openForReading({ ...options, verbose: false }, context);
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
        lastRestart: await lastRestartJson(context.machine),
        settings: settingsOf(view).map((resolved) => settingJson(resolved, lines)),
        unknown: unknownJson(facts),
      });
    } else {
      context.out.write(statusScreen(contents, context.out));
      if (options.picture) context.out.write(`\n${pictureOf(view as MachineView<PictureFact>, context.out)}`);
    }
    return hasAnswer(facts) ? EXIT.done : EXIT.noAnswer;
  },
});

/** How the restart went that was handed to Windows, until it has been told to somebody. */
function lastRestartShape(z: Zod) {
  return z
    .nullable(
      z.strictObject({
        state: z
          .enum(['under-way', 'done', 'failed', 'cut-off'])
          .check(z.describe('cut-off: it was killed, or Windows shut down.')),
        time: z.string().check(z.describe('When its last step began, in ISO 8601, UTC.')),
        wanted: z.nullable(z.string()).check(z.describe('The mode that should become active; null if unknown.')),
        active: z.nullable(z.string()).check(z.describe('The mode that became active; null if unknown.')),
        rollback: z
          .nullable(z.enum(['done', 'changed', 'busy', 'failed']))
          .check(z.describe('The result of the rollback; null if there was none.')),
        activeAfterRollback: z.nullable(z.string()),
        startedAgain: z.array(z.string()).check(z.describe('Distributions that something started again at once.')),
        message: z.string().check(z.describe('The same in words.')),
      }),
    )
    .check(z.describe('A restart by a Windows process; null if there was none, or once status has reported it.'));
}

async function lastRestartJson(machine: Context['machine']) {
  const last = await machine.lastRestart();
  if (!last) return null;
  const { step, isUnderWay, time, wanted, mode, rollback, modeAfter, startedAgain } = last;
  const end = step === 'done' || step === 'failed' ? step : ('cut-off' as const);
  return {
    state: isUnderWay ? ('under-way' as const) : end,
    time: new Date(time).toISOString(),
    wanted,
    active: mode,
    rollback,
    activeAfterRollback: modeAfter,
    startedAgain,
    message: await lastRestartText(last, machine),
  };
}

/** Asks files and programs of Linux alone, so that a prompt need not wait. Where nothing is known, nothing is printed. */
async function printShort(options: CommonOptions, context: Context<never>): Promise<ExitCode> {
  const { machine } = context;
  const isFound = options.file !== undefined || machine.knowsHome;
  const file = isFound ? await openOrEmpty(options, context).catch(() => null) : null;
  const names = ['activeMode', 'vmStartedAt', 'fileChangedAt'] as const;
  const facts = machine.isWindows ? null : await machine.findFacts(names, file?.snapshot.path ?? null);
  const expected = file ? (resolve(file.reading, {}).settings.networkingMode.value ?? null) : null;
  const active = facts?.activeMode.known ? facts.activeMode.value : null;
  const changed = facts?.fileChangedAt.known ? facts.fileChangedAt.value : null;
  const isDue = changed !== null && facts?.vmStartedAt.known === true && changed > facts.vmStartedAt.value;
  if (active === null && expected === null) return EXIT.noAnswer;
  context.out.write(`${shortStatus(active, expected, isDue)}\n`);
  return EXIT.done;
}

/** What the screen of status shows of a machine. */
export function statusOf(view: MachineView<never>): Status {
  const { place: where, file, absence, facts, restart } = view;
  const mode = file?.resolution.settings.networkingMode;
  return {
    ...{ place: where, restart },
    // What else was asked for is told elsewhere.
    facts: Object.fromEntries(BASIC_FACTS.map((name) => [name, facts[name]])) as MachineView<never>['facts'],
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
