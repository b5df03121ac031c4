import type { FactName, Facts, Place } from '../facts.ts';

/** Where a .wslconfig was found, and by which of the rules. */
export interface Location {
  readonly path: string;
  readonly rule: LocationRule;
}

export type LocationRule = 'option' | 'WSLNET_CONFIG' | 'USERPROFILE' | 'interop' | 'only-user';

/** A file as it was at one moment. */
export interface Snapshot {
  /** The path as the user knows it. */
  readonly path: string;
  /** Null where there is no file. */
  readonly bytes: Uint8Array | null;
}

/** The machine, as far as commands see it. */
export interface Host {
  /** Whether this is Windows itself: new files get its newlines. */
  readonly isWindows: boolean;
  /**
   * The file that WSL reads for this user.
   * @throws Failure `no-file-here` where there is no such file to look for, `ambiguous-file`
   */
  locate(): Promise<Location>;
  /** @throws Failure `file-not-readable` */
  read(path: string): Promise<Snapshot>;
  /**
   * Replaces the file in one step, or makes it: after a failure it is as it was.
   * @throws Failure `file-changed-meanwhile` where it is not as in the snapshot any more, `file-not-writable`
   */
  replace(snapshot: Snapshot, bytes: Uint8Array): Promise<void>;
  /** Where the program runs. */
  place(): Promise<Place>;
  /**
   * Finds facts out, side by side, each asked once. None starts a stopped WSL or takes longer than its
   * programs' time-outs.
   * @param file the configuration file, for the facts that are about it; null where there is none
   * @param onFound called as each is found
   */
  findFacts<N extends FactName>(
    names: readonly N[],
    file: string | null,
    onFound?: (name: N) => void,
  ): Promise<Pick<Facts, N>>;
  /**
   * Ends WSL, and waits a while until nothing runs.
   * @param onWaiting called with the names of what still runs, again and again
   * @returns the names of what still runs then, or runs again
   * @throws Failure `wsl-no-answer`
   */
  stopWsl(onWaiting: (names: readonly string[]) => void): Promise<readonly string[]>;
  /** Starts the default distribution. @throws Failure `wsl-no-answer` */
  startWsl(): Promise<void>;
}
