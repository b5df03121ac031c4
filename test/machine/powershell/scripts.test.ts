import { expect, test } from 'vitest';
import { POWERSHELL_SCRIPT } from '../../../src/commands/completion-scripts.ts';
import { powershellArguments } from '../../../src/machine/powershell.ts';
import { SCRIPTS } from '../../../src/machine/powershell-scripts.ts';
import { openMachine } from '../../../src/machine/this-machine.ts';
import { Sandbox } from '../../bench/sandbox.ts';
import { describeWith } from '../../needs.ts';
import { HEADINGS, recipe } from '../../recipes/recipe.ts';
import { type Played, PowerShellBench, unknownToWindowsPowerShell } from './powershell-bench.ts';

const WSL = '{40E0AC32-46A5-438A-A0B2-2B479E8F2E90}';

const rule = (name: string, more: object = {}) => ({
  Name: name,
  DisplayName: `Für ${name} 日本`,
  Direction: 'Inbound',
  VMCreatorId: WSL,
  Protocol: 'TCP',
  LocalAddresses: ['Any'],
  LocalPorts: ['8080'],
  RemoteAddresses: ['Any'],
  RemotePorts: ['Any'],
  Action: 'Allow',
  Enabled: 'True',
  EnforcementStatus: 'OK',
  PolicyStoreSourceType: 'Local',
  Profiles: 'Any',
  ...more,
});

/** A Windows 11 where the firewall keeps everybody out of Linux but for one port. */
const WINDOWS: Played = {
  NetFirewallHyperVVMSetting: [
    {
      Name: WSL,
      Enabled: 'True',
      DefaultInboundAction: 'Block',
      DefaultOutboundAction: 'Allow',
      LoopbackEnabled: 'True',
      AllowHostPolicyMerge: 'True',
    },
  ],
  NetFirewallHyperVRule: [
    rule('{5a1f}'),
    rule('out', { Direction: 'Outbound' }),
    rule('off', { Enabled: 'False' }),
    rule('no', { Action: 'Block' }),
  ],
  NetFirewallHyperVProfile: [
    { Profile: 'Private', Enabled: 'True', DefaultInboundAction: 'NotConfigured', AllowLocalFirewallRules: 'True' },
  ],
  NetFirewallProfile: [{ Name: 'Private', Enabled: 'True', DefaultInboundAction: 'Block' }],
  NetFirewallRule: [],
  NetFirewallPortFilter: [],
  NetConnectionProfile: [{ Name: 'Zu Hause', InterfaceAlias: 'WLAN', InterfaceIndex: 7, NetworkCategory: 'Private' }],
  NetIPAddress: [
    { IPAddress: '192.168.1.20', InterfaceAlias: 'WLAN', InterfaceIndex: 7, AddressFamily: 'IPv4', PrefixLength: 24 },
  ],
  NetRoute: [{ DestinationPrefix: '0.0.0.0/0', NextHop: '192.168.1.1', InterfaceIndex: 7, InterfaceAlias: 'WLAN' }],
  NetAdapter: [{ Name: 'WLAN', InterfaceIndex: 7, Status: 'Up' }],
  NetTCPConnection: [],
};

/** How PowerShell names what a script has got wrong, whatever the machine. */
const MISTAKE = /NamedParameterNotFound|CommandNotFoundException|ParameterBinding|AmbiguousParameterSet|ParserError/;

/** A Windows whose `powershell.exe` is the real PowerShell. */
function windowsWith(played: Played) {
  const sandbox = new Sandbox('windows', { timeout: 20_000 });
  const bench = new PowerShellBench(played);
  bench.standIn(`${sandbox.root}/Windows/System32/WindowsPowerShell/v1.0/powershell.exe`);
  return { sandbox, bench };
}

