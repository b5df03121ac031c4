# Windows' cmdlets for firewall, adapters and addresses, played on any system: exactly the parameters that Microsoft
# documents, and objects from the JSON file that WSLNET_PLAY names. A parameter that is not here does not exist.
#
# The file has a member for each noun: `{ "NetFirewallHyperVRule": [ { "Name": ... } ] }`. Get- gives the objects that
# fit its parameters, New- adds one, Set- changes them, Remove- takes them away. An object in place of the list,
# `{ "category": "PermissionDenied", "id": "Windows System Error 5", "message": "..." }`, is the error that each ends with.
# Every call is noted in WSLNET_PLAY.calls, as a line of JSON.

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

function Invoke-Played([System.Management.Automation.PSCmdlet] $Cmdlet, [hashtable] $Bound) {
    $name = $Cmdlet.MyInvocation.MyCommand.Name
    $verb, $noun = $name -split '-', 2
    $file = $env:WSLNET_PLAY
    $said = @{}
    foreach ($each in $Bound.GetEnumerator()) { $said[$each.Key] = @($each.Value | ForEach-Object { [string]$_ }) }
    [IO.File]::AppendAllText("$file.calls", (ConvertTo-Json -Compress -Depth 4 @{ name = $name; parameters = $said }) + "`n")
    $play = ConvertFrom-Json ([IO.File]::ReadAllText($file)) -AsHashtable
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
        $new = @{}
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
    $named = 'Name', 'DisplayName', 'InterfaceAlias', 'InterfaceIndex' | Where-Object { $wanted.ContainsKey($_) }
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

Export-ModuleMember -Function '*-Net*'
