import { hasSameBytes } from '../change/commit.ts';
import { EXIT, type ExitCode, Failure, type FailureKind } from '../failure.ts';
import { SHELLS, type Shell } from '../machine/facts.ts';
import { printable } from '../text/printable.ts';
import { wrapped } from '../text/wrap.ts';
import { COMPLETION_SCRIPTS, PROFILE_LINES } from './completion-scripts.ts';
import {
  type CommonOptions,
  type Context,
  confirm,
  defineCommand,
  type Members,
  operand,
  optionalOperand,
  requireAnswer,
} from './define.ts';
import { shape } from './json.ts';

const CHANGES = ['made', 'replaced', 'line-added', 'line-removed', 'removed'] as const;

/** What is done to a file so that a shell completes, or no longer does. */
interface Step {
  readonly path: string;
  readonly change: (typeof CHANGES)[number];
  /** What is added to the file or taken out of it; null where all of the file is wslnet's own. */
  readonly line: string | null;
  /** The file in view of what it is; null for none. */
  readonly remake: (bytes: Uint8Array | null) => Uint8Array | null;
}

const shellOperand = optionalOperand('shell', 'the shell (default: your login shell)', { choices: SHELLS });

const setupDocument = shape((z) =>
  z.strictObject({
    shell: z.enum(SHELLS),
    changed: z.boolean(),
    dryRun: z.boolean(),
    files: z.array(
      z.strictObject({
        path: z.string(),
        change: z.enum(CHANGES),
        line: z
          .nullable(z.string())
          .check(z.describe('The line that was added or removed; null if the file is the script itself.')),
      }),
    ),
  }),
);

/** Puts the script where the shell finds it, and tells the shell where it must be told. */
const install = defineCommand({
  summary: 'set up completion for your shell; shows the changes first',
  operands: { shell: shellOperand },
  examples: ['wslnet completion install', 'wslnet completion install powershell'],
  json: setupDocument,
  run: (options, context) => setUp(options, context, installation),
});

/** Takes the script away, and the line that told the shell of it. */
const uninstall = defineCommand({
  summary: 'remove what wslnet completion install added',
  operands: { shell: shellOperand },
  examples: ['wslnet completion uninstall'],
  json: setupDocument,
  run: (options, context) => setUp(options, context, removal),
});

/** What installing or uninstalling does, and how it is told. */
interface Setup {
  readonly stepsFor: (shell: Shell, context: Context) => Promise<readonly Step[]>;
  readonly heading: (shell: Shell) => string;
  readonly done: (shell: Shell) => string;
  readonly nothing: (shell: Shell) => string;
}

async function setUp(
  { shell: named, quiet, json, dryRun = false, ...options }: { readonly shell: Shell | undefined } & CommonOptions,
  context: Context<Members<ReturnType<typeof setupDocument>>>,
  { stepsFor, heading, done, nothing }: Setup,
): Promise<ExitCode> {
  const { machine, err, printJson } = context;
  const shell = named ?? requireShell(machine.shell());
  const steps = await stepsFor(shell, context);
  const say = (text: string) => {
    if (!quiet) err.write(text);
  };
  const answer = (made: readonly Step[]) => {
    const files = made.map(({ path, change, line }) => ({ path, change, line }));
    if (json) printJson({ shell, changed: made.length > 0, dryRun, files });
  };
  if (steps.length === 0) {
    say(wrapped(nothing(shell), err.width));
  } else {
    if (!dryRun) requireAnswer(options, context, context.command);
    say(planText(heading(shell), steps));
    if (!dryRun) {
      if (!(await confirm(QUESTION, options, context))) {
        answer([]);
        return EXIT.no;
      }
      await writeAll(steps, context);
      say(wrapped(done(shell), err.width));
    }
  }
  answer(steps);
  return EXIT.done;
}

