import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeWith } from '../needs.ts';
import { WindowsBench } from './windows-bench.ts';

describeWith(['wine', 'windows-node'], 'as a Windows program', () => {
  let bench: WindowsBench;
  const user = 'Zoë 日本';
  let file: string;

  beforeAll(() => {
    bench = new WindowsBench();
  }, 120_000);
  afterAll(() => bench?.end());
  beforeEach(() => {
    file = bench.fileOf(user);
  });
  afterEach(() => rmSync(file, { force: true }));

  test('finds the file by USERPROFILE, whatever the name of the user', () => {
    expect(bench.run(user, 'path', '-v')).toEqual({
      code: 0,
      stdout: `C:\\users\\${user}\\.wslconfig\n`,
      stderr:
        'The file does not exist yet, so WSL uses its defaults. wslnet set creates it.\nIt is in the folder in the variable USERPROFILE.\n',
    });
  });

  test('makes the file with CR LF, and reads it back', () => {
    expect(bench.run(user, 'set', 'mirrored', 'ignoredPorts+=3000')).toMatchObject({ code: 0, stdout: '' });
    const expected = '[wsl2]\r\nnetworkingMode=mirrored\r\n\r\n[experimental]\r\nignoredPorts=3000\r\n';
    expect(readFileSync(file, 'utf8')).toBe(expected);
    expect(readdirSync(dirname(file))).toEqual(['.wslconfig']);
    expect(bench.run(user, 'get', 'networkingMode').stdout).toBe('mirrored\n');
    expect(bench.run(user, 'show').stdout).toMatch(/ignoredPorts +3000 +line 5/);
  });

  test('changes one value and keeps the rest, newlines included', () => {
    writeFileSync(file, '# é\r\n[wsl2]\r\nnetworkingMode = nat # why\r\n');
    expect(bench.run(user, 'set', 'mirrored').code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('# é\r\n[wsl2]\r\nnetworkingMode = mirrored # why\r\n');
  });

  test('checks the file and mends it, with CR LF', () => {
    writeFileSync(file, '; mine\r\n[wsl2]\r\nnetworkingMode=NAT\r\n');
    expect(bench.run(user, 'check').stdout).toMatch(/\.wslconfig:1:1: warning\[semicolon-comment\]/);
    expect(bench.run(user, 'check', '--fix').code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('# mine\r\n[wsl2]\r\nnetworkingMode=nat\r\n');
  });

  test('a file that another program has open is left as it was', async () => {
    writeFileSync(file, '[wsl2]\r\n');
    const holder = await bench.hold(file, 'shared');
    try {
      const { code, stderr } = bench.run(user, 'set', 'mirrored');
      expect(code).toBe(4);
      expect(stderr).toMatch(/cannot be written: .*\n.*unchanged/);
      expect(readFileSync(file, 'utf8')).toBe('[wsl2]\r\n');
      expect(readdirSync(dirname(file))).toEqual(['.wslconfig']);
    } finally {
      holder.kill('SIGKILL');
    }
  });

  test('a file that another program shares with nobody cannot be read, and is left as it was', async () => {
    writeFileSync(file, '[wsl2]\r\n');
    const holder = await bench.hold(file, 'exclusive');
    try {
      const { code, stderr } = bench.run(user, 'set', 'mirrored');
      expect(code).toBe(3);
      expect(stderr).toMatch(/another program has it open/);
      expect(readFileSync(file, 'utf8')).toBe('[wsl2]\r\n');
    } finally {
      holder.kill('SIGKILL');
    }
  });

  test('a read-only file is left as it was', () => {
    writeFileSync(file, '[wsl2]\r\n');
    chmodSync(file, 0o444);
    const { code, stderr } = bench.run(user, 'set', 'mirrored');
    expect(code).toBe(4);
    expect(stderr).toMatch(/it is read-only/);
    expect(readFileSync(file, 'utf8')).toBe('[wsl2]\r\n');
  });

  test('answers an editor, as a language server', () => {
    const textDocument = { uri: 'file:///c%3A/users/x.wslconfig', languageId: 'wslconfig', version: 1 };
    const text = '[wsl2]\r\nnetworkingMode=NAT\r\n';
    const messages = [
      { id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } },
      { method: 'initialized', params: {} },
      { method: 'textDocument/didOpen', params: { textDocument: { ...textDocument, text } } },
      { id: 2, method: 'textDocument/hover', params: { textDocument, position: { line: 1, character: 3 } } },
      { id: 3, method: 'shutdown' },
      { method: 'exit' },
    ].map((message) => JSON.stringify({ jsonrpc: '2.0', ...message }));
    const input = messages.map((message) => `Content-Length: ${Buffer.byteLength(message)}\r\n\r\n${message}`);
    const { code, stdout } = bench.pipe(input.join(''), 'lsp');
    expect(code).toBe(0);
    expect(stdout).toContain('"code":"mode-spelling"');
    expect(stdout).toMatch(/"id":2,"result":\{"contents":/);
  });

  test('sets up completion in the profile of PowerShell, once', () => {
    const documents = join(dirname(file), 'Documents/WindowsPowerShell');
    const profile = join(documents, 'Microsoft.PowerShell_profile.ps1');
    mkdirSync(documents, { recursive: true });
    writeFileSync(profile, Buffer.from('\ufeff$x = 1\r\n', 'utf16le'));
    const { code, stderr } = bench.run(user, 'completion', 'install', '--yes');
    expect(code).toBe(0);
    expect(stderr).toContain(`C:\\users\\${user}\\Documents\\WindowsPowerShell\\Microsoft.PowerShell_profile.ps1\n`);
    const text = readFileSync(profile, 'utf16le');
    expect(text).toMatch(/^\ufeff\$x = 1\r\nif \(Test-Path "\$PSScriptRoot\/wslnet-completion\.ps1"\) .*\r\n$/);
    expect(readdirSync(documents).sort()).toEqual(['Microsoft.PowerShell_profile.ps1', 'wslnet-completion.ps1']);
    expect(bench.run(user, 'completion', 'install').stderr).toMatch(/^Nothing to do/);
  });

  test('reads the registry: build, edition, policies and the IPv6 switch', () => {
    const version = 'HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion';
    bench.setRegistry(version, 'CurrentBuild', 'REG_SZ', '26100');
    bench.setRegistry(version, 'UBR', 'REG_DWORD', '4652');
    bench.setRegistry(version, 'EditionID', 'REG_SZ', 'Core');
    const ipv6 = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip6\\Parameters';
    bench.setRegistry(ipv6, 'DisabledComponents', 'REG_DWORD', '255');
    writeFileSync(file, '[wsl2]\r\nnetworkingMode=mirrored\r\n');

    const outcomes = () => {
      const { checks } = JSON.parse(bench.run(user, 'doctor', 'mode', '--json').stdout);
      return Object.fromEntries(checks.map((check: { id: string; outcome: string }) => [check.id, check.outcome]));
    };
    expect(outcomes()).toMatchObject({ policy: 'pass', 'mirrored-windows': 'pass', 'mirrored-ipv6': 'failure' });

    bench.setRegistry('HKLM\\Software\\Policies\\WSL', 'AllowNetworkingModeUserSetting', 'REG_DWORD', '0');
    expect(outcomes()).toMatchObject({ policy: 'warning' });
    const { code, stdout } = bench.run(user, 'status', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      place: 'windows',
      mode: { configured: 'mirrored', expected: 'nat', inForce: null },
      windows: { build: 26100, revision: 4652, edition: 'Core' },
      settings: expect.arrayContaining([expect.objectContaining({ name: 'networkingMode', source: 'policy' })]),
    });
  });
});
