import { EXIT, type Failure, type FailureKind } from '../failure.ts';
import type { Ends } from './ends.ts';
import type { FactName, Facts, Place, Port, Shell } from './facts.ts';
import type { PortStep } from './port-scripts.ts';
import type { LastRestart, RestartRequest } from './restart.ts';
import { adviceOn, causeOf } from './system-error.ts';

/** Where the user stopped the program. */
export const INTERRUPTED: FailureKind<{ readonly path: string; readonly isWritten: boolean }> = {
  code: 'interrupted',
  exit: EXIT.interrupted,
  message: ({ path, isWritten }) =>
    isWritten ? `Interrupted. ${path} was changed.` : `Interrupted. ${path} is unchanged.`,
  hint: () => null,
};

/** Where what another program wrote would be lost. */
export const FILE_CHANGED_MEANWHILE: FailureKind<{ readonly path: string }> = {
  code: 'file-changed-meanwhile',
  exit: EXIT.unwritable,
  message: ({ path }) => `Another program changed ${path} at the same time.`,
  hint: () => 'wslnet did not overwrite that change. Try again.',
};

/**
 * `reason` is a name of the system or of wslnet for what is in the way: see `system-error.ts`. `left` are files of
 * wslnet's own that the system did not let it remove.
 */
export const FILE_NOT_WRITABLE: FailureKind<{
  readonly path: string;
  readonly reason: string;
  readonly left?: readonly string[];
}> = {
  code: 'file-not-writable',
  exit: EXIT.unwritable,
  message: ({ path, reason }) => `${path} cannot be written: ${causeOf(reason)}.`,
  hint: ({ reason, left = [] }) => {
    const remains = left.length > 0 ? `Left behind, since nothing can be removed there: ${left.join(', ')}` : '';
    return ['The file is unchanged.', adviceOn(reason), remains].filter(Boolean).join(' ');
  },
};

/** Where a .wslconfig was found, and by which of the rules. */
export interface Location {
  readonly path: string;
  readonly rule: LocationRule;
}

/** The ways of finding the file, in the order in which they are tried. */
export type LocationRule = 'option' | 'WSLNET_CONFIG' | 'USERPROFILE' | 'interop' | 'only-user';

/** A file as it was at one moment. */
export interface Snapshot {
  /** The path as the user knows it. */
  readonly path: string;
  /** Null where there is no file. */
  readonly bytes: Uint8Array | null;
}

/** What the history says of a change. */
export interface ChangeNote {
  /** The command that made it. */
  readonly command: string;
  /** What it did, in one line. */
  readonly summary: string;
  /** For a move along the history: the entry whose version the file has then, null for that before all; else absent. */
  readonly to?: string | null;
}

/** What a file is to become. */
export interface Replacement {
  /** Null for no file. */
  readonly bytes: Uint8Array | null;
  /** Null for a change that the history is not to keep. */
  readonly note: ChangeNote | null;
}

/** Makes of the file as it is what it is to become; null to leave it alone. */
export type Remake = (now: Snapshot) => Replacement | null;

/** What came of a change besides the change. */
export interface UpdateResult {
  /** The path of the former bytes in the history; null where it has none of this change. */
  readonly backup: string | null;
  /** What went wrong beside the change: the history does not know of it, the lock is left behind. */
  readonly problems: readonly Failure[];
}

/** A change that wslnet made to a file. */
export interface HistoryEntry extends ChangeNote {
  /** Its name, which stays; at least six hexadecimal digits. */
  readonly id: string;
  /** In ISO 8601, UTC. */
  readonly time: string;
  /** Paths of the bytes before and after; null for no file. */
  readonly before: string | null;
  readonly after: string | null;
}

/** What wslnet did to a file. */
export interface FileHistory {
  /** Everything, the latest first: changes and moves between them. */
  readonly entries: readonly HistoryEntry[];
  /** The changes that can be undone and done again, in the order in which they were made. */
  readonly line: readonly HistoryEntry[];
  /**
   * Which of them the file stands behind: an index of `line`, -1 before the first; null where the file is not as
   * wslnet left it.
   */
  readonly position: number | null;
  /** As `position`, where wslnet left the file. */
  readonly last: number;
}

/** A copy of a file for the user to edit. */
export interface Draft {
  readonly path: string;
  /** The command that opens it, as the user's variables have it. */
  readonly editor: string;
  /** Whether the user chose it. */
  readonly isEditorNamed: boolean;
  /**
   * Opens it in the editor and gives what it holds when that is closed.
   * @throws Failure `editor-failed`, `draft-lost`, `interrupted`
   */
  edit(): Promise<Edited>;
  /** What it holds now. @throws Failure `draft-lost` */
  read(): Promise<Uint8Array>;
  /** Removes it. Never throws. */
  discard(): Promise<void>;
}

