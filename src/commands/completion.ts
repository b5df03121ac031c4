import { hasSameBytes } from '../change/commit.ts';
import { EXIT, type ExitCode, Failure, type FailureKind } from '../failure.ts';
import { SHELLS, type Shell } from '../machine/facts.ts';
import { printable } from '../text/printable.ts';
import { wrapped } from '../text/wrap.ts';
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

/** All of the files or none: where one cannot be written, those before it become what they were. */
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
  await machine.makeFolderOf(path);
  await machine.update(path, (now) => {
    before = now.bytes;
    const bytes = remake(now.bytes);
    return hasSameBytes(bytes, now.bytes) ? null : { bytes, note: null };
  });
  return { ...step, remake: () => before };
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

/** What completes wslnet in bash 4.4 and later, with the package bash-completion or without. */
const BASH_SCRIPT = `# Completes wslnet in bash. Printed by: wslnet completion bash
_wslnet() {
    local line=\${COMP_LINE:0:COMP_POINT} words=() piece word i
    COMPREPLY=()
    # bash takes words apart at = and : too. What no blank stands between is one word.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        if ((i == 0)) || [[ $line == [[:blank:]]* ]]; then words+=(""); fi
        piece=\${COMP_WORDS[i]}
        if ((i == COMP_CWORD)); then piece=\${line#"\${line%%[![:blank:]]*}"}; fi
        words[-1]+=$piece
        line=\${line#*"$piece"}
    done
    if ((COMP_CWORD > 0)) && [[ \${COMP_WORDS[COMP_CWORD - 1]} == *[\\<\\>]* ]]; then
        compopt -o default
        return
    fi
    words=("\${words[@]:1}")
    words=("\${words[@]//[\\"\\'\\\\]/}")
    # What bash leaves as it is of the last word.
    piece=\${2//[\\"\\'\\\\]/}
    local kept=\${words[-1]%"$piece"}
    while IFS=$'\\t' read -r word _; do
        if [[ $word == :files ]]; then
            compopt -o default
        else
            COMPREPLY+=("\${word:\${#kept}}")
        fi
    done < <(command wslnet complete "\${words[@]/#/+}" 2>/dev/null)
    if [[ \${COMPREPLY[0]-} == *= ]]; then compopt -o nospace; fi
}
complete -F _wslnet wslnet
`;

/** What completes wslnet in fish 3.1 and later. */
const FISH_SCRIPT = `# Completes wslnet in fish. Printed by: wslnet completion fish
function __wslnet_complete
    set -l before (commandline -opc)
    set -l word (commandline -ct | string replace --all --regex '[\\'"\\\\\\\\]' '')
    set -l lines (command wslnet complete +$before[2..] +$word 2>/dev/null)
    if test "$lines" != :files
        printf '%s\\n' $lines
        return
    end
    set -l token (commandline -ct)
    set -l kept (string match --regex -- '^--[^=]*=' $token)
    # To a command that has no name, fish offers files.
    printf '%s\\n' "$kept"(complete --do-complete "'' "(string replace -- "$kept" '' $token))
end
complete --command wslnet --no-files --keep-order --arguments '(__wslnet_complete)'
`;

/** What completes wslnet in Windows PowerShell 5 and in PowerShell 7. */
export const POWERSHELL_SCRIPT = `# Completes wslnet in PowerShell. Printed by: wslnet completion powershell
Register-ArgumentCompleter -Native -CommandName wslnet -ScriptBlock {
    param($word, $command, $cursor)
    $exit = $global:LASTEXITCODE
    $before = @($command.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursor })
    $words = @(@($before) + $word | ForEach-Object { '+' + ("$_" -replace '["''\\\\]') })
    $lines = @(wslnet complete @words 2>$null)
    $global:LASTEXITCODE = $exit
    # Nothing at all has PowerShell complete a file name; one empty text has it do nothing.
    if (-not $lines) { return '' }
    if ($lines[0] -eq ':files') { return }
    foreach ($line in $lines) {
        $value, $about = $line -split "\`t", 2
        if (-not $about) { $about = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $about)
    }
}
`;

/** What completes wslnet in zsh: read by `source`, or found as `_wslnet` in a folder of `fpath`. */
const ZSH_SCRIPT = `#compdef wslnet
# Completes wslnet in zsh. Printed by: wslnet completion zsh
_wslnet() {
    local -a before=("\${(@Q)words[2,CURRENT-1]}") whole open
    local line value
    # PREFIX is what stands before the cursor of the word that it is on.
    for line in "\${(@f)$(command wslnet complete "\${(@)before/#/+}" "+\${(Q)PREFIX}" 2>/dev/null)}"; do
        if [[ $line == :files ]]; then
            [[ $PREFIX == --* ]] && compset -P '*='
            _files
            return
        fi
        [[ $PREFIX == *=* ]] && line=\${line#*=}
        value=\${\${line%%$'\\t'*}//:/\\\\:}
        if [[ $value == *= ]]; then open+=("$value:\${line#*$'\\t'}")
        elif [[ -n $value ]]; then whole+=("$value:\${line#*$'\\t'}")
        fi
    done
    compset -P '*='
    # The letters of either case are one.
    local -a either=(-M 'm:{a-zA-Z}={A-Za-z}')
    local found=1
    _describe -V -t words 'wslnet' whole $either && found=0
    _describe -V -t settings 'setting' open $either -S '' && found=0
    return found
}
if [[ $funcstack[1] == _wslnet ]]; then
    _wslnet "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i; }
    compdef _wslnet wslnet
fi
`;

/**
 * What makes each shell complete wslnet. A script knows no command and no setting: at each Tab it asks
 * `wslnet complete`, so that it is never out of date.
 */
const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: BASH_SCRIPT,
  zsh: ZSH_SCRIPT,
  fish: FISH_SCRIPT,
  powershell: POWERSHELL_SCRIPT,
};

/**
 * What the profile of a shell is told of the script, where the shell does not find it by its name. The same for every
 * user, so that a profile can be shared among machines, and without effect where there is no script.
 */
const PROFILE_LINES: Readonly<Record<Shell, string | null>> = {
  bash: null,
  zsh: `if [[ -r \${ZDOTDIR:-$HOME}/.zfunc/_wslnet ]]; then source \${ZDOTDIR:-$HOME}/.zfunc/_wslnet; fi`,
  fish: null,
  powershell: 'if (Test-Path "$PSScriptRoot/wslnet-completion.ps1") { . "$PSScriptRoot/wslnet-completion.ps1" }',
};
