import { describe, expect, test } from 'vitest';
import { CONVERGED, Home, MACHINE } from '../bench/home.ts';
import { COMMANDS, FRAGMENT, recipe } from './recipe.ts';

const [apply = '', set = ''] = recipe('One line', COMMANDS, COMMANDS);

describe.each([
  ['with a fragment', apply],
  ['without one', set],
])('one line %s', (_, line) => {
  test.each([
    ['changes the file that is there', MACHINE, CONVERGED],
    ['makes one where there is none', undefined, FRAGMENT],
  ])('%s, and the second time writes nothing', (_, before, after) => {
    const home = new Home(before);
    home.keep('wsl/network.wslconfig', FRAGMENT);
    expect(home.type(line)).toMatchObject({ status: 0, stdout: '' });
    expect(home.text).toBe(after);
    expect(home.expectUntouched(() => home.type(line))).toMatchObject({ status: 0, stdout: '' });
  });
});
