import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { interpret } from 'wslnet';
import { parse, stringify } from 'yaml';
import { Bench } from '../bench/bench.ts';
import { Home, MACHINE } from '../bench/home.ts';
import { unknownToWindowsPowerShell } from '../machine/powershell/powershell-bench.ts';
import { describeWith, placeOf } from '../needs.ts';

const PAGE = readFileSync(new URL('../../docs/fleets.md', import.meta.url), 'utf8');
const ASKED = '# work laptop\n[wsl2]\nmemory=8GB\nnetworkingMode=mirrored # for now\ndnsTunneling=true\n';

/** The block of a section, by the name above it; the first without one. */
function block(heading: string, name?: string): string {
  const section = PAGE.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const before = name === undefined ? '' : `^\`${name.replaceAll('.', '\\.')}\`\\n\\n`;
  const [, text] = new RegExp(`${before}^\`\`\`\\w+\\n(.*?)^\`\`\`$`, 'ms').exec(section) ?? [];
  if (text === undefined) throw new Error(`${heading} has no block ${name ?? ''}`);
  return text;
}

interface Resource {
  readonly name: string;
  readonly type: string;
  readonly dependsOn?: readonly string[];
  readonly properties: unknown;
}

/** Sets a resource of ours as DSC does. */
async function setResource(bench: Bench, { properties }: Resource) {
  const env = { WSLNET_CONFIG: '.wslconfig' };
  const { code, stdout } = await bench.runWith({ env, input: JSON.stringify(properties) }, 'dsc', 'set');
  return { code, changed: JSON.parse(stdout.trimEnd().split('\n')[1] ?? '') };
}

test.each([
  ['Desired State Configuration', 'wsl.dsc.yaml', ['wsl2', 'experimental']],
  ['winget configure', '.config/configuration.winget', ['wsl2']],
])('the configuration for %s sets the file once', async (heading, name, changed) => {
  const { $schema, resources }: { $schema: string; resources: Resource[] } = parse(block(heading, name));
  expect($schema).toBe('https://aka.ms/dsc/schemas/v3/bundled/config/document.json');
  const own = resources.filter(({ type }) => type === 'Wslnet.WSL/Config');
  expect(own).toHaveLength(1);
  for (const needed of own[0]?.dependsOn ?? []) {
    expect(resources.map((each) => `[resourceId('${each.type}', '${each.name}')]`)).toContain(needed);
  }
  const bench = new Bench(MACHINE);
  expect(await setResource(bench, own[0] as Resource)).toEqual({ code: 0, changed });
  expect(bench.text).toContain('networkingMode=mirrored # for now\ndnsTunneling=true\n');
  expect(await setResource(bench, own[0] as Resource)).toEqual({ code: 0, changed: [] });
});

describeWith(['pwsh'], 'the scripts for Intune', () => {
  const [detect, remediate] = ['detect.ps1', 'remediate.ps1'].map((name) => block('Intune', name));
  const run = (home: Home, script = '') => {
    const words = ['-NoProfile', '-NonInteractive', '-File', home.keep('script.ps1', script)];
    const { status, stderr } = home.run(placeOf('pwsh'), words, '', { NO_COLOR: '1', TERM: 'dumb' });
    return { status, stderr };
  };

  test('find what is not as asked, and make it so, without a word on standard error', () => {
    const home = new Home(MACHINE);
    expect(home.expectUntouched(() => run(home, detect))).toEqual({ status: 1, stderr: '' });
    expect(run(home, remediate)).toEqual({ status: 0, stderr: '' });
    expect(home.text).toBe(ASKED);
    for (const script of [detect, remediate]) {
      expect(home.expectUntouched(() => run(home, script))).toEqual({ status: 0, stderr: '' });
    }
  });

  test('hold nothing that Windows PowerShell 5.1, in which Intune runs them, does not know', () => {
    const scripts = { detect: detect ?? '', remediate: remediate ?? '', policy: block('Group Policy') };
    expect(unknownToWindowsPowerShell(scripts)).toEqual([]);
  });

  test('make the file where there is none', () => {
    const home = new Home();
    expect(run(home, detect)).toEqual({ status: 1, stderr: '' });
    expect(run(home, remediate)).toEqual({ status: 0, stderr: '' });
    expect(run(home, detect)).toEqual({ status: 0, stderr: '' });
  });
});

