import { beforeEach, expect, test } from 'vitest';
import { CONVERGED, Home } from '../bench/home.ts';
import { FRAGMENT, recipe } from './recipe.ts';

const [workflow = ''] = recipe('GitHub Actions', '.github/workflows/wslconfig.yml');
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
