import { beforeEach, expect, test } from 'vitest';
import { CONVERGED, Home, MACHINE } from '../bench/home.ts';
import { FRAGMENT, recipe } from './recipe.ts';

const NAME = 'wsl/setup.sh';
const [script = ''] = recipe('A shell script', NAME);

let home: Home;
const run = (env: NodeJS.ProcessEnv = {}) => home.run('sh', [NAME], '', env);

beforeEach(() => {
  home = new Home(MACHINE);
  home.keep('wsl/network.wslconfig', FRAGMENT);
  home.keep(NAME, script);
});

test('the first time it shows the difference, changes the file and says so', () => {
  const { status, stdout } = run();
  expect(status).toBe(0);
  expect(stdout).toMatch(/^-networkingMode=nat .*^\+networkingMode=mirrored .*^To apply this/ms);
  expect(home.text).toBe(CONVERGED);
});

test('the second time it does nothing', () => {
  run();
  expect(home.expectUntouched(run)).toMatchObject({ status: 0, stdout: '' });
});

test('a fragment with an error ends it with 1, and nothing is written', () => {
  home.keep('wsl/network.wslconfig', '[wsl2]\nnetworkingMode=mirrord\n');
  const { status, stderr } = home.expectUntouched(run);
  expect(status).toBe(1);
  expect(stderr).toContain('network.wslconfig has an error on line 2');
});

test('without WSL it does nothing and is content', () => {
  const { status, stderr } = home.expectUntouched(() => run({ WSLNET_CONFIG: '' }));
  expect(status).toBe(0);
  expect(stderr).toContain('Cannot find your .wslconfig');
});
