import { type Fact, known, unknown } from './facts.ts';
import {
  abandon,
  decodeOutput,
  launch,
  type RunningProgram,
  type StartableProgram,
  startProgram,
  whyNotStarted,
} from './programs.ts';

/** Finds Windows PowerShell, or says why there is none. */
export type FindPowerShell = () => Promise<Fact<StartableProgram>>;

/**
 * Runs scripts in Windows PowerShell. Every script is made in `powershell-scripts.ts` and holds no text of the user:
 * such text goes in through {@link RunningProgram.send}, as data.
 */
export interface PowerShell {
  /** Runs a script to its end, or to its timeout. Never throws. */
  run(script: string, options: RunOptions): Promise<ScriptRun>;
  /**
   * Starts a script that goes on until it is stopped, and that must end when its standard input does. That is how it
   * learns that this process has died.
   * @param onLine called with each line that it prints
   */
  start(script: string, onLine: (line: string) => void): Promise<Fact<RunningProgram>>;
}

/** How to run a script. */
export interface RunOptions {
  /** Milliseconds. PowerShell alone takes half a second to start, and ten under a busy virus scanner. */
  readonly timeout: number;
}

/** How a script went. */
export interface ScriptRun {
  /** What the script printed. After a timeout these are the lines that came before it. */
  readonly lines: readonly string[];
  /** The exit code; unknown with `timed-out` where the script had to be ended. */
  readonly end: Fact<number>;
  /** The error that ended the script; null for none. */
  readonly error: ScriptError | null;
}

/** A terminating error, in words that are the same in every language of Windows but for the message. */
export interface ScriptError {
  /** PowerShell's category: `PermissionDenied`, `ObjectNotFound` and so on. */
  readonly category: string;
  /** PowerShell's `FullyQualifiedErrorId`: `Windows System Error 5,Get-NetFirewallHyperVRule`. */
  readonly id: string;
  readonly message: string;
}

const ERROR_MARK = '#error ';

/** No answer that is looked for is near this long, in bytes. */
const LONGEST_OUTPUT = 4 * 1024 * 1024;

/** Windows takes command lines up to 32,767 UTF-16 units, and the encoded script is nearly all of one. */
const LONGEST_COMMAND = 32_000;

/** A PowerShell that is looked for when it is first needed. @param find gives the path of the program */
export function powershellOf(find: FindPowerShell): PowerShell {
  return { run, start };

  async function run(script: string, { timeout }: RunOptions): Promise<ScriptRun> {
    const program = await find();
    if (!program.known) return { lines: [], end: program, error: null };
    const child = launch(program.value, powershellArguments(script));
    // A script that reads nothing finds nothing to read, and cannot wait for it.
    child.stdin?.end();
    const chunks: Buffer[] = [];
    let length = 0;
    return await new Promise((settle) => {
      const finish = (end: Fact<number>) => {
        clearTimeout(timer);
        const bytes = Buffer.concat(chunks);
        // What came before a timeout may end within a line, or within a character.
        const whole = end.known ? bytes : bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
        settle({ ...readOutput(decodeOutput(whole)), end });
      };
      const giveUp = (why: 'timed-out' | 'not-understood') => {
        abandon(child);
        finish(unknown(why, NAME));
      };
      const timer = setTimeout(giveUp, timeout, 'timed-out');
      child.stdout?.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length > LONGEST_OUTPUT) giveUp('not-understood');
      });
      child.on('error', (error) => finish(unknown(whyNotStarted(error), NAME)));
      child.on('close', (exit) => finish(known(exit ?? -1)));
    });
  }

  async function start(script: string, onLine: (line: string) => void): Promise<Fact<RunningProgram>> {
    const program = await find();
    if (!program.known) return program;
    return known(startProgram(program.value, powershellArguments(script), onLine));
  }
}

const NAME = 'powershell.exe';

/**
 * The arguments that make Windows PowerShell 5.1 and PowerShell 7 run a script. Encoded, it passes through every shell
 * as it is. Without `-InputFormat None` PowerShell reads standard input itself, and waits for its end.
 * @throws Error for a script that does not fit on a command line
 */
export function powershellArguments(script: string): string[] {
  const encoded = Buffer.from(wrapped(script), 'utf16le').toString('base64');
  if (encoded.length > LONGEST_COMMAND) throw new Error('The script does not fit on a command line of Windows');
  const formats = ['-InputFormat', 'None', '-OutputFormat', 'Text'];
  return ['-NoProfile', '-NonInteractive', ...formats, '-EncodedCommand', encoded];
}

/**
 * A script that prints UTF-8, stops at its first error and prints what it was. Where an administrator has restricted
 * PowerShell's language the encoding stays as it is.
 */
function wrapped(script: string): string {
  return [
    'try { [Console]::OutputEncoding = New-Object Text.UTF8Encoding $false } catch { }',
    "$ProgressPreference = 'SilentlyContinue'",
    "$ErrorActionPreference = 'Stop'",
    'try {',
    script,
    '} catch {',
    '  $problem = @{',
    '    category = [string]$_.CategoryInfo.Category',
    '    id = [string]$_.FullyQualifiedErrorId',
    '    message = [string]$_.Exception.Message',
    '  }',
    `  '${ERROR_MARK}' + (ConvertTo-Json -Compress $problem)`,
    '  exit 1',
    '}',
  ].join('\n');
}

function readOutput(text: string): Pick<ScriptRun, 'lines' | 'error'> {
  const all = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const last = all.at(-1);
  if (!last?.startsWith(ERROR_MARK)) return { lines: all, error: null };
  return { lines: all.slice(0, -1), error: parseError(last.slice(ERROR_MARK.length)) };
}

function parseError(json: string): ScriptError {
  try {
    const { category, id, message } = JSON.parse(json);
    return { category: String(category), id: String(id), message: String(message) };
  } catch {
    return { category: 'NotSpecified', id: '', message: json };
  }
}
