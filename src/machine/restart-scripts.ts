/**
 * The scripts that restart WSL from outside, for a program that lives in a distribution and dies with it. They keep to
 * what `powershell-scripts.ts` says of scripts.
 *
 * Both work in `%LOCALAPPDATA%\wslnet`, which is the Windows user's alone: `restart-job.json` is what to do
 * ({@link RestartJob}), `restart.json` how far it is and how it went ({@link RestartReport}). The report is replaced whole
 * at each step, so whoever reads it after a kill finds the step that was under way.
 */

/** What a restart is to do. */
export interface RestartJob {
  /** Names this restart. */
  readonly id: string;
  /** The distribution to start again; null for the default one. Letters, digits, `.`, `_` and `-`. */
  readonly distribution: string | null;
  /** The mode that is wanted; null where none can be named. */
  readonly mode: string | null;
  /** Only ends WSL. */
  readonly noStart: boolean;
  /** What to undo where the mode does not come up; null for nothing. */
  readonly rollback: Rollback | null;
  /** How long to wait before the first step, so that the caller can still say something, in milliseconds. */
  readonly pause: number;
  /** How long WSL may take to end or to start, and how long it may take to answer, in milliseconds. */
  readonly timeout: number;
  readonly askTimeout: number;
}

/** A change of a file, to be undone only if the file is still what the change made of it. */
export interface Rollback {
  /** The file as Windows knows it. */
  readonly file: string;
  /** SHA-256 of the file with the change, in hexadecimal; empty for no file. */
  readonly written: string;
  /** The bytes before the change in Base64; null for no file. */
  readonly before: string | null;
}

/** How far a restart is, or how it went. */
export interface RestartReport {
  readonly id: string;
  /** The step that is under way; `done` and `failed` are the end. */
  readonly step: 'handed-over' | 'stopping' | 'starting' | 'asking' | 'rolling-back' | 'restarting' | 'done' | 'failed';
  /** When that step began, in milliseconds since 1970. */
  readonly time: number;
  /** What somebody else started again before this restart did. */
  readonly startedAgain: readonly string[];
  /** The mode that was wanted; null where none can be named, or nothing was to start. */
  readonly wanted: string | null;
  /** The mode that came up; null where it is not known. */
  readonly mode: string | null;
  /** What became of the change: null where it was to stay. */
  readonly rollback: 'done' | 'changed' | 'busy' | 'failed' | null;
  /** The mode after the change was undone. */
  readonly modeAfter: string | null;
  /** What went wrong: a step that WSL did not take, or else an error message; null for nothing. */
  readonly problem: 'no-shutdown' | 'still-running' | 'no-start' | (string & {}) | null;
}

/**
 * Hands a restart over to a hidden PowerShell that outlives WSL. Standard input is one line of JSON: `job`, and
 * `arguments`, the arguments for the PowerShell that does it. Prints the folder of the report, or `busy` where another
 * restart is under way.
 */
export const HAND_OVER = `
$reader = New-Object IO.StreamReader ([Console]::OpenStandardInput()), (New-Object Text.UTF8Encoding $false)
$told = ConvertFrom-Json $reader.ReadLine()
$folder = [IO.Path]::Combine($env:LOCALAPPDATA, 'wslnet')
[void][IO.Directory]::CreateDirectory($folder)
$path = [IO.Path]::Combine($folder, 'restart.json')
$now = [DateTimeOffset]::UtcNow.ToUnixTimeMilliseconds()
if ([IO.File]::Exists($path)) {
  $last = ConvertFrom-Json ([IO.File]::ReadAllText($path))
  if ($last.step -ne 'done' -and $last.step -ne 'failed' -and $now - $last.time -lt 4 * $told.job.timeout) { 'busy'; return }
}
$report = @{ id = $told.job.id; wanted = $told.job.mode; step = 'handed-over'; time = $now; startedAgain = @(); mode = $null; rollback = $null
  modeAfter = $null; problem = $null }
[IO.File]::WriteAllText([IO.Path]::Combine($folder, 'restart-job.json'), (ConvertTo-Json $told.job -Depth 3))
[IO.File]::WriteAllText($path, (ConvertTo-Json $report))
$powershell = [IO.Path]::Combine($PSHOME, 'powershell.exe')
Start-Process -FilePath $powershell -ArgumentList $told.arguments -WindowStyle Hidden -WorkingDirectory $folder
$folder
`.trim();

