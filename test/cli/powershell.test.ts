import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { PowerShellBench } from '../machine/powershell/powershell-bench.ts';
import { describeWith } from '../needs.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/wslnet.js', import.meta.url));
const FILE = '[wsl2]\nnetworkingMode=nat # home\n';

/** A user of PowerShell with the built program on the PATH, in a folder with a `.wslconfig`. */
class Shell extends PowerShellBench {
  readonly file = join(this.folder, '.wslconfig');

  constructor() {
    super();
    const bin = join(this.folder, 'bin');
    mkdirSync(bin);
    writeFileSync(
      join(bin, 'wslnet'),
      `#!/bin/sh
if [ "$1" = complete ] && [ -e "$HOME/broken" ]; then echo 'it broke' >&2; exit 70; fi
exec '${process.execPath}' '${PROGRAM}' "$@"
`,
    );
    chmodSync(join(bin, 'wslnet'), 0o755);
    this.env['PATH'] = [bin, process.env['PATH']].join(delimiter);
    this.env['WSLNET_CONFIG'] = this.file;
    writeFileSync(this.file, FILE);
  }

  /** What lines print, one a line, in a session that starts without the user's profile. */
  lines(...lines: readonly string[]): string[] {
    const { stdout, stderr } = this.type(lines.join('\n'));
    expect(stderr).toBe('');
    return stdout.split('\n').slice(0, -1);
  }
}

const SWITCH_ON = 'wslnet completion powershell | Out-String | Invoke-Expression';

/**
 * A line that prints as JSON what the Tab key has to offer at the end of typed words. An empty text from a completer is
 * how one says "nothing, and no files either": PowerShell up to 7.6 throws there, and its terminal takes that for nothing.
 */
function offersFor(typed: string): string {
  const expand = `TabExpansion2 '${typed.replaceAll("'", "''")}' ${typed.length}`;
  return (
    `try { ConvertTo-Json -Compress @((${expand}).CompletionMatches | ForEach-Object CompletionText) }` +
    " catch { if ([string]$_ -match '\"completionText\" is null') { '[]' } else { throw } }"
  );
}

describeWith(['pwsh'], 'in PowerShell', () => {
  test('the Tab key completes as in every other shell', () => {
    const shell = new Shell();
    for (const file of ['my file.wslconfig', 'my dir/one file']) {
      mkdirSync(dirname(join(shell.folder, file)), { recursive: true });
      writeFileSync(join(shell.folder, file), '');
    }
    const table: [typed: string, offered: string[]][] = [
      ['wslnet set mi', ['mirrored']],
      ['wslnet set networkingMode=mi', ['networkingMode=mirrored']],
      ['wslnet set dnsTunneling=T', ['dnsTunneling=true']],
      ['wslnet set dnsTunneling t', ['true']],
      ['wslnet set autoP', ['autoProxy=']],
      ['wslnet get DNSP', ['dnsProxy']],
      ['wslnet unset wsl2.hos', ['wsl2.hostFileSystemAccess']],
      ['wslnet stat', ['status']],
      ['wslnet history sh', ['show']],
      ['wslnet get dnsProxy --dry', ['--dry-run']],
      ['wslnet check --stri', ['--strict']],
      ['wslnet check --format gi', ['github']],
      ['wslnet explain semicolon-c', ['semicolon-comment']],
      ['wslnet doctor fir', ['firewall']],
      ['wslnet set vmSwitch "My Switch" mi', ['mirrored']],
      ['wslnet set "mi', ['mirrored']],
      ['wslnet get nosuch', []],
      ['wslnet show --file "my f', ['"./my file.wslconfig"']],
    ];
    const answers = shell.lines(SWITCH_ON, ...table.map(([typed]) => offersFor(typed)));
    expect(answers.map((answer, index) => [table[index]?.[0], JSON.parse(answer)])).toEqual(table);
  });

  test('each candidate says what it is', () => {
    const [about] = new Shell().lines(
      SWITCH_ON,
      "(TabExpansion2 'wslnet set auto' 15).CompletionMatches | ForEach-Object ToolTip",
    );
    expect(about).toContain('Linux gets the HTTP');
  });

  test('completion that goes wrong says nothing, and leaves the exit code of the last command', () => {
    const shell = new Shell();
    writeFileSync(join(shell.folder, 'broken'), '');
    const lines = shell.lines(SWITCH_ON, 'wslnet get ipv6', offersFor('wslnet set mi'), '$LASTEXITCODE');
    expect(lines).toEqual(['[]', '1']);
  });

  test('completion runs nothing of what is typed', () => {
    const shell = new Shell();
    const typed = 'wslnet set $(New-Item ran1) "$(New-Item ran2)" (New-Item ran3) mirr';
    expect(JSON.parse(shell.lines(SWITCH_ON, offersFor(typed))[0] ?? '')).toEqual(['mirrored']);
    expect(readdirSync(shell.folder).filter((name) => name.startsWith('ran'))).toEqual([]);
  });

  test('completion install makes it part of every new session, once', () => {
    const shell = new Shell();
    const profile = "New-Item -Force -Path $PROFILE -Value '$mine = 1' | Out-Null";
    const install = 'wslnet completion install powershell --yes 2>$null; $LASTEXITCODE';
    expect(shell.lines(profile, install, '(Get-Content $PROFILE).Count')).toEqual(['0', '2']);
    const { stdout } = shell.run(['-NonInteractive', '-Command', `$mine; ${offersFor('wslnet set mi')}`]);
    expect(stdout).toBe('1\n["mirrored"]\n');
    expect(shell.lines('wslnet completion install powershell 2>&1 | ForEach-Object { "$_" }')).toEqual([
      expect.stringMatching(/^Nothing to do/),
    ]);
  });

  test('--json is what ConvertFrom-Json reads, in every letter', () => {
    const shell = new Shell();
    expect(
      shell.lines(
        '$answer = wslnet show --json | ConvertFrom-Json',
        "($answer.settings | Where-Object name -EQ 'networkingMode').value",
        "$answer = wslnet set vmSwitch='Zoë' --json | ConvertFrom-Json",
        '$answer.message',
        '$LASTEXITCODE',
      ),
    ).toEqual(['nat', expect.stringContaining("'ë' (U+00EB)"), '2']);
  });

  test('values with blanks and quotes arrive whole', () => {
    const shell = new Shell();
    const lines = shell.lines(
      'wslnet set \'vmSwitch=My "Switch" # 1\' --quiet',
      'wslnet get vmSwitch',
      '$name = "It\'s mine"',
      'wslnet set vmSwitch $name --quiet',
      'wslnet get vmSwitch',
      'wslnet set ignoredPorts+=80,443 --quiet',
      'wslnet get ignoredPorts',
    );
    expect(lines).toEqual(['My "Switch" # 1', "It's mine", expect.stringMatching(/^80, ?443$/)]);
  });

  test('$LASTEXITCODE is the exit code, and a filter passes through a pipeline', () => {
    const lines = new Shell().lines(
      'wslnet get ipv6; $LASTEXITCODE',
      'wslnet get networkingMode; $LASTEXITCODE',
      'wslnet set nosuch=1 2>$null; $LASTEXITCODE',
      'wslnet show --file nosuch 2>$null; $LASTEXITCODE',
      "'[wsl2]' | wslnet set mirrored --file - 2>$null",
    );
    expect(lines).toEqual(['1', 'nat', '0', '2', '3', '[wsl2]', 'networkingMode=mirrored']);
  });
});
