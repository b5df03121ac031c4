import { createHash, randomUUID } from 'node:crypto';
import * as promises from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, Failure, type FailureKind } from '../failure.ts';
import { ownCommandFor } from '../text/printable.ts';
import type { Facts } from './facts.ts';
import { writeNote } from './file-system.ts';
import { type PowerShell, powershellArguments } from './powershell.ts';
import type { Programs } from './programs.ts';
import { HAND_OVER, RESTART, type RestartJob, type RestartReport, type Rollback } from './restart-scripts.ts';
import { at, findDrives, type System, toLinuxPath, toWindowsPath } from './system.ts';
import { readRegular } from './whole-file.ts';

/** Where a command of WSL failed. */
export const WSL_NO_ANSWER: FailureKind<{ readonly command: string }> = {
  code: 'wsl-no-answer',
  exit: EXIT.noAnswer,
  message: ({ command }) => `WSL did not answer: ${command}`,
  hint: () => 'Run that command to see its message. To find the cause: wslnet doctor',
};

/** How often it is looked whether something still runs, in milliseconds. */
const POLL = 250;

/** What ending and starting WSL needs. */
export interface WslControl {
  /** With the timeout that starting a virtual machine asks for. */
  readonly programs: Programs;
  readonly findDistributions: () => Promise<Facts['distributions']>;
  /** How long to wait for distributions to end, in milliseconds. */
  readonly timeout: number;
}

/**
 * Ends WSL, and waits until nothing runs or timeout is at its end.
 * @param onWaiting called with what still runs, again and again
 * @returns the names of what still runs, or runs again
 * @throws Failure `wsl-no-answer`
 */
export async function stopWsl(
  { programs, findDistributions, timeout }: WslControl,
  onWaiting: (names: readonly string[]) => void,
): Promise<readonly string[]> {
  const deadline = performance.now() + timeout;
  await runWsl(programs, '--shutdown');
  for (;;) {
    const distributions = await findDistributions();
    if (!distributions.known) throw new Failure(WSL_NO_ANSWER, { command: 'wsl.exe -l -v' });
    const running = distributions.value.filter(({ isRunning }) => isRunning).map(({ name }) => name);
    if (running.length === 0 || performance.now() >= deadline) return running;
    onWaiting(running);
    await sleep(POLL);
  }
}

/** Starts the default distribution. @throws Failure `wsl-no-answer` */
export async function startWsl({ programs }: WslControl): Promise<void> {
  await runWsl(programs, '-e', 'true');
}

async function runWsl(programs: Programs, ...args: readonly string[]): Promise<void> {
  const answer = await programs.askWindows('wsl.exe', ...args);
  if (!answer.known || answer.value.exit !== 0) {
    throw new Failure(WSL_NO_ANSWER, { command: ['wsl.exe', ...args].join(' ') });
  }
}

/** A restart that is to be done from outside. */
export interface RestartRequest {
  /** The mode that is wanted; null where none can be named. */
  readonly mode: string | null;
  /** Only ends WSL. */
  readonly noStart: boolean;
  /** The change to take back where the mode does not come up; null for none. */
  readonly rollback: {
    /** The file as the user knows it. */
    readonly path: string;
    /** With the change and before it; null for no file. */
    readonly written: Uint8Array | null;
    readonly before: Uint8Array | null;
  } | null;
}

/** A restart that was handed over: how it went, or how far it came. */
export interface LastRestart extends RestartReport {
  /** The file whose change was to be taken back if need be; null where it was to stay, or where that is not noted. */
  readonly file: string | null;
  /** Whether it may still be under way; if not, and it has not come to its end, it was cut off. */
  readonly isUnderWay: boolean;
}

/** How long the caller has to finish its output, in milliseconds. */
const PAUSE = 1500;

/** A step that began as long ago as this, in milliseconds, has been cut off: none may take longer. */
const LONGEST_STEP = 120_000;

/** Starting PowerShell may take long under a busy virus scanner, in milliseconds. */
const HAND_OVER_TIMEOUT = 30_000;

const ROLLBACK_OF_LINUX_FILE: FailureKind<{ readonly path: string }> = {
  code: 'rollback-of-linux-file',
  exit: EXIT.usage,
  message: ({ path }) => `${path} is not on a Windows drive, so it cannot be rolled back while WSL is shut down.`,
  hint: ({ path }) => `Run the command without --rollback. To undo the change later: ${ownCommandFor(path, ['undo'])}`,
};

const RESTART_UNDER_WAY: FailureKind = {
  code: 'restart-under-way',
  exit: EXIT.noAnswer,
  message: () => 'Another restart is in progress.',
  hint: () => 'To see how it is going: wslnet status',
};

const NO_HANDOVER: FailureKind<{ readonly asked: string }> = {
  code: 'no-handover',
  exit: EXIT.noAnswer,
  message: ({ asked }) => `WSL was not restarted: ${asked} could not be started.`,
  hint: () => 'Run wsl --shutdown in a Windows terminal, then start WSL again.',
};

