/**
 * Reads every script for Windows PowerShell with PowerShell's own parser, and compares each command in it with the command
 * that this Windows has, by its name and its parameters; runs none of them: `node scripts/windows-commands.js <powershell>`.
 * Needs a Node that reads TypeScript, 22.18 or later.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portScripts } from '../src/machine/port-scripts.ts';
import { SCRIPTS } from '../src/machine/powershell-scripts.ts';

/** Prints a line for each problem. It is given the path of a JSON file with the scripts by name. */
const CHECKER = `
param([string] $Path)
$scripts = Get-Content -Raw -Encoding UTF8 -LiteralPath $Path | ConvertFrom-Json
foreach ($entry in $scripts.PSObject.Properties) {
  $errors = $null
  $tree = [Management.Automation.Language.Parser]::ParseInput($entry.Value, [ref] $null, [ref] $errors)
  foreach ($problem in $errors) { "$($entry.Name):$($problem.Extent.StartLineNumber): $($problem.Message)" }
  $own = $tree.FindAll({ $args[0] -is [Management.Automation.Language.FunctionDefinitionAst] }, $true) | ForEach-Object { $_.Name }
  foreach ($command in $tree.FindAll({ $args[0] -is [Management.Automation.Language.CommandAst] }, $true)) {
    $name = $command.GetCommandName()
    if (-not $name -or $own -contains $name) { continue }
    $place = "$($entry.Name):$($command.Extent.StartLineNumber)"
    if (-not (Get-Command -Name $name -ErrorAction SilentlyContinue)) { "\${place}: There is no command $name"; continue }
    $binding = [Management.Automation.Language.StaticParameterBinder]::BindCommand($command, $true)
    foreach ($problem in $binding.BindingExceptions.Values) { "\${place}: $name $($problem.BindingException.Message)" }
  }
}
`;

const ALL = { ...SCRIPTS, ...portScripts() };
const folder = mkdtempSync(join(tmpdir(), 'wslnet-scripts-'));
try {
  const [checker, scripts] = [join(folder, 'check.ps1'), join(folder, 'scripts.json')];
  writeFileSync(checker, CHECKER);
  writeFileSync(scripts, JSON.stringify(ALL));
  const words = ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File', checker, scripts];
  const { status, stdout, stderr, error } = spawnSync(process.argv[2] ?? 'powershell.exe', words, { encoding: 'utf8' });
  if (error) throw error;
  process.stdout.write(stdout + stderr);
  console.log(`${Object.keys(ALL).length} scripts read`);
  process.exitCode = status !== 0 || stdout.trim() || stderr.trim() ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
