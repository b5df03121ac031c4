import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { unknownToWindowsPowerShell } from '../machine/powershell/powershell-bench.ts';
import { describeWith, placeOf } from '../needs.ts';
import { filesBelow, type LocalRelease, runBeside, serveRelease } from './local-release.ts';

const INSTALLER = fileURLToPath(new URL('../../packaging/install.ps1', import.meta.url));
const ARCHIVE = 'wslnet-windows-x64.zip';

/**
 * Stands in for the registry, which is Windows' alone: it holds one value, and what is written to it is printed. A function
 * comes before a cmdlet of the same name.
 */
const registry = (path: string) => `
function Get-Item { [pscustomobject]@{} | Add-Member -PassThru ScriptMethod GetValue { '${path}' } }
function Set-ItemProperty([string] $LiteralPath, $Name, $Value, $Type) { [Console]::WriteLine("registry $LiteralPath $Name $Type $Value") }
`;

describeWith(['pwsh'], 'install.ps1', () => {
  let release: LocalRelease;
  let home: string;
  let folder: string;

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'wslnet-home-'));
    folder = join(home, 'Programs/wslnet');
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    release = await serveRelease([ARCHIVE]);
  });

  /** As `irm … | iex` runs it: the text of the script in the caller's session, which goes on behind it. */
  function install(env: NodeJS.ProcessEnv = {}, before = '') {
    const session = `$ErrorActionPreference = 'Continue'\n${before}\nGet-Content -Raw '${INSTALLER}' | Invoke-Expression\n"after: $ErrorActionPreference"`;
    const variables = {
      PATH: process.env['PATH'],
      HOME: home,
      LOCALAPPDATA: home,
      PROCESSOR_ARCHITECTURE: 'AMD64',
      WSLNET_DOWNLOAD_URL: release.url,
      WSLNET_NO_MODIFY_PATH: '1',
      POWERSHELL_TELEMETRY_OPTOUT: '1',
      DOTNET_ROOT: process.env['DOTNET_ROOT'],
    };
    const words = ['-NoProfile', '-NonInteractive', '-Command', session];
    return runBeside(placeOf('pwsh'), words, { env: { ...variables, ...env } });
  }

  test('installs, says how to undo it, and leaves the session as it was', async () => {
    const { code, stdout, stderr } = await install();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(filesBelow(folder)).toEqual(['LICENSE', 'wslnet.1', 'wslnet.exe'].map((name) => join(folder, name)));
    expect(stdout).toContain(`Installed wslnet in ${folder}\n`);
    expect(stdout).toContain(`To uninstall: Remove-Item -Recurse '${folder}'`);
    expect(stdout).toMatch(/after: Continue\n$/);
    expect(stdout).not.toContain('PATH. Other windows');
  });

  test('holds nothing that Windows PowerShell 5.1 does not know', () => {
    expect(unknownToWindowsPowerShell({ 'install.ps1': readFileSync(INSTALLER, 'utf8') })).toEqual([]);
  });

  test('installing again replaces the program', async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'wslnet.exe'), 'old');
    expect((await install()).code).toBe(0);
    expect(readFileSync(join(folder, 'wslnet.exe'), 'utf8')).toContain('1.2.3');
    expect(filesBelow(folder)).toHaveLength(3);
  });

  test('adds its folder to the PATH once, and keeps the variables in it', async () => {
    const env = { WSLNET_NO_MODIFY_PATH: '' };
    const { stdout } = await install(env, registry('%USERPROFILE%\\bin;'));
    expect(stdout).toContain(`registry HKCU:\\Environment Path ExpandString %USERPROFILE%\\bin;${folder}\n`);
    expect(stdout).toContain(`Added ${folder} to your PATH.`);
    expect((await install(env, registry(''))).stdout).toContain(`Path ExpandString ${folder}\n`);
  });

  test.each([
    ['as it is', () => folder],
    ['with a separator at its end', () => `${folder}\\`],
    ['by a variable', () => '%HOME%/Programs/wslnet'],
  ])('leaves the PATH alone that has its folder %s', async (_, path) => {
    const { stdout } = await install({ WSLNET_NO_MODIFY_PATH: '' }, registry(`C:\\bin;${path()}`));
    expect(stdout).toContain('Installed');
    expect(stdout).not.toContain('ExpandString');
  });

  test('a wrong checksum installs nothing', async () => {
    writeFileSync(join(release.folder, 'checksums.txt'), `${'0'.repeat(64)}  ${ARCHIVE}\n`);
    const { stderr } = await install();
    expect(stderr).toContain(`The checksum of ${ARCHIVE} is wrong. Nothing was installed.`);
    expect(filesBelow(folder)).toEqual([]);
  });

  test('an archive that checksums.txt does not list installs nothing', async () => {
    writeFileSync(join(release.folder, 'checksums.txt'), `${'0'.repeat(64)}  other.zip\n`);
    expect((await install()).stderr).toContain(`checksums.txt does not list ${ARCHIVE}.`);
    expect(filesBelow(folder)).toEqual([]);
  });

  test('an archive cut short installs nothing, whatever its checksum, and the program of before stays', async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'wslnet.exe'), 'old');
    truncateSync(join(release.folder, ARCHIVE), 100);
    release.sign();
    const { stdout, stderr } = await install();
    expect(stderr).not.toBe('');
    expect(stdout).not.toContain('Installed');
    expect(readFileSync(join(folder, 'wslnet.exe'), 'utf8')).toBe('old');
  });

  test('files that cannot be copied leave the program of before in its place', async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'wslnet.exe'), 'old');
    const { stdout } = await install({}, "function Copy-Item { throw 'The disk is full.' }");
    expect(stdout).not.toContain('Installed');
    expect(filesBelow(folder)).toEqual([join(folder, 'wslnet.exe')]);
    expect(readFileSync(join(folder, 'wslnet.exe'), 'utf8')).toBe('old');
  });

  test('of two that install at once and fail, neither takes the program of before', async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'wslnet.exe'), 'old');
    // In the middle of the one, the other takes place, for which the disk is full as well.
    const second = `function Copy-Item { throw 'The disk is full.' }; Get-Content -Raw '${INSTALLER}' | Invoke-Expression`;
    const full = `function Copy-Item { if (-not $env:MET) { $env:MET = 1; try { & { ${second} } } catch {} }; throw 'The disk is full.' }`;
    const { stdout } = await install({}, full);
    expect(release.asked.filter((path) => path === `/${ARCHIVE}`)).toHaveLength(2);
    expect(stdout).not.toContain('Installed');
    expect(filesBelow(folder)).toEqual([join(folder, 'wslnet.exe')]);
    expect(readFileSync(join(folder, 'wslnet.exe'), 'utf8')).toBe('old');
  });

  test('a former program that still ran is removed by the next installation', async () => {
    mkdirSync(folder, { recursive: true });
    for (const name of ['wslnet.exe', 'wslnet.old.exe', 'wslnet-1.old.exe']) writeFileSync(join(folder, name), 'old');
    expect((await install()).code).toBe(0);
    expect(filesBelow(folder)).toEqual(['LICENSE', 'wslnet.1', 'wslnet.exe'].map((name) => join(folder, name)));
  });

  test('says how to undo it in a home with any name', async () => {
    const { stdout } = await install({ LOCALAPPDATA: join(home, "O'Brien") });
    expect(stdout).toContain(`To uninstall: Remove-Item -Recurse '${join(home, "O''Brien/Programs/wslnet")}'`);
  });

  test('takes the program of the processor that Windows has', async () => {
    expect((await install({ PROCESSOR_ARCHITECTURE: 'ARM64' })).stderr).toContain(
      'wslnet-windows-arm64.zip could not be',
    );
    await install({ PROCESSOR_ARCHITECTURE: 'x86', PROCESSOR_ARCHITEW6432: 'AMD64' });
    expect(release.asked).toContain(`/${ARCHIVE}`);
    expect((await install({ PROCESSOR_ARCHITECTURE: 'x86' })).stderr).toContain("no program for the processor 'x86'");
  });

  test('a version is asked for by its tag, from where releases are', async () => {
    const offline = 'function Invoke-WebRequest { throw "offline" }';
    const ask = async (env: NodeJS.ProcessEnv) => (await install({ WSLNET_DOWNLOAD_URL: '', ...env }, offline)).stdout;
    const releases = 'https://github.com/wslnet/wslnet/releases';
    expect(await ask({})).toContain(`Downloading ${releases}/latest/download/${ARCHIVE}\n`);
    expect(await ask({ WSLNET_VERSION: 'v0.9.1' })).toContain(`Downloading ${releases}/download/v0.9.1/${ARCHIVE}\n`);
  });
});
