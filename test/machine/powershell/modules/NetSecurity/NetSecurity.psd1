@{
    # One module plays all that Windows has in NetSecurity, NetConnection, NetAdapter and NetTCPIP. PowerShell loads it
    # by itself when one of these is called, as Windows' own. Get-Process and Start-Process it has itself: for these the
    # module must be loaded.
    RootModule        = 'NetSecurity.psm1'
    ModuleVersion     = '1.0'
    GUID              = '7f8c2d0e-6b1a-4f57-9c33-2f4f0a4d4c11'
    FunctionsToExport = @(
        'Get-NetFirewallHyperVRule', 'New-NetFirewallHyperVRule', 'Set-NetFirewallHyperVRule', 'Remove-NetFirewallHyperVRule',
        'Get-NetFirewallHyperVVMSetting', 'Get-NetFirewallHyperVProfile',
        'Get-NetFirewallProfile', 'Get-NetFirewallRule', 'New-NetFirewallRule', 'Remove-NetFirewallRule',
        'Get-NetFirewallPortFilter', 'Get-NetFirewallAddressFilter', 'Get-NetFirewallApplicationFilter', 'Get-NetFirewallServiceFilter',
        'Get-NetConnectionProfile', 'Get-NetAdapter', 'Get-NetIPAddress', 'Get-NetRoute', 'Get-NetTCPConnection', 'Get-NetUDPEndpoint',
        'Get-Process', 'Start-Service', 'Start-Process', 'netsh'
    )
    CmdletsToExport   = @()
    VariablesToExport = @()
    AliasesToExport   = @()
}
