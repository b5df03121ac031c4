import { Chalk } from 'chalk';
import { describe, expect, test, vi } from 'vitest';
import { FILE_NOT_FOUND } from '../../src/change/open-file.ts';
import { completeCommand } from '../../src/cli/complete.ts';
import { allCommands } from '../../src/cli/man-page.ts';
import { PROGRAM } from '../../src/cli/verbs.ts';
import { type Completion, defineCommand, operand } from '../../src/commands/define.ts';
import { Failure } from '../../src/failure.ts';
import { SHELLS } from '../../src/machine/facts.ts';
import { Bench } from '../bench/bench.ts';
import { MemoryMachine } from '../bench/run-in-memory.ts';

/** What the program offers in place of the last word. */
async function offered(...words: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await new Bench().runWith({}, 'complete', ...words.map((word) => `+${word}`));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.split('\n').slice(0, -1);
}

async function valuesOffered(...words: string[]): Promise<string[]> {
  return (await offered(...words)).map((line) => line.split('\t')[0] ?? '');
}

describe('complete', () => {
  test('offers the network first, and the other settings once letters are typed', async () => {
    const offer = await valuesOffered('set', '');
    expect(offer.slice(0, 5).sort()).toEqual(['bridged', 'mirrored', 'nat', 'none', 'virtioproxy']);
    expect(offer[5]).toBe('networkingMode=');
    expect(offer).not.toContain('memory=');
    expect(await valuesOffered('set', 'mem')).toEqual(['memory=']);
    expect(await valuesOffered('unset', '')).not.toContain('memory');
    expect(await valuesOffered('unset', 'mem')).toEqual(['memory']);
  });

  test('says what each candidate is', async () => {
    expect(await offered('unset', 'firew')).toEqual([
      'firewall\tWindows Firewall rules and the Hyper-V firewall apply to WSL traffic.',
    ]);
    expect(await offered('hist')).toEqual(['history\tlist the changes wslnet made to the file, newest first']);
    expect(await offered('set', 'networkingMode=no')).toEqual(['networkingMode=none\tLinux has no network at all.']);
    expect(await offered('check', '--fix')).toEqual(['--fix\tfix what can be fixed safely']);
  });

  test.each([
    ['modes and settings for a change', ['set', 'n'], ['nat', 'none', 'networkingMode=', 'nestedVirtualization=']],
    ['what is done to a list', ['set', 'ignored'], ['ignoredPorts=', 'ignoredPorts+=', 'ignoredPorts-=']],
    ['names with sections', ['show', 'WSL2.dnsP'], ['wsl2.dnsProxy']],
    ['values behind a name with its section', ['set', 'wsl2.firewall='], ['wsl2.firewall=true', 'wsl2.firewall=false']],
    ['values behind a name in its former section', ['set', 'experimental.firewall=f'], ['experimental.firewall=false']],
    ['the spelling that WSL reads', ['set', 'autoMemoryReclaim=DROP'], ['autoMemoryReclaim=dropCache']],
    ['no values where there are too many', ['set', 'memory='], []],
    ['no values for what is no setting', ['set', 'nosuch=t'], []],
    ['a change behind a value of two words', ['set', 'firewall', 'true', 'mirr'], ['mirrored']],
    ['a change behind a mode', ['set', 'nat', 'mirr'], ['mirrored']],
    ['a change behind what is none', ['set', 'nosuch', 'mirr'], ['mirrored']],
    ['the setting behind an option', ['get', '--effective', 'firew'], ['firewall']],
    ['one setting where one is taken', ['get', 'firewall', ''], []],
    ['many settings where many are taken', ['unset', 'firewall', 'dnsP'], ['dnsProxy']],
    ['commands only in their place', ['history', 'show', 'sh'], []],
    ['commands for help', ['help', 'und'], ['undo']],
    ['topics for help', ['help', 'ex'], ['explain', 'exit-codes']],
    ['nothing for a number', ['undo', ''], []],
    ['nothing for a command that is none', ['nosuch', ''], []],
    ['long and short options', ['path', '-y'], ['-y']],
    ['profiles', ['profile', 'use', ''], ['mirrored', 'nat', 'vpn', 'vpn-virtioproxy']],
    ['built-in profiles only where they can be used', ['profile', 'delete', ''], []],
    ['a file to apply', ['apply', 'x', ''], [':files']],
    ['the names of schemas', ['schema', 'profile-s'], ['profile-show', 'profile-save']],
    ['a file for --file', ['show', '--file', 'x'], [':files']],
    ['a file for -f among other letters', ['show', '-nf', ''], [':files']],
    ['a setting behind a file', ['show', '--file', 'x', 'firew'], ['firewall']],
    ['a setting behind a file in the same word', ['show', '-fx', 'firew'], ['firewall']],
    ['a command behind a file', ['-f', 'show', 'sho'], ['show']],
    ['no value for an option that takes none', ['show', '--json='], []],
    ['no options behind --', ['show', '--', '--js'], []],
    ['a setting behind --', ['show', '--', 'firew'], ['firewall']],
    ['nothing of itself', ['complet'], ['completion']],
    ['commands behind options, without obeying them', ['--version', '--help', '--json', 'hel'], ['help']],
  ])('offers %s', async (_, words, values) => {
    expect(await valuesOffered(...words)).toEqual(values);
  });

  test("offers the user's own profiles", async () => {
    const bench = new Bench('[wsl2]\nnetworkingMode=nat\n');
    await bench.run('profile', 'save', 'home', 'networkingMode');
    for (const verb of ['use', 'delete', 'save']) {
      expect((await bench.runWith({}, 'complete', '+profile', `+${verb}`, '+ho')).stdout).toBe(
        'home\tnetworkingMode=nat\n',
      );
    }
  });

  test('without words offers the commands', async () => {
    const { code, stdout } = await new Bench().runWith({}, 'complete');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^status\t/);
  });
});

