import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { MACHINE } from '../bench/home.ts';
import type { MemoryResult } from '../bench/run-in-memory.ts';
import { Sandbox } from '../bench/sandbox.ts';
import { COMMANDS, recipe } from './recipe.ts';

const [onTheMove = '', own = '', homeAndOffice = ''] = recipe('Profiles', COMMANDS, 'profiles.ini', COMMANDS);

/** A distribution that runs. */
const WSL = `[ "$*" != '-l -v' ] || printf '  NAME STATE VERSION\\n* Debian Running 2\\n'\n`;

/** Takes a restart over. */
const POWERSHELL = `read -r told; printf '%s' "$told" > "$ROOT/told"; echo 'C:\\Users\\Zoë\\AppData\\Local\\wslnet'\n`;

const FILE = '/mnt/c/Users/Zoë/.wslconfig';

let distribution: Sandbox;
beforeEach(() => {
  distribution = new Sandbox('wsl2').program('wsl.exe', WSL).program('powershell.exe', POWERSHELL);
  distribution.system.env['USERPROFILE'] = '/mnt/c/Users/Zoë';
  distribution.system.env['HOME'] = join(distribution.root, 'home');
  distribution.write(FILE, MACHINE);
});

const text = () => readFileSync(join(distribution.root, FILE), 'utf8');

/** Types the commands one after the other, and says yes to every question. */
async function type(commands: string): Promise<MemoryResult[]> {
  const results: MemoryResult[] = [];
  for (const line of commands.trimEnd().split('\n')) {
    const [program, ...words] = line.split(' ');
    expect(program).toBe('wslnet');
    results.push(await distribution.runIn({ ask: async () => 'y' }, ...words));
  }
  return results;
}

test('the built-in ones are listed, and used with a restart', async () => {
  const [list, use] = await type(onTheMove);
  expect(list).toMatchObject({ code: 0, stdout: expect.stringMatching(/^mirrored +built in.*^nat .*^vpn /ms) });
  expect(use).toMatchObject({ code: 0, stderr: expect.stringContaining('This shuts down Debian') });
  const told = JSON.parse(readFileSync(join(distribution.root, 'told'), 'utf8'));
  expect(told.job).toMatchObject({ distribution: 'Debian', mode: 'mirrored', rollback: null });
  expect(text()).toBe(
    MACHINE.replace('=nat', '=mirrored').concat(
      'dnsTunneling=true\nautoProxy=true\n\n[experimental]\nbestEffortDnsParsing=true\n',
    ),
  );
});

test('one written by hand takes out what it leaves empty, and lets be what it does not name', async () => {
  distribution.write('/home/.config/wslnet/profiles.ini', own);
  await type('wslnet profile use home');
  const atHome = MACHINE.replace('=nat', '=mirrored').concat('\n[experimental]\nignoredPorts=3000,9000\n');
  expect(text()).toBe(atHome);
  const [diff, use] = await type(homeAndOffice);
  expect(diff).toMatchObject({ code: 0, stdout: expect.stringMatching(/networkingMode +mirrored -> nat/) });
  expect(use?.code).toBe(0);
  expect(text()).toBe(MACHINE.concat('\n[experimental]\n'));
});
