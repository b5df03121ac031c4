import { isIP } from 'node:net';
import { HAND_OVER, RESTART } from './restart-scripts.ts';

/**
 * All scripts that are handed to Windows PowerShell. Each is valid in Windows PowerShell 5.1: no `&&`, `||`, `??`, no
 * ternary, no `-AsHashtable`. It runs inside a frame that prints UTF-8 and stops at the first error, see
 * `powershell.ts`. What a script has to be told is a checked number or address; text goes in by standard input.
 */

/** How long the Windows end of a test goes on without hearing anything, in seconds. */
const LIFETIME = 90;

/**
 * The Windows end of a test: connects, listens and looks names up as it is told, several things at a time, with real
 * sockets. It needs no administrator.
 *
 * Each line of standard input is a JSON object `{ id, do, … }`; each line of output is one too, `{ id, event, … }`.
 * The first is `{ event: 'ready' }`. `do` is one of
 * - `exchange` (`address`, `port`, `say` in Base64, `want` bytes, `timeout` in ms): connects, says, and listens until
 *   `want` bytes have come, or some and then nothing for 300 ms. Event `exchanged`: `connected` (ms, null if it did not),
 *   `local` (own address), `received` (bytes), `head` (the first 512 in Base64), `ms`, `problem` (null, `Closed`,
 *   or a name of `System.Net.Sockets.SocketError`), `lag` (for how long it was kept from its work at most, in ms).
 * - `listen` (`address`, `port`, 0 for any; `answer` in Base64): event `listening` with `port`, then a `visit` for each
 *   that connects and says something: `from`, `said` in Base64. It goes on until `close` with the same id.
 * - `resolve` (`name`, `timeout`): event `resolved` with `addresses`, `ms`, `problem`.
 * - `describe`: event `described` with `adapters` that are up: `name`, `mtu` (null for none), `addresses`, `gateways`.
 *
 * Any may end in the event `failed` with `problem`. It ends with its input, and by itself where it hears nothing for a
 * while: `alive` is said for it to go on.
 */
