import { EXIT } from '../failure.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

let current: AbortController | null = null;

/** From now on a signal that ends programs ends this one with its exit code for it. */
export function listenForInterruption(): void {
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (current) current.abort();
      else process.exit(EXIT.interrupted);
    });
  }
}

/**
 * Runs an action that leaves something behind when it is cut off: it is told of an interruption, and is to end soon.
 * One at a time.
 */
export async function uninterrupted<T>(action: (signal: AbortSignal) => Promise<T>): Promise<T> {
  current = new AbortController();
  try {
    return await action(current.signal);
  } finally {
    current = null;
  }
}
