import type { Shell } from '../machine/facts.ts';

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
