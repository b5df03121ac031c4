# Who listens, as Windows' cmdlets tell it, from what Linux knows of this network namespace.

function Read-Sockets([string[]] $Tables, [string] $State) {
    foreach ($table in $Tables) {
        foreach ($line in [IO.File]::ReadAllLines("/proc/net/$table") | Select-Object -Skip 1) {
            $cells = -split $line
            if ($cells[3] -ne $State) { continue }
            $hex, $port = $cells[1] -split ':'
            # Words of four bytes, the last byte first.
            $bytes = [Convert]::FromHexString($hex)
            for ($word = 0; $word -lt $bytes.Length; $word += 4) { [Array]::Reverse($bytes, $word, 4) }
            [pscustomobject]@{
                LocalAddress  = [string][Net.IPAddress]::new($bytes)
                LocalPort     = [Convert]::ToInt32($port, 16)
                OwningProcess = 0
            }
        }
    }
}

function Get-NetTCPConnection {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [ValidateSet('Listen')] [string] $State)
    Read-Sockets 'tcp', 'tcp6' '0A'
}

function Get-NetUDPEndpoint {
    [CmdletBinding()]
    param()
    Read-Sockets 'udp', 'udp6' '07'
}

Export-ModuleMember -Function '*-Net*'
