import type { Port } from './facts.ts';

/**
 * One thing that an administrator does to open or to close a port. It holds checked numbers and addresses alone; the
 * script that is made of it checks them once more.
 */
export type PortStep =
  | {
      readonly kind: 'add-hyper-v-rule';
      readonly port: Port;
      readonly profiles: RuleProfiles;
      /** Addresses, subnets and ranges; null for everyone. */
      readonly from: readonly string[] | null;
    }
  | {
      readonly kind: 'add-windows-rule';
      readonly port: Port;
      readonly profiles: RuleProfiles;
      /** As above; `LocalSubnet` alone for the networks that Windows is on, whichever they are. */
      readonly from: readonly string[] | null;
    }
  /** From all IPv4 addresses of Windows to this one, TCP. */
  | { readonly kind: 'add-port-proxy'; readonly port: number; readonly to: string }
  | { readonly kind: 'remove-hyper-v-rule'; readonly port: Port }
  | { readonly kind: 'remove-windows-rule'; readonly port: Port }
  | { readonly kind: 'remove-port-proxy'; readonly port: number };

/** The networks a rule is for: those that the user called private, or all. */
export type RuleProfiles = 'Private' | 'Any';

/** WSL's creator id, by which the Hyper-V firewall knows its virtual machines. */
export const WSL_CREATOR = '{40E0AC32-46A5-438A-A0B2-2B479E8F2E90}';

/** The exit codes of the half that runs as administrator. */
const ELEVATED_EXIT = { done: 0, undone: 1, leftOver: 2, late: 3 } as const;

/** The commands of a step as a person would paste them into PowerShell. @throws Error for a step with unchecked members */
export function stepCommands(step: PortStep): string[] {
  switch (step.kind) {
    case 'add-hyper-v-rule': {
      const { port, profiles, from } = step;
      const scope = `-Profiles ${checkedProfiles(profiles)}${from ? ` -RemoteAddresses ${checkedRanges(from)}` : ''}`;
      return [
        `New-NetFirewallHyperVRule ${named(port)} -Direction Inbound -Action Allow -VMCreatorId '${WSL_CREATOR}' -Protocol ${protocol(port)} -LocalPorts ${number(port.port)} ${scope}`,
      ];
    }
    case 'add-windows-rule': {
      const { port, profiles, from } = step;
      const scope = `-Profile ${checkedProfiles(profiles)}${from ? ` -RemoteAddress ${checkedRanges(from)}` : ''}`;
      return [
        `New-NetFirewallRule ${named(port)} -Direction Inbound -Action Allow -Protocol ${protocol(port)} -LocalPort ${number(port.port)} ${scope}`,
      ];
    }
    case 'add-port-proxy': {
      const { port, to } = step;
      return [
        'Start-Service -Name iphlpsvc',
        `netsh interface portproxy add v4tov4 listenaddress=0.0.0.0 listenport=${number(port)} connectaddress=${checkedIpv4(to)} connectport=${number(port)}`,
      ];
    }
    case 'remove-hyper-v-rule':
      return [
        `Get-NetFirewallHyperVRule -Name ${ruleNameOf(step.port)} -ErrorAction SilentlyContinue | Remove-NetFirewallHyperVRule`,
      ];
    case 'remove-windows-rule':
      return [
        `Get-NetFirewallRule -Name ${ruleNameOf(step.port)} -ErrorAction SilentlyContinue | Remove-NetFirewallRule`,
      ];
    case 'remove-port-proxy':
      return [`netsh interface portproxy delete v4tov4 listenaddress=0.0.0.0 listenport=${number(step.port)}`];
  }
}

/** What takes a step back; null for one that takes something away. */
function undoOf(step: PortStep): PortStep | null {
  switch (step.kind) {
    case 'add-hyper-v-rule':
      return { kind: 'remove-hyper-v-rule', port: step.port };
    case 'add-windows-rule':
      return { kind: 'remove-windows-rule', port: step.port };
    case 'add-port-proxy':
      return { kind: 'remove-port-proxy', port: step.port };
    default:
      return null;
  }
}

