# Windows' cmdlets for firewall, adapters and addresses, and what starts programs and services there, played on any system:
# exactly the parameters that Microsoft documents, and objects from the JSON file that WSLNET_PLAY names. A parameter that
# is not here does not exist.
#
# The file has a member for each noun: `{ "NetFirewallHyperVRule": [ { "Name": ... } ] }`. Get- gives the objects that
# fit its parameters, New- adds one, Set- changes them, Remove- takes them away. An object in place of the list,
# `{ "category": "PermissionDenied", "id": "Windows System Error 5", "message": "..." }`, is the error that each ends with.
# Every call is noted in WSLNET_PLAY.calls, as a line of JSON. The command that WSLNET_FAILS names fails.

# What these hold is a number that shows as a word.
enum Direction { Inbound = 1; Outbound = 2 }
enum Action { NotConfigured = 0; Allow = 2; Block = 4 }
enum GpoBoolean { False = 0; True = 1; NotConfigured = 2 }
enum Category { Public = 0; Private = 1; DomainAuthenticated = 2 }

function Convert-Played([psobject] $Object) {
    $words = @{}
    foreach ($member in $Object.PSObject.Properties) {
        $words[$member.Name] = switch -Regex ($member.Name) {
            '^Direction$' { [Direction]$member.Value; break }
            'Action$' { [Action]$member.Value; break }
            '^(Enabled|LoopbackEnabled|AllowHostPolicyMerge|AllowLocalFirewallRules)$' { [GpoBoolean]$member.Value; break }
            '^NetworkCategory$' { [Category]$member.Value; break }
            default { , $member.Value }
        }
    }
    [pscustomobject]$words
}

# Parameters that say where to look, not what for.
$Places = 'All', 'PolicyStore', 'CimSession', 'ThrottleLimit', 'AsJob', 'WhatIf', 'Confirm', 'PassThru', 'InputObject',
'ErrorAction', 'WarningAction', 'Verbose', 'Debug', 'ErrorVariable', 'WarningVariable', 'OutVariable', 'OutBuffer',
'PipelineVariable', 'InformationAction', 'InformationVariable', 'ProgressAction'

# Several PowerShells may write at once.
function Write-Line([string] $File, [string] $Line) {
    for ($try = 0; ; $try++) {
        try { return [IO.File]::AppendAllText($File, $Line + "`n") } catch [IO.IOException] { if ($try -ge 50) { throw } }
        Start-Sleep -Milliseconds 20
    }
}

function Write-Call([string] $Name, [hashtable] $Bound) {
    $said = @{}
    foreach ($each in $Bound.GetEnumerator()) {
        # What comes by a pipeline is known by its name.
        $key, $values = if ($each.Key -eq 'InputObject') { 'Name', $each.Value.Name } else { $each.Key, $each.Value }
        $texts = @($values | ForEach-Object { [string]$_ })
        $said[$key] = if ($texts.Count -eq 1) { $texts[0] } else { $texts }
    }
    Write-Line "$env:WSLNET_PLAY.calls" (ConvertTo-Json -Compress -Depth 4 @{ name = $Name; parameters = $said })
    if ($env:WSLNET_FAILS -eq $Name) { throw "$Name was told to fail" }
}

function Read-Play { ConvertFrom-Json ([IO.File]::ReadAllText($env:WSLNET_PLAY)) -AsHashtable }

