import { expect, test } from 'vitest';
import { CONVERGED, Home, MACHINE } from '../bench/home.ts';
import { describeWith } from '../needs.ts';
import { COMMANDS, FRAGMENT, recipe } from './recipe.ts';

const [playbook = '', commands = ''] = recipe('Ansible', 'wsl.yml', COMMANDS);
const [check = '', apply = ''] = commands.trimEnd().split('\n');

function homeWith(fragment: string): Home {
  const home = new Home(MACHINE);
  home.keep('wsl.yml', playbook);
  home.keep('wsl/network.wslconfig', fragment);
  return home;
}

describeWith(['ansible-playbook'], 'Ansible', () => {
  test('check mode says that something would change, and changes nothing', () => {
    const home = homeWith(FRAGMENT);
    const { status, stdout } = home.expectUntouched(() => home.type(check));
    expect(status).toBe(0);
    expect(stdout).toMatch(/^changed: \[localhost\]$.* changed=1 /ms);
  });

  test('the first run changes the file, the second nothing, and check mode agrees', () => {
    const home = homeWith(FRAGMENT);
    expect(home.type(apply).stdout).toMatch(/ changed=1 .* failed=0 /);
    expect(home.text).toBe(CONVERGED);
    for (const command of [apply, check]) {
      const { status, stdout } = home.expectUntouched(() => home.type(command));
      expect(status).toBe(0);
      expect(stdout).toMatch(/^ok: \[localhost\]$.* changed=0 .* failed=0 /ms);
    }
  });

  test.each([check, apply])('a fragment with an error fails the task, with the words of wslnet: %s', (command) => {
    const home = homeWith('[wsl2]\nnetworkingMode=mirrord\n');
    const { status, stdout } = home.expectUntouched(() => home.type(command));
    expect(status).toBe(2);
    expect(stdout).not.toContain('conditional check');
    expect(stdout).toMatch(/has an error on line 2.* changed=0 .* failed=1 /s);
  });
});
