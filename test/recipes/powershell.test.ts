import { expect, test } from 'vitest';
import { CONVERGED, Home, MACHINE } from '../bench/home.ts';
import { FRAGMENT, recipe } from './recipe.ts';

const [script = ''] = recipe('PowerShell', 'wsl/setup.ps1');
/** The command without what PowerShell does with its answer. A variable is written as in a POSIX shell. */
const [command = ''] = /wslnet [^|\n]+/.exec(script) ?? [];

function runWith(home: Home, fragment: string) {
  const { status, stdout } = home.type(`fragment='${home.keep('wsl/network.wslconfig', fragment)}'; ${command}`);
  return { status, answer: JSON.parse(stdout) };
}

test('the command of the script, by itself, says whether it changed the file', () => {
  const home = new Home(MACHINE);
  expect(runWith(home, FRAGMENT)).toMatchObject({ status: 0, answer: { changed: true } });
  expect(home.text).toBe(CONVERGED);
  const again = home.expectUntouched(() => runWith(home, FRAGMENT));
  expect(again).toMatchObject({ status: 0, answer: { changed: false } });
});

test('where it fails there is a message to throw', () => {
  const home = new Home(MACHINE);
  const { status, answer } = home.expectUntouched(() => runWith(home, 'networkingMode=nat\n'));
  expect(status).toBe(2);
  expect(answer.message).toContain('has an error in line 1');
});
