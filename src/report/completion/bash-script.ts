/** What completes wslnet in bash 4.4 and later, with the package bash-completion or without. */
export const BASH_SCRIPT = `# Completes wslnet in bash. Printed by: wslnet completion bash
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
