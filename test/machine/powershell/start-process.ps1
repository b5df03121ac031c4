# Plays Windows' Start-Process, with the parameters that Windows PowerShell 5.1 documents: a program with a window of its
# own lives on by itself, and one that asks for an administrator (-Verb RunAs) runs at once, or not at all where
# WSLNET_ELEVATION is `declined`.
function Start-Process {
    [CmdletBinding(DefaultParameterSetName = 'Default', PositionalBinding = $false)]
    param(
        [Parameter(Mandatory, Position = 0)] [Alias('PSPath')] [string] $FilePath,
        [Parameter(Position = 1)] [Alias('Args')] [string[]] $ArgumentList,
        [string] $WorkingDirectory,
        [switch] $PassThru,
        [Parameter(ParameterSetName = 'UseShellExecute')] [string] $Verb,
        [ValidateSet('Normal', 'Hidden', 'Minimized', 'Maximized')] [string] $WindowStyle,
        [switch] $Wait,
        [Parameter(ParameterSetName = 'Default')] [switch] $NoNewWindow,
        [Parameter(ParameterSetName = 'Default')] [string] $RedirectStandardError,
        [Parameter(ParameterSetName = 'Default')] [string] $RedirectStandardInput,
        [Parameter(ParameterSetName = 'Default')] [string] $RedirectStandardOutput
    )
    if ($Verb -and $Verb -ne 'RunAs') { throw "Windows has no verb $Verb for a program" }
    if ($Verb -and $env:WSLNET_ELEVATION -eq 'declined') {
        throw [System.InvalidOperationException]::new('This command cannot be run due to the error: The operation was canceled by the user.')
    }
    if ([IO.Path]::GetFileName($FilePath) -match '^powershell(\.exe)?$') { $FilePath = $env:WSLNET_POWERSHELL }
    # Start-Process joins its words with blanks and quotes none.
    $words = ($ArgumentList -join ' ') -split ' +' -ne ''
    $process = [Diagnostics.Process]::new()
    $process.StartInfo.UseShellExecute = $false
    if ($WorkingDirectory) { $process.StartInfo.WorkingDirectory = $WorkingDirectory }
    if ($Wait -or $NoNewWindow) {
        $process.StartInfo.FileName = $FilePath
        foreach ($word in $words) { $process.StartInfo.ArgumentList.Add($word) }
    } else {
        # On Windows it gets a console of its own, and lives on.
        $process.StartInfo.FileName = '/bin/sh'
        foreach ($word in @('-c', 'exec setsid "$0" "$@" </dev/null >/dev/null 2>&1', $FilePath) + $words) {
            $process.StartInfo.ArgumentList.Add($word)
        }
    }
    [void]$process.Start()
    if ($Wait) { $process.WaitForExit() }
    if ($PassThru) { $process }
}
