# Windows' cmdlets as far as wslnet's scripts use them, with the parameters that Microsoft documents and no others: a
# wrong one fails as it does on Windows. Each call is written to $env:STUB_FOLDER/calls, one JSON object a line. Rules
# and proxies that are made are files in that folder. $env:STUB_FAILS names a command that fails.

function Write-Call($name, $bound) {
  $arguments = [ordered]@{}
  foreach ($key in $bound.Keys | Sort-Object) {
    $value = $bound[$key]
    $arguments[$key] = if ($value -is [Management.Automation.SwitchParameter]) { [bool]$value } else { @($value | ForEach-Object { [string]$_ }) -join '|' }
  }
  $line = '{"command":"' + $name + '","arguments":{' + (($arguments.Keys | ForEach-Object { '"' + $_ + '":"' + ([string]$arguments[$_]).Replace('\', '\\').Replace('"', '\"') + '"' }) -join ',') + '}}'
  [IO.File]::AppendAllText("$env:STUB_FOLDER/calls", $line + "`n")
  if ($env:STUB_FAILS -eq $name) { throw "$name was told to fail" }
}

# What a machine answers: $env:STUB_FOLDER/answers/<cmdlet>.json, an array of objects. One that says `denied` denies.
function Read-Answer($name) {
  $file = "$env:STUB_FOLDER/answers/$name.json"
  if (-not [IO.File]::Exists($file)) { return }
  $text = [IO.File]::ReadAllText($file)
  if ($text -eq 'denied') {
    $problem = New-Object Management.Automation.ErrorRecord (New-Object Exception 'Access is denied.'), 'Windows System Error 5', ([Management.Automation.ErrorCategory]::PermissionDenied), $null
    throw $problem
  }
  ConvertFrom-Json $text | ForEach-Object { $_ }
}

function Get-Made($kind, $names) {
  foreach ($name in $names) {
    if ([IO.File]::Exists("$env:STUB_FOLDER/$kind-$name")) { [pscustomobject]@{ Name = $name } }
    else { Write-Error -Message "No objects found with property 'InstanceID' equal to '$name'." -Category ObjectNotFound }
  }
}

function Add-Made($kind, $name) {
  if ([IO.File]::Exists("$env:STUB_FOLDER/$kind-$name")) { throw 'Cannot create a file when that file already exists.' }
  [IO.File]::WriteAllText("$env:STUB_FOLDER/$kind-$name", '')
  [pscustomobject]@{ Name = $name }
}

function Get-NetFirewallHyperVRule {
  [CmdletBinding(DefaultParameterSetName = 'query')]
  param(
    [Parameter(ParameterSetName = 'all')][switch]$All,
    [Parameter(ParameterSetName = 'name', Mandatory, Position = 0)][string[]]$Name,
    [Parameter(ParameterSetName = 'display', Mandatory)][string[]]$DisplayName,
    [Parameter(ParameterSetName = 'query')][string[]]$Direction, [Parameter(ParameterSetName = 'query')][string[]]$VMCreatorId,
    [Parameter(ParameterSetName = 'query')][string[]]$Protocol, [Parameter(ParameterSetName = 'query')][string[]]$Action,
    [Parameter(ParameterSetName = 'query')][string[]]$Enabled, [Parameter(ParameterSetName = 'query')][string[]]$EnforcementStatus,
    [Parameter(ParameterSetName = 'query')][string[]]$PolicyStoreSourceType,
    [ValidateSet('PersistentStore', 'ActiveStore', 'SystemDefaults', 'MDM')][string]$PolicyStore, $CimSession, [int]$ThrottleLimit, [switch]$AsJob
  )
  Write-Call Get-NetFirewallHyperVRule $PSBoundParameters
  if ($Name) { Get-Made hyper-v-rule $Name } else { Read-Answer Get-NetFirewallHyperVRule }
}

function New-NetFirewallHyperVRule {
  [CmdletBinding(SupportsShouldProcess)]
  param(
    [Parameter(Mandatory)][string]$DisplayName, [string]$Name, [uint16]$RulePriority,
    [ValidateSet('Inbound', 'Outbound')][string]$Direction, [string]$VMCreatorId, [string]$Protocol, [string[]]$LocalAddresses, [string[]]$LocalPorts,
    [string[]]$RemoteAddresses, [string[]]$RemotePorts, [ValidateSet('NotConfigured', 'Allow', 'Block')][string]$Action,
    [ValidateSet('True', 'False')][string]$Enabled, [ValidateSet('Any', 'Domain', 'Private', 'Public', 'NotApplicable')][string[]]$Profiles,
    $CimSession, [int]$ThrottleLimit, [switch]$AsJob
  )
  Write-Call New-NetFirewallHyperVRule $PSBoundParameters
  Add-Made hyper-v-rule $Name
}

function Remove-NetFirewallHyperVRule {
  [CmdletBinding(SupportsShouldProcess)]
  param(
    [Parameter(ParameterSetName = 'name', Mandatory, Position = 0)][string[]]$Name,
    [Parameter(ParameterSetName = 'display', Mandatory)][string[]]$DisplayName,
    [Parameter(ParameterSetName = 'object', Mandatory, ValueFromPipeline)]$InputObject,
    $CimSession, [int]$ThrottleLimit, [switch]$AsJob, [switch]$PassThru
  )
  process {
    $target = if ($InputObject) { $InputObject.Name } else { $Name }
    Write-Call Remove-NetFirewallHyperVRule @{ Name = $target }
    [IO.File]::Delete("$env:STUB_FOLDER/hyper-v-rule-$target")
  }
}

function Get-NetFirewallHyperVVMSetting {
  [CmdletBinding(DefaultParameterSetName = 'all')]
  param(
    [Parameter(ParameterSetName = 'all')][switch]$All,
    [Parameter(ParameterSetName = 'name', Mandatory, Position = 0)][Alias('VMCreatorId')][string[]]$Name,
    [ValidateSet('PersistentStore', 'ActiveStore', 'MDM')][string]$PolicyStore, $CimSession, [int]$ThrottleLimit, [switch]$AsJob
  )
  Write-Call Get-NetFirewallHyperVVMSetting $PSBoundParameters
  Read-Answer Get-NetFirewallHyperVVMSetting
}

function Get-NetFirewallHyperVProfile {
  [CmdletBinding(DefaultParameterSetName = 'all')]
  param(
    [Parameter(ParameterSetName = 'all')][switch]$All,
    [Parameter(ParameterSetName = 'all')][ValidateSet('PersistentStore', 'ActiveStore', 'SystemDefaults', 'MDM')][string]$PolicyStore,
    [Parameter(ParameterSetName = 'name', Mandatory, Position = 0)][string[]]$Name, [Parameter(ParameterSetName = 'name')][string[]]$Profile,
    $CimSession, [int]$ThrottleLimit, [switch]$AsJob
  )
  Write-Call Get-NetFirewallHyperVProfile $PSBoundParameters
  Read-Answer Get-NetFirewallHyperVProfile
}

function Get-NetFirewallRule {
  [CmdletBinding(DefaultParameterSetName = 'query')]
  param(
    [Parameter(ParameterSetName = 'all')][switch]$All,
    [Parameter(ParameterSetName = 'name', Mandatory, Position = 0)][Alias('ID')][string[]]$Name,
    [Parameter(ParameterSetName = 'display', Mandatory)][string[]]$DisplayName,
    [Parameter(ParameterSetName = 'query')][string[]]$Description, [Parameter(ParameterSetName = 'query')][string[]]$DisplayGroup,
    [Parameter(ParameterSetName = 'query')][string[]]$Group, [Parameter(ParameterSetName = 'query')][string[]]$Enabled,
    [Parameter(ParameterSetName = 'query')][string[]]$Direction, [Parameter(ParameterSetName = 'query')][string[]]$Action,
    [Parameter(ParameterSetName = 'query')][string[]]$EdgeTraversalPolicy, [Parameter(ParameterSetName = 'query')][bool[]]$LooseSourceMapping,
    [Parameter(ParameterSetName = 'query')][bool[]]$LocalOnlyMapping, [Parameter(ParameterSetName = 'query')][string[]]$Owner,
    [Parameter(ParameterSetName = 'query')][string[]]$PrimaryStatus, [Parameter(ParameterSetName = 'query')][string[]]$Status,
    [Parameter(ParameterSetName = 'query')][string[]]$PolicyStoreSource, [Parameter(ParameterSetName = 'query')][string[]]$PolicyStoreSourceType,
    [string]$PolicyStore, [string]$GPOSession, [switch]$TracePolicyStore, $CimSession, [int]$ThrottleLimit, [switch]$AsJob
  )
  Write-Call Get-NetFirewallRule $PSBoundParameters
  if ($Name) { Get-Made windows-rule $Name } else { Read-Answer Get-NetFirewallRule }
}

function New-NetFirewallRule {
  [CmdletBinding(SupportsShouldProcess)]
  param(
    [string]$PolicyStore, [string]$GPOSession, [Alias('ID')][string]$Name, [Parameter(Mandatory)][string]$DisplayName, [string]$Description, [string]$Group,
    [ValidateSet('True', 'False')][string]$Enabled, [ValidateSet('Any', 'Domain', 'Private', 'Public', 'NotApplicable')][string[]]$Profile, [string[]]$Platform,
    [ValidateSet('Inbound', 'Outbound')][string]$Direction, [ValidateSet('NotConfigured', 'Allow', 'Block')][string]$Action, [string]$EdgeTraversalPolicy,
    [bool]$LooseSourceMapping, [bool]$LocalOnlyMapping, [string]$Owner, [string[]]$LocalAddress, [string[]]$RemoteAddress, [string]$Protocol, [string[]]$LocalPort,
    [string[]]$RemotePort, [string[]]$IcmpType, [string]$DynamicTarget, [string]$Program, [string]$Package, [string]$Service, [string[]]$InterfaceAlias,
    [string]$InterfaceType, [string]$LocalUser, [string]$RemoteUser, [string]$RemoteMachine, [string]$Authentication, [string]$Encryption,
    [bool]$OverrideBlockRules, [string[]]$RemoteDynamicKeywordAddresses, [string]$PolicyAppId, $CimSession, [int]$ThrottleLimit, [switch]$AsJob
  )
  Write-Call New-NetFirewallRule $PSBoundParameters
  Add-Made windows-rule $Name
}

function Remove-NetFirewallRule {
  [CmdletBinding(SupportsShouldProcess)]
  param(
    [Parameter(ParameterSetName = 'name', Mandatory, Position = 0)][Alias('ID')][string[]]$Name,
    [Parameter(ParameterSetName = 'display', Mandatory)][string[]]$DisplayName,
    [Parameter(ParameterSetName = 'object', Mandatory, ValueFromPipeline)]$InputObject,
    [string]$PolicyStore, [string]$GPOSession, $CimSession, [int]$ThrottleLimit, [switch]$AsJob, [switch]$PassThru
  )
  process {
    $target = if ($InputObject) { $InputObject.Name } else { $Name }
    Write-Call Remove-NetFirewallRule @{ Name = $target }
    [IO.File]::Delete("$env:STUB_FOLDER/windows-rule-$target")
  }
}

function Get-NetFirewallPortFilter {
  [CmdletBinding(DefaultParameterSetName = 'query')]
  param(
    [Parameter(ParameterSetName = 'all')][switch]$All, [Parameter(ParameterSetName = 'query')][string[]]$Protocol, [Parameter(ParameterSetName = 'query')][string[]]$DynamicTarget,
    [Parameter(ParameterSetName = 'rule', Mandatory, ValueFromPipeline)]$AssociatedNetFirewallRule,
    [string]$PolicyStore, [string]$GPOSession, $CimSession, [int]$ThrottleLimit, [switch]$AsJob
  )
  Write-Call Get-NetFirewallPortFilter $PSBoundParameters
  Read-Answer Get-NetFirewallPortFilter
}

function Get-NetFirewallAddressFilter {
  [CmdletBinding(DefaultParameterSetName = 'all')]
  param(
    [Parameter(ParameterSetName = 'all')][switch]$All, [Parameter(ParameterSetName = 'rule', Mandatory, ValueFromPipeline)]$AssociatedNetFirewallRule,
    [string]$PolicyStore, [string]$GPOSession, $CimSession, [int]$ThrottleLimit, [switch]$AsJob
  )
  Write-Call Get-NetFirewallAddressFilter $PSBoundParameters
  Read-Answer Get-NetFirewallAddressFilter
}

function Get-NetFirewallApplicationFilter {
  [CmdletBinding(DefaultParameterSetName = 'query')]
  param(
    [Parameter(ParameterSetName = 'all')][switch]$All, [Parameter(ParameterSetName = 'query')][string[]]$Program, [Parameter(ParameterSetName = 'query')][string[]]$Package,
    [Parameter(ParameterSetName = 'rule', Mandatory, ValueFromPipeline)]$AssociatedNetFirewallRule,
    [string]$PolicyStore, [string]$GPOSession, $CimSession, [int]$ThrottleLimit, [switch]$AsJob
  )
  Write-Call Get-NetFirewallApplicationFilter $PSBoundParameters
  Read-Answer Get-NetFirewallApplicationFilter
}

function Get-NetFirewallServiceFilter {
  [CmdletBinding(DefaultParameterSetName = 'query')]
  param(
    [Parameter(ParameterSetName = 'all')][switch]$All, [Parameter(ParameterSetName = 'query')][string[]]$Service,
    [Parameter(ParameterSetName = 'rule', Mandatory, ValueFromPipeline)]$AssociatedNetFirewallRule,
    [string]$PolicyStore, [string]$GPOSession, $CimSession, [int]$ThrottleLimit, [switch]$AsJob
  )
  Write-Call Get-NetFirewallServiceFilter $PSBoundParameters
  Read-Answer Get-NetFirewallServiceFilter
}

function Get-NetFirewallProfile {
  [CmdletBinding(DefaultParameterSetName = 'all')]
  param(
    [Parameter(ParameterSetName = 'all')][switch]$All, [Parameter(ParameterSetName = 'name', Mandatory, Position = 0)][Alias('Profile')][string[]]$Name,
    [Parameter(ParameterSetName = 'rule', Mandatory, ValueFromPipeline)]$AssociatedNetFirewallRule,
    [string]$PolicyStore, [string]$GPOSession, $CimSession, [int]$ThrottleLimit, [switch]$AsJob
  )
  Write-Call Get-NetFirewallProfile $PSBoundParameters
  Read-Answer Get-NetFirewallProfile
}

function Get-NetConnectionProfile {
  [CmdletBinding()]
  param(
    [string[]]$Name, [string[]]$InterfaceAlias, [uint32[]]$InterfaceIndex, [string[]]$NetworkCategory, [string[]]$IPv4Connectivity, [string[]]$IPv6Connectivity,
    $CimSession, [int]$ThrottleLimit, [switch]$AsJob
  )
  Write-Call Get-NetConnectionProfile $PSBoundParameters
  Read-Answer Get-NetConnectionProfile
}

function Get-NetIPAddress {
  [CmdletBinding()]
  param(
    [Parameter(Position = 0)][string[]]$IPAddress, [uint32[]]$InterfaceIndex, [string[]]$InterfaceAlias, [string[]]$AddressFamily, [string[]]$Type, [byte[]]$PrefixLength,
    [string[]]$PrefixOrigin, [string[]]$SuffixOrigin, [string[]]$AddressState, [timespan[]]$ValidLifetime, [timespan[]]$PreferredLifetime, [bool[]]$SkipAsSource,
    [string]$PolicyStore, [switch]$IncludeAllCompartments, $CimSession, [int]$ThrottleLimit, [switch]$AsJob
  )
  Write-Call Get-NetIPAddress $PSBoundParameters
  Read-Answer Get-NetIPAddress
}

function Get-NetRoute {
  [CmdletBinding()]
  param(
    [Parameter(Position = 0)][string[]]$DestinationPrefix, [uint32[]]$InterfaceIndex, [string[]]$InterfaceAlias, [string[]]$NextHop, [string[]]$AddressFamily,
    [string[]]$Publish, [uint16[]]$RouteMetric, [string[]]$Protocol, [uint32[]]$CompartmentId, [timespan[]]$ValidLifetime, [timespan[]]$PreferredLifetime,
    [string[]]$State, [uint16[]]$InterfaceMetric, [string]$PolicyStore, [switch]$IncludeAllCompartments, $CimSession, [int]$ThrottleLimit, [switch]$AsJob
  )
  Write-Call Get-NetRoute $PSBoundParameters
  $routes = @(Read-Answer Get-NetRoute)
  if ($routes.Count -eq 0) { Write-Error -Message 'No matching MSFT_NetRoute objects found.' -Category ObjectNotFound }
  $routes
}

function Get-NetTCPConnection {
  [CmdletBinding()]
  param(
    [Parameter(Position = 0)][string[]]$LocalAddress, [Parameter(Position = 1)][uint16[]]$LocalPort, [string[]]$RemoteAddress, [uint16[]]$RemotePort, [string[]]$State,
    [string[]]$AppliedSetting, [uint32[]]$OwningProcess, [datetime[]]$CreationTime, [string[]]$OffloadState, $CimSession, [int]$ThrottleLimit, [switch]$AsJob
  )
  Write-Call Get-NetTCPConnection $PSBoundParameters
  Read-Answer Get-NetTCPConnection
}

function Get-NetUDPEndpoint {
  [CmdletBinding()]
  param(
    [Parameter(Position = 0)][string[]]$LocalAddress, [Parameter(Position = 1)][uint16[]]$LocalPort, [uint32[]]$OwningProcess, [datetime[]]$CreationTime,
    $CimSession, [int]$ThrottleLimit, [switch]$AsJob
  )
  Write-Call Get-NetUDPEndpoint $PSBoundParameters
  Read-Answer Get-NetUDPEndpoint
}

function Get-Process {
  [CmdletBinding(DefaultParameterSetName = 'name')]
  param(
    [Parameter(ParameterSetName = 'name', Position = 0)][string[]]$Name, [Parameter(ParameterSetName = 'id', Mandatory)][int[]]$Id, [string[]]$ComputerName,
    [switch]$Module, [switch]$FileVersionInfo
  )
  Write-Call Get-Process $PSBoundParameters
  Read-Answer Get-Process
}

function Start-Service {
  [CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'name')]
  param(
    [Parameter(ParameterSetName = 'name', Mandatory, Position = 0)][Alias('ServiceName')][string[]]$Name, [Parameter(ParameterSetName = 'display', Mandatory)][string[]]$DisplayName,
    [switch]$PassThru, [string[]]$Include, [string[]]$Exclude
  )
  Write-Call Start-Service $PSBoundParameters
}

# `interface portproxy` of netsh, and nothing else of it.
function netsh {
  $words = @($args | ForEach-Object { [string]$_ })
  $global:LASTEXITCODE = 0
  [IO.File]::AppendAllText("$env:STUB_FOLDER/calls", '{"command":"netsh","arguments":{"words":"' + ($words -join ' ') + '"}}' + "`n")
  if (($words[0..1] -join ' ') -ne 'interface portproxy' -or $words[3] -ne 'v4tov4') { $global:LASTEXITCODE = 1; return 'The following command was not found.' }
  $pairs = @{}
  foreach ($word in $words[4..99]) { $name, $value = $word -split '=', 2; $pairs[$name] = $value }
  $file = "$env:STUB_FOLDER/proxy-$($pairs.listenaddress)-$($pairs.listenport)"
  if ($env:STUB_FAILS -eq "netsh $($words[2])") { $global:LASTEXITCODE = 1; return 'The requested operation requires elevation.', '' }
  if ($words[2] -eq 'add') { [IO.File]::WriteAllText($file, "$($pairs.connectaddress)/$($pairs.connectport)"); return '' }
  if ($words[2] -eq 'delete' -and [IO.File]::Exists($file)) { [IO.File]::Delete($file); return '' }
  $global:LASTEXITCODE = 1
  'The system cannot find the file specified.'
}

# Windows asks the user, whose answer is $env:STUB_CONSENT: `yes`, `no`, `blocked`, `kill` (the process ends without a
# word), `late` (after the deadline) or `never`.
function Start-Process {
  [CmdletBinding(DefaultParameterSetName = 'default')]
  param(
    [Parameter(Mandatory, Position = 0)][string]$FilePath, [Parameter(Position = 1)][string[]]$ArgumentList, [string]$WorkingDirectory, [switch]$PassThru,
    [Parameter(ParameterSetName = 'verb')][string]$Verb, [ValidateSet('Normal', 'Hidden', 'Minimized', 'Maximized')][string]$WindowStyle, [switch]$Wait,
    [Parameter(ParameterSetName = 'default')][pscredential]$Credential, [Parameter(ParameterSetName = 'default')][switch]$LoadUserProfile,
    [Parameter(ParameterSetName = 'default')][switch]$NoNewWindow, [Parameter(ParameterSetName = 'default')][string]$RedirectStandardError,
    [Parameter(ParameterSetName = 'default')][string]$RedirectStandardInput, [Parameter(ParameterSetName = 'default')][string]$RedirectStandardOutput,
    [Parameter(ParameterSetName = 'default')][switch]$UseNewEnvironment
  )
  Write-Call Start-Process @{ FilePath = [IO.Path]::GetFileName($FilePath); Verb = $Verb; WindowStyle = $WindowStyle; Wait = $Wait; PassThru = $PassThru; Arguments = ($ArgumentList[0..2] -join ' ') }
  $script = [Text.Encoding]::Unicode.GetString([Convert]::FromBase64String($ArgumentList[3]))
  [IO.File]::WriteAllText("$env:STUB_FOLDER/elevated.ps1", $script)
  switch ($env:STUB_CONSENT) {
    'no' { throw ('This command cannot be run due to the error: ' + (New-Object ComponentModel.Win32Exception 1223).Message + '.') }
    'blocked' { throw 'This command cannot be run due to the error: This program is blocked by group policy.' }
    'kill' { return [pscustomobject]@{ ExitCode = -1 } }
    'never' { Start-Sleep -Seconds 60 }
    'late' { Start-Sleep -Seconds 2 }
  }
  [IO.File]::WriteAllText("$env:STUB_FOLDER/whole.ps1", ". '$env:STUB_CMDLETS'`n" + $script)
  & "$PSHOME/pwsh" -NoProfile -NonInteractive -File "$env:STUB_FOLDER/whole.ps1" | Out-Null
  [pscustomobject]@{ ExitCode = $LASTEXITCODE }
}