/**
 * The script that runs as administrator. All of it is done, or what it made is taken back. It leaves its outcome in
 * the file of `$answer`, which must be there, and in its exit code ({@link ELEVATED_EXIT}); it does nothing after
 * `$deadline`, when nobody waits for it any more. Windows' own modules and programs come before any of the user's.
 */
function elevatedScript(steps: readonly PortStep[]): string {
  // The service of all port proxies is started once.
  const actions = steps.flatMap((step) => {
    const undo = undoOf(step);
    // What is removed cannot be made again as it was. What could not be made, as a rule that is there already, is not ours.
    return [...runnable(step), undo ? `$undo = @({ ${runnable(undo).join('; ')} }) + $undo` : '$isGone = $true'];
  });
  return [
    "$ErrorActionPreference = 'Stop'",
    "$ProgressPreference = 'SilentlyContinue'",
    `if ([DateTime]::UtcNow.Ticks -gt $deadline -or -not [IO.File]::Exists($answer)) { exit ${ELEVATED_EXIT.late} }`,
    '$system = [Environment]::SystemDirectory',
    "$modules = [IO.Path]::Combine($system, 'WindowsPowerShell\\v1.0\\Modules')",
    '$env:PSModulePath = $modules + [IO.Path]::PathSeparator + $env:PSModulePath',
    "$netsh = if ($system) { [IO.Path]::Combine($system, 'netsh.exe') } else { 'netsh' }",
    'function Invoke-Netsh {',
    '  $said = & $netsh @args',
    "  if ($LASTEXITCODE -ne 0) { throw ('netsh: ' + ($said -join ' ').Trim()) }",
    '}',
    '$undo = @()',
    '$isGone = $false',
    'try {',
    ...[...new Set(actions)].map((line) => `  ${line}`),
    "  [IO.File]::WriteAllText($answer, 'done')",
    `  exit ${ELEVATED_EXIT.done}`,
    '} catch {',
    '  $message = [string]$_.Exception.Message',
    `  $code = if ($isGone) { ${ELEVATED_EXIT.leftOver} } else { ${ELEVATED_EXIT.undone} }`,
    `  foreach ($action in $undo) { try { & $action } catch { $code = ${ELEVATED_EXIT.leftOver} } }`,
    "  try { [IO.File]::WriteAllText($answer, 'failed ' + $message) } catch { }",
    '  exit $code',
    '}',
  ].join('\n');
}

/** The commands as the script runs them: they print nothing, and a failure of netsh stops it. */
function runnable(step: PortStep): string[] {
  return stepCommands(step).map((command) =>
    command.startsWith('netsh ') ? `Invoke-Netsh${command.slice('netsh'.length)}` : `${command} | Out-Null`,
  );
}

/**
 * The script that asks Windows for an administrator, once, and prints how it went as JSON: `outcome` (`done`,
 * `declined`, `failed`, `left-over`, `late`, `silent`), `message` and `exit`.
 * @param seconds how long the request is good for: after them the half that runs as administrator does nothing
 */
