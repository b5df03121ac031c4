import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeAfterTest } from '../bench/removal.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/wslnet.js', import.meta.url));
const PROMPT = 'ready> ';

export type DrivenShell = 'bash' | 'zsh' | 'fish';

/** How each is started as a shell that a person types into, and told its prompt. */
const SHELLS: Readonly<Record<DrivenShell, { readonly start: string; readonly rc: string; readonly prompt: string }>> =
  {
    bash: { start: 'bash --noprofile --rcfile ~/.bashrc -i', rc: '.bashrc', prompt: `PS1='${PROMPT}'` },
    zsh: { start: 'zsh -d -i', rc: '.zshrc', prompt: `PS1='${PROMPT}'` },
    fish: {
      start: 'fish -i',
      rc: '.config/fish/config.fish',
      prompt: `function fish_prompt; echo -n '${PROMPT}'; end; function fish_greeting; end`,
    },
  };

/** A home folder in which a real shell runs in a terminal of its own, with the built program on its PATH. */
export class ShellBench {
  readonly home: string;
  private readonly shell: DrivenShell;
  private readonly env: NodeJS.ProcessEnv;

  constructor(shell: DrivenShell) {
    this.shell = shell;
    this.home = mkdtempSync(join(tmpdir(), 'wslnet-shell-'));
    // A shell that has lost its terminal may still be writing here.
    removeAfterTest(this.home);
    const bin = join(this.home, 'bin');
    const path = `${bin}:${process.env['PATH']}`;
    this.env = { PATH: path, HOME: this.home, SHELL: `/bin/${shell}`, TERM: 'xterm', LANG: 'C.UTF-8', HISTFILE: '' };
    // The program itself completes, unless there is a file named broken; what is then run only notes the words that it was given.
    this.write(
      'bin/wslnet',
      `#!/bin/sh
if [ "$1" = complete ] && [ -e "$HOME/broken" ]; then echo 'it broke' >&2; exit 70; fi
case "$1" in complete | completion) exec '${process.execPath}' '${PROGRAM}' "$@" ;; esac
printf '<%s>' "$@" > "$HOME/.noted" && mv "$HOME/.noted" "$HOME/.words"
`,
    );
    chmodSync(join(bin, 'wslnet'), 0o755);
  }

  write(path: string, text: string): void {
    const file = join(this.home, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  has(path: string): boolean {
    return existsSync(join(this.home, path));
  }

  read(path: string): string {
    return readFileSync(join(this.home, path), 'utf8');
  }

  /** The file with which the shell starts. */
  get profile(): string {
    return SHELLS[this.shell].rc;
  }

  /** The lines with which the shell starts, behind those that tell it its prompt. */
  configure(lines: string): this {
    const { prompt } = SHELLS[this.shell];
    this.write(this.profile, `${prompt}\n${lines}\n`);
    return this;
  }

  /** Runs the program itself, as this user. */
  run(...words: string[]): { readonly code: number | null; readonly stderr: string } {
    const { status, stderr, error } = spawnSync(process.execPath, [PROGRAM, ...words], { env: this.env });
    if (error) throw error;
    return { code: status, stderr: stderr.toString() };
  }

  /** Types keys behind the prompt and then Return, and gives the words that wslnet is run with, each in `<>`. */
  async type(keys: string): Promise<string> {
    await this.screenOf(keys);
    return this.read('.words');
  }

  /** As {@link type}, but gives what the terminal has been sent by then. */
  async screenOf(keys: string): Promise<string> {
    rmSync(join(this.home, '.words'), { force: true });
    return await this.inTerminal(`${keys}\r`, () => this.has('.words'));
  }

  /** Types keys behind the prompt, and waits until the terminal has shown a text. */
  async see(keys: string, text: string): Promise<void> {
    await this.inTerminal(keys, (screen) => screen.includes(text));
  }

  private async inTerminal(keys: string, isDone: (screen: string) => boolean): Promise<string> {
    const terminal = new Terminal(SHELLS[this.shell].start, this.home, this.env);
    try {
      await terminal.until((screen) => screen.includes(PROMPT));
      terminal.send(keys);
      return await terminal.until(isDone);
    } finally {
      terminal.end();
    }
  }
}

/** A terminal with one program in it, played by `script`. */
class Terminal {
  private readonly process: ChildProcess;
  private screen = '';

  constructor(command: string, folder: string, env: NodeJS.ProcessEnv) {
    this.process = spawn('script', ['--quiet', '--flush', '--command', command, '/dev/null'], { cwd: folder, env });
    this.process.stdout?.on('data', (chunk) => {
      this.screen += chunk;
    });
  }

  send(keys: string): void {
    this.process.stdin?.write(keys);
  }

  /** Waits, and gives what it has been sent by then. */
  async until(isThere: (screen: string) => boolean): Promise<string> {
    for (let tries = 0; !isThere(this.screen); tries++) {
      if (tries === 400) throw new Error(`it did not come; the terminal has\n${this.screen}`);
      await new Promise((wake) => setTimeout(wake, 50));
    }
    return this.screen;
  }

  end(): void {
    this.process.stdin?.end();
    this.process.kill('SIGKILL');
  }
}
