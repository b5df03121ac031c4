import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process that holds a lock, as it says of itself in the lock file. */
export interface Holder {
  /** Made up anew for each holding. */
  readonly token: string;
  readonly pid: number;
  /** When the process started, in the system's own count; null where it does not say. */
  readonly started: string | null;
  /** Which system gave the process its number: the same number elsewhere is another process. */
  readonly system: string;
  /** That system's name for people. */
  readonly place: string;
}

/** This process as a holder. */
export function thisProcess(token: string): Holder {
  const { pid } = process;
  return { token, pid, started: inspect(pid)?.started ?? null, system: thisSystem(), place: thisPlace() };
}

const TOKEN = /^[0-9a-f]{1,64}$/;

/** Reads what a lock file says; null where it was not written by wslnet, or not to the end. */
export function parseHolder(text: string): Holder | null {
  try {
    const { token, pid, started, system, place } = JSON.parse(text);
    if (!TOKEN.test(token) || !Number.isSafeInteger(pid) || pid <= 0) return null;
    return { token, pid, started: started ?? null, system: String(system), place: plain(String(place)) };
  } catch {
    return null;
  }
}

/** Whether the process of a holder on this system has ended. A holder elsewhere is never said to be gone. */
export function isGone({ pid, started, system }: Holder): boolean {
  if (system !== thisSystem()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true;
  }
  const now = inspect(pid);
  // It is there: as one that has ended and is still listed, as a later one with the same number, or alive.
  return now !== null && (now.hasEnded || (started !== null && now.started !== started));
}

/** Whether a holder is a process of another system, whose number says nothing here. */
export function isElsewhere({ system }: Holder): boolean {
  return system !== thisSystem();
}

/** Process numbers are the same within one run of one kernel, and there within one namespace: a distribution has its own. */
function thisSystem(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return `${process.platform} ${hostname()}`;
  }
}

function thisPlace(): string {
  return process.platform === 'win32' ? 'Windows' : plain(process.env['WSL_DISTRO_NAME'] ?? hostname());
}

/** A name that is safe to print whoever wrote it. */
function plain(name: string): string {
  return name.replace(/[^\w .-]/g, '?').slice(0, 64);
}

/** What Linux says of a process; null where it does not. */
function inspect(pid: number): { readonly hasEnded: boolean; readonly started: string | null } | null {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in parentheses and may hold any character; the state and 18 numbers stand before the start.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    return { hasEnded: /^[ZX]$/.test(fields[0] ?? ''), started: fields[19] ?? null };
  } catch {
    return null;
  }
}