export function changePortsScript(steps: readonly PortStep[], seconds: number): string {
  return [
    "$folder = [Environment]::GetFolderPath('LocalApplicationData', 'Create')",
    "$answer = [IO.Path]::Combine($folder, 'wslnet-' + [Guid]::NewGuid().ToString('N') + '.txt')",
    "[IO.File]::Open($answer, 'CreateNew').Close()",
    `$deadline = [DateTime]::UtcNow.AddSeconds(${wholeNumber(seconds)}).Ticks`,
    '$path = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($answer))',
    '$elevated = \'$deadline = \' + $deadline + "`n"',
    "$elevated += '$answer = [Text.Encoding]::Unicode.GetString([Convert]::FromBase64String(''' + $path + '''))' + \"`n\"",
    "$elevated += @'",
    elevatedScript(steps),
    "'@",
    '$encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($elevated))',
    "$result = @{ outcome = 'silent'; message = ''; exit = $null }",
    'try {',
    '  try {',
    "    $program = [IO.Path]::Combine($PSHOME, 'powershell.exe')",
    "    $arguments = '-NoProfile', '-NonInteractive', '-EncodedCommand', $encoded",
    '    $process = Start-Process -FilePath $program -Verb RunAs -WindowStyle Hidden -Wait -PassThru -ArgumentList $arguments',
    '  } catch {',
    '    $result.message = [string]$_.Exception.Message',
    '    $declined = (New-Object ComponentModel.Win32Exception 1223).Message',
    "    $result.outcome = if ($result.message.Contains($declined)) { 'declined' } else { 'failed' }",
    '  }',
    '  if ($process) {',
    '    $result.exit = $process.ExitCode',
    '    $text = [IO.File]::ReadAllText($answer)',
    `    if ($text -eq 'done' -and ($result.exit -eq ${ELEVATED_EXIT.done} -or $null -eq $result.exit)) { $result.outcome = 'done' }`,
    "    elseif ($text.StartsWith('failed ')) {",
    '      $result.message = $text.Substring(7)',
    `      $result.outcome = if ($result.exit -eq ${ELEVATED_EXIT.leftOver}) { 'left-over' } else { 'failed' }`,
    '    }',
    `    elseif ($result.exit -eq ${ELEVATED_EXIT.late}) { $result.outcome = 'late' }`,
    '  }',
    '} finally {',
    '  [IO.File]::Delete($answer)',
    '}',
    'ConvertTo-Json -Compress $result',
  ].join('\n');
}

/** Who listens on Windows: JSON rows of protocol, address, port and program. */
export const WINDOWS_LISTENERS_SCRIPT = [
  '$names = @{}',
  'Get-Process | ForEach-Object { $names[[int]$_.Id] = [string]$_.ProcessName }',
  "$tcp = @(Get-NetTCPConnection -State Listen | ForEach-Object { @{ protocol = 'tcp'; address = [string]$_.LocalAddress; port = [int]$_.LocalPort; program = $names[[int]$_.OwningProcess] } })",
  "$udp = @(Get-NetUDPEndpoint | ForEach-Object { @{ protocol = 'udp'; address = [string]$_.LocalAddress; port = [int]$_.LocalPort; program = $names[[int]$_.OwningProcess] } })",
  'ConvertTo-Json -Compress -InputObject @($tcp + $udp)',
].join('\n');

/** How a list of whatever is written as one text, whether it has one member or several. */
const TEXT_OF = "function Text($list) { (@($list) | ForEach-Object { [string]$_ }) -join ',' }";

/**
 * The Hyper-V firewall as WSL has it: its setting, its profiles, and its inbound rules without WSL's own: those that are
 * enabled, and all of wslnet's.
 */
