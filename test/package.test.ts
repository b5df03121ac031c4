import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

describe('the package', () => {
  let folder: string;
  let tarball: string;
  let listed: string[];
  /** In bytes. */
  let unpackedSize: number;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wslnet-package-'));
    const npm = (...words: string[]) => execFileSync('npm', words, { cwd: ROOT, encoding: 'utf8' });
    const [packed] = JSON.parse(npm('pack', '--json', '--ignore-scripts', '--pack-destination', folder));
    unpackedSize = packed.unpackedSize;
    listed = packed.files.map((file: { path: string }) => file.path);
    const install = ['install', '--prefix', folder, '--offline', '--no-audit', '--no-fund', '--silent'];
    tarball = packed.filename;
    npm(...install, join(folder, tarball));
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('holds the program, the types and the licences, and no sources or tests', () => {
    expect(listed).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'CHANGELOG.md', 'bin/wslnet.js', 'bin/package.json']),
    );
    expect(listed).toEqual(expect.arrayContaining(['dist/main.cjs', 'dist/index.js', 'dist/types/index.d.ts']));
    expect(listed.filter((path) => /^(src|test)\//.test(path))).toEqual([]);
    const licences = readFileSync(join(ROOT, 'dist/LICENSES.txt'), 'utf8');
    const bundled = [...licences.matchAll(/^([@a-z/-]+) \d+\.\d+\.\d+$/gm)].map(([, name]) => name);
    const libraries = [
      ...['@clack/core', '@clack/prompts', 'chalk', 'commander', 'diff', 'fast-string-truncated-width'],
      ...['fast-string-width', 'fast-wrap-ansi', 'get-east-asian-width', 'ini', 'leven', 'sisteransi', 'uqr', 'zod'],
    ];
    expect(bundled.filter((name) => !name?.startsWith('vscode-'))).toEqual(libraries);
  });

  test('holds each JSON Schema where its address says', () => {
    const schemas = listed.filter((path) => path.startsWith('dist/schemas/'));
    expect(schemas).toEqual(expect.arrayContaining(['dist/schemas/settings.json', 'dist/schemas/show.json']));
    for (const path of schemas) {
      const { $id } = JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
      expect($id).toMatch(new RegExp(`^https://unpkg\\.com/wslnet@\\d+/${path}$`));
    }
  });

  test('takes less than 1.5 MB', () => {
    expect(unpackedSize).toBeGreaterThan(100_000);
    expect(unpackedSize).toBeLessThan(1_500_000);
  });

  test('installs alone and runs', () => {
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['wslnet']);
    const program = join(folder, 'node_modules/.bin/wslnet');
    const file = join(folder, 'wslconfig');
    const env = { ...process.env, XDG_STATE_HOME: join(folder, 'state') };
    execFileSync(program, ['set', 'mirrored', '--file', file, '--quiet'], { env });
    expect(readFileSync(file, 'utf8')).toBe('[wsl2]\nnetworkingMode=mirrored\n');
    expect(execFileSync(program, ['get', 'networkingMode', '--file', file], { encoding: 'utf8' })).toBe('mirrored\n');
  });

  test('is run by npx without being installed', () => {
    const words = ['exec', '--yes', '--offline', '--package', join(folder, tarball), '--', 'wslnet', '--version'];
    const env = { ...process.env, npm_config_cache: join(folder, 'cache') };
    const cwd = mkdtempSync(join(folder, 'elsewhere-'));
    const output = execFileSync('npm', words, { cwd, env, encoding: 'utf8' });
    expect(output).toBe(`${JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version}\n`);
  });

  test.skipIf(process.platform === 'win32')('leaves nothing in a prefix that it was removed from', () => {
    const prefix = join(folder, 'empty');
    const npm = (...words: string[]) =>
      execFileSync('npm', [
        ...words,
        '--global',
        '--prefix',
        prefix,
        '--offline',
        '--no-audit',
        '--no-fund',
        '--silent',
      ]);
    npm('install', join(folder, tarball));
    expect(
      execFileSync(join(prefix, 'bin/wslnet'), ['get', 'networkingMode', '--effective', '--file', '-'], {
        input: '',
      }).toString(),
    ).toBe('nat\n');
    const version = execFileSync(join(prefix, 'bin/wslnet'), ['version', '--json'], { encoding: 'utf8' });
    expect(JSON.parse(version)).toMatchObject({ installed: 'npm', runtime: `node ${process.versions.node}` });
    npm('uninstall', 'wslnet');
    const left = readdirSync(prefix, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
    expect(left).toEqual([]);
  });

  test.skipIf(process.platform === 'win32')('has a manual page that npm puts where man looks', () => {
    expect(listed).toContain('dist/wslnet.1');
    const prefix = join(folder, 'global');
    const install = ['install', '--global', '--prefix', prefix, '--offline', '--no-audit', '--no-fund', '--silent'];
    execFileSync('npm', [...install, join(folder, tarball)], { cwd: folder, encoding: 'utf8' });
    const page = readFileSync(join(prefix, 'share/man/man1/wslnet.1'), 'utf8');
    expect(page).toBe(readFileSync(join(ROOT, 'dist/wslnet.1'), 'utf8'));
  });

  test('has types that a strict program can use without any other package', () => {
    const source = `import { ChangeError, type ChangeErrorCode, change, type Interpretation, interpret, type TextEdit } from 'wslnet';
const reading: Interpretation = interpret(new Uint8Array(), { arm64: true, policies: { defaultNetworkingMode: 3 } });
export const mode: 'none' | 'nat' | 'bridged' | 'mirrored' | 'virtioproxy' | undefined = reading.config?.networkingMode;
export const edits: readonly TextEdit[] = change(new Uint8Array(), [{ setting: 'ipv6', value: null }]).edits;
export const refusal = (error: unknown): ChangeErrorCode | null => (error instanceof ChangeError ? error.code : null);
// @ts-expect-error a value is text or null
change(new Uint8Array(), [{ setting: 'ipv6', value: true }]);
`;
    writeFileSync(join(folder, 'use.mts'), source);
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', ''];
    execFileSync(join(ROOT, 'node_modules/.bin/tsc'), [...options, 'use.mts'], { cwd: folder, stdio: 'pipe' });
  });
});
