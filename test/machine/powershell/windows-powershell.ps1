# Looks in scripts for what Windows PowerShell 5.1 does not know, with PowerShell's own parser. Standard input is a JSON
# object of scripts by name; standard output a JSON list of `name: line: what`.
#
# A command must be one of those below, with the parameters that Microsoft documents for 5.1, one that the script makes
# itself, or one of the module that is played beside this file. Whoever uses another adds it here, from its page.

$Known = @{
    'Add-Type'                   = 'TypeDefinition', 'AssemblyName', 'MemberDefinition', 'Name', 'Namespace', 'PassThru'
    'ConvertFrom-Json'           = , 'InputObject'
    'ConvertTo-Json'             = 'InputObject', 'Depth', 'Compress'
    'Copy-Item'                  = 'Path', 'LiteralPath', 'Destination', 'Force', 'Recurse'
    'Expand-Archive'             = 'Path', 'LiteralPath', 'DestinationPath', 'Force'
    'ForEach-Object'             = 'Process', 'Begin', 'End', 'MemberName', 'InputObject', 'ArgumentList'
    'Get-ChildItem'              = 'Path', 'LiteralPath', 'Filter', 'Include', 'Exclude', 'Recurse', 'Force', 'Name', 'File', 'Directory'
    'Get-Command'                = 'Name', 'CommandType', 'Module'
    'Get-Content'                = 'Path', 'LiteralPath', 'Raw', 'Encoding', 'TotalCount', 'Tail'
    'Get-Date'                   = 'Date', 'Format', 'UFormat'
    'Get-FileHash'               = 'Path', 'LiteralPath', 'Algorithm', 'InputStream'
    'Get-Item'                   = 'Path', 'LiteralPath', 'Force'
    'Get-ItemProperty'           = 'Path', 'LiteralPath', 'Name'
    'Invoke-WebRequest'          = 'Uri', 'OutFile', 'UseBasicParsing', 'Method', 'Headers', 'TimeoutSec'
    'Join-Path'                  = 'Path', 'ChildPath'
    'Measure-Object'             = 'InputObject', 'Property', 'Sum', 'Maximum', 'Minimum'
    'Move-Item'                  = 'Path', 'LiteralPath', 'Destination', 'Force'
    'New-Item'                   = 'Path', 'Name', 'ItemType', 'Value', 'Force'
    'New-Object'                 = 'TypeName', 'ArgumentList', 'Property', 'ComObject', 'Strict'
    'Out-File'                   = 'FilePath', 'LiteralPath', 'Encoding', 'Append', 'Force', 'NoNewline', 'InputObject'
    'Out-Null'                   = , 'InputObject'
    'Register-ArgumentCompleter' = 'CommandName', 'ParameterName', 'ScriptBlock', 'Native'
    'Remove-Item'                = 'Path', 'LiteralPath', 'Force', 'Recurse'
    'Select-Object'              = 'InputObject', 'Property', 'ExcludeProperty', 'ExpandProperty', 'First', 'Last', 'Skip', 'Unique', 'Index'
    'Set-Content'                = 'Path', 'LiteralPath', 'Value', 'Encoding', 'Force', 'NoNewline'
    'Set-ItemProperty'           = 'Path', 'LiteralPath', 'Name', 'Value', 'Type', 'Force'
    'Sort-Object'                = 'Property', 'Descending', 'Unique', 'InputObject'
    'Start-Sleep'                = 'Seconds', 'Milliseconds'
    'Stop-Process'               = 'Id', 'Name', 'InputObject', 'Force', 'PassThru'
    'Test-Path'                  = 'Path', 'LiteralPath', 'PathType'
    'Where-Object'               = 'FilterScript', 'InputObject', 'Property', 'Value', 'EQ', 'NE', 'GT', 'LT', 'Like', 'Match', 'In'
    'Write-Error'                = 'Message', 'Exception', 'ErrorRecord', 'Category', 'ErrorId'
    'Write-Host'                 = 'Object', 'NoNewline'
    'Write-Output'               = 'InputObject', 'NoEnumerate'
}
$Common = 'ErrorAction', 'WarningAction', 'ErrorVariable', 'WarningVariable', 'OutVariable', 'Verbose', 'Debug', 'WhatIf', 'Confirm'
# Encodings of later PowerShells.
$Encodings = 'utf8BOM', 'utf8NoBOM', 'ansi'
# Of .NET after 4.8, and automatic variables of PowerShell after 5.1.
$Members = 'HashData', 'ToHexString', 'FromHexString', 'ProcessId', 'ProcessPath', 'TickCount64', 'Clamp', 'IsWindows', 'ReadAllTextAsync', 'WriteAllTextAsync', 'ReadExactly', 'WaitForExitAsync', 'ArgumentList'
$Variables = 'IsWindows', 'IsLinux', 'IsMacOS', 'IsCoreCLR', 'PSStyle', 'PSNativeCommandUseErrorActionPreference', 'EnabledExperimentalFeatures'
$Operators = 'QuestionQuestion', 'QuestionQuestionEquals', 'QuestionDot', 'QuestionLBracket', 'AndAnd', 'OrOr'

