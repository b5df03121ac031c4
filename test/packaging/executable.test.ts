import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { compile } from '../../scripts/bun.js';
import { hostTarget } from '../../scripts/targets.js';
import { describeWith, placeOf } from '../needs.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SAMPLE = join(ROOT, 'test/sample.wslconfig');

describeWith(['bun'], 'the executable', () => {
  let folder: string;
  let program: string;
  let work: string;

  function make(name: string): string {
    const target = hostTarget();
    if (!target) throw new Error('there are no executables for this system');
    const output = join(folder, name, 'wslnet');
    mkdirSync(join(folder, name));
    const bun = placeOf('bun');
    compile({ bun, runtime: bun, target, script: join(ROOT, 'bin/wslnet.js'), output });
    return output;
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wslnet-executable-'));
    program = make('first');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(() => {
    work = mkdtempSync(join(folder, 'work-'));
    copyFileSync(SAMPLE, join(work, '.wslconfig'));
  });

  /** Without a PATH, so without Node. */
  function run(words: readonly string[], options: SpawnSyncOptions = {}) {
    const env = { HOME: work, XDG_STATE_HOME: join(work, 'state'), WSLNET_CONFIG: '.wslconfig', ...options.env };
    const { status, stdout, stderr } = spawnSync(program, words, { cwd: work, ...options, env });
    return { status, stdout: String(stdout), stderr: String(stderr) };
  }

  test('runs the first commands of README on a machine without Node', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const [, transcript = ''] = /```console\n(.*?)```/s.exec(readme) ?? [];
    const steps = transcript.split(/^\$ /m).slice(1);
    expect(steps.length).toBeGreaterThan(2);
    for (const step of steps) {
      const [command = '', ...output] = step.split('\n');
      const { stdout, stderr } = run(command.split(' ').slice(1));
      expect((stdout + stderr).slice(0, output.join('\n').length), command).toBe(output.join('\n'));
    }
  });

  test('is of the version of the package', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(run(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
    expect(JSON.parse(run(['version', '--json']).stdout)).toMatchObject({
      version,
      path: realpathSync(program),
      installed: 'executable',
      runtime: expect.stringMatching(/^bun \d/),
    });
  });

  test('reads no .env and runs no bunfig.toml of the folder it is started in', () => {
    writeFileSync(join(work, '.env'), 'WSLNET_CONFIG=/nowhere/of/the/environment\n');
    writeFileSync(join(work, '.env.production'), 'WSLNET_CONFIG=/nowhere/of/the/environment\n');
    writeFileSync(join(work, 'bunfig.toml'), 'preload = ["./foreign.js"]\n');
    writeFileSync(join(work, 'foreign.js'), "require('node:fs').writeFileSync('was-here', '');\n");
    writeFileSync(join(work, 'tsconfig.json'), '{ nonsense');
    writeFileSync(join(work, 'package.json'), '{ nonsense');
    const env = { WSLNET_CONFIG: undefined };
    expect(run(['get', 'networkingMode', '--file', '.wslconfig'], { env })).toMatchObject({
      stdout: 'nat\n',
      stderr: '',
    });
    expect(run(['path'], { env }).stdout + run(['path'], { env }).stderr).not.toContain('/nowhere');
    expect(existsSync(join(work, 'was-here'))).toBe(false);
  });

  test('leaves no files behind but the history', () => {
    expect(run(['set', 'mirrored']).status).toBe(0);
    const { stdout } = spawnSync('find', [work, '-type', 'f'], { encoding: 'utf8' });
    expect(stdout.split('\n').filter((path) => path && !path.startsWith(join(work, 'state')))).toEqual([
      join(work, '.wslconfig'),
    ]);
  });

  test('refuses a relative HOME rather than write into the folder it is started in', () => {
    const env = { HOME: 'home', SHELL: '/bin/zsh' };
    expect(run(['completion', 'install', '--dry-run'], { env })).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^error: HOME is 'home', which is not an absolute path\./),
    });
  });

  test('says that a full disk is why its answer is not there', () => {
    const words = ['-c', 'exec "$0" show > /dev/full', program];
    const { status, stderr } = spawnSync('sh', words, {
      cwd: work,
      env: { WSLNET_CONFIG: '.wslconfig' },
      encoding: 'utf8',
    });
    expect({ status, stderr }).toMatchObject({ status: 4, stderr: expect.stringContaining('cannot be written') });
  });

  test('is the same, byte for byte, when it is made again', () => {
    const again = readFileSync(make('again'));
    expect(readFileSync(program).equals(again)).toBe(true);
  });
});
