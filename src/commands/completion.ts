import { hasSameBytes } from '../change/commit.ts';
import { EXIT, Failure } from '../failure.ts';
import { SHELLS, type Shell } from '../machine/facts.ts';
import type { Channel } from '../text/colors.ts';
import { printable } from '../text/printable.ts';
import { wrap } from '../text/wrap.ts';
import { COMPLETION_SCRIPTS, PROFILE_LINES } from './completion-scripts.ts';
import { type Context, confirm, requireAnswer } from './context.ts';
import { defineCommand, operand, optionalOperand } from './define.ts';

/** What a file is to become, in view of what it is; null to leave it alone. */
interface Target {
  readonly path: string;
  readonly line: string | null;
  readonly remake: (bytes: Uint8Array | null) => Uint8Array | null;
}

/** Puts the script where the shell finds it, and tells the shell where it must be told. */
const install = defineCommand({
  summary: 'set up completion for your shell, after showing what that changes',
  operands: {
    shell: optionalOperand('shell', 'the shell; without it, the one you log in with', { choices: SHELLS }),
  },
  examples: ['wslnet completion install', 'wslnet completion install powershell'],
  json: (z) =>
    z.strictObject({
      shell: z.enum(SHELLS),
      changed: z.boolean(),
      dryRun: z.boolean(),
      files: z.array(
        z.strictObject({
          path: z.string(),
          change: z.enum(['made', 'replaced', 'line-added']),
          line: z.nullable(z.string()).check(z.describe('What was added to it; null where it is the script itself.')),
        }),
      ),
    }),
  async run(options, context) {
    const { machine, err } = context;
    const { dryRun = false, quiet, json } = options;
    const shell = options.shell ?? requireShell(machine.shell());
    const targets = await targetsFor(shell, context);
    const steps: (InstallStep & Target)[] = [];
    for (const target of targets) {
      const { bytes } = await machine.read(target.path);
      const change = bytes === null ? 'made' : target.line === null ? 'replaced' : 'line-added';
      if (target.remake(bytes)) steps.push({ ...target, change });
    }
    const say = (text: string) => {
      if (!quiet) err.write(text);
    };

    if (steps.length === 0) {
      say(nothingToInstall(shell, err));
    } else {
      if (!dryRun) requireAnswer(options, context, 'completion install');
      say(installPlan(shell, steps));
      if (!dryRun) {
        if (!(await confirm(INSTALL_QUESTION, options, context))) {
          if (json) context.printJson({ shell, changed: false, dryRun, files: [] });
          return EXIT.no;
        }
        for (const step of steps) await write(step, context);
        say(installedText(shell, err));
      }
    }
    if (json) {
      const files = steps.map(({ path, change, line }) => ({ path, change, line }));
      context.printJson({ shell, changed: steps.length > 0, dryRun, files });
    }
    return EXIT.done;
  },
});

/** The script that completes wslnet in a shell. */
export default defineCommand({
  summary: 'complete commands with the Tab key',
  details: ['It prints the script for a shell; wslnet completion install puts it in place.'],
  operands: { shell: operand('shell', 'the shell', { choices: SHELLS }) },
  examples: [
    'source <(wslnet completion bash)',
    'source <(wslnet completion zsh)',
    'wslnet completion fish | source',
    'wslnet completion powershell | Out-String | Invoke-Expression',
  ],
  json: (z) => z.strictObject({ shell: z.enum(SHELLS), script: z.string() }),
  async run({ shell, json }, { out, printJson }) {
    const script = COMPLETION_SCRIPTS[shell];
    if (json) printJson({ shell, script });
    else out.write(script);
    return EXIT.done;
  },
  commands: { install },
});

function requireShell(name: string | null): Shell {
  const shell = SHELLS.find((each) => each === name);
  if (!shell) throw new Failure('unknown-shell', { shell: name, shells: SHELLS });
  return shell;
}

async function targetsFor(shell: Shell, { machine }: Context): Promise<Target[]> {
  const { script, profile } = await machine.shellFiles(shell);
  const wanted = Buffer.from(COMPLETION_SCRIPTS[shell]);
  const own: Target = { path: script, line: null, remake: (bytes) => (hasSameBytes(bytes, wanted) ? null : wanted) };
  const line = PROFILE_LINES[shell];
  if (profile === null || line === null) return [own];
  const newline = machine.isWindows ? '\r\n' : '\n';
  // The script comes first: a line that leads nowhere would be worse than a script that nothing leads to.
  return [own, { path: profile, line, remake: (bytes) => appendLine(bytes, line, newline) }];
}

async function write({ path, remake }: Target, { machine }: Context): Promise<void> {
  await machine.makeFolderOf(path);
  await machine.update(path, (now) => {
    const bytes = remake(now.bytes);
    return bytes && { bytes, note: null };
  });
}

/** What is done to a file so that a shell completes. */
export interface InstallStep {
  readonly path: string;
  readonly change: 'made' | 'replaced' | 'line-added';
  /** What is added to the end; null where the file is wslnet's own. */
  readonly line: string | null;
}

const VERBS = { made: 'makes  ', replaced: 'renews ', 'line-added': 'adds to' };
const INDENT = '  ';

/** What is going to be done. */
export function installPlan(shell: Shell, steps: readonly InstallStep[]): string {
  const lines = steps.flatMap(({ path, change, line }) => [
    `${INDENT}${VERBS[line === null ? change : 'line-added']}  ${printable(path)}`,
    ...(line === null ? [] : [`${INDENT}${INDENT}${line}`]),
  ]);
  return [`To complete wslnet in ${NAMES[shell]}, this`, ...lines, ''].join('\n');
}

export const INSTALL_QUESTION = 'Go ahead? [y/N] ';

export function installedText(shell: Shell, { width }: Channel): string {
  return linesOf(`Done. Every new ${NAMES[shell]} completes wslnet at the Tab key${CONDITIONS[shell]}.`, width);
}

export function nothingToInstall(shell: Shell, { width }: Channel): string {
  return linesOf(`Nothing to do: ${NAMES[shell]} completes wslnet at the Tab key${CONDITIONS[shell]}.`, width);
}

const NAMES: Readonly<Record<Shell, string>> = { bash: 'bash', zsh: 'zsh', fish: 'fish', powershell: 'PowerShell' };

const CONDITIONS: Readonly<Record<Shell, string>> = {
  bash: ', if the package bash-completion is installed',
  zsh: '',
  fish: '',
  powershell: ', if it may run scripts',
};

function linesOf(text: string, width: number): string {
  return `${wrap(text, width).join('\n')}\n`;
}

/**
 * Bytes with a line more at their end, as the file writes its lines; null where it has that line. What is there stays
 * as it is, byte for byte, in whatever encoding.
 * @param bytes null for no file
 * @param line ASCII
 * @param newline for a file that has none yet
 */
export function appendLine(bytes: Uint8Array | null, line: string, newline: string): Uint8Array | null {
  const before = Buffer.from(bytes ?? []);
  // Windows PowerShell's own editor saves UTF-16. In every other encoding a shell reads, ASCII is one byte each.
  const encoding = before[0] === 0xff && before[1] === 0xfe ? 'utf16le' : 'latin1';
  const text = before.toString(encoding);
  const lines = text.split(/\r\n|\n/);
  if (lines.some((each) => each.trim() === line)) return null;
  const ending = /\r?\n/.exec(text)?.[0] ?? newline;
  const isOpen = lines.at(-1) !== '' && lines.at(-1) !== '\ufeff';
  return Buffer.concat([before, Buffer.from(`${isOpen ? ending : ''}${line}${ending}`, encoding)]);
}