export const HYPER_V_RULES_SCRIPT = [
  TEXT_OF,
  `$wsl = '${WSL_CREATOR}'`,
  '$setting = Get-NetFirewallHyperVVMSetting -PolicyStore ActiveStore -Name $wsl',
  '$profiles = @(Get-NetFirewallHyperVProfile -All -PolicyStore ActiveStore | ForEach-Object {',
  '  @{ profile = [string]$_.Profile; enabled = [string]$_.Enabled; inbound = [string]$_.DefaultInboundAction; local = [string]$_.AllowLocalFirewallRules }',
  '})',
  '$rules = @(Get-NetFirewallHyperVRule -All -PolicyStore ActiveStore | Where-Object {',
  "  [string]$_.Direction -eq 'Inbound' -and [string]$_.VMCreatorId -in $wsl, 'Any' -and",
  // One of wslnet's that was disabled still has its name.
  "  ([string]$_.Enabled -eq 'True' -or [string]$_.Name -like 'wslnet-*') -and",
  "  [string]$_.Name -notlike 'WslCore-*' -and [string]$_.Name -notlike 'WSA-IP-Loopback-*'",
  '} | ForEach-Object {',
  '  @{',
  '    name = [string]$_.Name; title = [string]$_.DisplayName; action = [string]$_.Action; enabled = [string]$_.Enabled; source = [string]$_.PolicyStoreSourceType',
  '    protocol = [string]$_.Protocol; ports = Text $_.LocalPorts; remote = Text $_.RemoteAddresses; profiles = Text $_.Profiles',
  '  }',
  '})',
  'ConvertTo-Json -Compress -Depth 4 -InputObject @{',
  '  enabled = [string]$setting.Enabled; inbound = [string]$setting.DefaultInboundAction; merge = [string]$setting.AllowHostPolicyMerge',
  '  outbound = [string]$setting.DefaultOutboundAction; loopback = [string]$setting.LoopbackEnabled',
  '  profiles = $profiles; rules = $rules',
  '}',
].join('\n');

/**
 * Windows' own firewall: its profiles and its enabled inbound rules. What a rule is about lies in filters, which are
 * asked for all together: one by one takes minutes.
 */
export const WINDOWS_RULES_SCRIPT = [
  TEXT_OF,
  '$ports = @{}; $addresses = @{}; $programs = @{}; $services = @{}',
  'Get-NetFirewallPortFilter -PolicyStore ActiveStore | ForEach-Object { $ports[[string]$_.InstanceID] = $_ }',
  'Get-NetFirewallAddressFilter -PolicyStore ActiveStore | ForEach-Object { $addresses[[string]$_.InstanceID] = $_ }',
  'Get-NetFirewallApplicationFilter -PolicyStore ActiveStore | ForEach-Object { $programs[[string]$_.InstanceID] = $_ }',
  'Get-NetFirewallServiceFilter -PolicyStore ActiveStore | ForEach-Object { $services[[string]$_.InstanceID] = $_ }',
  '$profiles = @(Get-NetFirewallProfile -All -PolicyStore ActiveStore | ForEach-Object {',
  '  @{ profile = [string]$_.Name; enabled = [string]$_.Enabled; inbound = [string]$_.DefaultInboundAction; local = [string]$_.AllowLocalFirewallRules }',
  '})',
  '$found = @(Get-NetFirewallRule -PolicyStore ActiveStore -Direction Inbound -Enabled True)',
  // One of wslnet's that was disabled still has its name.
  "$found += @(Get-NetFirewallRule -PolicyStore ActiveStore -Name 'wslnet-*' -ErrorAction SilentlyContinue | Where-Object { [string]$_.Enabled -eq 'False' })",
  '$rules = @($found | ForEach-Object {',
  '  $id = [string]$_.InstanceID',
  '  $program = $programs[$id]',
  '  @{',
  '    name = [string]$_.Name; title = [string]$_.DisplayName; action = [string]$_.Action; enabled = [string]$_.Enabled; source = [string]$_.PolicyStoreSourceType',
  '    protocol = [string]$ports[$id].Protocol; ports = Text $ports[$id].LocalPort; remote = Text $addresses[$id].RemoteAddress',
  '    profiles = [string]$_.Profile; program = [string]$program.Program; package = [string]$program.Package',
  '    service = [string]$services[$id].Service; owner = [string]$_.Owner',
  '  }',
  '})',
  'ConvertTo-Json -Compress -Depth 4 -InputObject @{ profiles = $profiles; rules = $rules }',
].join('\n');

