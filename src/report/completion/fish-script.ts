/** What completes wslnet in fish 3.1 and later. */
export const FISH_SCRIPT = `# Completes wslnet in fish. Printed by: wslnet completion fish
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
