import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { pack } from '../../scripts/archive.js';
import { readChecksums, writePackagingFiles } from '../../scripts/packaging.js';
import { billOfMaterials } from '../../scripts/sbom.js';
import { archiveName, TARGETS } from '../../scripts/targets.js';
import { lacks, placeOf } from '../needs.ts';
import { violations } from './published-rules.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DOWNLOADS = 'https://github.com/wslnet/wslnet/releases/download/v1.2.3';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wslnet-release-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describe('the files of package managers', () => {
  /** As if the release had an archive for every target, whose content is its name. */
  const checksums = new Map(TARGETS.map(archiveName).map((name) => [name, sha256(name)]));
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');

  test('leave nothing open, and name only archives that are made', () => {
    const paths = writePackagingFiles({ folder, version: '1.2.3', checksums });
    const texts = paths.map(read).join('\n');
    expect(texts).not.toMatch(/\{\{|\}\}/);
    const named = [...texts.matchAll(/releases\/download\/v1\.2\.3\/([\w.-]+)/g)].map(([, name = '']) => name);
    expect([...new Set(named)].sort()).toEqual([...checksums.keys()].sort());
  });

  test('for winget are three, which belong together', () => {
    writePackagingFiles({ folder, version: '1.2.3', checksums });
    const [version, installer, locale] = ['', '.installer', '.locale.en-US'].map((part) =>
      parse(read(`winget/wslnet.wslnet${part}.yaml`)),
    );
    expect(violations('winget version', version)).toEqual([]);
    expect(violations('winget installer', installer)).toEqual([]);
    expect(violations('winget locale', locale)).toEqual([]);
    for (const file of [version, installer, locale]) {
      expect(file).toMatchObject({
        PackageIdentifier: 'wslnet.wslnet',
        PackageVersion: '1.2.3',
        ManifestVersion: '1.12.0',
      });
    }
    expect(version).toMatchObject({ ManifestType: 'version', DefaultLocale: locale.PackageLocale });
    expect(locale).toMatchObject({
      ManifestType: 'defaultLocale',
      License: 'MIT',
      Publisher: 'wslnet',
      PackageName: 'wslnet',
    });
    expect(installer).toMatchObject({
      ManifestType: 'installer',
      InstallerType: 'zip',
      NestedInstallerType: 'portable',
      NestedInstallerFiles: [{ RelativeFilePath: 'wslnet.exe', PortableCommandAlias: 'wslnet' }],
      Installers: ['x64', 'arm64'].map((architecture) => ({
        Architecture: architecture,
        InstallerUrl: `${DOWNLOADS}/wslnet-windows-${architecture}.zip`,
        InstallerSha256: sha256(`wslnet-windows-${architecture}.zip`),
      })),
    });
  });

  test('for scoop update themselves from the releases', () => {
    writePackagingFiles({ folder, version: '1.2.3', checksums });
    const manifest = JSON.parse(read('scoop/wslnet.json'));
    expect(violations('scoop', manifest)).toEqual([]);
    expect(manifest).toMatchObject({ version: '1.2.3', bin: 'wslnet.exe', checkver: 'github' });
    for (const [architecture, name] of [
      ['64bit', 'x64'],
      ['arm64', 'arm64'],
    ] as const) {
      const url = `${DOWNLOADS}/wslnet-windows-${name}.zip`;
      expect(manifest.architecture[architecture]).toEqual({ url, hash: sha256(`wslnet-windows-${name}.zip`) });
      expect(manifest.autoupdate.architecture[architecture].url).toBe(url.replace('1.2.3', '$version'));
    }
  });

  test('for Homebrew have a checksum for each archive', () => {
    writePackagingFiles({ folder, version: '1.2.3', checksums });
    const formula = read('homebrew/wslnet.rb');
    const pairs = [...formula.matchAll(/url ".*\/(.*)"\n\s+sha256 "(.*)"/g)];
    expect(pairs).toHaveLength(4);
    for (const [, name = '', checksum] of pairs) expect(checksum).toBe(sha256(name));
  });

  test.skipIf(lacks('the formula of Homebrew', ['ruby']))('for Homebrew are Ruby', () => {
    writePackagingFiles({ folder, version: '1.2.3', checksums });
    const { stdout } = spawnSync(placeOf('ruby'), ['-c', join(folder, 'homebrew/wslnet.rb')], { encoding: 'utf8' });
    expect(stdout).toBe('Syntax OK\n');
  });

  test('are not made where an archive is missing', () => {
    checksums.delete('wslnet-windows-arm64.zip');
    expect(() => writePackagingFiles({ folder, version: '1.2.3', checksums })).toThrow(/wslnet-windows-arm64\.zip/);
  });
});

test('checksums are read as sha256sum writes them', () => {
  writeFileSync(join(folder, 'a.txt'), 'a');
  const { stdout } = spawnSync('sha256sum', ['a.txt'], { cwd: folder, encoding: 'utf8' });
  writeFileSync(join(folder, 'checksums.txt'), stdout || `${sha256('a')}  a.txt\n`);
  expect(readChecksums(join(folder, 'checksums.txt'))).toEqual(new Map([['a.txt', sha256('a')]]));
});

