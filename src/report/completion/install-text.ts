import type { Shell } from '../../facts.ts';
import type { Channel } from '../channel.ts';
import { printable } from '../printable.ts';
import { wrap } from '../wrap.ts';

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