export const WINDOWS_END = `
$reader = New-Object IO.StreamReader ([Console]::OpenStandardInput()), (New-Object Text.UTF8Encoding $false)
$jobs = New-Object Collections.ArrayList

function Say($facts) { [Console]::Out.WriteLine((ConvertTo-Json $facts -Compress -Depth 4)) }

function Name-Problem($problem) {
  $cause = $problem.GetBaseException()
  if ($cause -is [Net.Sockets.SocketException]) { return [string]$cause.SocketErrorCode }
  return $cause.GetType().Name
}

function End-Job($job) {
  $jobs.Remove($job)
  foreach ($each in @($job.client, $job.listener) + @($job.visits | ForEach-Object { $_.client })) {
    if ($each -is [Net.Sockets.TcpListener]) { $each.Stop() } elseif ($each) { $each.Close() }
  }
}

function End-Exchange($job, $problem) {
  $local = $null
  if ($null -ne $job.connected) { $local = [string]$job.client.Client.LocalEndPoint.Address }
  $head = [Convert]::ToBase64String($job.head.ToArray())
  Say @{ id = $job.id; event = 'exchanged'; connected = $job.connected; local = $local; received = $job.received
    head = $head; ms = $job.clock.ElapsedMilliseconds; problem = $problem; lag = $job.lag }
  End-Job $job
}

function Step-Exchange($job) {
  if ($null -eq $job.connected) {
    if ($job.task.IsCompleted) {
      if ($job.task.IsFaulted) { End-Exchange $job (Name-Problem $job.task.Exception); return }
      $job.connected = $job.clock.ElapsedMilliseconds
      $job.stream = $job.client.GetStream()
      $bytes = [Convert]::FromBase64String($job.ask.say)
      if ($bytes.Length -gt 0) { $job.write = $job.stream.WriteAsync($bytes, 0, $bytes.Length) }
      if ($job.ask.want -eq 0) { End-Exchange $job $null; return }
      $job.read = $job.stream.ReadAsync($job.buffer, 0, $job.buffer.Length)
    }
  } elseif ($job.read.IsCompleted) {
    if ($job.read.IsFaulted) { End-Exchange $job (Name-Problem $job.read.Exception); return }
    $count = $job.read.Result
    if ($count -eq 0) { End-Exchange $job 'Closed'; return }
    for ($i = 0; $i -lt $count -and $job.head.Count -lt 512; $i++) { $job.head.Add($job.buffer[$i]) }
    $job.received += $count
    $job.idle = [Diagnostics.Stopwatch]::StartNew()
    if ($job.received -ge $job.ask.want) { End-Exchange $job $null; return }
    $job.read = $job.stream.ReadAsync($job.buffer, 0, $job.buffer.Length)
  } elseif ($job.received -gt 0 -and $job.idle.ElapsedMilliseconds -gt 300) {
    End-Exchange $job $null
    return
  }
  if ($job.clock.ElapsedMilliseconds -gt $job.ask.timeout) { End-Exchange $job 'TimedOut' }
}

function Hear-Visit($visit) { $visit.read = $visit.client.GetStream().ReadAsync($visit.buffer, 0, $visit.buffer.Length) }

function Answer-Visit($job, $visit) {
  $visit.answered = $true
  $said = [Convert]::ToBase64String($visit.buffer, 0, [Math]::Min($visit.read.Result, 256))
  Say @{ id = $job.id; event = 'visit'; from = $visit.from; said = $said }
  $answer = [Convert]::FromBase64String($job.ask.answer)
  $visit.client.GetStream().Write($answer, 0, $answer.Length)
  $visit.client.Client.Shutdown('Send')
}

function Step-Listen($job) {
  if ($job.task.IsCompleted) {
    $came = $job.task
    $job.task = $job.listener.AcceptTcpClientAsync()
    # One that is gone again already is no visit.
    if (-not $came.IsFaulted) {
      $client = $came.Result
      try {
        $visit = @{ client = $client; buffer = New-Object byte[] 65536; from = [string]$client.Client.RemoteEndPoint; answered = $false }
        Hear-Visit $visit
        [void]$job.visits.Add($visit)
      } catch { $client.Close() }
    }
  }
  foreach ($visit in @($job.visits)) {
    if (-not $visit.read.IsCompleted) { continue }
    $isGone = $visit.read.IsFaulted -or $visit.read.Result -eq 0
    if (-not $isGone) {
      try {
        if (-not $visit.answered) { Answer-Visit $job $visit }
        # What is said after the answer is read as well: else the connection is reset, and the answer may be lost.
        Hear-Visit $visit
      } catch { $isGone = $true }
    }
    if ($isGone) {
      $job.visits.Remove($visit)
      $visit.client.Close()
    }
  }
}

function Step-Resolve($job) {
  $answer = @{ id = $job.id; event = 'resolved'; addresses = @(); ms = $job.clock.ElapsedMilliseconds; problem = $null }
  if ($job.task.IsCompleted) {
    if ($job.task.IsFaulted) { $answer.problem = Name-Problem $job.task.Exception }
    else { $answer.addresses = @($job.task.Result | ForEach-Object { [string]$_ }) }
  } elseif ($job.clock.ElapsedMilliseconds -gt $job.ask.timeout) { $answer.problem = 'TimedOut' }
  else { return }
  Say $answer
  End-Job $job
}

function Describe-Adapters {
  foreach ($adapter in [Net.NetworkInformation.NetworkInterface]::GetAllNetworkInterfaces()) {
    if ([string]$adapter.OperationalStatus -ne 'Up' -or [string]$adapter.NetworkInterfaceType -eq 'Loopback') { continue }
    $properties = $adapter.GetIPProperties()
    $mtu = $null
    try { $mtu = $properties.GetIPv4Properties().Mtu } catch { }
    @{ name = $adapter.Name; mtu = $mtu
      addresses = @($properties.UnicastAddresses | ForEach-Object { [string]$_.Address })
      gateways = @($properties.GatewayAddresses | ForEach-Object { [string]$_.Address }) }
  }
}

function Start-Job-For($ask) {
  $job = @{ id = $ask.id; ask = $ask; lag = 0; clock = [Diagnostics.Stopwatch]::StartNew(); visits = (New-Object Collections.ArrayList) }
  if ($ask.do -eq 'exchange') {
    $address = [Net.IPAddress]::Parse($ask.address)
    $job.client = New-Object Net.Sockets.TcpClient $address.AddressFamily
    $job.received = 0
    $job.head = New-Object Collections.Generic.List[byte]
    $job.buffer = New-Object byte[] 65536
    $job.task = $job.client.ConnectAsync($address, [int]$ask.port)
  } elseif ($ask.do -eq 'listen') {
    $job.listener = New-Object Net.Sockets.TcpListener ([Net.IPAddress]::Parse($ask.address)), ([int]$ask.port)
    $job.listener.Start()
    $job.task = $job.listener.AcceptTcpClientAsync()
    Say @{ id = $ask.id; event = 'listening'; port = $job.listener.LocalEndpoint.Port }
  } elseif ($ask.do -eq 'resolve') {
    $job.task = [Net.Dns]::GetHostAddressesAsync([string]$ask.name)
  } elseif ($ask.do -eq 'describe') {
    Say @{ id = $ask.id; event = 'described'; adapters = @(Describe-Adapters) }
    return
  } elseif ($ask.do -eq 'alive') {
    return
  } elseif ($ask.do -eq 'close') {
    foreach ($other in @($jobs)) { if ($other.id -eq $ask.id) { End-Job $other } }
    return
  }
  [void]$jobs.Add($job)
}

Say @{ event = 'ready' }
$age = [Diagnostics.Stopwatch]::StartNew()
$heard = 0
$turn = 0
$line = $reader.ReadLineAsync()
try {
  while ($age.ElapsedMilliseconds - $heard -lt ${LIFETIME} * 1000) {
    while ($line.IsCompleted) {
      if ($null -eq $line.Result) { return }
      $heard = $age.ElapsedMilliseconds
      $ask = ConvertFrom-Json $line.Result
      try { Start-Job-For $ask } catch { Say @{ id = $ask.id; event = 'failed'; problem = Name-Problem $_.Exception } }
      $line = $reader.ReadLineAsync()
    }
    foreach ($job in @($jobs)) {
      try {
        if ($job.ask.do -eq 'exchange') { Step-Exchange $job }
        elseif ($job.ask.do -eq 'listen') { Step-Listen $job }
        else { Step-Resolve $job }
      } catch {
        Say @{ id = $job.id; event = 'failed'; problem = Name-Problem $_.Exception }
        End-Job $job
      }
    }
    Start-Sleep -Milliseconds 5
    $gap = $age.ElapsedMilliseconds - $turn
    $turn = $age.ElapsedMilliseconds
    foreach ($job in $jobs) { $job.lag = [Math]::Max($job.lag, $gap) }
  }
} finally {
  foreach ($job in @($jobs)) { End-Job $job }
}
`.trim();

/** Every script, with arguments as they occur, so that a test can run each in a real PowerShell. */
export const SCRIPTS: Readonly<Record<string, string>> = {
  WINDOWS_END,
  HAND_OVER,
  RESTART,
};

/** A port as a script writes it. @throws RangeError for what is no port */
export function portLiteral(port: number): string {
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new RangeError(`${port} is not a port`);
  return String(port);
}

/** An address, IPv4 or IPv6, as a script writes it. @throws RangeError for what is no address */
export function addressLiteral(address: string): string {
  // A zone behind % may be any text.
  if (isIP(address) === 0 || address.includes('%')) throw new RangeError(`${address} is not an address`);
  return `'${address}'`;
}