describe('a completion of its own', () => {
  const write = vi.fn<(text: string | Uint8Array) => void>();
  const channel = { write, colors: new Chalk({ level: 0 }), isTerminal: false, width: 80, height: 0, isUnicode: false };
  const machine = new MemoryMachine(null);
  const input = {
    readInput: async () => new Uint8Array(),
    ask: null,
    pick: null,
    page: async () => {},
    runWords: async () => 0 as const,
  };
  const context = { machine, out: channel, err: channel, command: 'complete', printJson: () => {}, ...input };

  test.each<[string, Completion, string]>([
    [
      'may ask the machine',
      async (spot) => [{ value: spot.context.machine.shell() ?? '', description: 'a\nb' }],
      'powershell\ta␊b\n',
    ],
    [
      'offers nothing that would need quotes',
      () => ['p b', 'p;b', 'p\nq', 'på'].map((value) => ({ value, description: '' })),
      'på\t\n',
    ],
    [
      'that fails offers nothing',
      () => {
        throw new Failure(FILE_NOT_FOUND, { path: 'x' });
      },
      '',
    ],
  ])('%s', async (_, complete, answer) => {
    write.mockClear();
    const use = defineCommand({ summary: '', operands: { name: operand('name', '', { complete }) } });
    const profile = defineCommand({ summary: '', commands: { use } });
    const { run } = completeCommand([{ title: 'Change', verbs: { profile: async () => profile } }]);
    expect(await run?.({ marked: ['+profile', '+use', '+p'] } as object, context)).toBe(0);
    expect(write.mock.calls).toEqual([[answer]]);
  });
});

test.each(SHELLS)('completion %s prints a script that asks the program', async (shell) => {
  const bench = new Bench();
  const { code, stdout, stderr } = await bench.runWith({}, 'completion', shell);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/wslnet complete /);
  const json = JSON.parse((await bench.runWith({}, 'completion', shell, '--json')).stdout);
  expect(json).toEqual({ schema: 'wslnet.completion/1', shell, script: stdout });
});

test('completion of a shell that is not known is refused with the shells that are', async () => {
  const { code, stdout, stderr } = await new Bench().runWith({}, 'completion', 'tcsh');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/bash, zsh, fish, powershell/);
});

test('every argument and every value of an option is completed, or is known to be free', async () => {
  const ports = ['open port', 'open address', 'close port', 'ports port', 'address port'];
  const free = ['test port', 'test host:port', 'test seconds', 'test list', ...ports, 'lsp id', 'help command'];
  const unknown = (await allCommands(PROGRAM)).flatMap(({ command, path }) => {
    const valued = Object.values(command.options).filter(({ value }) => value !== null);
    const asked = [...Object.values(command.operands), ...valued.map((option) => ({ ...option, name: option.value }))];
    return asked.filter(({ choices, complete }) => !choices && !complete).map(({ name }) => [...path, name].join(' '));
  });
  expect(unknown).toEqual(free);
});
