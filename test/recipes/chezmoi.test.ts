import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CONVERGED, Home, MACHINE } from '../bench/home.ts';
import { FRAGMENT, recipe } from './recipe.ts';

const [template = '', modify = '', config = ''] = recipe(
  'chezmoi',
  'run_onchange_after_wslconfig.sh.tmpl',
  'modify_dot_wslconfig.sh',
  'chezmoi.toml',
);

/** chezmoi runs a copy of the script that is elsewhere and executable, and names its source folder. */
function runAsChezmoi(home: Home, script: string, input = '') {
  const copy = join(home.folder, 'tmp/123.script');
  mkdirSync(join(home.folder, 'tmp'), { recursive: true });
  writeFileSync(copy, script);
  chmodSync(copy, 0o700);
  return home.run(copy, [], input, { CHEZMOI_SOURCE_DIR: home.dotfiles });
}

function homeWith(fragment: string, content?: string): Home {
  const home = new Home(content);
  home.keep('.wsl/network.wslconfig', fragment);
  return home;
}

describe('the run_onchange_ script, by itself', () => {
  /** What chezmoi's template language makes of it. */
  const render = (fragment: string) =>
    template.replace(
      '{{ include ".wsl/network.wslconfig" | sha256sum }}',
      createHash('sha256').update(fragment).digest('hex'),
    );

  test('converges, and the second time writes nothing', () => {
    const home = homeWith(FRAGMENT, MACHINE);
    expect(runAsChezmoi(home, render(FRAGMENT)).status).toBe(0);
    expect(home.text).toBe(CONVERGED);
    expect(home.expectUntouched(() => runAsChezmoi(home, render(FRAGMENT))).status).toBe(0);
  });

  test('is another script when the fragment is another', () => {
    expect(render(FRAGMENT)).not.toContain('{{');
    expect(render(FRAGMENT)).not.toBe(render(`${FRAGMENT}ignoredPorts=3000\n`));
  });
});

describe('the modify_ script, by itself', () => {
  test.each([
    ['gives the new file for the old', MACHINE, CONVERGED],
    ['gives the same file when it is as it should be', CONVERGED, CONVERGED],
    ['keeps CR LF', MACHINE.replaceAll('\n', '\r\n'), CONVERGED.replaceAll('\n', '\r\n')],
    ['gives the first file where there is none', '', FRAGMENT],
  ])('%s', (_, before, after) => {
    const home = homeWith(FRAGMENT);
    expect(runAsChezmoi(home, modify, before)).toMatchObject({ status: 0, stdout: after, stderr: '' });
  });

  test('fails when the fragment has an error, so that chezmoi leaves the file alone', () => {
    const { status, stdout, stderr } = runAsChezmoi(homeWith('[wsl2]\nnetworkingMode=mirrord\n'), modify, MACHINE);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('has an error on line 2');
  });

  test('is run on Windows by what chezmoi.toml names for its extension', () => {
    expect(config).toMatch(/^\[interpreters\.sh\]\ncommand = '.+'\n$/);
  });
});
