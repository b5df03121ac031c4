import { describe, expect, test } from 'vitest';
import { PROGRAM } from '../../src/cli/verbs.ts';
import { MemoryMachine, runInMemory } from '../bench/run-in-memory.ts';
import { expectGolden } from '../golden/golden.ts';

async function fail(words: readonly string[]) {
  const { code, stdout, stderr } = await runInMemory(new MemoryMachine('[wsl2]\n'), [...words]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  return stderr;
}

describe('what was meant', () => {
  test.each([
    [['mirrored'], 'wslnet set mirrored'],
    [['mirored'], 'wslnet set mirrored'],
    [['NAT'], 'wslnet set nat'],
    [['Consomme'], 'wslnet set virtioproxy'],
    [['set', '--mirrored'], 'wslnet set mirrored'],
    [['dnsTunneling'], 'wslnet show dnsTunneling'],
    [['wsl2.dnsTunneling=no'], 'wslnet set wsl2.dnsTunneling=no'],
    [['ignoredPorts+=80'], 'wslnet set ignoredPorts+=80'],
    [['.wslconfig'], 'wslnet check .wslconfig'],
    [['C:\\Users\\anna\\.wslconfig'], 'wslnet check C:\\Users\\anna\\.wslconfig'],
    [['docter'], 'wslnet doctor'],
    [['opne', '3000'], 'wslnet open'],
    [['hist'], 'wslnet history'],
    [['fix'], 'wslnet doctor --fix'],
    [['ls'], 'wslnet show'],
    [['shutdown'], 'wslnet restart'],
    [['dns'], 'wslnet explain dns'],
    [['vpn'], 'wslnet explain vpn'],
    [['status', 'mirrored'], 'wslnet set mirrored'],
    [['set', 'mirrored=true'], 'mirrored'],
    [['check', '--dry'], '--dry-run'],
    [['open', 'http://localhost:3000/'], '3000'],
    [['ports', 'localhost:8080'], '8080'],
    [['test', 'git.example.com'], 'wslnet test --target git.example.com:443'],
    [['test', '--target', 'http://git.example.com/x'], 'git.example.com:80'],
    [['profile', 'us', 'vpn'], 'use'],
    [['show', '--al'], '--all'],
    [['check', '--format', 'jsn'], 'json'],
    [['unset', 'mirrored'], 'networkingMode'],
    [['firewall', 'off'], 'wslnet set firewall=off'],
    [['memory', '8GB'], 'wslnet set memory=8GB'],
    [['firewall', 'please'], 'wslnet show firewall'],
    [['--mirrored'], 'wslnet set mirrored'],
    [['--versoin'], '--version'],
    [['unset', 'memory=8GB'], 'memory'],
    [['get', 'firewall=true'], 'firewall'],
    [['history', 'start'], 'wslnet history show start'],
    [['undo', 'start'], 'wslnet undo --to start'],
    [['set', 'proxy', 'off'], 'autoProxy or dnsProxy or initialAutoProxyTimeout'],
    [['set', 'ports', '3000'], 'ignoredPorts'],
    [['show', 'dns'], 'dnsTunneling or bestEffortDnsParsing or dnsTunnelingIpAddress or dnsProxy'],
  ])('by %j is told', async (words, meant) => {
    const said = await fail(words);
    const [, names = ''] = /^Did you mean (.*)\?$/m.exec(said) ?? [];
    expect(names.split(/, | or /).sort()).toEqual(meant.split(' or ').sort());
  });

  test.each([
    [['frobnicate'], 'Unknown command'],
    [['help', 'set', 'more'], "Unknown command 'set more'.\n\nUsage:"],
    [['--file', 'help', '--quiet'], 'No command given'],
    [['--file'], "The option '--file' needs a value"],
    [['set', '='], "Unknown mode or setting '='"],
    [['set', 'firewall = off'], 'Write firewall=off, without spaces'],
    [['set', 'firewall', '=', 'off'], 'error: firewall and its value must be one word.\nWrite firewall=off'],
    [['get', 'ipv6', 'dhcp'], "Unexpected argument 'dhcp'"],
    [['show', 'xy'], "Unknown setting 'xy'"],
    [['show', '--frobnicate'], 'has no option'],
  ])('by %j is not guessed', async (words, said) => {
    expect(await fail(words)).toContain(said);
    expect(await fail(words)).not.toContain('Did you mean');
  });

  test('an option of another command is named with it', async () => {
    expect(await fail(['show', '--strict'])).toContain('It is an option of wslnet check.\n');
    expect(await fail(['--strict'])).toContain('It is an option of wslnet check.\n');
    expect(await fail(['profile', 'list', '--rollback'])).toContain('wslnet profile use');
  });
});

describe('a usage error', () => {
  test.each<[string, string[]]>([
    ['no-command', ['--quiet']],
    ['unknown-command', ['frobnicate']],
    ['unknown-option', ['set', 'nat', '--frobnicate']],
    ['unknown-option-first', ['-x']],
    ['missing-operand', ['set']],
    ['too-many', ['get', 'ipv6', 'dhcp']],
    ['no-subcommand', ['profile']],
    ['missing-value', ['show', '--file']],
    ['unexpected-value', ['show', '--json=yes']],
    ['bad-choice', ['check', '--format', 'xml']],
    ['bad-word', ['completion', 'tcsh']],
    ['bad-change', ['set', 'mirored']],
    ['bad-value', ['set', 'memory=8']],
    ['bad-port', ['open', 'http://localhost:3000']],
  ])('%s shows the usage, an example and where the help is', async (name, words) => {
    expectGolden(`usage-${name}`, await fail(words));
  });
});

test.each([
  [['-f', '-', 'get', 'ipv6', '--effective'], 0],
  [['get', '-f-', 'ipv6', '--effective'], 0],
  [['get', '--file=-', '--effective', 'ipv6'], 0],
  [['get', '-qvf', '-', '--effective', '--', 'ipv6'], 0],
  [['get', '--effective', '--', '--effective'], 2],
  [['get', '--eff', 'ipv6'], 2],
  [['show', '--json', '--json', 'ipv6'], 0],
])('%j is read as getopt_long would', async (words, code) => {
  expect((await runInMemory(new MemoryMachine(''), [...words])).code).toBe(code);
});

test('every command has examples that are read without a usage error', async () => {
  const { allCommands } = await import('../../src/cli/man-page.ts');
  const { readPlainArguments } = await import('../../src/cli/grammar.ts');
  const { parseArguments } = await import('../../src/cli/parser.ts');
  for (const { command, path } of await allCommands(PROGRAM)) {
    if (!['dsc', 'lsp'].includes(path[0] ?? '') && command.run)
      expect(command.examples, path.join(' ')).not.toEqual([]);
    for (const example of command.examples.filter((each) => /^wslnet [^|"'$<>]*$/.test(each))) {
      const words = example.split(' ').slice(1);
      const request = (await readPlainArguments(words, PROGRAM)) ?? (await parseArguments(words, PROGRAM));
      expect(['run', 'version']).toContain(request.asks);
    }
  }
});

describe('the help', () => {
  test('with --json is one document, however it is asked for', async () => {
    const json = async (...words: string[]) => {
      const { code, stdout, stderr } = await runInMemory(new MemoryMachine(null), [...words, '--json']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return JSON.parse(stdout);
    };
    const program = await json('help');
    expect(program).toMatchObject({ schema: 'wslnet.help/1', command: null, usage: 'wslnet <command> [options]' });
    expect(await json('--help')).toEqual(program);
    for (const { name, summary } of program.commands) {
      const own = await json('help', name);
      expect(own).toMatchObject({ command: name, summary });
      expect(await json(name, '--help')).toEqual(own);
    }
    expect((await json('help', 'profile', 'use')).arguments).toMatchObject([{ name: 'profile', required: true }]);
    expect(await json('help', 'exit-codes')).toMatchObject({
      exitCodes: expect.arrayContaining([{ code: 5, meaning: expect.any(String) }]),
    });
    expect(await json('--version')).toMatchObject({ schema: 'wslnet.version/1' });
    const unknown = await runInMemory(new MemoryMachine(null), ['help', 'nothing', '--json']);
    expect({ code: unknown.code, schema: JSON.parse(unknown.stdout).schema }).toEqual({
      code: 2,
      schema: 'wslnet.error/1',
    });
  });

  test('of the program fits 30 lines of 80 columns, each command once', async () => {
    const { stdout } = await runInMemory(new MemoryMachine(null), ['help'], { columns: 80 });
    const lines = stdout.split('\n').slice(0, -1);
    expect(lines.length).toBeLessThanOrEqual(30);
    for (const { title, verbs } of PROGRAM) {
      for (const verb of title === null ? [] : Object.keys(verbs)) expect(stdout).toMatch(new RegExp(`\\b${verb}\\b`));
    }
  });

  test.each([40, 60, 120])('fits %i columns, and breaks no command', async (columns) => {
    const { allCommands } = await import('../../src/cli/man-page.ts');
    const topics = [[], ['options'], ['exit-codes'], ...(await allCommands(PROGRAM)).map(({ path }) => [...path])];
    for (const topic of topics) {
      const { stdout } = await runInMemory(new MemoryMachine(null), ['help', ...topic], { columns });
      // What is copied is as it is, and so is what cannot be broken.
      const lines = stdout.split('\n').filter((line) => !/^ {2}(\S.*)?\bwslnet |^Usage|^ +\S+$/.test(line));
      expect(Math.max(...lines.map((line) => line.length)), topic.join(' ')).toBeLessThanOrEqual(columns);
    }
  });
});