describeWith(['pwsh'], 'scripts for PowerShell', () => {
  test.each(Object.entries(SCRIPTS))('%s runs as it is written', (_, script) => {
    const bench = new PowerShellBench(WINDOWS);
    // Whatever a script finds missing on a machine without Windows, it is no mistake of its own.
    const { stdout, stderr } = bench.run(powershellArguments(script));
    expect(stdout + stderr).not.toMatch(MISTAKE);
    expect(stderr).toBe('');
  });

  test('hold nothing that Windows PowerShell 5.1 does not know', () => {
    const [setup = ''] = recipe('PowerShell', 'wsl/setup.ps1');
    expect(HEADINGS).toContain('PowerShell');
    const scripts = { ...SCRIPTS, completion: POWERSHELL_SCRIPT, 'docs/dotfiles.md': setup };
    expect(unknownToWindowsPowerShell(scripts)).toEqual([]);
  });

  test('are found out if they do', () => {
    const scripts = {
      a: 'wsl.exe --shutdown && "done"',
      b: 'wsl.exe --shutdown || "failed"',
      c: '$x = $null ?? 1',
      d: '$x ??= 1',
      e: '$x = $true ? 1 : 2',
      f: '$y = $(1)?.Length',
      g: "'{}' | ConvertFrom-Json -AsHashtable",
      h: '1..3 | ForEach-Object -Parallel { $_ }',
      i: "Set-Content x 'y' -Encoding utf8NoBOM",
      j: '[Convert]::ToHexString($bytes)',
      k: 'if ($IsWindows) { 1 }',
      l: 'Get-Uptime',
      m: 'if (1) { ',
      n: 'New-NetFirewallHyperVRule -DisplayName x -Profile Private',
      o: 'Start-Process x -Environment @{}',
      p: 'wsl.exe &',
      fine: 'function Get-Own { 1 }\nGet-Own | Where-Object { $_ -eq 1 } | ConvertTo-Json -Compress',
    };
    expect(unknownToWindowsPowerShell(scripts)).toEqual([
      'a: 1: the operator &&',
      'b: 1: the operator ||',
      'c: 1: the operator ??',
      'd: 1: the operator ??=',
      'e: 1: the ternary operator',
      'f: 1: the operator ?.',
      'g: 1: -AsHashtable of ConvertFrom-Json',
      'h: 1: -Parallel of ForEach-Object',
      'i: 1: the encoding utf8NoBOM',
      'j: 1: the member ToHexString',
      'k: 1: the variable $IsWindows',
      'l: 1: the command Get-Uptime, which is not among those known here',
      "m: 1: Missing closing '}' in statement block or type definition.",
      'n: 1: -Profile of New-NetFirewallHyperVRule',
      'o: 1: -Environment of Start-Process',
      'p: 1: a background job by &',
    ]);
  });
});

describeWith(['pwsh'], 'the played cmdlets', () => {
  test('refuse what the documented ones do not take', () => {
    const refused: [line: string, said: RegExp][] = [
      ['Get-NetFirewallHyperVRule -Names x', /parameter name 'Names'/],
      ['Get-NetFirewallHyperVRule -Direction Sideways', /Sideways/],
      ['Get-NetFirewallHyperVRule -Name x -Direction Inbound', /set cannot be resolved/],
      ['Get-NetFirewallHyperVProfile -Name x -PolicyStore ActiveStore', /set cannot be resolved/],
      ['New-NetFirewallHyperVRule -DisplayName x -Enabled 1', /'Enabled'/],
      ['New-NetFirewallHyperVRule -DisplayName x -RemoteAddresses LocalSubnet', /'RemoteAddresses'/],
      ['Get-NetFirewallHyperVRules', /not recognized/],
      ['Get-NetFirewallHyperVRule -Name x', /No MSFT_NetFirewallHyperVRule objects/],
    ];
    const lines = refused.map(([line]) => `try { ${line} } catch { $_.Exception.Message -replace '\\s+', ' ' }`);
    const { stdout } = new PowerShellBench(WINDOWS).type(["$ErrorActionPreference = 'Stop'", ...lines].join('\n'));
    const messages = stdout.trimEnd().split('\n');
    expect(messages).toEqual(refused.map(([, said]) => expect.stringMatching(said)));
  });

  test('give numbers that show as words, and keep what is added and removed', () => {
    const bench = new PowerShellBench({ NetFirewallHyperVRule: [] });
    const { stdout, stderr } = bench.type(`
$made = New-NetFirewallHyperVRule -Name a -DisplayName 'Zoë' -Direction Inbound -Action Allow -Enabled True
$made | ConvertTo-Json -Compress
[string]$made.Direction
New-NetFirewallHyperVRule -Name b -DisplayName b
Get-NetFirewallHyperVRule -Name b | Remove-NetFirewallHyperVRule`);
    expect(stderr).toBe('');
    const [json = '{}', word] = stdout.split('\n');
    expect(JSON.parse(json)).toMatchObject({ Direction: 1, Action: 2, Enabled: 1, DisplayName: 'Zoë' });
    expect(word).toBe('Inbound');
    expect(bench.played).toMatchObject({ NetFirewallHyperVRule: [{ Name: 'a' }] });
    expect(bench.calls().map(({ name }) => name)).toEqual([
      ...['New-NetFirewallHyperVRule', 'New-NetFirewallHyperVRule'],
      ...['Get-NetFirewallHyperVRule', 'Remove-NetFirewallHyperVRule'],
    ]);
  });
});

describeWith(['pwsh'], 'what is known of the Hyper-V firewall', () => {
  const firewall = async (played: Played) => {
    const { sandbox } = windowsWith(played);
    return (await openMachine(sandbox.system).findFacts(['hyperVRules'], null)).hyperVRules;
  };

  test('is what its cmdlets say', async () => {
    expect(await firewall(WINDOWS)).toMatchObject({ known: true, value: { blocksInbound: true } });
  });

  test('is nothing where access is denied, in any language: that is unknown, never no', async () => {
    const denied = { category: 'PermissionDenied', id: 'Windows System Error 5', message: 'Zugriff verweigert' };
    expect(await firewall({ ...WINDOWS, NetFirewallHyperVVMSetting: denied })).toMatchObject({ known: false });
  });
});