/** Restarts WSL as the job says, and keeps the report. */
export const RESTART = `
$folder = [IO.Path]::Combine($env:LOCALAPPDATA, 'wslnet')
$path = [IO.Path]::Combine($folder, 'restart.json')
$task = [IO.Path]::Combine($folder, 'restart-job.json')
$utf8 = New-Object Text.UTF8Encoding $false
$job = ConvertFrom-Json ([IO.File]::ReadAllText($task))
[IO.File]::Delete($task)
$report = @{ id = $job.id; wanted = $job.mode; step = 'handed-over'; time = 0; startedAgain = @(); mode = $null; rollback = $null
  modeAfter = $null; problem = $null }
$target = ''
if ($job.distribution) { $target = '-d ' + $job.distribution + ' ' }

function Retry-Write($action) {
  for ($i = 0; $i -lt 20; $i++) {
    try { & $action; return } catch { $caught = $_; Start-Sleep -Milliseconds 100 }
  }
  throw $caught
}

function Set-File($file, $bytes) {
  $new = $file + '.wslnet-new'
  try {
    Retry-Write {
      [IO.File]::WriteAllBytes($new, $bytes)
      if ([IO.File]::Exists($file)) { [IO.File]::Replace($new, $file, [NullString]::Value) } else { [IO.File]::Move($new, $file) }
    }
  } finally {
    if ([IO.File]::Exists($new)) { [IO.File]::Delete($new) }
  }
}

function Enter-Step($step) {
  $report.step = $step
  $report.time = [DateTimeOffset]::UtcNow.ToUnixTimeMilliseconds()
  Set-File $path $utf8.GetBytes((ConvertTo-Json $report))
}

function Invoke-Wsl($words, $timeout) {
  $process = New-Object Diagnostics.Process
  $process.StartInfo.FileName = [IO.Path]::Combine([Environment]::SystemDirectory, 'wsl.exe')
  $process.StartInfo.Arguments = $words
  $process.StartInfo.UseShellExecute = $false
  $process.StartInfo.CreateNoWindow = $true
  $process.StartInfo.RedirectStandardInput = $true
  $process.StartInfo.RedirectStandardOutput = $true
  $process.StartInfo.StandardOutputEncoding = $utf8
  $process.StartInfo.EnvironmentVariables['WSL_UTF8'] = '1'
  [void]$process.Start()
  $process.StandardInput.Close()
  $read = $process.StandardOutput.ReadToEndAsync()
  if (-not $process.WaitForExit($timeout)) {
    try { $process.Kill() } catch { }
    return @{ exit = -1; text = '' }
  }
  $text = ''
  if ($read.Wait(2000)) { $text = $read.Result -replace [string][char]0 }
  @{ exit = $process.ExitCode; text = $text }
}

function Find-Running {
  $answer = Invoke-Wsl '-l -v' $job.askTimeout
  $names = New-Object Collections.ArrayList
  foreach ($line in $answer.text -split '[\\r\\n]+') {
    if ($line -match '^\\s*\\*?\\s*(\\S.*?)\\s+Running\\s+[12]\\s*$') { [void]$names.Add($Matches[1]) }
  }
  @{ names = $names }
}

# WSL that is younger than the shutdown was started again, by Docker Desktop or an editor: it has read the file.
function Test-Younger($name, $seconds) {
  if ($name -notmatch '^[\\w.-]+$') { return $false }
  $answer = Invoke-Wsl ('-d ' + $name + ' -e cat /proc/uptime') $job.askTimeout
  $answer.exit -eq 0 -and $answer.text -match '^(\\d+)' -and [int]$Matches[1] -le $seconds
}

function Stop-Wsl {
  $clock = [Diagnostics.Stopwatch]::StartNew()
  if ((Invoke-Wsl '--shutdown' $job.timeout).exit -ne 0) { throw 'no-shutdown' }
  while ($true) {
    $running = Find-Running
    if ($running.names.Count -eq 0) { return }
    if (Test-Younger $running.names[0] $clock.Elapsed.TotalSeconds) { $report.startedAgain = @($running.names); return }
    if ($clock.ElapsedMilliseconds -gt $job.timeout) { throw 'still-running' }
    Start-Sleep -Milliseconds 250
  }
}

function Start-Wsl { if ((Invoke-Wsl ($target + '-e true') $job.timeout).exit -ne 0) { throw 'no-start' } }

function Find-Mode {
  for ($i = 0; $i -lt 3; $i++) {
    $answer = Invoke-Wsl ($target + '-e wslinfo --networking-mode') $job.askTimeout
    $mode = $answer.text.Trim().ToLowerInvariant()
    if ($mode -eq 'consomme') { return 'virtioproxy' }
    if ($answer.exit -eq 0 -and $mode -match '^[a-z][a-z0-9]*$') { return $mode }
    Start-Sleep -Milliseconds 500
  }
}

function Get-Hash($file) {
  if (-not [IO.File]::Exists($file)) { return '' }
  $hash = [Security.Cryptography.SHA256]::Create().ComputeHash([IO.File]::ReadAllBytes($file))
  [BitConverter]::ToString($hash).Replace('-', '').ToLowerInvariant()
}

function Undo-Change {
  $change = $job.rollback
  $lock = $change.file + '.wslnet-lock'
  for ($i = 0; $i -lt 20 -and [IO.File]::Exists($lock); $i++) { Start-Sleep -Milliseconds 250 }
  if ([IO.File]::Exists($lock)) { return 'busy' }
  if ((Get-Hash $change.file) -ne $change.written) { return 'changed' }
  if ($null -eq $change.before) { [IO.File]::Delete($change.file) }
  else { Set-File $change.file ([Convert]::FromBase64String($change.before)) }
  'done'
}

try {
  Start-Sleep -Milliseconds $job.pause
  Enter-Step 'stopping'
  Stop-Wsl
  if (-not $job.noStart) {
    Enter-Step 'starting'
    try {
      Start-Wsl
      Enter-Step 'asking'
      $report.mode = Find-Mode
    } catch {
      if (-not $job.rollback) { throw }
      $report.problem = [string]$_.Exception.Message
    }
    # A distribution of WSL 1 has no mode of its own.
    $isOther = $report.mode -and $job.mode -and $report.mode -ne $job.mode -and $report.mode -ne 'wsl1'
    if ($job.rollback -and ($report.problem -or $isOther)) {
      Enter-Step 'rolling-back'
      try { $report.rollback = Undo-Change } catch { $report.rollback = 'failed'; $report.problem = [string]$_.Exception.Message }
      if ($report.rollback -eq 'done') {
        Enter-Step 'restarting'
        Stop-Wsl
        Start-Wsl
        $report.modeAfter = Find-Mode
      }
    }
  }
  Enter-Step 'done'
} catch {
  $report.problem = [string]$_.Exception.Message
  Enter-Step 'failed'
}
`.trim();