function Invoke-Played([System.Management.Automation.PSCmdlet] $Cmdlet, [hashtable] $Bound) {
    $name = $Cmdlet.MyInvocation.MyCommand.Name
    $verb, $noun = $name -split '-', 2
    $file = $env:WSLNET_PLAY
    Write-Call $name $Bound
    $play = Read-Play
    $played = $play[$noun]
    if ($played -is [hashtable]) {
        $problem = [System.Management.Automation.ErrorRecord]::new(
            [System.Exception]::new($played.message), $played.id, $played.category, $null)
        $Cmdlet.WriteError($problem)
        return
    }
    $objects = @($played | Where-Object { $null -ne $_ })
    $wanted = @{}
    foreach ($each in $Bound.GetEnumerator()) { if ($each.Key -notin $Places) { $wanted[$each.Key] = @($each.Value) } }
    if ($verb -eq 'New') {
        $new = @{ Enabled = 'True'; PolicyStoreSourceType = 'Local' }
        foreach ($each in $wanted.GetEnumerator()) {
            $new[$each.Key] = if ($each.Value.Count -eq 1) { [string]$each.Value[0] } else { @($each.Value | ForEach-Object { [string]$_ }) }
        }
        if (-not $new.ContainsKey('Name')) { $new['Name'] = '{' + [guid]::NewGuid() + '}' }
        if ($objects | Where-Object { $_.Name -eq $new.Name }) {
            $Cmdlet.ThrowTerminatingError([System.Management.Automation.ErrorRecord]::new(
                    [System.Exception]::new('Cannot create a file when that file already exists.'),
                    "Windows System Error 183,$name", 'ResourceExists', $null))
        }
        $play[$noun] = $objects + $new
        [IO.File]::WriteAllText($file, (ConvertTo-Json -Depth 8 $play))
        Convert-Played ([pscustomobject]$new)
        return
    }
    if ($Bound.ContainsKey('InputObject')) { $wanted['Name'] = @($Bound.InputObject | ForEach-Object { $_.Name }) }
    $condition = if ($verb -eq 'Set') { 'Name', 'DisplayName' } else { @($wanted.Keys) }
    $fitting = @($objects | Where-Object {
            $object = $_
            -not ($condition | Where-Object { $wanted.ContainsKey($_) -and $object.ContainsKey($_) } | Where-Object {
                    $values = $wanted[$_]
                    $has = @($object[$_] | ForEach-Object { [string]$_ })
                    -not ($values | Where-Object { $value = [string]$_; $has | Where-Object { $_ -like $value } })
                })
        })
    # A name that nothing has is an error; a condition that nothing fits is not.
    $named = 'Name', 'DisplayName', 'InterfaceAlias', 'InterfaceIndex', 'DestinationPrefix' | Where-Object { $wanted.ContainsKey($_) }
    if ($fitting.Count -eq 0 -and $named) {
        $key = @($named)[0]
        $Cmdlet.WriteError([System.Management.Automation.ErrorRecord]::new(
                [System.Exception]::new("No MSFT_$noun objects found with property '$key' equal to '$($wanted[$key])'."),
                "CmdletizationQuery_NotFound_$key,$name", 'ObjectNotFound', $null))
        return
    }
    switch ($verb) {
        'Get' { $fitting | ForEach-Object { Convert-Played ([pscustomobject]$_) } }
        'Remove' {
            $play[$noun] = @($objects | Where-Object { $_ -notin $fitting })
            [IO.File]::WriteAllText($file, (ConvertTo-Json -Depth 8 $play))
        }
        'Set' {
            foreach ($object in $fitting) {
                foreach ($key in $wanted.Keys) { if ($key -notin $condition) { $object[$key] = [string]$wanted[$key] } }
            }
            [IO.File]::WriteAllText($file, (ConvertTo-Json -Depth 8 $play))
        }
    }
}

function Get-NetFirewallHyperVRule {
    [CmdletBinding(DefaultParameterSetName = 'All', PositionalBinding = $false)]
    param(
        [Parameter(ParameterSetName = 'All')] [switch] $All,
        [Parameter(ParameterSetName = 'Name', Mandatory, Position = 0)] [string[]] $Name,
        [Parameter(ParameterSetName = 'DisplayName', Mandatory)] [string[]] $DisplayName,
        [Parameter(ParameterSetName = 'Query')] [Direction[]] $Direction,
        [Parameter(ParameterSetName = 'Query')] [string[]] $VMCreatorId,
        [Parameter(ParameterSetName = 'Query')] [string[]] $Protocol,
        [Parameter(ParameterSetName = 'Query')] [Action[]] $Action,
        [Parameter(ParameterSetName = 'Query')] [ValidateSet('True', 'False')] [string[]] $Enabled,
        [Parameter(ParameterSetName = 'Query')] [string[]] $EnforcementStatus,
        [Parameter(ParameterSetName = 'Query')] [string[]] $PolicyStoreSourceType,
        [ValidateSet('PersistentStore', 'ActiveStore', 'SystemDefaults', 'MDM')] [string] $PolicyStore,
        [object[]] $CimSession, [int] $ThrottleLimit, [switch] $AsJob
    )
    Invoke-Played $PSCmdlet $PSBoundParameters
}

