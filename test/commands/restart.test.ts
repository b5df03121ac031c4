import { describe, expect, test } from 'vitest';
import { type Facts, known, unknown } from '../../src/machine/facts.ts';
import { Bench } from '../bench/bench.ts';
import { MemoryMachine, runInMemory, runWith } from '../bench/run-in-memory.ts';
import { Sandbox } from '../bench/sandbox.ts';
import { MIRRORED, START, WELL } from '../bench/well.ts';

/** A wsl.exe that ends, starts and lists two distributions; `always` run again by themselves. */
function wslExe({ always = '', mode = 'mirrored' } = {}): string {
  return `
list() { printf '  NAME   STATE   VERSION\\n* Ubuntu   %s   2\\n  docker-desktop   %s   2\\n' "$1" "$2"; }
state() { if [ -e "$ROOT/running" ] || [ "$1" = '${always}' ]; then echo Running; else echo Stopped; fi; }
case "$*" in
  --shutdown) /bin/rm -f "$ROOT/running" ;;
  '-e true') : > "$ROOT/running" ;;
  --version) echo 'WSL: 2.7.3.0'; echo 'Kernel: 6.6.87.2-1' ;;
  '-l -v') list "$(state Ubuntu)" "$(state docker-desktop)" ;;
  *networking-mode) echo ${mode} ;;
  *) exit 1 ;;
esac
`;
}

const SYSTEM32 = '/Windows/System32';

/** How long to wait where waiting is in vain, in milliseconds: enough for a busy machine to run a program. */
const IN_VAIN = 1500;

function windowsWith(script: string, restartTimeout = 10_000): Sandbox {
  const sandbox = new Sandbox('windows', { restartTimeout }).program('wsl.exe', script, SYSTEM32);
  sandbox.write('/running', '');
  sandbox.write('/Users/Zoë/.wslconfig', MIRRORED);
  return sandbox;
}

const asking = (answer: string) => {
  const questions: string[] = [];
  const ask = async (question: string) => {
    questions.push(question);
    return answer;
  };
  return { questions, ask };
};

