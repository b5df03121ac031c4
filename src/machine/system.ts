import * as promises from 'node:fs/promises';
import type { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { readRegular } from './whole-file.ts';

/** The ground the host stands on, handed in so that tests can play another machine. */
export interface System {
  /** Under it lie `/proc`, `/etc` and the Windows drives: `/` but in tests. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly arch: NodeJS.Architecture;
  /** How long another program may take to answer, in milliseconds. */
  readonly timeout: number;
  /** How long WSL may take to end or to start, in milliseconds. */
  readonly restartTimeout: number;
  readonly networkInterfaces: typeof networkInterfaces;
}

/** Where a file of the machine really is. @param path absolute, on Linux */
export function at({ root }: System, path: string): string {
  return root === '/' ? path : join(root, path);
}

/** A text file of the machine; null where it cannot be read. */
export async function readText(system: System, path: string): Promise<string | null> {
  try {
    return (await readRegular(promises, at(system, path))).toString();
  } catch {
    return null;
  }
}

/** Whether a file or folder is there. @param path as the system knows it, see {@link at} */
export async function exists(path: string): Promise<boolean> {
  try {
    await promises.access(path);
    return true;
  } catch {
    return false;
  }
}

/** Asks the first time only, and gives that answer ever after. */
export function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}