const installation: Setup = {
  async stepsFor(shell, { machine }) {
    const { script, profile } = await machine.shellFiles(shell);
    const wanted = Buffer.from(COMPLETION_SCRIPTS[shell]);
    const { bytes } = await machine.read(script);
    requireOwnScript(script, bytes, shell);
    const own: Step = { path: script, change: bytes ? 'replaced' : 'made', line: null, remake: () => wanted };
    // The script comes first: a line that leads nowhere would be worse than a script that nothing leads to.
    const steps = hasSameBytes(bytes, wanted) ? [] : [own];
    const line = PROFILE_LINES[shell];
    if (profile === null || line === null) return steps;
    const newline = machine.isWindows ? '\r\n' : '\n';
    const startup = await machine.read(profile);
    const change = startup.bytes ? 'line-added' : 'made';
    const remake = (now: Uint8Array | null) => appendLine(now, line, newline) ?? now;
    return appendLine(startup.bytes, line, newline) ? [...steps, { path: profile, change, line, remake }] : steps;
  },
  heading: (shell) => `To set up completion for ${NAMES[shell]}, wslnet will:`,
  done: (shell) =>
    `Done. Every new ${NAMES[shell]} session completes wslnet commands with the Tab key${CONDITIONS[shell]}.`,
  nothing: (shell) => `Nothing to do: ${NAMES[shell]} completes wslnet commands with the Tab key${CONDITIONS[shell]}.`,
};

const removal: Setup = {
  async stepsFor(shell, { machine }) {
    const { script, profile } = await machine.shellFiles(shell);
    const steps: Step[] = [];
    const line = PROFILE_LINES[shell];
    if (profile !== null && line !== null && removeLine((await machine.read(profile)).bytes, line)) {
      const remake = (now: Uint8Array | null) => removeLine(now, line) ?? now;
      steps.push({ path: profile, change: 'line-removed', line, remake });
    }
    const { bytes } = await machine.read(script);
    if (bytes && isOwnScript(bytes, shell))
      steps.push({ path: script, change: 'removed', line: null, remake: () => null });
    return steps;
  },
  heading: (shell) => `To remove completion for ${NAMES[shell]}, wslnet will:`,
  done: (shell) => `Done. New ${NAMES[shell]} sessions no longer complete wslnet commands.`,
  nothing: (shell) => `Nothing to do: completion is not installed for ${NAMES[shell]}.`,
};

/** The script that completes wslnet in a shell. */
export default defineCommand({
  summary: 'complete commands with the Tab key',
  details: ['Prints the completion script for a shell. wslnet completion install sets it up for you.'],
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
  commands: { install, uninstall },
});

const UNKNOWN_SHELL: FailureKind<{ readonly shell: string | null; readonly shells: readonly string[] }> = {
  code: 'unknown-shell',
  exit: EXIT.usage,
  message: ({ shell }) =>
    shell === null ? 'Cannot tell which shell you use: SHELL is not set.' : `wslnet has no completion for ${shell}.`,
  hint: ({ shells }) => `Choose from ${shells.join(', ')}. For example: wslnet completion install bash`,
};

function requireShell(name: string | null): Shell {
  const shell = SHELLS.find((each) => each === name);
  if (!shell) throw new Failure(UNKNOWN_SHELL, { shell: name, shells: SHELLS });
  return shell;
}

const FOREIGN_SCRIPT: FailureKind<{ readonly path: string; readonly shell: Shell }> = {
  code: 'foreign-script',
  exit: EXIT.unwritable,
  message: ({ path }) => `wslnet did not create ${path}, so it leaves the file as it is.`,
  hint: ({ shell }) =>
    `Move the file away, then run the command again; or add to it what this prints: wslnet completion ${shell}`,
};

/** A script of whatever version of wslnet, installed or saved by the user, says where it comes from. */
function isOwnScript(bytes: Uint8Array, shell: Shell): boolean {
  return Buffer.from(bytes).includes(`Printed by: wslnet completion ${shell}`);
}