function New-NetFirewallHyperVRule {
    [CmdletBinding(PositionalBinding = $false, SupportsShouldProcess)]
    param(
        [string] $Name,
        [Parameter(Mandatory)] [string] $DisplayName,
        [uint16] $RulePriority, [Direction] $Direction, [string] $VMCreatorId, [string] $Protocol,
        [ValidateScript({ $_ -notmatch '^[A-Za-z]' })] [string[]] $LocalAddresses, [string[]] $LocalPorts,
        # Addresses, subnets and ranges: no keyword such as LocalSubnet is documented.
        [ValidateScript({ $_ -match '^[0-9A-Fa-f]*[.:]' })] [string[]] $RemoteAddresses, [string[]] $RemotePorts,
        [Action] $Action, [ValidateSet('True', 'False')] [string] $Enabled,
        [ValidateSet('Any', 'Domain', 'Private', 'Public', 'NotApplicable')] [string[]] $Profiles,
        [object[]] $CimSession, [int] $ThrottleLimit, [switch] $AsJob
    )
    Invoke-Played $PSCmdlet $PSBoundParameters
}

function Set-NetFirewallHyperVRule {
    [CmdletBinding(DefaultParameterSetName = 'Name', PositionalBinding = $false, SupportsShouldProcess)]
    param(
        [Parameter(ParameterSetName = 'Name', Mandatory, Position = 0)] [string[]] $Name,
        [Parameter(ParameterSetName = 'DisplayName', Mandatory)] [string[]] $DisplayName,
        [Parameter(ParameterSetName = 'Object', Mandatory, ValueFromPipeline)] [object[]] $InputObject,
        [string] $NewDisplayName,
        [uint16] $RulePriority, [Direction] $Direction, [string] $VMCreatorId, [string] $Protocol,
        [string[]] $LocalAddresses, [string[]] $LocalPorts, [string[]] $RemoteAddresses, [string[]] $RemotePorts,
        [Action] $Action, [ValidateSet('True', 'False')] [string] $Enabled,
        [ValidateSet('Any', 'Domain', 'Private', 'Public', 'NotApplicable')] [string[]] $Profiles,
        [switch] $PassThru, [object[]] $CimSession, [int] $ThrottleLimit, [switch] $AsJob
    )
    process { Invoke-Played $PSCmdlet $PSBoundParameters }
}

function Remove-NetFirewallHyperVRule {
    [CmdletBinding(DefaultParameterSetName = 'Name', PositionalBinding = $false, SupportsShouldProcess)]
    param(
        [Parameter(ParameterSetName = 'Name', Mandatory, Position = 0)] [string[]] $Name,
        [Parameter(ParameterSetName = 'DisplayName', Mandatory)] [string[]] $DisplayName,
        [Parameter(ParameterSetName = 'Object', Mandatory, ValueFromPipeline)] [object[]] $InputObject,
        [switch] $PassThru, [object[]] $CimSession, [int] $ThrottleLimit, [switch] $AsJob
    )
    process { Invoke-Played $PSCmdlet $PSBoundParameters }
}

function Get-NetFirewallHyperVVMSetting {
    [CmdletBinding(DefaultParameterSetName = 'All', PositionalBinding = $false)]
    param(
        [Parameter(ParameterSetName = 'All')] [switch] $All,
        [Parameter(ParameterSetName = 'Name', Mandatory, Position = 0)] [Alias('VMCreatorId')] [string[]] $Name,
        [ValidateSet('PersistentStore', 'ActiveStore', 'MDM')] [string] $PolicyStore,
        [object[]] $CimSession, [int] $ThrottleLimit, [switch] $AsJob
    )
    Invoke-Played $PSCmdlet $PSBoundParameters
}

