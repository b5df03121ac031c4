import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
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

export interface PlayedCall {
  readonly name: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
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

  constructor(played: Played = {}) {
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));
    writeFileSync(this.play, JSON.stringify(played));
    this.env = {
      PATH: process.env['PATH'],
      HOME: this.folder,
      PSModulePath: join(HERE, 'modules'),
      WSLNET_PLAY: this.play,
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
   * @param env what else its scripts meet. WSLNET_ELEVATION `declined`: nobody becomes an administrator; WSLNET_DRIVE:
   * the folder that is drive C for scripts that start a process
   */
  standIn(path: string, env: NodeJS.ProcessEnv = {}): void {
    const variables = Object.entries({ ...this.env, PATH: undefined, WSLNET_POWERSHELL: path, ...env });
    const exports = variables.flatMap(([name, value]) => (value === undefined ? [] : [`export ${name}='${value}'`]));
    const real = `exec '${placeOf('pwsh')}' "$@"`;
    const played = `exec '${process.execPath}' '${join(HERE, 'start-process.cjs')}' '${placeOf('pwsh')}' "$@"`;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      `#!/bin/sh
${exports.join('\n')}
export PATH="$PATH:/usr/bin:/bin"
for last; do :; done
if printf %s "$last" | base64 -d 2>/dev/null | tr -d '\\000' | grep -q Start-Process; then ${played}; fi
${real}
`,
    );
    chmodSync(path, 0o755);
  }

  /** What the played cmdlets find now. */
  get played(): Played {
    return JSON.parse(readFileSync(this.play, 'utf8'));
  }

  /** The played cmdlets that were called, in their order. */
  get calls(): readonly PlayedCall[] {
    const log = `${this.play}.calls`;
    const lines = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
    return lines.map((line) => JSON.parse(line));
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
