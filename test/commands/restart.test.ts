import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Facts, known, unknown } from '../../src/machine/facts.ts';
import { MemoryMachine, runInMemory, runWith } from '../bench/run-in-memory.ts';
import { Sandbox } from '../bench/sandbox.ts';
import { MIRRORED, START, WELL } from '../bench/well.ts';
import { PlayedWsl, type WslManner } from '../machine/played-wsl.ts';
import { proxy, rule, VM } from '../reach/machines.ts';

const NAT = MIRRORED.replace('mirrored', 'nat');
const FILE = '/Users/Zoë/.wslconfig';

/** How long to wait where waiting is in vain, in milliseconds: enough for a busy machine to run a program. */
const IN_VAIN = 1500;

/** A Windows with a WSL that runs in nat mode, and a file. */
function windowsWith(manner: WslManner = {}, text: string | null = MIRRORED, restartTimeout = 10_000) {
  const sandbox = new Sandbox('windows', { restartTimeout });
  const { root } = sandbox;
  // A path with backslashes is a name in the current folder.
  sandbox.system.env['LOCALAPPDATA'] = 'local';
  const before = process.cwd();
  process.chdir(root);
  onTestFinished(() => process.chdir(before));
  if (text !== null) sandbox.write(FILE, text);
  const file = join(root, FILE);
  const wsl = new PlayedWsl(join(root, 'wsl'), join(root, 'Windows/System32/wsl.exe'), file, manner);
  return { sandbox, wsl, file, text: () => readFileSync(file, 'utf8') };
}

const asking = (...answers: string[]) => {
  const questions: string[] = [];
  const ask = async (question: string) => {
    questions.push(question);
    return answers.shift() ?? '';
  };
  return { questions, ask };
};

