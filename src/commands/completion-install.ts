import { SHELLS, type Shell } from '../facts.ts';
import { EXIT, type ExitCode, Failure } from '../failure.ts';
import {
  INSTALL_QUESTION,
  type InstallStep,
  installedText,
  installPlan,
  nothingToInstall,
} from '../report/completion/install-text.ts';
import { COMPLETION_SCRIPTS, PROFILE_LINES } from '../report/completion/scripts.ts';
import { jsonDocument } from '../report/json.ts';
import { appendLine } from './append-line.ts';
import { hasSameBytes } from './compare-versions.ts';
import { confirm, requireAnswer } from './confirm.ts';
import type { CommonOptions, Context } from './context.ts';

export interface CompletionInstallOptions extends CommonOptions {
  /** Undefined for the shell of this user. */
  readonly shell: Shell | undefined;
}

/** What a file is to become, in view of what it is; null to leave it alone. */
interface Target {
  readonly path: string;
  readonly line: string | null;
  readonly remake: (bytes: Uint8Array | null) => Uint8Array | null;
}

/** `wslnet completion install`: puts the script where the shell finds it, and tells the shell where it must be told. */
export async function completionInstall(options: CompletionInstallOptions, context: Context): Promise<ExitCode> {
  const { host, out, err } = context;
  const { dryRun = false, quiet, json } = options;
  const shell = options.shell ?? requireShell(host.shell());
  const targets = await targetsFor(shell, context);
  const steps: (InstallStep & Target)[] = [];
  for (const target of targets) {
    const { bytes } = await host.read(target.path);
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
        if (json) out.write(jsonDocument('completion-install', { shell, changed: false, dryRun, files: [] }));
        return EXIT.no;
      }
      for (const step of steps) await write(step, context);
      say(installedText(shell, err));
    }
  }
  if (json) {
    const files = steps.map(({ path, change, line }) => ({ path, change, line }));
    out.write(jsonDocument('completion-install', { shell, changed: steps.length > 0, dryRun, files }));
  }
  return EXIT.done;
}

function requireShell(name: string | null): Shell {
  const shell = SHELLS.find((each) => each === name);
  if (!shell) throw new Failure('unknown-shell', { shell: name, shells: SHELLS });
  return shell;
}

async function targetsFor(shell: Shell, { host }: Context): Promise<Target[]> {
  const { script, profile } = await host.shellFiles(shell);
  const wanted = Buffer.from(COMPLETION_SCRIPTS[shell]);
  const own: Target = { path: script, line: null, remake: (bytes) => (hasSameBytes(bytes, wanted) ? null : wanted) };
  const line = PROFILE_LINES[shell];
  if (profile === null || line === null) return [own];
  const newline = host.isWindows ? '\r\n' : '\n';
  // The script comes first: a line that leads nowhere would be worse than a script that nothing leads to.
  return [own, { path: profile, line, remake: (bytes) => appendLine(bytes, line, newline) }];
}

async function write({ path, remake }: Target, { host }: Context): Promise<void> {
  await host.makeFolderOf(path);
  await host.update(path, (now) => {
    const bytes = remake(now.bytes);
    return bytes && { bytes, note: null };
  });
}
