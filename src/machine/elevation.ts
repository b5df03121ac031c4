import { Failure } from '../failure.ts';
import { changePortsScript, type PortStep } from './port-scripts.ts';
import type { PowerShell, ScriptRun } from './powershell.ts';

export interface Timeouts {
  /** How long the user may think about Windows' question, in milliseconds. Afterwards a late yes changes nothing. */
  readonly consent: number;
  /** How long what was agreed to may take, in milliseconds. */
  readonly work: number;
}

/** Windows takes its own question back after two minutes. */
export const USUAL_TIMEOUTS: Timeouts = { consent: 130_000, work: 60_000 };

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
  if (!run.end.known && run.end.why !== 'timed-out') throw new Failure('no-powershell', { asked: run.end.asked });
  const { outcome, message } = readOutcome(run);
  switch (outcome) {
    case 'done':
      return;
    case 'declined':
      throw new Failure('administrator-declined', {});
    case 'failed':
      throw new Failure('administrator-failed', { message, isUndone: true });
    case 'left-over':
      throw new Failure('administrator-failed', { message, isUndone: false });
    case 'late':
      throw new Failure('administrator-declined', {});
    default:
      throw new Failure('administrator-silent', {});
  }
}

/** Anything that was not understood is silence: then nothing is known of what was done. */
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
