import { expect, test } from 'vitest';
import { CONVERGED, Home, MACHINE } from '../bench/home.ts';
import { describeWith, placeOf } from '../needs.ts';
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
  expect(answer.message).toContain('nothing was applied');
});

describeWith(['pwsh'], 'the script for PowerShell', () => {
  const setUp = (home: Home, fragment: string) => {
    home.keep('wsl/network.wslconfig', fragment);
    const words = ['-NoProfile', '-NonInteractive', '-File', home.keep('wsl/setup.ps1', script)];
    return home.run(placeOf('pwsh'), words, '', { NO_COLOR: '1', TERM: 'dumb' });
  };

  test('brings the fragment in and says what is left to do, once', () => {
    const home = new Home(MACHINE);
    expect(setUp(home, FRAGMENT)).toMatchObject({ status: 0, stdout: 'To apply this, restart WSL: wslnet restart\n' });
    expect(home.text).toBe(CONVERGED);
    expect(home.expectUntouched(() => setUp(home, FRAGMENT))).toMatchObject({ status: 0, stdout: '' });
  });

  test('ends with the words of wslnet where it fails', () => {
    const home = new Home(MACHINE);
    const { status, stderr } = home.expectUntouched(() => setUp(home, 'networkingMode=nat\n'));
    expect(status).toBe(1);
    expect(stderr.replace(/\s+/g, ' ')).toContain('nothing was applied');
  });
});
