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
