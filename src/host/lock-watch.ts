/** A lock file at one moment. */
export interface LockSight {
  readonly text: string;
  /** When it was last touched, by the clock of its file system. */
  readonly beat: number;
}

/** The most that may count as waited between two looks, in milliseconds. */
const LONGEST_STEP = 100;

/**
 * Somebody who waits for a lock. Times are counted from look to look on this side alone: the clocks of Windows and of
 * a distribution drift apart, and while the machine sleeps nobody waits and nobody is silent.
 */
export class LockWatch {
  /** For how long the same holder has been seen, in milliseconds. */
  waited = 0;
  /** For how long it has shown no sign of life, in milliseconds. */
  silence = 0;
  private last: (LockSight & { readonly at: number }) | null = null;

  observe({ text, beat }: LockSight): void {
    const at = performance.now();
    const step = this.last ? Math.min(at - this.last.at, LONGEST_STEP) : 0;
    const isSame = this.last?.text === text;
    this.waited = isSame ? this.waited + step : 0;
    this.silence = isSame && this.last?.beat === beat ? this.silence + step : 0;
    this.last = { text, beat, at };
  }
}
