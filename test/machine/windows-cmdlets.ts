import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { known } from '../../src/machine/facts.ts';
import { type PowerShell, powershellOf } from '../../src/machine/powershell.ts';
import { placeOf } from '../needs.ts';

const CMDLETS = fileURLToPath(new URL('windows-cmdlets.ps1', import.meta.url));

const WITH_CMDLETS = fileURLToPath(new URL('with-cmdlets.cjs', import.meta.url));

/** A call of a cmdlet: its arguments as texts, lists with | between their members. */
export interface Call {
  readonly command: string;
  readonly arguments: Readonly<Record<string, string>>;
}

export interface CmdletOptions {
  /** What the user says to Windows' question. */
  readonly consent?: 'yes' | 'no' | 'blocked' | 'kill' | 'late' | 'never';
  /** The command that fails. */
  readonly fails?: string;
}

/** A real PowerShell where Windows' cmdlets are played by functions with the documented parameters. */
export class WindowsCmdlets {
  readonly folder = mkdtempSync(join(tmpdir(), 'wslnet-cmdlets-'));
  readonly powershell: PowerShell;
  readonly env: NodeJS.ProcessEnv;

  constructor({ consent = 'yes', fails = '' }: CmdletOptions = {}) {
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));
    for (const name of ['answers', 'local']) mkdirSync(join(this.folder, name));
    this.env = {
      ...process.env,
      XDG_DATA_HOME: join(this.folder, 'local'),
      STUB_FOLDER: this.folder,
      STUB_CMDLETS: CMDLETS,
      STUB_CONSENT: consent,
      STUB_FAILS: fails,
    };
    const real = powershellOf(async () => known({ path: placeOf('pwsh'), cwd: '/', env: this.env }));
    this.powershell = { ...real, run: (script, options) => real.run(`. '${CMDLETS}'\n${script}`, options) };
  }

  /** A shell script that plays powershell.exe with it. */
  get standIn(): string {
    const names = ['STUB_FOLDER', 'STUB_CMDLETS', 'STUB_CONSENT', 'STUB_FAILS', 'XDG_DATA_HOME', 'HOME'] as const;
    const exports = names.map((name) => `export ${name}='${this.env[name]}'`).join('\n');
    return `${exports}\nexec '${process.execPath}' '${WITH_CMDLETS}' '${placeOf('pwsh')}' "$@"\n`;
  }

  /** What a cmdlet finds; `denied` where only an administrator may ask. */
  answer(cmdlet: string, answer: readonly object[] | 'denied'): this {
    const text = answer === 'denied' ? answer : JSON.stringify(answer);
    writeFileSync(join(this.folder, 'answers', `${cmdlet}.json`), text);
    return this;
  }

  /** The calls in order; with names, those of these alone. */
  calls(...names: readonly string[]): Call[] {
    const file = join(this.folder, 'calls');
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    const calls = lines.map((line): Call => JSON.parse(line));
    return names.length === 0 ? calls : calls.filter(({ command }) => names.includes(command));
  }

  /** The rules and proxies that there are now. */
  get made(): string[] {
    return readdirSync(this.folder)
      .filter((name) => /^(?:hyper-v-rule|windows-rule|proxy)-/.test(name))
      .sort();
  }

  make(name: string): this {
    writeFileSync(join(this.folder, name), '');
    return this;
  }

  /** What is left in the folder where the half that is administrator leaves its outcome. */
  get leftovers(): string[] {
    return readdirSync(join(this.folder, 'local')).filter((name) => name.startsWith('wslnet'));
  }
}