/** @throws Failure `foreign-script` for a file that has the script's name, and that somebody else wrote */
function requireOwnScript(path: string, bytes: Uint8Array | null, shell: Shell): void {
  if (bytes && bytes.length > 0 && !isOwnScript(bytes, shell)) throw new Failure(FOREIGN_SCRIPT, { path, shell });
}

/** All of the files or none: where one cannot be written, those before it become what they were, if still as written. */
async function writeAll(steps: readonly Step[], context: Context): Promise<void> {
  const done: Step[] = [];
  try {
    for (const step of steps) done.unshift(await write(step, context));
  } catch (error) {
    for (const step of done) await write(step, context).catch(() => {});
    throw error;
  }
}

/** @returns the step that takes it back */
async function write(step: Step, { machine }: Context): Promise<Step> {
  const { path, remake } = step;
  let before: Uint8Array | null = null;
  let made: Uint8Array | null = null;
  await machine.makeFolderOf(path);
  await machine.update(path, (now) => {
    before = now.bytes;
    made = remake(now.bytes);
    return hasSameBytes(made, now.bytes) ? null : { bytes: made, note: null };
  });
  return { ...step, remake: (now) => (hasSameBytes(now, made) ? before : now) };
}

const VERBS: Readonly<Record<Step['change'], string>> = {
  made: 'create',
  replaced: 'update',
  'line-added': 'add to',
  'line-removed': 'remove from',
  removed: 'delete',
};
const INDENT = '  ';
const QUESTION = 'Continue? [y/N] ';

/** What is going to be done. */
function planText(heading: string, steps: readonly Step[]): string {
  const verbs = steps.map(({ change, line }) => VERBS[line !== null && change === 'made' ? 'line-added' : change]);
  const width = Math.max(...verbs.map((verb) => verb.length));
  const lines = steps.flatMap(({ path, line }, index) => [
    `${INDENT}${(verbs[index] ?? '').padEnd(width)}${INDENT}${printable(path)}`,
    ...(line === null ? [] : [`${INDENT}${INDENT}${line}`]),
  ]);
  return [heading, ...lines, ''].join('\n');
}

const NAMES: Readonly<Record<Shell, string>> = { bash: 'bash', zsh: 'zsh', fish: 'fish', powershell: 'PowerShell' };

const CONDITIONS: Readonly<Record<Shell, string>> = {
  bash: ', if the package bash-completion is installed',
  zsh: '',
  fish: '',
  powershell: ', if it may run scripts',
};

/**
 * Bytes with a line more at their end, as the file writes its lines; null where it has that line. What is there stays
 * as it is, byte for byte, in whatever encoding.
 * @param bytes null for no file
 * @param line ASCII
 * @param newline for a file that has none yet
 */
export function appendLine(bytes: Uint8Array | null, line: string, newline: string): Uint8Array | null {
  const before = Buffer.from(bytes ?? []);
  const encoding = encodingOf(before);
  const text = before.toString(encoding);
  const lines = text.split(/\r\n|\n/);
  if (lines.some((each) => each.trim() === line)) return null;
  const ending = /\r?\n/.exec(text)?.[0] ?? newline;
  const isOpen = lines.at(-1) !== '' && lines.at(-1) !== '\ufeff';
  return Buffer.concat([before, Buffer.from(`${isOpen ? ending : ''}${line}${ending}`, encoding)]);
}

/** Windows PowerShell's own editor saves UTF-16. In every other encoding a shell reads, ASCII is one byte each. */
function encodingOf(bytes: Uint8Array): 'utf16le' | 'latin1' {
  return bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf16le' : 'latin1';
}

/** Bytes without a line that {@link appendLine} added, wherever it is; null where it is not there. */
export function removeLine(bytes: Uint8Array | null, line: string): Uint8Array | null {
  const before = Buffer.from(bytes ?? []);
  const encoding = encodingOf(before);
  const lines = before.toString(encoding).split(/(?<=\n)/);
  const kept = lines.filter((each) => each.trim() !== line);
  return kept.length === lines.length ? null : Buffer.from(kept.join(''), encoding);
}
