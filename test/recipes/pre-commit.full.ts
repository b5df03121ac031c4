import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { Home } from '../bench/home.ts';
import { describeWith, placeOf } from '../needs.ts';
import { recipe } from './recipe.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const [configuration = ''] = recipe('pre-commit', '.pre-commit-config.yaml');

// To build wslnet as pre-commit does takes a minute.
describeWith(['pre-commit', 'git'], 'pre-commit', () => {
  let folder: string;
  /** A repository with the files of this one, as pre-commit clones it. */
  let repository: string;
  let revision: string;

  function git(...words: string[]): string {
    const env = { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_GLOBAL: '/dev/null' };
    const author = ['-c', 'user.name=x', '-c', 'user.email=x@example.com'];
    const { status, stdout, stderr } = spawnSync('git', [...author, ...words], {
      cwd: repository,
      env,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    return stdout.trim();
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wslnet-pre-commit-'));
    repository = join(folder, 'wslnet');
    // Without what is made and fetched: pre-commit clones what is committed, and builds it.
    const skipped = ['node_modules', 'release', 'dist', '.git'].map((name) => join(ROOT, name));
    cpSync(ROOT, repository, { recursive: true, filter: (path) => !skipped.includes(path) });
    git('init', '--quiet');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'All');
    revision = git('rev-parse', 'HEAD');
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** A repository with these files, in which the hooks run as a commit runs them. */
  function commit(files: Record<string, string>) {
    const home = new Home();
    const { repos } = parse(configuration);
    const own = { ...repos[0], repo: repository, rev: revision };
    home.keep('.pre-commit-config.yaml', stringify({ default_language_version: { node: 'system' }, repos: [own] }));
    for (const [name, text] of Object.entries(files)) home.keep(name, text);
    const cache = {
      PRE_COMMIT_HOME: join(folder, 'cache'),
      npm_config_cache: process.env['npm_config_cache'],
      npm_config_prefer_offline: 'true',
    };
    const run = () => {
      home.type('git init --quiet; git add --all');
      const { status, stdout } = home.run(placeOf('pre-commit'), ['run', '--color', 'never'], '', cache);
      return { status, stdout };
    };
    return { home, run };
  }

  test('passes files that are sound, in UTF-16 too, and leaves others alone', () => {
    const { home, run } = commit({
      'a.wslconfig': '[wsl2]\nfirewall=true\n',
      'machines/.wslconfig': '[wsl2]\nmemory=8GB\n',
      'other.ini': '[wsl2]\nfirewall=maybe\n',
    });
    writeFileSync(join(home.dotfiles, 'b.wslconfig'), Buffer.from('\ufeff[wsl2]\nfirewall=true\n', 'utf16le'));
    const { status, stdout } = run();
    expect(status, stdout).toBe(0);
    expect(stdout).toMatch(/^check \.wslconfig\.+Passed$/m);
  }, 600_000);

  test('finds what is wrong in each of many files', () => {
    const { run } = commit({ 'a.wslconfig': '[wsl2]\nfirewall=maybe\n', 'b b.wslconfig': '[wsl2]\nipv6=perhaps\n' });
    const { status, stdout } = run();
    expect(status).toBe(1);
    expect(stdout).toContain('a.wslconfig:2:10: error[invalid-value]');
    expect(stdout).toContain('b b.wslconfig:2:6: error[invalid-value]');
  }, 600_000);

  test('fixes what can be fixed, which fails once', () => {
    const { home, run } = commit({ 'a.wslconfig': '[wsl2]\nnetworkingMode=NAT\n' });
    expect(run()).toMatchObject({ status: 1, stdout: expect.stringContaining('files were modified by this hook') });
    expect(home.type('cat a.wslconfig').stdout).toBe('[wsl2]\nnetworkingMode=nat\n');
    expect(run().status).toBe(0);
  }, 600_000);
});
