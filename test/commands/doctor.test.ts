import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failure.ts';
import { type Facts, known, unknown } from '../../src/machine/facts.ts';
import { FILE_NOT_WRITABLE } from '../../src/machine/machine.ts';
import { Bench } from '../bench/bench.ts';
import { MemoryMachine, runWith } from '../bench/run-in-memory.ts';
import { HANGS, Sandbox } from '../bench/sandbox.ts';
import { MIRRORED, machineWith, NAT, type Told, tcp, warned, windows } from '../doctor/examine.ts';
import { expectGolden } from '../golden/golden.ts';

/** Two problems at once: WSL has no network, and a program waits for visitors in vain. */
const TROUBLE: Partial<Facts> = {
  ...warned('0x803b0007'),
  activeMode: known('none'),
  linuxListeners: known([{ protocol: 'tcp', address: '0.0.0.0', port: 3000, program: 'node' }]),
  docker: unknown('timed-out', 'docker'),
};

interface Screen {
  readonly columns?: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly isTTY?: boolean;
}

function doctor(machine: MemoryMachine, words: string[], { env = {}, ...terminal }: Screen = {}) {
  return runWith({ machine, env }, ['doctor', ...words], terminal);
}

const UTF_8 = { env: { LANG: 'C.UTF-8' } };

describe('the screen of doctor', () => {
  test.each([40, 60, 80, 120])('with two problems, %i columns wide', async (columns) => {
    const { code, stdout, stderr } = await doctor(machineWith(TROUBLE, MIRRORED), [], { columns, ...UTF_8 });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const lines = stdout.split('\n');
    const isCommand = (line: string) => /^ {4,}\S+( \S+)*$/.test(line);
    expect(lines.filter((line) => line.length > columns && !isCommand(line))).toEqual([]);
    if (columns >= 80) expect(lines.length).toBeLessThanOrEqual(24);
    expectGolden(`doctor-trouble-${columns}`, stdout);
  });

  test.each([40, 80])('where all is well, %i columns wide', async (columns) => {
    const { code, stdout, stderr } = await doctor(machineWith({}, MIRRORED), [], { columns, ...UTF_8 });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expectGolden(`doctor-well-${columns}`, stdout);
  });

  test('has words for marks where the terminal has only ASCII', async () => {
    const { stdout } = await doctor(machineWith(TROUBLE, MIRRORED), []);
    expect(stdout).toMatch(/^[\n -~]*$/);
    expect(stdout.match(/^(FAIL|warn|info|ok|\?) /gm)?.map((mark) => mark.trim())).toEqual(['FAIL', 'warn', 'ok', '?']);
  });

  test('-v shows every check, -q problems alone', async () => {
    const verbose = await doctor(machineWith(TROUBLE, MIRRORED), ['-v'], UTF_8);
    expectGolden('doctor-verbose', verbose.stdout);
    const quiet = await doctor(machineWith(TROUBLE, MIRRORED), ['-q'], UTF_8);
    expect(quiet.stdout).toMatch(/^✗ mode .*\n\n! firewall .*\n$/s);
    expect(quiet.stdout).not.toContain('Start with step');
    const well = await doctor(machineWith({}, MIRRORED), ['-q']);
    expect({ code: well.code, stdout: well.stdout }).toEqual({ code: 0, stdout: '' });
  });

  test('steps are numbered through, and a restart that must follow comes once and last', async () => {
    const facts = {
      ...TROUBLE,
      activeMode: known('mirrored'),
      wslWarnings: known([]),
      nameServers: known(['8.8.8.8']),
    };
    const { stdout } = await doctor(machineWith(facts, `${MIRRORED}localhostForwarding=true\n`), []);
    const steps = [...stdout.matchAll(/^ *(\d+)\. (.*)$/gm)].map(([, number, text]) => [Number(number), text]);
    expect(steps.map(([number]) => number)).toEqual(steps.map((_, index) => index + 1));
    expect(steps.filter(([, text]) => String(text).includes('wslnet restart'))).toHaveLength(1);
    expect(steps.at(-1)?.[1]).toMatch(/wslnet restart$/);
  });

  test('failures come before warnings', async () => {
    const { stdout } = await doctor(machineWith(TROUBLE, `${MIRRORED}localhostForwarding=true\n`), ['-q']);
    expect(stdout.match(/^(FAIL|warn) /gm)?.map((mark) => mark.trim())).toEqual(['FAIL', 'warn', 'warn']);
  });

  test('says how many checks could not be completed where nothing else is wrong', async () => {
    const { code, stdout } = await doctor(
      machineWith({ windowsRules: unknown('denied', 'powershell.exe') }, MIRRORED),
      [],
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\? firewall: .*powershell\.exe/m);
    expect(stdout).toMatch(/2 checks could not be completed/);
    expect(stdout).not.toMatch(/ok firewall/);
  });
});