/** The networks that Windows is connected to: their profiles, addresses, and the adapters of default routes. */
export const WINDOWS_NETWORKS_SCRIPT = [
  '$networks = @(Get-NetConnectionProfile | ForEach-Object {',
  '  @{ index = [int]$_.InterfaceIndex; adapter = [string]$_.InterfaceAlias; category = [string]$_.NetworkCategory }',
  '})',
  "$addresses = @(Get-NetIPAddress -AddressFamily IPv4 | Where-Object { [string]$_.AddressState -in 'Preferred', '' } | ForEach-Object {",
  '  @{ index = [int]$_.InterfaceIndex; address = [string]$_.IPAddress; length = [int]$_.PrefixLength }',
  '})',
  // Without a default route this is an error.
  '$routes = @(try {',
  '  Get-NetRoute -DestinationPrefix 0.0.0.0/0 | ForEach-Object {',
  '    @{ index = [int]$_.InterfaceIndex; metric = [int]$_.RouteMetric + [int]$_.InterfaceMetric }',
  '  }',
  '} catch { })',
  'ConvertTo-Json -Compress -Depth 3 -InputObject @{ networks = $networks; addresses = $addresses; routes = $routes }',
].join('\n');

const SAMPLE: Port = { protocol: 'tcp', port: 8080 };

/** Every script about ports, with arguments as they occur, for a test that runs each and for administrators to read. */
export function portScripts() {
  const from = ['192.168.1.0/24'];
  const inMirroredMode: readonly PortStep[] = [{ kind: 'add-hyper-v-rule', port: SAMPLE, profiles: 'Private', from }];
  const inNatMode: readonly PortStep[] = [
    { kind: 'add-windows-rule', port: SAMPLE, profiles: 'Private', from: ['LocalSubnet'] },
    { kind: 'add-port-proxy', port: SAMPLE.port, to: '172.20.16.2' },
  ];
  const removals: readonly PortStep[] = [
    { kind: 'remove-hyper-v-rule', port: SAMPLE },
    { kind: 'remove-windows-rule', port: SAMPLE },
    { kind: 'remove-port-proxy', port: SAMPLE.port },
  ];
  return {
    openInMirroredMode: changePortsScript(inMirroredMode, 130),
    openInNatMode: changePortsScript(inNatMode, 130),
    close: changePortsScript(removals, 130),
    elevatedInMirroredMode: elevatedScript(inMirroredMode),
    elevatedInNatMode: elevatedScript(inNatMode),
    elevatedToClose: elevatedScript(removals),
    windowsListeners: WINDOWS_LISTENERS_SCRIPT,
    hyperVRules: HYPER_V_RULES_SCRIPT,
    windowsRules: WINDOWS_RULES_SCRIPT,
    windowsNetworks: WINDOWS_NETWORKS_SCRIPT,
  } as const;
}

function named(port: Port): string {
  return `-Name ${ruleNameOf(port)} -DisplayName 'wslnet: ${protocol(port)} port ${number(port.port)} of WSL'`;
}

function ruleNameOf(port: Port): string {
  return `wslnet-${protocol(port).toLowerCase()}-${number(port.port)}`;
}

function protocol({ protocol }: Port): 'TCP' | 'UDP' {
  if (protocol === 'tcp') return 'TCP';
  if (protocol === 'udp') return 'UDP';
  throw unchecked(protocol);
}

function number(port: number): string {
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw unchecked(port);
  return String(port);
}

function wholeNumber(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) throw unchecked(value);
  return String(value);
}

function checkedProfiles(profiles: RuleProfiles): string {
  if (profiles !== 'Private' && profiles !== 'Any') throw unchecked(profiles);
  return profiles;
}

function checkedIpv4(address: string): string {
  if (!/^(?:\d{1,3}\.){3}\d{1,3}$/.test(address)) throw unchecked(address);
  return address;
}

function checkedRanges(ranges: readonly string[]): string {
  const bad = ranges.find((range) => range !== 'LocalSubnet' && !/^[0-9a-f:][0-9a-f.:/-]*$/.test(range));
  if (ranges.length === 0 || bad !== undefined) throw unchecked(bad);
  return ranges.join(',');
}

function unchecked(value: unknown): Error {
  return new Error(`Not fit for a script: ${JSON.stringify(value)}`);
}