function Get-NetFirewallHyperVProfile {
    [CmdletBinding(DefaultParameterSetName = 'All', PositionalBinding = $false)]
    param(
        [Parameter(ParameterSetName = 'All')] [switch] $All,
        [Parameter(ParameterSetName = 'All')] [ValidateSet('PersistentStore', 'ActiveStore', 'SystemDefaults', 'MDM')] [string] $PolicyStore,
        [Parameter(ParameterSetName = 'Name', Position = 0)] [Alias('VMCreatorId')] [string[]] $Name,
        [Parameter(ParameterSetName = 'Name')] [ValidateSet('Any', 'Domain', 'Private', 'Public', 'NotApplicable')] [string[]] $Profile,
        [object[]] $CimSession, [int] $ThrottleLimit, [switch] $AsJob
    )
    Invoke-Played $PSCmdlet $PSBoundParameters
}

function Get-NetFirewallProfile {
    [CmdletBinding(DefaultParameterSetName = 'All', PositionalBinding = $false)]
    param(
        [Parameter(ParameterSetName = 'All')] [switch] $All,
        [Parameter(ParameterSetName = 'Name', Mandatory, Position = 0)] [Alias('Profile')] [string[]] $Name,
        [string] $PolicyStore, [string] $GPOSession,
        [object[]] $CimSession, [int] $ThrottleLimit, [switch] $AsJob
    )
    Invoke-Played $PSCmdlet $PSBoundParameters
}

function Get-NetFirewallRule {
    [CmdletBinding(DefaultParameterSetName = 'All', PositionalBinding = $false)]
    param(
        [Parameter(ParameterSetName = 'All')] [switch] $All,
        [Parameter(ParameterSetName = 'Name', Mandatory, Position = 0)] [Alias('ID')] [string[]] $Name,
        [Parameter(ParameterSetName = 'DisplayName', Mandatory)] [string[]] $DisplayName,
        [Parameter(ParameterSetName = 'Query')] [string[]] $Description,
        [Parameter(ParameterSetName = 'Query')] [string[]] $DisplayGroup,
        [Parameter(ParameterSetName = 'Query')] [string[]] $Group,
        [Parameter(ParameterSetName = 'Query')] [ValidateSet('True', 'False')] [string[]] $Enabled,
        [Parameter(ParameterSetName = 'Query')] [Direction[]] $Direction,
        [Parameter(ParameterSetName = 'Query')] [Action[]] $Action,
        [string] $PolicyStore, [string] $GPOSession, [switch] $TracePolicyStore,
        [object[]] $CimSession, [int] $ThrottleLimit, [switch] $AsJob
    )
    Invoke-Played $PSCmdlet $PSBoundParameters
}

function New-NetFirewallRule {
    [CmdletBinding(PositionalBinding = $false, SupportsShouldProcess)]
    param(
        [string] $PolicyStore, [string] $GPOSession, [Alias('ID')] [string] $Name,
        [Parameter(Mandatory)] [string] $DisplayName,
        [string] $Description, [string] $Group, [ValidateSet('True', 'False')] [string] $Enabled,
        [ValidateSet('Any', 'Domain', 'Private', 'Public', 'NotApplicable')] [string[]] $Profile,
        [string[]] $Platform, [Direction] $Direction, [Action] $Action, [string] $EdgeTraversalPolicy,
        [bool] $LooseSourceMapping, [bool] $LocalOnlyMapping, [string] $Owner, [string[]] $LocalAddress,
        [string[]] $RemoteAddress, [string] $Protocol, [string[]] $LocalPort, [string[]] $RemotePort, [string[]] $IcmpType,
        [string] $DynamicTarget, [string] $Program, [string] $Package, [string] $Service, [object[]] $InterfaceAlias,
        [string] $InterfaceType, [string] $LocalUser, [string] $RemoteUser, [string] $RemoteMachine,
        [string] $Authentication, [string] $Encryption, [bool] $OverrideBlockRules,
        [string[]] $RemoteDynamicKeywordAddresses, [string] $PolicyAppId,
        [object[]] $CimSession, [int] $ThrottleLimit, [switch] $AsJob
    )
    Invoke-Played $PSCmdlet $PSBoundParameters
}