describe('doctor', () => {
  test('some topics are parts, and ask only for what they need', async () => {
    const machine = machineWith({}, MIRRORED);
    const { stdout } = await doctor(machine, ['docker', 'Proxy', '--json']);
    const { schema, file, checks } = JSON.parse(stdout);
    expect({ schema, file }).toEqual({ schema: 'wslnet.doctor/1', file: machine.path });
    expect(checks.map(({ id }: Told) => id)).toEqual(['proxy-localhost', 'proxy-script', 'docker-ports']);
    expect(machine.asked).toContain('docker');
    expect(machine.asked).not.toContain('windowsListeners');
  });

  test('an unknown topic is refused, and the topics are named', async () => {
    const { code, stderr } = await doctor(machineWith({}, NAT), ['ports', 'weather']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/'weather'.*\n.*file, mode, versions, network, ports/);
  });

  test('a terminal is told what is waited for, until it is there', async () => {
    const terminal = { isTTY: true, columns: 100 };
    const { stderr } = await doctor(machineWith({}, MIRRORED), ['--color', 'never'], terminal);
    expect(stderr).toMatch(/Asking Windows and WSL for group policies, Global Secure Access and \d+ more \.\.\.\r/);
    expect(stderr).toMatch(/\r.{3}$/s);
    const quiet = await doctor(machineWith({}, MIRRORED), ['--quiet'], terminal);
    expect(quiet.stderr).toBe('');
  });

  test('a file that is no text is a failure like others', async () => {
    const { code, stdout } = await new Bench(Buffer.from('[wsl2]\n', 'utf16le')).run('doctor', 'file', '--json');
    const [found] = JSON.parse(stdout).checks as Told[];
    expect(found).toMatchObject({ id: 'file-found', outcome: 'failure', cures: [{ id: 'name-file' }] });
    expect(found?.cures[0]?.text).toMatch(/UTF-8/);
    expect(code).toBe(5);
  });

  test('a file that --file names is not taken for the one WSL reads', async () => {
    const { checks } = JSON.parse((await new Bench(NAT).run('doctor', 'file', '--json')).stdout);
    const byId = Object.fromEntries(checks.map((check: Told) => [check.id, check.outcome]));
    expect(byId).toMatchObject({ 'file-name': 'not-applicable', 'file-user': 'not-applicable' });
  });

  test('of a file that was named, commands are told with its name', async () => {
    const bench = new Bench(`${MIRRORED}localhostForwarding=true\n`);
    const { checks } = JSON.parse((await bench.run('doctor', 'file', '--json')).stdout);
    const commands = checks.flatMap(({ cures }: Told) => cures.flatMap((cure) => cure.commands));
    expect(commands).toEqual([expect.stringMatching(/^wslnet check --fix --file \S*\.wslconfig$/)]);
    const unfixable = new Bench('[wsl2]\nnetworkingMode=mirored\n');
    const { checks: found } = JSON.parse((await unfixable.run('doctor', 'file', '--json')).stdout);
    expect(found.flatMap(({ cures }: Told) => cures.flatMap((each) => each.commands))).toEqual([
      expect.stringMatching(/^wslnet check --file \S*\.wslconfig$/),
    ]);
  });

  test('on Windows 10 it advises nothing of Windows 11', async () => {
    const facts = { ...windows(19045), activeMode: known('nat'), windowsListeners: known(tcp(3306)) };
    const { stdout } = await doctor(machineWith(facts, MIRRORED), []);
    expect(stdout).toMatch(/set nat --restart/);
    expect(stdout).not.toMatch(/set mirrored|dnsTunneling/);
  });

  test('answers where every program hangs, and exits with 5', async () => {
    const sandbox = new Sandbox('wsl2', { timeout: 100, env: { USERPROFILE: '/mnt/c/Users/Zoë' } });
    const programs = [
      'wslinfo',
      'wsl.exe',
      'reg.exe',
      'sc.exe',
      'netsh.exe',
      'netstat.exe',
      'powershell.exe',
      'docker',
    ];
    for (const name of programs) sandbox.standIn(name, { '': HANGS });
    sandbox.write('/mnt/c/Users/Zoë/.wslconfig', MIRRORED);
    const { code, stdout } = await sandbox.run('doctor', '-v');
    expect(code).toBe(5);
    expect(stdout).toMatch(/Docker \(docker did not answer in time\)/);
    expect(sandbox.calls).not.toMatch(/shutdown/);
  });
});