/** What the user made of a draft. */
export interface Edited {
  readonly bytes: Uint8Array;
  /** Whether the editor was back at once, as one that hands the file to a window of its own. */
  readonly wasQuick: boolean;
}

/** Where a shell looks when it starts, for this user. */
export interface ShellFiles {
  /** Where a script that completes belongs. */
  readonly script: string;
  /** What must be told of the script; null where the shell finds it by its name. */
  readonly profile: string | null;
}

/** The machine, as far as commands see it. */
export interface Machine {
  /** Whether this is Windows itself: new files get its newlines. */
  readonly isWindows: boolean;
  /**
   * The file that WSL reads for this user.
   * @throws Failure `no-file-here` where there is no such file to look for, `ambiguous-file`
   */
  locate(): Promise<Location>;
  /** Whether {@link locate} asks no program of Windows, for variables say where the home of the Windows user is. */
  readonly knowsHome: boolean;
  /**
   * @param purpose `change` for a file that is to be written: what is no regular file is then refused at once
   * @throws Failure `file-not-readable`, `file-not-writable`; `name-of-folder`, `windows-path` for what is not there and could be no file
   */
  read(path: string, purpose?: 'look' | 'change'): Promise<Snapshot>;
  /** Whether there is something of that name, a file or not; also where this user may not look. Reads nothing. */
  exists(path: string): Promise<boolean>;
  /**
   * Changes the file in one step, makes it or takes it away, while no other wslnet does: after a failure it is as it
   * was. Where the bytes stay the same, only the history learns of it. `remake` is asked once it is this one's turn, and again where another program changed the file in between.
   * @throws Failure `file-locked`, `file-changed-meanwhile`, `file-not-readable`, `file-not-writable`, `interrupted`;
   * and what `remake` throws
   */
  update(path: string, remake: Remake): Promise<UpdateResult>;
  /** The file of this user's profiles; null where this system names no folder for such things. */
  readonly profilesPath: string | null;
  /** Makes the folder of a file, and those above it, where they are missing. @throws Failure `file-not-writable` */
  makeFolderOf(path: string): Promise<void>;
  /** The name of the shell that this user works with; null where nothing says. */
  shell(): string | null;
  /** Asks no program. */
  shellFiles(shell: Shell): Promise<ShellFiles>;
  /** What wslnet did to the file. @throws Failure `history-not-readable` */
  history(path: string): Promise<FileHistory>;
  /**
   * The bytes of a version that the history keeps, as they were when it was kept.
   * @param path the file; `version` a path of its history
   * @throws Failure `version-lost`
   */
  version(path: string, version: string): Promise<Uint8Array>;
  /** A copy of these bytes, apart from any configuration file. */
  draft(bytes: Uint8Array): Promise<Draft>;
  /** Where the program runs. */
  place(): Promise<Place>;
  /**
   * Finds facts out, side by side, each asked once. None starts a stopped WSL or takes longer than its
   * programs' time-outs.
   * @param file the configuration file, for the facts that are about it; null where there is none
   * @param onFound called as each is found
   * @param powershellTimeout in milliseconds; it is the slowest of all
   */
  findFacts<N extends FactName>(
    names: readonly N[],
    file: string | null,
    onFound?: (name: N) => void,
    powershellTimeout?: number,
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
  /**
   * Has WSL restarted from outside, in a moment: for a program that runs in a distribution, and ends with it.
   * @throws Failure `rollback-of-linux-file`, `restart-under-way`, `no-handover`
   */
  handOverRestart(request: RestartRequest): Promise<void>;
  /** The restart that was handed over last, until it is forgotten; null for none. Asks no program. */
  lastRestart(): Promise<LastRestart | null>;
  forgetLastRestart(): Promise<void>;
  /**
   * Does all steps as administrator, or none. Windows asks the user once, in a window of its own.
   * @throws Failure `administrator-declined`, `administrator-failed`, `administrator-silent`, `no-powershell`
   */
  changePorts(steps: readonly PortStep[]): Promise<void>;
  /** The ports that this wslnet opened and has not closed since, by its own list: others may have closed them. */
  openedPorts(): Promise<readonly Port[]>;
  /** Opens an end in Linux and one in Windows, to try what reaches what. They must be closed. */
  openEnds(): Promise<Ends>;
  /** Runs an action that must not be cut off: it is told of Ctrl-C, and is to end soon. */
  uninterrupted<T>(action: (signal: AbortSignal) => Promise<T>): Promise<T>;
}