function Find-Unknown([string] $Script) {
    $tokens = $errors = $null
    $tree = [System.Management.Automation.Language.Parser]::ParseInput($Script, [ref]$tokens, [ref]$errors)
    foreach ($each in $errors) { "$($each.Extent.StartLineNumber): $($each.Message)" }
    foreach ($each in $tokens) {
        if ([string]$each.Kind -in $Operators) { "$($each.Extent.StartLineNumber): the operator $($each.Text)" }
    }
    $own = @($tree.FindAll({ $args[0] -is [System.Management.Automation.Language.FunctionDefinitionAst] }, $true).Name)
    foreach ($node in $tree.FindAll({ $true }, $true)) {
        $line = $node.Extent.StartLineNumber
        switch ($node.GetType().Name) {
            'PipelineAst' { if ($node.Background) { "${line}: a background job by &" } }
            'TernaryExpressionAst' { "${line}: the ternary operator" }
            'ScriptBlockAst' { if ($node.CleanBlock) { "${line}: a clean block" } }
            'VariableExpressionAst' {
                if ($node.VariablePath.UserPath -in $Variables) { "${line}: the variable `$$($node.VariablePath.UserPath)" }
            }
            { $_ -in 'MemberExpressionAst', 'InvokeMemberExpressionAst' } {
                if ([string]$node.Member -in $Members) { "${line}: the member $($node.Member)" }
            }
            'CommandAst' {
                $name = $node.GetCommandName()
                if (-not $name -or $name -notmatch '^[A-Za-z]+-[A-Za-z]' -or $name -in $own) { continue }
                $played = Get-Command -Module NetSecurity -Name $name -ErrorAction Ignore
                $parameters = if ($played) { @($played.Parameters.Keys) } else { $Known[$name] }
                if (-not $parameters) { "${line}: the command $name, which is not among those known here"; continue }
                $value = $null
                foreach ($element in $node.CommandElements) {
                    if ($element -isnot [System.Management.Automation.Language.CommandParameterAst]) { $value = $element; continue }
                    $given = $element.ParameterName
                    if ($given -notin $parameters -and $given -notin $Common) { "${line}: -$given of $name" }
                }
                foreach ($word in $node.CommandElements) {
                    if ($word.Extent.Text -in $Encodings) { "${line}: the encoding $($word.Extent.Text)" }
                }
            }
        }
    }
}

[Console]::OutputEncoding = [Text.UTF8Encoding]::new($false)
$reader = [IO.StreamReader]::new([Console]::OpenStandardInput(), [Text.UTF8Encoding]::new($false))
$scripts = ConvertFrom-Json $reader.ReadToEnd() -AsHashtable
Import-Module (Join-Path $PSScriptRoot 'modules/NetSecurity')
$found = foreach ($name in $scripts.Keys | Sort-Object) { Find-Unknown $scripts[$name] | ForEach-Object { "${name}: $_" } }
ConvertTo-Json -InputObject @($found)