describe('restart', () => {
  test('says what ends, ends it, and waits until nothing runs', async () => {
    const sandbox = windowsWith(wslExe());
    const { code, stdout, stderr } = await sandbox.run('restart', '--yes');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toBe(
      'This ends Ubuntu, docker-desktop and everything that runs there.\nWSL has ended. Its next start reads the file.\n',
    );
    expect(sandbox.calls).toBe('wsl.exe -l -v\nwsl.exe --shutdown\nwsl.exe -l -v\n');
  });

  test.each([
    ['y', 0],
    ['YES', 0],
    ['n', 1],
    ['', 1],
    ['yesterday', 1],
  ])('asks, and takes %j for an answer', async (answer, code) => {
    const sandbox = windowsWith(wslExe());
    const { questions, ask } = asking(answer);
    expect((await sandbox.runIn({ ask }, 'restart')).code).toBe(code);
    expect(questions).toEqual(['End them now? [y/N] ']);
    expect(sandbox.calls.includes('--shutdown')).toBe(code === 0);
  });

  test('a no is one document, too', async () => {
    const sandbox = windowsWith(wslExe());
    const { code, stdout } = await sandbox.runIn({ ask: asking('n').ask }, 'restart', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'wslnet.restart/1', ended: [], verified: null });
  });

  test.each([[[]], [['--no-input']]])('without anyone to ask it is refused (%j)', async (words) => {
    const sandbox = windowsWith(wslExe());
    const world = words.length > 0 ? { ask: asking('y').ask } : {};
    const { code, stdout, stderr } = await sandbox.runIn(world, 'restart', ...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/nobody to ask.*\n.*--yes/);
    expect(sandbox.calls).not.toMatch(/--shutdown/);
  });

  test('where nothing runs there is nothing to ask or to end', async () => {
    const sandbox = new Sandbox('windows').program('wsl.exe', wslExe(), SYSTEM32);
    const { code, stderr } = await sandbox.run('restart');
    expect(code).toBe(0);
    expect(stderr).toMatch(/not running: there is nothing to end/);
    expect(sandbox.calls).toBe('wsl.exe -l -v\n');
  });

  test('names Docker Desktop where it starts WSL again', async () => {
    const { code, stderr } = await windowsWith(wslExe({ always: 'docker-desktop' }), IN_VAIN).run('restart', '-y');
    expect(code).toBe(0);
    expect(stderr).toMatch(/Docker Desktop started it again/);
  });

  test('fails where something else still runs when timeout ends', async () => {
    const { code, stderr } = await windowsWith(wslExe({ always: 'Ubuntu' }), IN_VAIN).run('restart', '-y');
    expect(code).toBe(5);
    expect(stderr).toMatch(/still runs or was started again: Ubuntu\.\n/);
  });

  test('shows on a terminal what it waits for', async () => {
    const machine = new MemoryMachine(MIRRORED);
    machine.facts = WELL;
    machine.stopWsl = async (onWaiting?: (names: readonly string[]) => void) => {
      onWaiting?.(['Ubuntu']);
      return [];
    };
    const { stderr } = await runInMemory(machine, ['restart', '-y'], { isTTY: true, columns: 80 });
    expect(stderr).toMatch(/Waiting for Ubuntu to end\r/);
  });

  test('inside WSL it says that this session ends too', async () => {
    const sandbox = new Sandbox('wsl2').program('wsl.exe', wslExe());
    sandbox.write('/running', '');
    expect((await sandbox.run('restart', '-y')).stderr).toMatch(
      /ends Ubuntu, docker-desktop and everything that runs there, this very session too/,
    );
  });

  test('--dry-run says what would end, asks nothing and ends nothing', async () => {
    const sandbox = windowsWith(wslExe());
    const { code, stdout, stderr } = await sandbox.run('restart', '--dry-run', '--verify', '--json');
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/^This ends Ubuntu/) });
    expect(JSON.parse(stdout)).toEqual({
      schema: 'wslnet.restart/1',
      ended: ['Ubuntu', 'docker-desktop'],
      startedAgain: [],
      dryRun: true,
      verified: null,
    });
    expect(sandbox.calls).toBe('wsl.exe -l -v\n');
  });

  test('--quiet says nothing', async () => {
    expect(await windowsWith(wslExe()).run('restart', '-yq')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test.each([
    ['a shutdown that fails', 'case "$*" in --shutdown) exit 1 ;; esac', /did not answer to wsl\.exe --shutdown/],
    ['a shutdown that hangs', 'case "$*" in --shutdown) exec /bin/sleep 30 ;; esac', /answer to wsl\.exe --shutdown/],
    ['a start that fails', 'case "$*" in "-e true") exit 1 ;; esac', /did not answer to wsl\.exe -e true/],
    ['a list that fails', 'case "$*" in -l*) exit 1 ;; esac', /did not answer to wsl\.exe -l -v/],
    [
      'a list that fails later',
      'case "$*" in -l*) [ -e "$ROOT/running" ] || exit 1 ;; esac',
      /answer to wsl\.exe -l -v/,
    ],
  ])('%s exits with 5', async (_, script, said) => {
    const { code, stderr } = await windowsWith(script + wslExe(), IN_VAIN).run('restart', '-y', '--verify');
    expect(code).toBe(5);
    expect(stderr).toMatch(said);
  });

  test('where there is no WSL it exits with 5', async () => {
    expect(await new Bench('').run('restart', '-y')).toMatchObject({ code: 5, stdout: '' });
  });
});

describe('restart --verify', () => {
  test('starts WSL and finds the mode in force', async () => {
    const sandbox = windowsWith(wslExe());
    const { code, stdout } = await sandbox.run('restart', '-y', '--verify');
    expect(code).toBe(0);
    expect(stdout).toMatch(/ok +The mode mirrored is active/);
    expect(sandbox.calls).toMatch(/--shutdown\n(?:.*\n)*wsl\.exe -e true\n(?:.*\n)*.*networking-mode\n/);
  });

  test('names the likely reason of a fallback, and exits with 1', async () => {
    const { code, stdout } = await windowsWith(wslExe({ mode: 'none' })).run('restart', '-y', '--verify', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout).verified).toMatchObject({
      id: 'mode-active',
      outcome: 'failure',
      ending: 'no-network',
      cures: expect.arrayContaining([expect.objectContaining({ id: 'restart-windows' })]),
    });
  });

  test('exits with 5 where the mode cannot be known', async () => {
    expect((await windowsWith(wslExe({ mode: 'nonsense' })).run('restart', '-y', '--verify')).code).toBe(5);
  });

  test('is refused inside WSL, before anything ends', async () => {
    const sandbox = new Sandbox('wsl2').program('wsl.exe', wslExe());
    expect((await sandbox.run('restart', '-y', '--verify')).code).toBe(2);
    expect(sandbox.calls).toBe('');
  });
});

describe('set --restart', () => {
  const machineWith = (facts: Partial<Facts> = {}) => {
    const machine = new MemoryMachine('[wsl2]\n');
    machine.facts = { ...WELL, ...facts };
    return machine;
  };

  test('writes, then restarts', async () => {
    const machine = machineWith();
    const { code, stderr } = await runInMemory(machine, ['set', 'mirrored', '--restart', '-y']);
    expect({ code, text: machine.text, actions: machine.actions }).toEqual({
      code: 0,
      text: MIRRORED,
      actions: ['stop'],
    });
    expect(stderr).toMatch(/not set -> mirrored(.|\n)*This ends Ubuntu(.|\n)*WSL has ended/);
  });

  test('does not restart where nothing changed, or on a dry run', async () => {
    const machine = machineWith({ fileChangedAt: known(START) });
    await runInMemory(machine, ['set', 'nat', '--restart', '-y', '--dry-run']);
    await runInMemory(machine, ['set', 'nat', '--restart', '-y']);
    await runInMemory(machine, ['set', 'nat', '--restart', '-y']);
    expect(machine.actions).toEqual(['stop']);
  });

  test('without anyone to ask nothing is written', async () => {
    const machine = machineWith();
    const { code } = await runInMemory(machine, ['set', 'mirrored', '--restart']);
    expect({ code, text: machine.text, actions: machine.actions }).toEqual({ code: 2, text: '[wsl2]\n', actions: [] });
  });

  test('writes and exits with 1 where the restart is declined', async () => {
    const machine = machineWith();
    const { code } = await runWith({ machine, ask: asking('n').ask }, ['set', 'mirrored', '--restart']);
    expect({ code, text: machine.text, actions: machine.actions }).toEqual({ code: 1, text: MIRRORED, actions: [] });
  });

  test('--json stays one document', async () => {
    const { stdout, stderr } = await runInMemory(machineWith(), ['set', 'mirrored', '--restart', '-y', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'wslnet.set/1', changed: true });
    expect(stderr).toBe('');
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
