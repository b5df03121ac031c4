import type { Host } from '../host/host.ts';
import type { Channel } from '../report/channel.ts';

/** What every command is given besides its own options. */
export interface Context {
  readonly host: Host;
  /** For the answer. */
  readonly out: Channel;
  /** For what is said about it. */
  readonly err: Channel;
  /** All of standard input. */
  readonly readInput: () => Promise<Uint8Array>;
  /** Asks the user and gives the answer; null where nobody can be asked. */
  readonly ask: ((question: string) => Promise<string>) | null;
}

/** The options that every command takes. */
export interface CommonOptions {
  /** A path, or `-` for standard input; undefined for the file of this user. */
  readonly file?: string | undefined;
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  /** Whether every question is answered with yes. */
  readonly yes?: boolean;
  /** False where no question may be asked. */
  readonly input?: boolean;
}