describeWith(['ansible-playbook'], 'the playbook for Windows hosts', () => {
  /** The same on this machine: the module for other systems takes the same arguments. */
  function playbook(): string {
    const [play] = parse(block('Ansible', 'wsl.yml'));
    const [{ 'ansible.windows.win_command': command, ...task }] = play.tasks;
    return stringify([{ ...play, hosts: 'localhost', connection: 'local', tasks: [{ ...task, command }] }]);
  }

  test('changes the file once, and in check mode only says so', () => {
    const home = new Home(MACHINE);
    home.keep('wsl.yml', playbook());
    const checked = home.expectUntouched(() => home.type('ansible-playbook wsl.yml --check'));
    expect(checked.stdout).toMatch(/ changed=1 .* failed=0 /);
    expect(home.type('ansible-playbook wsl.yml').stdout).toMatch(/ changed=1 .* failed=0 /);
    expect(home.text).toBe(ASKED);
    expect(home.type('ansible-playbook wsl.yml').stdout).toMatch(/ changed=0 .* failed=0 /);
  });

  test('says why it failed', () => {
    const home = new Home(MACHINE);
    home.keep('wsl.yml', playbook().replace('dnsTunneling=true', 'dnsTunneling=perhaps'));
    const { stdout } = home.type('ansible-playbook wsl.yml');
    expect(stdout).toMatch(/ failed=1 /);
    expect(stdout).toContain('perhaps');
    expect(stdout).not.toContain('conditional');
  });
});

test('the files of many machines are changed in one go', () => {
  const home = new Home();
  home.keep('network.wslconfig', '[wsl2]\nnetworkingMode=mirrored\ndnsTunneling=true\n');
  const files = ['a.wslconfig', 'b b.wslconfig'].map((name) => home.keep(`machines/${name}`, MACHINE));
  expect(home.type(block('Files of many machines in one repository'))).toMatchObject({
    status: 0,
    stdout: '',
    stderr: '',
  });
  for (const file of files) expect(readFileSync(file, 'utf8')).toBe(ASKED);
});

describe('what the page says of policies', () => {
  const inEffect = (lines: string, policies: Parameters<typeof interpret>[1]) =>
    interpret(Buffer.from(`[wsl2]\n${lines}`), policies).effective;

  test('DefaultNetworkingMode', () => {
    for (const [number, mode] of [
      [0, 'none'],
      [1, 'nat'],
      [3, 'mirrored'],
      [4, 'virtioproxy'],
      [2, 'nat'],
      [9, 'nat'],
    ] as const) {
      const policies = { defaultNetworkingMode: number };
      expect(inEffect('', { policies })).toMatchObject({ networkingMode: mode });
      expect(inEffect('networkingMode=nat', { policies })).toMatchObject({ networkingMode: 'nat' });
    }
  });

  test('AllowNetworkingModeUserSetting', () => {
    const policies = { allowCustomNetworkingModeUserSetting: false };
    expect(inEffect('networkingMode=mirrored', { policies })).toMatchObject({ networkingMode: 'nat' });
    expect(inEffect('networkingMode=none', { policies })).toMatchObject({ networkingMode: 'none' });
  });

  test('AllowFirewallUserSetting', () => {
    const policies = { allowCustomFirewallUserSetting: false };
    expect(inEffect('firewall=false', { policies })).toMatchObject({ firewall: true });
    expect(inEffect('firewall=false\nnetworkingMode=mirrored', {})).toMatchObject({ firewall: true });
  });

  test('names the policies that are read', () => {
    const names = [...PAGE.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
    expect(new Set(names)).toEqual(
      new Set(['DefaultNetworkingMode', 'AllowNetworkingModeUserSetting', 'AllowFirewallUserSetting']),
    );
  });
});
