import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { known } from '../../../src/machine/facts.ts';
import { type PowerShell, powershellOf } from '../../../src/machine/powershell.ts';
import { removeAfterTest } from '../../bench/removal.ts';
import { placeOf } from '../../needs.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** How a cmdlet of Windows ends that may not, or cannot, answer. */
export interface PlayedError {
  /** One of PowerShell's `ErrorCategory`. */
  readonly category: string;
  /** The first part of its `FullyQualifiedErrorId`, such as `Windows System Error 5`. */
  readonly id: string;
  /** In any language. */
  readonly message: string;
}

/**
 * What Windows' cmdlets find, by their nouns: `{ NetFirewallHyperVRule: [{ Name: 'a', Direction: 'Inbound' }] }`. Enabled,
 * Direction and the actions are words here and numbers that show as words there, as on Windows.
 */
export type Played = Readonly<Record<string, readonly object[] | PlayedError>>;

/** A call of a command, with its parameters as texts. */
export interface PlayedCall {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string | readonly string[]>>;
}

export interface BenchOptions {
  /** What the user says to Windows' question for an administrator; `kill`: what was agreed to ends without a word. */
  readonly consent?: 'yes' | 'no' | 'blocked' | 'kill' | 'late' | 'never';
  /** The command that fails: `New-NetFirewallRule`, `netsh add`. */
  readonly fails?: string;
}

export interface PowerShellResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A real PowerShell in which Windows' cmdlets are played, with exactly the parameters that are documented: one that
 * does not exist fails. Needs `pwsh`.
 */
export class PowerShellBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'wslnet-powershell-'));
  /** The environment in which `pwsh` meets the played cmdlets. */
  readonly env: NodeJS.ProcessEnv;
  private readonly play = join(this.folder, 'play.json');
  private readonly local = join(this.folder, 'local');

  constructor(played: Played = {}, { consent = 'yes', fails = '' }: BenchOptions = {}) {
    removeAfterTest(this.folder);
    writeFileSync(this.play, JSON.stringify(played));
    this.env = {
      PATH: process.env['PATH'],
      HOME: this.folder,
      PSModulePath: join(HERE, 'modules'),
      XDG_DATA_HOME: this.local,
      WSLNET_PLAY: this.play,
      WSLNET_CONSENT: consent,
      WSLNET_FAILS: fails,
      ...QUIET,
    };
  }

  /** Runs `pwsh` with these arguments. */
  run(words: readonly string[], input = '', env: NodeJS.ProcessEnv = {}): PowerShellResult {
    const options = { cwd: this.folder, env: { ...this.env, ...env }, input };
    const { status, stdout, stderr, error } = spawnSync(placeOf('pwsh'), words, options);
    if (error) throw error;
    return { code: status, stdout: stdout.toString(), stderr: stderr.toString() };
  }

  /** Runs lines as if they stood in a script. */
  type(lines: string, env: NodeJS.ProcessEnv = {}): PowerShellResult {
    return this.run(['-NoProfile', '-NonInteractive', '-Command', lines], '', env);
  }

  /**
   * Makes a `powershell.exe` that is the real PowerShell with the played cmdlets, for a program that starts it.
   * @param path where it is made
   * @param env what else its scripts meet. WSLNET_DRIVE: the folder that is drive C for scripts that start a process
   */
  standIn(path: string, env: NodeJS.ProcessEnv = {}): void {
    const variables = Object.entries({ ...this.env, PATH: undefined, WSLNET_POWERSHELL: path, ...env });
    const exports = variables.flatMap(([name, value]) => (value === undefined ? [] : [`export ${name}='${value}'`]));
    const real = `exec '${placeOf('pwsh')}' "$@"`;
    const played = `exec '${process.execPath}' '${join(HERE, 'with-played-commands.cjs')}' '${placeOf('pwsh')}' "$@"`;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      `#!/bin/sh
${exports.join('\n')}
export PATH="$PATH:/usr/bin:/bin"
for last; do :; done
if printf %s "$last" | base64 -d 2>/dev/null | tr -d '\\000' | grep -qE '(Start|Get)-Process'; then ${played}; fi
${real}
`,
    );
    chmodSync(path, 0o755);
  }

  /** What the played cmdlets find now. */
  get played(): Played {
    return JSON.parse(readFileSync(this.play, 'utf8'));
  }

  /** Changes what the played cmdlets find. */
  set(played: Played): void {
    writeFileSync(this.play, JSON.stringify({ ...this.played, ...played }));
  }

  /** The played commands that were called, in their order; with names, those of these alone. */
  calls(...names: readonly string[]): PlayedCall[] {
    const log = `${this.play}.calls`;
    const lines = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
    const calls = lines.map((line): PlayedCall => JSON.parse(line));
    return names.length === 0 ? calls : calls.filter(({ name }) => names.includes(name));
  }

  /** What program code is handed for Windows PowerShell. */
  get powershell(): PowerShell {
    const path = join(this.folder, 'powershell.exe');
    this.standIn(path);
    return powershellOf(async () => known({ path, cwd: '/', env: { ...process.env, ...this.env } }));
  }

  /** The rules and port proxies that there are now: `windows-rule wslnet-tcp-80`. */
  get made(): string[] {
    const { NetFirewallHyperVRule, NetFirewallRule, PortProxy } = this.played;
    const names = (kind: string, member: string, objects: Played[string] = []) =>
      Array.isArray(objects) ? objects.map((object) => `${kind} ${object[member]}`) : [];
    return [
      ...names('hyper-v-rule', 'Name', NetFirewallHyperVRule),
      ...names('windows-rule', 'Name', NetFirewallRule),
      ...names('port-proxy', 'Listen', PortProxy),
    ];
  }

  /** What is left of wslnet in the folder where what ran as administrator leaves its outcome. */
  get leftovers(): string[] {
    return existsSync(this.local) ? readdirSync(this.local).filter((name) => name.startsWith('wslnet')) : [];
  }
}

/** It asks nobody for news, and writes no colours. */
const QUIET = { POWERSHELL_TELEMETRY_OPTOUT: '1', POWERSHELL_UPDATECHECK: 'Off', NO_COLOR: '1', TERM: 'dumb' };

/**
 * What Windows PowerShell 5.1 does not know in scripts, each as `name: line: what`: by PowerShell's own parser, and the
 * parameters that are documented.
 */
export function unknownToWindowsPowerShell(scripts: Readonly<Record<string, string>>): string[] {
  const words = ['-NoProfile', '-NonInteractive', '-File', join(HERE, 'windows-powershell.ps1')];
  const env = { ...process.env, ...QUIET };
  const { stdout, stderr, status } = spawnSync(placeOf('pwsh'), words, { input: JSON.stringify(scripts), env });
  if (status !== 0 || stderr.length > 0) throw new Error(stderr.toString());
  return JSON.parse(stdout.toString());
}
