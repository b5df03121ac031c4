# Plays Windows' question for an administrator: Start-Process with the parameters that Windows PowerShell 5.1 documents.
# The program runs at once, and the answer is in WSLNET_ELEVATION: `declined` for no.
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
    $process = [Diagnostics.Process]::new()
    $process.StartInfo.FileName = $FilePath
    # Start-Process joins its words with blanks and quotes none.
    $process.StartInfo.Arguments = $ArgumentList -join ' '
    $process.StartInfo.UseShellExecute = $false
    if ($WorkingDirectory) { $process.StartInfo.WorkingDirectory = $WorkingDirectory }
    [void]$process.Start()
    if ($Wait) { $process.WaitForExit() }
    if ($PassThru) { $process }
}