function Remove-NetFirewallRule {
    [CmdletBinding(DefaultParameterSetName = 'Name', PositionalBinding = $false, SupportsShouldProcess)]
    param(
        [Parameter(ParameterSetName = 'All', Mandatory)] [switch] $All,
        [Parameter(ParameterSetName = 'Name', Mandatory, Position = 0)] [Alias('ID')] [string[]] $Name,
        [Parameter(ParameterSetName = 'DisplayName', Mandatory)] [string[]] $DisplayName,
        [Parameter(ParameterSetName = 'Object', Mandatory, ValueFromPipeline)] [object[]] $InputObject,
        [string] $PolicyStore, [string] $GPOSession, [switch] $TracePolicyStore, [switch] $PassThru,
        [object[]] $CimSession, [int] $ThrottleLimit, [switch] $AsJob
    )
    process { Invoke-Played $PSCmdlet $PSBoundParameters }
}

function Get-NetFirewallPortFilter {
    [CmdletBinding(DefaultParameterSetName = 'All', PositionalBinding = $false)]
    param(
        [Parameter(ParameterSetName = 'All')] [switch] $All,
        [Parameter(ParameterSetName = 'Query')] [string[]] $Protocol,
        [Parameter(ParameterSetName = 'Query')] [string[]] $DynamicTarget,
        [Parameter(ParameterSetName = 'Rule', Mandatory, ValueFromPipeline)] [object] $AssociatedNetFirewallRule,
        [string] $PolicyStore, [string] $GPOSession,
        [object[]] $CimSession, [int] $ThrottleLimit, [switch] $AsJob
    )
    process { Invoke-Played $PSCmdlet $PSBoundParameters }
}

function Get-NetFirewallAddressFilter {
    [CmdletBinding(DefaultParameterSetName = 'All', PositionalBinding = $false)]
    param(
        [Parameter(ParameterSetName = 'All')] [switch] $All,
        [Parameter(ParameterSetName = 'Rule', Mandatory, ValueFromPipeline)] [object] $AssociatedNetFirewallRule,
        [string] $PolicyStore, [string] $GPOSession,
        [object[]] $CimSession, [int] $ThrottleLimit, [switch] $AsJob
    )
    process { Invoke-Played $PSCmdlet $PSBoundParameters }
}

function Get-NetFirewallApplicationFilter {
    [CmdletBinding(DefaultParameterSetName = 'All', PositionalBinding = $false)]
    param(
        [Parameter(ParameterSetName = 'All')] [switch] $All,
        [Parameter(ParameterSetName = 'Query')] [string[]] $Program,
        [Parameter(ParameterSetName = 'Query')] [string[]] $Package,
        [Parameter(ParameterSetName = 'Rule', Mandatory, ValueFromPipeline)] [object] $AssociatedNetFirewallRule,
        [string] $PolicyStore, [string] $GPOSession,
        [object[]] $CimSession, [int] $ThrottleLimit, [switch] $AsJob
    )
    process { Invoke-Played $PSCmdlet $PSBoundParameters }
}

function Get-NetFirewallServiceFilter {
    [CmdletBinding(DefaultParameterSetName = 'All', PositionalBinding = $false)]
    param(
        [Parameter(ParameterSetName = 'All')] [switch] $All,
        [Parameter(ParameterSetName = 'Query')] [string[]] $Service,
        [Parameter(ParameterSetName = 'Rule', Mandatory, ValueFromPipeline)] [object] $AssociatedNetFirewallRule,
        [string] $PolicyStore, [string] $GPOSession,
        [object[]] $CimSession, [int] $ThrottleLimit, [switch] $AsJob
    )
    process { Invoke-Played $PSCmdlet $PSBoundParameters }
}