/**
 * Hands a restart to a PowerShell of Windows, which goes on when WSL, and this program with it, has ended.
 * @param notePath where to note where its report is
 * @throws Failure `rollback-of-linux-file`, `restart-under-way`, `no-handover`
 */
export async function handOverRestart(
  system: System,
  powershell: PowerShell,
  { rollback, ...request }: RestartRequest,
  notePath: string | null,
): Promise<void> {
  const drives = await findDrives(system);
  const job: RestartJob = {
    ...request,
    id: randomUUID(),
    distribution: distributionOf(system),
    rollback: rollback && (await rollbackOf(rollback)),
    pause: PAUSE,
    timeout: system.restartTimeout,
    askTimeout: system.timeout,
  };
  const lines: string[] = [];
  const started = await powershell.start(HAND_OVER, (line) => lines.push(line));
  if (!started.known) throw new Failure(NO_HANDOVER, { asked: started.asked });
  started.value.send(JSON.stringify({ job, arguments: powershellArguments(RESTART) }));
  const timer = setTimeout(() => started.value.stop(), HAND_OVER_TIMEOUT);
  await started.value.ended;
  clearTimeout(timer);
  const answer = lines.at(-1) ?? '';
  if (answer === 'busy') throw new Failure(RESTART_UNDER_WAY, {});
  if (answer === '' || answer.startsWith('#')) throw new Failure(NO_HANDOVER, { asked: 'powershell.exe' });
  const report = toLinuxPath(drives, `${answer}\\${REPORT_NAME}`);
  const file = rollback && (await promises.realpath(rollback.path).catch(() => resolve(rollback.path)));
  if (notePath && report) await noteRestart(notePath, file === null ? report : `${report}\n${file}`);

  async function rollbackOf({ path, written, before }: NonNullable<RestartRequest['rollback']>): Promise<Rollback> {
    const real = await promises.realpath(path).catch(() => path);
    const file = toWindowsPath(drives, system.root === '/' ? real : real.replace(system.root, ''));
    if (file === null) throw new Failure(ROLLBACK_OF_LINUX_FILE, { path });
    return { file, written: written ? hashOf(written) : '', before: before && Buffer.from(before).toString('base64') };
  }
}

/** Names that need quotes, or none, lead to the default distribution. */
function distributionOf({ env }: System): string | null {
  const name = env['WSL_DISTRO_NAME'] ?? '';
  return /^[\w.-]+$/.test(name) ? name : null;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** @param note where the report is and, below it, the file that may be rolled back */
async function noteRestart(notePath: string, note: string): Promise<void> {
  try {
    await writeNote(promises, notePath, note);
  } catch {
    // Then its result is not shown later; the restart itself goes on.
  }
}

/**
 * The restart that was handed over last.
 * @param notePath on Windows the report itself, in a distribution where it is noted
 */
export async function readLastRestart(system: System, notePath: string): Promise<LastRestart | null> {
  try {
    const { path, file } = await noteOf(system, notePath);
    const report: unknown = JSON.parse((await readRegular(promises, path)).toString());
    if (!isReport(report)) return null;
    const isOver = report.step === 'done' || report.step === 'failed';
    return { ...report, file, isUnderWay: !isOver && Math.abs(Date.now() - report.time) < LONGEST_STEP };
  } catch {
    return null;
  }
}

/** Whether something is a report, and not what else may lie in its place. */
function isReport(value: unknown): value is RestartReport {
  const report = (value ?? {}) as Readonly<Record<string, unknown>>;
  const { step, time, startedAgain, wanted, mode, rollback, modeAfter, problem } = report;
  const isText = (member: unknown) => typeof member === 'string';
  return (
    isText(step) &&
    typeof time === 'number' &&
    !Number.isNaN(new Date(time).getTime()) &&
    Array.isArray(startedAgain) &&
    startedAgain.every(isText) &&
    [wanted, mode, rollback, modeAfter, problem].every((member) => member === null || isText(member))
  );
}

const REPORT_NAME = 'restart.json';

/** Forgets the restart that was handed over last. Where the note leads elsewhere, what is there stays. */
export async function forgetLastRestart(system: System, notePath: string): Promise<void> {
  const { path } = await noteOf(system, notePath).catch(() => ({ path: notePath }));
  const own = basename(path) === REPORT_NAME ? [path, notePath] : [notePath];
  for (const file of own) await promises.rm(file, { force: true }).catch(() => {});
}

async function noteOf(
  system: System,
  notePath: string,
): Promise<{ readonly path: string; readonly file: string | null }> {
  if (system.platform === 'win32') return { path: notePath, file: null };
  const [report = '', file = null] = (await readRegular(promises, notePath)).toString().trim().split('\n');
  return { path: at(system, report), file };
}
