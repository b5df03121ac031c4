/** What completes wslnet in zsh: read by `source`, or found as `_wslnet` in a folder of `fpath`. */
export const ZSH_SCRIPT = `#compdef wslnet
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