function Get-NetConnectionProfile {
    [CmdletBinding(PositionalBinding = $false)]
    param(
        [Parameter(Position = 0)] [string[]] $Name, [string[]] $InterfaceAlias, [uint32[]] $InterfaceIndex,
        [Category[]] $NetworkCategory, [string[]] $IPv4Connectivity, [string[]] $IPv6Connectivity,
        [object[]] $CimSession, [int] $ThrottleLimit, [switch] $AsJob
    )
    Invoke-Played $PSCmdlet $PSBoundParameters
}

function Get-NetAdapter {
    [CmdletBinding(DefaultParameterSetName = 'Name', PositionalBinding = $false)]
    param(
        [Parameter(ParameterSetName = 'Name', Position = 0)] [string[]] $Name,
        [Parameter(ParameterSetName = 'Description', Mandatory)] [string[]] $InterfaceDescription,
        [Parameter(ParameterSetName = 'Index', Mandatory)] [uint32[]] $InterfaceIndex,
        [switch] $IncludeHidden, [switch] $Physical,
        [object[]] $CimSession, [int] $ThrottleLimit, [switch] $AsJob
    )
    Invoke-Played $PSCmdlet $PSBoundParameters
}

function Get-NetIPAddress {
    [CmdletBinding(PositionalBinding = $false)]
    param(
        [Parameter(Position = 0)] [string[]] $IPAddress, [uint32[]] $InterfaceIndex, [string[]] $InterfaceAlias,
        [ValidateSet('IPv4', 'IPv6')] [string[]] $AddressFamily, [string[]] $Type, [byte[]] $PrefixLength,
        [string[]] $PrefixOrigin, [string[]] $SuffixOrigin, [string[]] $AddressState, [timespan[]] $ValidLifetime,
        [timespan[]] $PreferredLifetime, [bool[]] $SkipAsSource, [string] $PolicyStore, [switch] $IncludeAllCompartments,
        [object] $AssociatedIPInterface, [object[]] $CimSession, [int] $ThrottleLimit, [switch] $AsJob
    )
    Invoke-Played $PSCmdlet $PSBoundParameters
}

function Get-NetRoute {
    [CmdletBinding(PositionalBinding = $false)]
    param(
        [Parameter(Position = 0)] [string[]] $DestinationPrefix, [uint32[]] $InterfaceIndex, [string[]] $InterfaceAlias,
        [string[]] $NextHop, [ValidateSet('IPv4', 'IPv6')] [string[]] $AddressFamily, [string[]] $Publish,
        [uint16[]] $RouteMetric, [string[]] $Protocol, [uint32[]] $CompartmentId, [string[]] $State,
        [timespan[]] $ValidLifetime, [timespan[]] $PreferredLifetime, [string] $PolicyStore,
        [switch] $IncludeAllCompartments, [object] $AssociatedIPInterface,
        [object[]] $CimSession, [int] $ThrottleLimit, [switch] $AsJob
    )
    Invoke-Played $PSCmdlet $PSBoundParameters
}

function Get-NetTCPConnection {
    [CmdletBinding(PositionalBinding = $false)]
    param(
        [Parameter(Position = 0)] [string[]] $LocalAddress, [Parameter(Position = 1)] [uint16[]] $LocalPort,
        [string[]] $RemoteAddress, [uint16[]] $RemotePort, [string[]] $State, [string[]] $AppliedSetting,
        [uint32[]] $OwningProcess, [datetime[]] $CreationTime, [string[]] $OffloadState,
        [object[]] $CimSession, [int] $ThrottleLimit, [switch] $AsJob
    )
    Invoke-Played $PSCmdlet $PSBoundParameters
}

function Get-NetUDPEndpoint {
    [CmdletBinding(PositionalBinding = $false)]
    param(
        [Parameter(Position = 0)] [string[]] $LocalAddress, [Parameter(Position = 1)] [uint16[]] $LocalPort,
        [uint32[]] $OwningProcess, [datetime[]] $CreationTime,
        [object[]] $CimSession, [int] $ThrottleLimit, [switch] $AsJob
    )
    Invoke-Played $PSCmdlet $PSBoundParameters
}

