import { EXIT, type ExitCode } from '../failure.ts';
import type { Shell } from '../machine/facts.ts';
import { COMPLETION_SCRIPTS } from './completion-scripts.ts';
import type { CommonOptions, Context } from './context.ts';
import { jsonDocument } from './json.ts';

export interface CompletionOptions extends CommonOptions {
  readonly shell: Shell;
}

/** `wslnet completion`: the script that completes wslnet in a shell. */
export async function completion({ shell, json }: CompletionOptions, { out }: Context): Promise<ExitCode> {
  const script = COMPLETION_SCRIPTS[shell];
  out.write(json ? jsonDocument('completion', { shell, script }) : script);
  return EXIT.done;
}