describe('doctor --fix', () => {
  const FILE = `${MIRRORED}localhostForwarding=true\n`;

  /** Answers the questions in turn, and says which were asked. */
  async function fix(machine: MemoryMachine, answers: readonly string[], ...words: string[]) {
    const left = [...answers];
    const questions: string[] = [];
    const ask = async (question: string) => {
      questions.push(question.trim().replace(' [y/N]', ''));
      return left.shift() ?? '';
    };
    const { code, stderr } = await runWith({ machine, ask }, ['doctor', '--fix', ...words]);
    return { code, stderr, questions };
  }

  test('runs what is agreed to, and restarts last', async () => {
    const machine = machineWith({}, FILE);
    const { code, questions } = await fix(machine, ['y', 'y']);
    expect({ code, questions }).toEqual({
      code: 0,
      questions: ['Run wslnet check --fix?', 'Restart WSL now? This shuts down all distributions.'],
    });
    expect(machine.text).toBe(MIRRORED);
    expect(machine.actions[0]).toBe('stop');
  });

  test('does nothing that is declined, and needs no restart then', async () => {
    const machine = machineWith({}, FILE);
    const { questions } = await fix(machine, ['n']);
    expect(questions).toEqual(['Run wslnet check --fix?']);
    expect({ text: machine.text, actions: machine.actions }).toEqual({ text: FILE, actions: [] });
  });

  test('of several fixes for one problem takes the first that is agreed to', async () => {
    const facts = { activeMode: known('nat'), proxy: known({ server: '127.0.0.1:7890', autoConfigUrl: null }) };
    const machine = machineWith(facts, NAT);
    const { questions } = await fix(machine, ['n', 'y', 'n']);
    expect(questions.slice(0, 2)).toEqual(['Run wslnet set mirrored?', 'Run wslnet set autoProxy=false?']);
    expect(machine.text).toBe(`${NAT}autoProxy=false\n`);
    expect(machine.actions).toEqual([]);
  });

  test('says what it would run with --dry-run, and asks nothing', async () => {
    const machine = machineWith({}, FILE);
    const { code, stderr, questions } = await fix(machine, [], '--dry-run');
    expect({ code, questions }).toEqual({ code: 0, questions: [] });
    expect(stderr).toBe('Would run wslnet check --fix\nWould run wslnet restart\n');
    expect(machine.text).toBe(FILE);
  });

  test('is honest where there is nothing it can do', async () => {
    const facts: Partial<Facts> = { wslInstallation: known('absent') };
    const { code, stderr } = await fix(machineWith(facts, MIRRORED), []);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: '\nNothing here can be fixed by wslnet. Follow the steps above.\n',
    });
    expect((await fix(machineWith({}, MIRRORED), [])).code).toBe(0);
  });

  test('refuses where nobody can be asked, and beside --json', async () => {
    const nobody = await doctor(machineWith({}, FILE), ['--fix']);
    expect(nobody.code).toBe(2);
    expect(nobody.stderr).toMatch(/--yes/);
    expect((await doctor(machineWith({}, FILE), ['--fix', '--json'])).code).toBe(2);
  });

  test('ends with the code of the command that failed', async () => {
    const machine = machineWith({}, FILE);
    machine.refusal = new Failure(FILE_NOT_WRITABLE, { path: machine.path, reason: 'EACCES' });
    expect((await fix(machine, ['y'])).code).toBe(4);
  });
});

describe('the steps of doctor', () => {
  test('are told once: a problem that an earlier step ends too names it', async () => {
    const facts: Partial<Facts> = {
      activeMode: known('nat'),
      proxy: known({ server: '127.0.0.1:7890', autoConfigUrl: null }),
      windowsRoutes: known([{ subnet: '172.16.0.0/12', through: '10.8.0.2', gateway: null }]),
    };
    const { stdout } = await doctor(machineWith(facts, NAT), []);
    expect(stdout.match(/wslnet set mirrored/g)).toHaveLength(1);
    expect(stdout).toMatch(/See step 1\./);
    const numbers = [...stdout.matchAll(/^ *(\d+)\. /gm)].map(([, number]) => Number(number));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  test('a machine that tells nothing is not called well', async () => {
    const { code, stdout } = await doctor(new MemoryMachine(MIRRORED), []);
    expect(code).toBe(5);
    expect(stdout).toMatch(/did not answer, so only the file was checked/);
    expect(stdout).not.toMatch(/No problem found/);
  });

  test('where WSL is not installed, that is all there is to say', async () => {
    const nothing = unknown('not-installed', 'wsl.exe');
    const facts: Partial<Facts> = {
      ...{ wslInstallation: known('absent'), wsl: nothing, distributions: nothing, activeMode: nothing },
      ...{ vmStartedAt: nothing, linuxListeners: nothing, fileChangedAt: known(null) },
    };
    const { stdout } = await doctor(machineWith(facts, null), []);
    expect(stdout).toMatch(/^FAIL versions +WSL is not installed\.$/m);
    expect(stdout).toMatch(/wsl\.exe --install$/m);
    expect(stdout).toMatch(/WSL is not installed, or\s+damaged/);
  });
});
