import type { Shell } from '../../facts.ts';
import { BASH_SCRIPT } from './bash-script.ts';
import { FISH_SCRIPT } from './fish-script.ts';
import { POWERSHELL_SCRIPT } from './powershell-script.ts';
import { ZSH_SCRIPT } from './zsh-script.ts';

/**
 * What makes each shell complete wslnet. A script knows no command and no setting: at each Tab it asks
 * `wslnet complete`, so that it is never out of date.
 */
export const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: BASH_SCRIPT,
  zsh: ZSH_SCRIPT,
  fish: FISH_SCRIPT,
  powershell: POWERSHELL_SCRIPT,
};

/**
 * What the profile of a shell is told of the script, where the shell does not find it by its name. The same for every
 * user, so that a profile can be shared among machines, and without effect where there is no script.
 */
export const PROFILE_LINES: Readonly<Record<Shell, string | null>> = {
  bash: null,
  zsh: `if [[ -r \${ZDOTDIR:-$HOME}/.zfunc/_wslnet ]]; then source \${ZDOTDIR:-$HOME}/.zfunc/_wslnet; fi`,
  fish: null,
  powershell: 'if (Test-Path "$PSScriptRoot/wslnet-completion.ps1") { . "$PSScriptRoot/wslnet-completion.ps1" }',
};
