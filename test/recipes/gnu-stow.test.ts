import { readFileSync, readlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Home, MACHINE } from '../bench/home.ts';
import { describeWith } from '../needs.ts';
import { COMMANDS, recipe } from './recipe.ts';

const [commands = ''] = recipe('GNU Stow', COMMANDS);

describeWith(['stow'], 'GNU Stow', () => {
  test('set changes the file of the repository through the link, which stays', () => {
    const home = new Home();
    const kept = home.keep('wsl/.wslconfig', MACHINE);
    expect(home.type(`set -e\n${commands}`)).toMatchObject({ status: 0 });
    const expected = MACHINE.replace('=nat', '=mirrored').concat('dnsTunneling=true\n');
    expect(readlinkSync(home.file)).toBe('../dotfiles/wsl/.wslconfig');
    expect(readFileSync(kept, 'utf8')).toBe(expected);
    expect(home.expectUntouched(() => home.type(`set -e\n${commands}`)).status).toBe(0);
    expect(readlinkSync(home.file)).toBe('../dotfiles/wsl/.wslconfig');
  });
});