test.each(['files.zip', 'files.tar.gz'])('%s is the same however old its files are', async (name) => {
  const files = join(folder, 'files');
  mkdirSync(join(files, 'below'), { recursive: true });
  const archives = ['first', 'second'].map((each) => join(folder, `${each}-${name}`));
  for (const archive of archives) {
    writeFileSync(join(files, 'program'), 'x');
    chmodSync(join(files, 'program'), 0o755);
    writeFileSync(join(files, 'below/text'), 'y');
    await pack(files, archive, 1_000_000_000);
    await new Promise((wake) => setTimeout(wake, 1100));
  }
  const [first, second] = archives.map((archive) => readFileSync(archive));
  expect(first?.equals(second ?? Buffer.of())).toBe(true);
});

test('the bill of materials lists what is in the bundle, and bun', () => {
  const bill = JSON.parse(billOfMaterials(0));
  expect(bill).toMatchObject({
    bomFormat: 'CycloneDX',
    metadata: { component: { name: 'wslnet', type: 'application' } },
  });
  const names = bill.components.map(({ name }: { name: string }) => name);
  expect(names).toEqual(expect.arrayContaining(['chalk', 'zod', 'bun']));
  expect(names).not.toContain('vitest');
  const licences = readFileSync(join(ROOT, 'dist/LICENSES.txt'), 'utf8');
  for (const { name, version } of bill.components) {
    if (name !== 'bun') expect(licences).toContain(`${name} ${version}\n`);
  }
  expect(billOfMaterials(0)).toBe(`${JSON.stringify(bill, null, 2)}\n`);
});

describe('a release', () => {
  const release = (env: NodeJS.ProcessEnv) =>
    spawnSync(process.execPath, [join(ROOT, 'scripts/release.js')], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });

  test('whose tag is not the version of the package is refused', () => {
    const { status, stderr } = release({ GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v99.0.0' });
    expect({ status, stderr }).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^error: the tag is v99\.0\.0 /),
    });
  });

  test('of a target that is not known is refused', () => {
    const script = join(ROOT, 'scripts/executables.js');
    const { status, stderr } = spawnSync(process.execPath, [script, 'plan9-x64'], { encoding: 'utf8' });
    expect({ status, stderr }).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^error: Unknown target plan9-x64/),
    });
  });
});

describe.skipIf(process.platform === 'win32')('a request to a package manager', () => {
  /** Notes each call, a line each, and answers as the program of GitHub does. */
  const GH = `#!/bin/sh
echo "$*" >> "$CALLS"
case $* in
  *contents/*method*|*PUT*) ;;
  *git/ref/*) exit $NO_BRANCH ;;
  'pr list'*) echo $REQUESTS ;;
  *contents/*old.json*) echo 0ld5ha ;;
  *contents/*) exit 1 ;;
  *--jq\\ .default_branch) echo master ;;
  *--jq\\ .sha) echo c0ffee ;;
esac
`;

  function request(env: NodeJS.ProcessEnv) {
    writeFileSync(join(folder, 'gh'), GH);
    chmodSync(join(folder, 'gh'), 0o755);
    const files = ['new.json', 'old.json'].map((name) => join(folder, name));
    for (const file of files) writeFileSync(file, '{}\n');
    const calls = join(folder, 'calls');
    writeFileSync(calls, '');
    const words = [
      join(ROOT, 'scripts/open-request.sh'),
      'them/packages',
      'us/packages',
      'bucket',
      'wslnet 1.2.3',
      ...files,
    ];
    const PATH = `${folder}${delimiter}${process.env['PATH']}`;
    const { status, stdout } = spawnSync('bash', words, { env: { PATH, CALLS: calls, ...env }, encoding: 'utf8' });
    return { status, stdout, calls: readFileSync(calls, 'utf8').trimEnd().split('\n') };
  }

  test('puts the files on a branch of the fork, and asks for it to be taken', () => {
    const { status, calls } = request({ GH_TOKEN: 'token', NO_BRANCH: '1', REQUESTS: '0' });
    expect(status).toBe(0);
    const put = (name: string, rest: string) =>
      `api --method PUT repos/us/packages/contents/bucket/${name} --raw-field branch=wslnet-1.2.3 --raw-field message=wslnet 1.2.3 --raw-field content=e30K${rest} --silent`;
    expect(calls).toEqual([
      'api repos/them/packages --jq .default_branch',
      'api repos/us/packages/git/ref/heads/wslnet-1.2.3 --silent',
      'api repos/them/packages/commits/master --jq .sha',
      'api repos/us/packages/git/refs --raw-field ref=refs/heads/wslnet-1.2.3 --raw-field sha=c0ffee --silent',
      'api repos/us/packages/contents/bucket/new.json?ref=wslnet-1.2.3 --jq .sha',
      put('new.json', ''),
      'api repos/us/packages/contents/bucket/old.json?ref=wslnet-1.2.3 --jq .sha',
      put('old.json', ' --raw-field sha=0ld5ha'),
      'pr list --repo them/packages --head wslnet-1.2.3 --json url --jq length',
      expect.stringMatching(
        /^pr create --repo them\/packages --base master --head us:wslnet-1\.2\.3 --title wslnet 1\.2\.3 /,
      ),
    ]);
  });

  test('is made once, however often a release is run', () => {
    const { status, calls } = request({ GH_TOKEN: 'token', NO_BRANCH: '0', REQUESTS: '1' });
    expect(status).toBe(0);
    expect(calls.filter((call) => /^pr create|git\/refs /.test(call))).toEqual([]);
    expect(calls.filter((call) => call.includes('--method PUT'))).toHaveLength(2);
  });

  test('is not made without a token, which is said', () => {
    expect(request({})).toEqual({
      status: 0,
      stdout: 'No request to them/packages: PACKAGING_TOKEN is not set.\n',
      calls: [''],
    });
  });
});