describe('restart', () => {
  test('says what it shuts down, starts WSL again and tells the mode', async () => {
    const { sandbox, wsl } = windowsWith();
    const { code, stdout, stderr } = await sandbox.run('restart', '--yes');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr.replace(/\(\d+ s\)/g, '(N s)')).toBe(
      [
        'This shuts down Debian and everything that runs there.',
        'WSL is shut down (N s).',
        'WSL is running again (N s).',
        'The mode is mirrored.',
        '',
      ].join('\n'),
    );
    expect(wsl.calls).toMatch(/--shutdown\n(?:.*\n)*-e true\n(?:.*\n)*.*networking-mode\n/);
  });

  test.each([
    ['y', 0],
    ['YES', 0],
    ['n', 1],
    ['', 1],
    ['yesterday', 1],
  ])('asks, and takes %j for an answer', async (answer, code) => {
    const { sandbox, wsl } = windowsWith();
    const { questions, ask } = asking(answer);
    expect((await sandbox.runIn({ ask }, 'restart')).code).toBe(code);
    expect(questions).toEqual(['Continue? [y/N] ']);
    expect(wsl.calls.includes('--shutdown')).toBe(code === 0);
  });

  test('a no is one document, too', async () => {
    const { code, stdout } = await windowsWith().sandbox.runIn({ ask: asking('n').ask }, 'restart', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'wslnet.restart/1', ended: [], active: null, verified: null });
  });

  test.each([[[]], [['--no-input']]])('without anyone to ask it is refused (%j)', async (words) => {
    const { sandbox, wsl } = windowsWith();
    const world = words.length > 0 ? { ask: asking('y').ask } : {};
    const { code, stdout, stderr } = await sandbox.runIn(world, 'restart', ...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/no terminal to ask on.*\n.*--yes/);
    expect(wsl.calls).not.toMatch(/--shutdown/);
  });

  test('where nothing runs there is nothing to ask or to end, and WSL starts', async () => {
    const { sandbox, wsl } = windowsWith();
    wsl.end();
    const { code, stderr } = await sandbox.run('restart');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^WSL is running again \(\d+ s\)\.\nThe mode is mirrored\.\n$/);
    expect(wsl.calls).not.toContain('--shutdown');
  });

  test('--no-start only shuts it down', async () => {
    const { sandbox, wsl } = windowsWith();
    const { code, stderr } = await sandbox.run('restart', '-y', '--no-start');
    expect(code).toBe(0);
    expect(stderr).toMatch(/WSL is shut down \(\d+ s\)\.\n$/);
    expect(wsl.isRunning).toBe(false);
  });

  test.each(['docker-desktop', 'Debian'])('tells that something started %s again at once', async (other) => {
    const { code, stderr } = await windowsWith({ other }, MIRRORED, IN_VAIN).sandbox.run('restart', '-y');
    expect(stderr).toMatch(/WSL is shut down .* Something started .* again at once\./);
    expect(stderr).toMatch(/The mode is mirrored\.\n$/);
    expect(code).toBe(0);
  });

  test('fails where WSL still runs when the time is up', async () => {
    const stuck = { trouble: 'case "$*" in --shutdown) exit 0 ;; esac' };
    const { code, stderr } = await windowsWith(stuck, MIRRORED, IN_VAIN).sandbox.run('restart', '-y');
    expect(code).toBe(5);
    expect(stderr).toMatch(/did not stop or has started again: Debian\.\n/);
  });

  test('shows on a terminal what it waits for', async () => {
    const machine = new MemoryMachine(MIRRORED);
    machine.facts = WELL;
    machine.stopWsl = async (onWaiting?: (names: readonly string[]) => void) => {
      onWaiting?.(['Ubuntu']);
      return [];
    };
    const { stderr } = await runInMemory(machine, ['restart', '-y'], { isTTY: true, columns: 80 });
    expect(stderr).toContain('Waiting for Ubuntu to stop');
  });

  test('--dry-run says what would end, asks nothing and ends nothing', async () => {
    const { sandbox, wsl } = windowsWith();
    const { code, stdout, stderr } = await sandbox.run('restart', '--dry-run', '--json');
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/^This would shut down Debian/) });
    expect(JSON.parse(stdout)).toEqual({
      schema: 'wslnet.restart/1',
      ended: ['Debian'],
      startedAgain: [],
      dryRun: true,
      handedOver: false,
      wanted: 'mirrored',
      active: null,
      rolledBack: false,
      verified: null,
      legs: null,
    });
    expect(wsl.calls).not.toContain('--shutdown');
  });

  test('--quiet says nothing', async () => {
    expect(await windowsWith().sandbox.run('restart', '-yq')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test.each([
    ['a shutdown that fails', 'case "$*" in --shutdown) exit 1 ;; esac', 'wsl.exe --shutdown'],
    ['a shutdown that hangs', 'case "$*" in --shutdown) exec sleep 30 ;; esac', 'wsl.exe --shutdown'],
    ['a start that fails', 'case "$*" in "-e true") exit 1 ;; esac', 'wsl.exe -e true'],
    ['a list that fails', 'case "$*" in -l*) exit 1 ;; esac', 'wsl.exe -l -v'],
    ['a list that fails later', 'case "$*" in -l*) [ -e running ] || exit 1 ;; esac', 'wsl.exe -l -v'],
  ])('%s exits with 5 and names the command', async (_, trouble, command) => {
    const { sandbox } = windowsWith({ trouble }, MIRRORED, IN_VAIN);
    const { code, stdout } = await sandbox.run('restart', '-y', '--json');
    const failure = JSON.parse(stdout);
    expect({ code, error: failure.code }).toEqual({ code: 5, error: 'wsl-no-answer' });
    expect(failure.message).toContain(command);
  });

  test('where there is no WSL it says so', async () => {
    const { code, stderr } = await new Sandbox('linux').run('restart', '-y');
    expect(code).toBe(5);
    expect(stderr).toMatch(/neither Windows nor a WSL distribution/);
  });

  test('where there is no WSL nothing is changed for its sake', async () => {
    const sandbox = new Sandbox('linux');
    sandbox.write('/file', MIRRORED);
    const file = join(sandbox.root, 'file');
    for (const words of [
      ['set', 'nat'],
      ['unset', 'networkingMode'],
      ['profile', 'use', 'nat'],
    ])
      expect((await sandbox.run(...words, '--restart', '-y', '-f', file)).code, words.join()).toBe(5);
    expect(readFileSync(file, 'utf8')).toBe(MIRRORED);
  });
});

describe('a restart in which another mode comes up', () => {
  test('names the likely reason, and exits with 1', async () => {
    const { sandbox } = windowsWith({ mirrored: 'none' });
    const { code, stdout, stderr } = await sandbox.run('restart', '-y', '--json');
    expect(code).toBe(1);
    expect(stderr).toMatch(/WSL should be in mirrored mode, but it started with no network\./);
    expect(JSON.parse(stdout)).toMatchObject({
      wanted: 'mirrored',
      active: 'none',
      rolledBack: false,
      verified: { id: 'mode-active', outcome: 'failure', ending: 'no-network' },
    });
  });

  test('exits with 5 where the mode cannot be known', async () => {
    const { code, stderr } = await windowsWith({ mirrored: 'non sense' }).sandbox.run('restart', '-y');
    expect(code).toBe(5);
    expect(stderr).toMatch(/did not say which mode is active/);
  });

  test('--rollback puts the last change back, and restarts again', async () => {
    const { sandbox, wsl, text } = windowsWith({ mirrored: 'none' }, NAT);
    await sandbox.run('set', 'mirrored', '-q');
    const { code, stderr } = await sandbox.run('restart', '-y', '--rollback');
    expect(code).toBe(1);
    expect(stderr).toMatch(/started with no network\.(.|\n)*Rolled back: .* WSL is running in nat mode again\.\n$/);
    expect(text()).toBe(NAT);
    expect(wsl.calls.match(/--shutdown/g)).toHaveLength(2);
  });

  test.each([
    ['nothing was changed', async () => {}],
    [
      'something else changed the file since',
      async ({ sandbox, file }: ReturnType<typeof windowsWith>) => {
        await sandbox.run('set', 'mirrored', '-q');
        writeFileSync(file, `${MIRRORED}# theirs\n`);
      },
    ],
  ])('--rollback is refused before anything ends where %s', async (_, prepare) => {
    const windows = windowsWith({ mirrored: 'none' }, NAT);
    await prepare(windows);
    const { code, stderr } = await windows.sandbox.run('restart', '-y', '--rollback');
    expect(code).toBe(2);
    expect(stderr).toMatch(/nothing to roll back/);
    expect(windows.wsl.calls).not.toContain('--shutdown');
  });
});

describe('set --restart', () => {
  const machineWith = (facts: Partial<Facts> = {}, text = '[wsl2]\n') => {
    const machine = new MemoryMachine(text);
    machine.facts = { ...WELL, ...facts };
    return machine;
  };

  test('writes, then restarts', async () => {
    const machine = machineWith();
    const { code, stderr } = await runInMemory(machine, ['set', 'mirrored', '--restart', '-y']);
    expect({ code, text: machine.text, done: machine.actions }).toEqual({
      code: 0,
      text: MIRRORED,
      done: ['stop', 'start'],
    });
    expect(stderr).toMatch(/not set -> mirrored(.|\n)*This shuts down Ubuntu(.|\n)*The mode is mirrored/);
  });

  test('names the ports that the new mode closes to other devices', async () => {
    const windowsRules = known({ profiles: [], rules: [rule('wslnet-tcp-3000', 3000), rule('wslnet-tcp-8080', 8080)] });
    const portProxies = known([proxy(3000, VM), proxy(8080, VM)]);
    const machine = machineWith({ windowsRules, portProxies });
    const { code, stderr } = await runInMemory(machine, ['set', 'mirrored', '--restart', '-y']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/The mode is mirrored\.\n(.|\n)*3000 and 8080(.|\n)*wslnet open 3000 8080\n$/);
    const untouched = machineWith({ windowsRules });
    expect((await runInMemory(untouched, ['set', 'mirrored', '--restart', '-y'])).stderr).not.toMatch(/wslnet open/);
    const quiet = machineWith({ windowsRules, portProxies });
    expect((await runInMemory(quiet, ['set', 'mirrored', '--restart', '-yq'])).stderr).toBe('');
  });

  test.each([
    ['the file was changed after WSL started', { fileChangedAt: known(START + 60_000) }],
    ['another mode is active', { activeMode: known('nat' as const) }],
  ])('restarts where nothing changes and a restart is due: %s', async (_, facts) => {
    const machine = machineWith(facts, MIRRORED);
    await runInMemory(machine, ['set', 'mirrored', '--restart', '-y']);
    expect({ text: machine.text, done: machine.actions }).toEqual({ text: MIRRORED, done: ['stop', 'start'] });
  });

  test('does not restart where WSL runs with the file as it is, or on a dry run', async () => {
    const machine = machineWith({}, MIRRORED);
    const { code, stderr } = await runInMemory(machine, ['set', 'mirrored', '--restart', '-y']);
    expect({ code, done: machine.actions }).toEqual({ code: 0, done: [] });
    expect(stderr).toMatch(/WSL is already running with this file; no restart is needed\.\n$/);
    const dry = await runInMemory(machine, ['set', 'nat', '--restart', '-y', '--dry-run']);
    expect(dry.stderr).not.toMatch(/restart is needed|shuts down/);
    expect({ text: machine.text, done: machine.actions }).toEqual({ text: MIRRORED, done: [] });
    machine.facts = { ...machine.facts, distributions: known([]) };
    expect((await runInMemory(machine, ['set', 'mirrored', '--restart', '-y'])).stderr).toMatch(/WSL is not running/);
  });

  test.each([
    [['set', 'nat', '--restart', '-n'], /^Would then restart WSL\.$/m],
    [['set', 'nat', '--no-start', '-n'], /^Would then shut WSL down\.$/m],
  ])('on a dry run says what would come then: %j', async (words, said) => {
    const machine = machineWith({}, MIRRORED);
    const { code, stderr } = await runInMemory(machine, words);
    expect({ code, text: machine.text, done: machine.actions }).toEqual({ code: 0, text: MIRRORED, done: [] });
    expect(stderr).toMatch(said);
    const same = await runInMemory(machine, ['set', 'mirrored', ...words.slice(2)]);
    expect(same.stderr).toMatch(/^Would then .* if it has not read the file yet\.$/m);
    expect(same.stderr).not.toMatch(/Would change/);
  });

  test.each([
    [['restart', '--no-start', '--rollback', '-y'], '--rollback'],
    [['restart', '--no-start', '--test', '-y'], '--test'],
    [['set', 'nat', '--no-start', '--rollback', '-y'], '--rollback'],
    [['status', '--short', '--picture'], '--short'],
  ])('what contradicts itself is refused before anything is done: %j', async (words, option) => {
    const machine = machineWith({}, MIRRORED);
    const { code, stdout } = await runInMemory(machine, [...words, '--json']);
    const failure = JSON.parse(stdout);
    expect({ code, error: failure.code, text: machine.text }).toEqual({ code: 2, error: 'bad-usage', text: MIRRORED });
    expect(machine.actions).toEqual([]);
    expect(failure.message).toContain(option);
  });

  test('does not say that WSL has read the file where nobody knows', async () => {
    const machine = machineWith({ vmStartedAt: unknown('clock-changed', '/proc/stat') }, MIRRORED);
    const { code, stderr } = await runInMemory(machine, ['set', 'mirrored', '--restart', '-y']);
    expect({ code, done: machine.actions }).toEqual({ code: 0, done: [] });
    expect(stderr).toMatch(/Unknown: whether WSL has read this file\. .*wslnet restart\n$/s);
  });

  test.each(['unset networkingMode', 'apply -', 'profile use nat', 'undo'])('%s takes it too', async (words) => {
    const { sandbox, wsl } = windowsWith({}, NAT);
    await sandbox.run('set', 'mirrored', '-q');
    const world = { readInput: async () => Buffer.from(NAT) };
    const { code, stderr } = await sandbox.runIn(world, ...words.split(' '), '--restart', '-y');
    expect(stderr).toMatch(/The mode is nat\.\n$/);
    expect(code).toBe(0);
    expect(wsl.calls).toContain('--shutdown');
  });

  test('--rollback takes the change back where its mode does not come up', async () => {
    const { sandbox, text } = windowsWith({ mirrored: 'nat' }, NAT);
    const { code, stderr } = await sandbox.run('set', 'mirrored', '--restart', '--rollback', '-y');
    expect(stderr).toMatch(/should be in mirrored mode, but it started in nat mode\.(.|\n)*Rolled back/);
    expect({ code, text: text() }).toEqual({ code: 1, text: NAT });
  });

  test('--rollback takes the change back where WSL does not start with it', async () => {
    const trouble = 'case "$*" in "-e true") has_mirrored && exit 1 ;; esac';
    const { sandbox, text } = windowsWith({ trouble }, NAT);
    const { code, stderr } = await sandbox.run('set', 'mirrored', '--rollback', '-y');
    expect(stderr).toMatch(/WSL did not start again\.(.|\n)*Rolled back: .* nat mode again/);
    expect({ code, text: text() }).toEqual({ code: 1, text: NAT });
  });

  test('a rollback is said even where WSL cannot be restarted then', async () => {
    const trouble = 'case "$*" in --shutdown) [ -e first ] && exit 1; : > first ;; esac';
    const { sandbox, text } = windowsWith({ mirrored: 'none', trouble }, NAT, IN_VAIN);
    const { code, stderr } = await sandbox.run('set', 'mirrored', '--rollback', '-y');
    expect(stderr).toMatch(/Rolled back: the file was restored\.\nerror: WSL did not answer: wsl\.exe --shutdown/);
    expect({ code, text: text() }).toEqual({ code: 5, text: NAT });
  });

  test.each([
    ['y', NAT],
    ['n', MIRRORED],
  ])('asks on a terminal whether to take the change back, and takes %j for an answer', async (answer, expected) => {
    const { sandbox, text } = windowsWith({ mirrored: 'none' }, NAT);
    const { questions, ask } = asking('y', answer);
    expect((await sandbox.runIn({ ask }, 'set', 'mirrored', '--restart')).code).toBe(1);
    expect(questions).toEqual(['Continue? [y/N] ', 'Restore the file and restart again? [y/N] ']);
    expect(text()).toBe(expected);
  });

  test('without anyone to ask nothing is written', async () => {
    const machine = machineWith();
    const { code } = await runInMemory(machine, ['set', 'mirrored', '--restart']);
    expect({ code, text: machine.text, done: machine.actions }).toEqual({ code: 2, text: '[wsl2]\n', done: [] });
  });

  test('writes and exits with 1 where the restart is declined', async () => {
    const machine = machineWith();
    const { code } = await runWith({ machine, ask: asking('n').ask }, ['set', 'mirrored', '--restart']);
    expect({ code, text: machine.text, done: machine.actions }).toEqual({ code: 1, text: MIRRORED, done: [] });
  });

  test('--json stays one document', async () => {
    const { stdout, stderr } = await runInMemory(machineWith(), ['set', 'mirrored', '--restart', '-y', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'wslnet.set/1',
      changed: true,
      restart: { ended: ['Ubuntu'], wanted: 'mirrored', active: 'mirrored', rolledBack: false, handedOver: false },
    });
    expect(stderr).toBe('');
  });

  test('--json says of a restart that failed, and of none, what is so', async () => {
    const json = async (machine: MemoryMachine, ...words: string[]) => {
      const { code, stdout, stderr } = await runInMemory(machine, ['set', 'mirrored', '--json', ...words]);
      return { code, stderr, ...JSON.parse(stdout) };
    };
    const unknowing = machineWith({ distributions: unknown('timed-out', 'wsl.exe') });
    const failed = await json(unknowing, '--restart', '-y');
    expect(failed).toMatchObject({
      code: 5,
      changed: true,
      restart: null,
      stderr: expect.stringContaining('did not answer'),
    });
    expect(await json(machineWith())).not.toHaveProperty('restart');
    const other = await json(machineWith({ activeMode: known('nat') }), '--restart', '-y');
    expect(other).toMatchObject({ code: 1, restart: { wanted: 'mirrored', active: 'nat' } });
  });

  test('gives no advice to do what it does next, nor what it did just now', async () => {
    const machine = machineWith();
    const { code, stderr } = await runInMemory(machine, ['set', 'nat', '--restart', '-y']);
    expect({ code, done: machine.actions }).toEqual({ code: 1, done: ['stop', 'start'] });
    expect(stderr).toMatch(/WSL should be in nat mode/);
    expect(stderr).not.toMatch(/wslnet restart/);
    expect(stderr).toMatch(/: wslnet doctor$/m);
    expect((await runInMemory(machineWith(), ['set', 'nat', '-y'])).stderr).toMatch(/: wslnet restart /);
  });

  test.each([
    [['--restart', '-q'], /^FAIL .*nat mode/],
    [['--rollback', '-q'], /^FAIL .*nat mode.*^Rolled back: /ms],
    [['--restart', '-q', '--json'], /^$/],
  ])('keeps no problem back with --quiet: %j', async (words, said) => {
    const { code, stderr } = await runInMemory(machineWith(), ['set', 'nat', '-y', ...words]);
    expect(code).toBe(1);
    expect(stderr).toMatch(said);
    expect(stderr).not.toMatch(/shut down|Changed/);
    expect((await runInMemory(machineWith({}, MIRRORED), ['restart', '-y', '-q'])).stderr).toBe('');
  });

  test('of a file that WSL does not read restarts nothing', async () => {
    const machine = new (class extends MemoryMachine {
      override async read(path: string) {
        return path === 'other' ? { path, bytes: Buffer.from('[wsl2]\n') } : await super.read(path);
      }
    })(MIRRORED);
    machine.facts = WELL;
    const { code, stderr } = await runInMemory(machine, ['set', 'nat', '--restart', '-y', '-f', 'other']);
    expect({ code, done: machine.actions }).toEqual({ code: 0, done: [] });
    expect(stderr).toMatch(/WSL does not read this file/);
    const own = await runInMemory(machine, ['restart', '-y', '-f', 'other', '--json']);
    expect(own.code).toBe(0);
    expect(JSON.parse(own.stdout)).toMatchObject({ wanted: null, active: 'mirrored' });
  });

  test('with --file - is refused', async () => {
    const { code, stdout } = await runInMemory(machineWith(), ['set', 'mirrored', '--restart', '-y', '-f', '-']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('says what went wrong where WSL does not answer', async () => {
    const machine = machineWith({ distributions: unknown('timed-out', 'wsl.exe') });
    const { code, stderr } = await runInMemory(machine, ['set', 'mirrored', '--restart', '-y']);
    expect(code).toBe(5);
    expect(stderr).toMatch(/did not answer/);
    expect(machine.text).toBe(MIRRORED);
  });
});
