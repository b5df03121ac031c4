import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { CONVERGED, Home, MACHINE } from '../bench/home.ts';
import { describeWith } from '../needs.ts';
import { FRAGMENT, recipe } from './recipe.ts';

const [module = ''] = recipe('home-manager', 'wslnet.nix');

/** Gives the module what it takes of home-manager and of the packages, and asks for the block. */
const ASK = `(import ./wslnet.nix {
  lib.hm.dag.entryAfter = after: data: { inherit after data; };
  pkgs.nodejs = "${dirname(dirname(process.execPath))}";
}).home.activation.wslnet`;

/** How home-manager begins its script. */
const PROLOGUE = `set -eu -o pipefail
PATH=/usr/bin:/bin
run() { if [[ -v DRY_RUN ]]; then echo "$@"; else "$@"; fi; }
`;

/** A home with the dotfiles, and the script that Nix makes of the block. */
function activate(): { home: Home; script: string } {
  const home = new Home(MACHINE);
  home.keep('wslnet.nix', module);
  home.keep('wsl/network.wslconfig', FRAGMENT);
  const store = Object.fromEntries(
    ['STORE', 'STATE', 'LOG', 'CONF'].map((name) => [`NIX_${name}_DIR`, join(home.folder, 'nix', name)]),
  );
  const words = ['--eval', '--strict', '--json', '--read-write-mode', '--expr', ASK];
  const { status, stdout, stderr } = home.run('nix-instantiate', words, '', store);
  expect(status, stderr).toBe(0);
  const { after, data } = JSON.parse(stdout);
  expect(after).toEqual(['writeBoundary']);
  return { home, script: PROLOGUE + data };
}

describeWith(['nix-instantiate'], 'home-manager, with the block by itself', () => {
  test('converges, and the second time writes nothing', () => {
    const { home, script } = activate();
    expect(home.type(script)).toMatchObject({ status: 0, stdout: '' });
    expect(home.text).toBe(CONVERGED);
    expect(home.expectUntouched(() => home.type(script))).toMatchObject({ status: 0, stdout: '' });
  });

  test('prints the command in a dry run', () => {
    const { home, script } = activate();
    const { stdout } = home.expectUntouched(() => home.type(`DRY_RUN=1\n${script}`));
    expect(stdout).toMatch(/^wslnet apply \/.*-network\.wslconfig\n$/);
  });
});