# The processes of this system, where none are played.
function Get-Process {
    [CmdletBinding(DefaultParameterSetName = 'Name', PositionalBinding = $false)]
    param(
        [Parameter(ParameterSetName = 'Name', Position = 0)] [string[]] $Name,
        [Parameter(ParameterSetName = 'Id', Mandatory)] [int[]] $Id,
        [string[]] $ComputerName, [switch] $Module, [switch] $FileVersionInfo
    )
    if ((Read-Play).ContainsKey('Process')) { Invoke-Played $PSCmdlet $PSBoundParameters }
    else { Microsoft.PowerShell.Management\Get-Process @PSBoundParameters }
}

function Start-Service {
    [CmdletBinding(DefaultParameterSetName = 'Name', PositionalBinding = $false, SupportsShouldProcess)]
    param(
        [Parameter(ParameterSetName = 'Name', Mandatory, Position = 0)] [Alias('ServiceName')] [string[]] $Name,
        [Parameter(ParameterSetName = 'DisplayName', Mandatory)] [string[]] $DisplayName,
        [switch] $PassThru, [string[]] $Include, [string[]] $Exclude
    )
    Write-Call Start-Service $PSBoundParameters
}

# `interface portproxy` of netsh, and nothing else of it. The proxies are the noun PortProxy.
function netsh {
    $words = @($args | ForEach-Object { [string]$_ })
    $verb = $words[2]
    Write-Call netsh @{ words = $words -join ' ' }
    $global:LASTEXITCODE = 1
    if (($words[0..1] -join ' ') -ne 'interface portproxy' -or $words[3] -ne 'v4tov4') { return 'The following command was not found.' }
    if ($env:WSLNET_FAILS -eq "netsh $verb") { return 'The requested operation requires elevation.', '' }
    $pairs = @{}
    foreach ($word in $words | Select-Object -Skip 4) { $key, $value = $word -split '=', 2; $pairs[$key] = $value }
    $listen = "$($pairs.listenaddress):$($pairs.listenport)"
    $play = Read-Play
    $others = @($play['PortProxy'] | Where-Object { $null -ne $_ -and $_.Listen -ne $listen })
    if ($verb -eq 'delete' -and $others.Count -eq @($play['PortProxy']).Count) { return 'The system cannot find the file specified.' }
    $play['PortProxy'] = @($others; if ($verb -eq 'add') { @{ Listen = $listen; Connect = "$($pairs.connectaddress):$($pairs.connectport)" } })
    [IO.File]::WriteAllText($env:WSLNET_PLAY, (ConvertTo-Json -Depth 8 $play))
    $global:LASTEXITCODE = 0
}

# A program with a window of its own lives on by itself. One that asks for an administrator (-Verb RunAs) runs as
# WSLNET_CONSENT says, which is the user's answer to Windows' question: `yes`, `no`, `blocked` by a policy, `kill` (it ends
# without a word), `late` (after two seconds) or `never`.
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
    # A script that it is handed is not noted.
    $leaf = [IO.Path]::GetFileName($FilePath)
    Write-Call Start-Process @{ FilePath = $leaf; Verb = $Verb; WindowStyle = $WindowStyle; Wait = $Wait; PassThru = $PassThru; ArgumentList = $ArgumentList -notmatch '.{99}' }
    if ($Verb -and $env:WSLNET_CONSENT -eq 'kill') { return [pscustomobject]@{ ExitCode = -1 } }
    if ($Verb) {
        $cause = switch ($env:WSLNET_CONSENT) {
            'no' { [ComponentModel.Win32Exception]::new(1223).Message }
            'blocked' { 'This program is blocked by group policy' }
            'late' { Start-Sleep -Seconds 2 }
            'never' { Start-Sleep -Seconds 60 }
        }
        if ($cause) { throw [System.InvalidOperationException]::new("This command cannot be run due to the error: $cause.") }
    }
    if ($leaf -match '^powershell(\.exe)?$') { $FilePath = $env:WSLNET_POWERSHELL }
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

Export-ModuleMember -Function '*-Net*', 'Get-Process', 'Start-Service', 'Start-Process', 'netsh'
