import * as promises from 'node:fs/promises';
import { EXIT, Failure, type FailureKind } from '../failure.ts';
import type { Port } from './facts.ts';
import { writeNote } from './file-system.ts';
import { changePortsScript, type PortStep } from './port-scripts.ts';
import type { PowerShell, ScriptRun } from './powershell.ts';
import { readRegular } from './whole-file.ts';

/** How long to wait for the user and for Windows. */
export interface Timeouts {
  /** How long the user may think about Windows' question, in milliseconds. Afterwards a late yes changes nothing. */
  readonly consent: number;
  /** How long what was agreed to may take, in milliseconds. */
  readonly work: number;
}

/** Windows closes its own question after two minutes. */
export const USUAL_TIMEOUTS: Timeouts = { consent: 130_000, work: 60_000 };

/** Where PowerShell is missing or cannot be started. */
export const NO_POWERSHELL: FailureKind<{ readonly asked: string }> = {
  code: 'no-powershell',
  exit: EXIT.noAnswer,
  message: ({ asked }) => `${asked} could not be started, so nothing was changed.`,
  hint: () => 'To get the commands for an administrator to paste into PowerShell, add --dry-run.',
};

/** Where the user said no, or yes too late. */
export const ADMINISTRATOR_DECLINED: FailureKind = {
  code: 'administrator-declined',
  exit: EXIT.no,
  message: () => 'You did not give administrator rights, so nothing was changed.',
  hint: () => 'Run it again and answer Yes. To get the commands for an administrator, add --dry-run.',
};

/** Where a step failed. `isUndone`: whether what was done before it was taken back. */
export const ADMINISTRATOR_FAILED: FailureKind<{ readonly message: string; readonly isUndone: boolean }> = {
  code: 'administrator-failed',
  exit: EXIT.noAnswer,
  message: ({ message, isUndone }) => {
    const reason = message.trim().replace(/[.\s]*$/, '');
    return isUndone
      ? `Windows refused a command: ${reason}. All changes were undone.`
      : `Windows refused a command: ${reason}. Some changes could not be undone.`;
  },
  hint: ({ isUndone }) => (isUndone ? null : 'To see what is left: wslnet ports'),
};

/** Where it is not known what was done. */
export const ADMINISTRATOR_SILENT: FailureKind = {
  code: 'administrator-silent',
  exit: EXIT.noAnswer,
  message: () => 'The commands ran as administrator, but did not report a result.',
  hint: () => 'To see what is open now: wslnet ports',
};

/**
 * Does all steps as administrator, or none: what was made is taken back where a later step fails. Windows asks the user
 * once, in a window of its own.
 * @throws Failure `administrator-declined`, `administrator-failed`, `administrator-silent`, `no-powershell`
 */
export async function changePorts(
  powershell: PowerShell,
  steps: readonly PortStep[],
  { consent, work }: Timeouts = USUAL_TIMEOUTS,
): Promise<void> {
  const script = changePortsScript(steps, Math.ceil(consent / 1000));
  const run = await powershell.run(script, { timeout: consent + work });
  if (!run.end.known && run.end.why !== 'timed-out') throw new Failure(NO_POWERSHELL, { asked: run.end.asked });
  const { outcome, message } = readOutcome(run);
  switch (outcome) {
    case 'done':
      return;
    case 'declined':
      throw new Failure(ADMINISTRATOR_DECLINED, {});
    case 'failed':
      throw new Failure(ADMINISTRATOR_FAILED, { message, isUndone: true });
    case 'left-over':
      throw new Failure(ADMINISTRATOR_FAILED, { message, isUndone: false });
    case 'late':
      throw new Failure(ADMINISTRATOR_DECLINED, {});
    default:
      throw new Failure(ADMINISTRATOR_SILENT, {});
  }
}

/** An answer that is not understood counts as none: then nothing is known of what was done. */
function readOutcome({ lines, error }: ScriptRun): { readonly outcome: string; readonly message: string } {
  // What fails on this side of Windows' question fails before anything is changed.
  if (error) return { outcome: 'failed', message: error.message };
  try {
    const { outcome, message } = JSON.parse(lines.at(-1) ?? '');
    return { outcome: String(outcome), message: String(message) };
  } catch {
    return { outcome: 'silent', message: '' };
  }
}

/*
 * What Windows has open only Windows knows, and it takes seconds to tell. So a list of what this wslnet opened is kept
 * beside the history: enough to remind of it, and of no use to decide anything by.
 */

/** The ports that this wslnet opened and has not closed since. None where the list cannot be read. */
export async function readOpenedPorts(path: string): Promise<Port[]> {
  try {
    const lines = (await readRegular(promises, path)).toString().split('\n');
    return lines.flatMap((line): Port[] => {
      const [, protocol, port] = /^(tcp|udp) (\d{1,5})$/.exec(line) ?? [];
      return protocol === 'tcp' || protocol === 'udp' ? [{ protocol, port: Number(port) }] : [];
    });
  } catch {
    return [];
  }
}

/** Keeps what was just opened or closed. Never throws: the ports are open all the same. */
export async function noteOpenedPorts(path: string, steps: readonly PortStep[]): Promise<void> {
  const open = new Set((await readOpenedPorts(path)).map(nameOf));
  for (const step of steps) {
    if (step.kind === 'add-hyper-v-rule' || step.kind === 'add-windows-rule') open.add(nameOf(step.port));
    if (step.kind === 'remove-hyper-v-rule' || step.kind === 'remove-windows-rule') open.delete(nameOf(step.port));
  }
  try {
    await writeNote(promises, path, [...open].map((name) => `${name}\n`).join(''));
  } catch {
    // Then nobody is reminded.
  }
}

function nameOf({ protocol, port }: Port): string {
  return `${protocol} ${port}`;
}
