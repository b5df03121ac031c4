import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Bench, ProcessBench } from '../bench/bench.ts';
import { MemoryMachine, runInMemory } from '../bench/run-in-memory.ts';

const FILE = '[wsl2]\nnetworkingMode=nat\n';
const MIRRORED = FILE.replace('nat', 'mirrored');
const PROGRAM = fileURLToPath(new URL('../../bin/wslnet.js', import.meta.url));

/** Runs the program with a shell's redirections, and ends it after ten seconds. */
function shell(bench: ProcessBench, line: string) {
  const env = {
    PATH: process.env['PATH'],
    HOME: bench.folder,
    XDG_STATE_HOME: bench.state,
    XDG_CACHE_HOME: bench.state,
  };
  const command = `exec timeout --signal=KILL 10 '${process.execPath}' '${PROGRAM}' ${line}`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command], { cwd: bench.folder, env });
  return { code: status, stdout: stdout.toString(), stderr: stderr.toString() };
}

describe('what is no regular file', () => {
  test.each([
    ['set mirrored', 4],
    ['unset networkingMode', 4],
    ['undo', 4],
    ['edit', 4],
    ['check --fix', 4],
    ['show', 3],
    ['check', 3],
  ])('a pipe in a folder is waited for by nobody: %s', (words, code) => {
    const bench = new ProcessBench(FILE);
    spawnSync('mkfifo', [join(bench.folder, 'pipe')]);
    const result = shell(bench, `${words} --file pipe < /dev/null`);
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: '' });
    expect(result.stderr).toMatch(/pipe cannot be (?:read|written): it is not a regular file\./);
    expect(readdirSync(bench.folder).sort()).toEqual(['.wslconfig', 'pipe']);
  });

  test('a pipe in a folder is no reason to wait for where it is', () => {
    const bench = new ProcessBench(FILE);
    spawnSync('mkfifo', [join(bench.folder, 'pipe')]);
    expect(shell(bench, 'path --file pipe')).toEqual({ code: 0, stdout: 'pipe\n', stderr: '' });
  });

  test('a socket is refused', () => {
    const bench = new ProcessBench(FILE);
    const make =
      "require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))";
    spawnSync(process.execPath, ['-e', make, join(bench.folder, 'socket')]);
    expect(shell(bench, 'show --file socket')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/it is not a regular file/),
    });
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends the wait for a pipe, at either end', async (signal) => {
    const bench = new ProcessBench(`[wsl2]\n${'unknown=1\n'.repeat(5000)}`);
    // Nobody writes to the one, and nobody reads from the other.
    const lines = ['show --file /dev/fd/3 3<> pipe', 'check --json --file .wslconfig 3<> pipe > pipe'];
    spawnSync('mkfifo', [join(bench.folder, 'pipe')]);
    for (const line of lines) {
      const command = `exec '${process.execPath}' '${PROGRAM}' ${line}`;
      const child = spawn('bash', ['-c', command], { cwd: bench.folder, stdio: 'ignore' });
      const limit = setTimeout(() => child.kill('SIGKILL'), 20_000);
      const again = setInterval(() => child.kill(signal), 500);
      const end = await new Promise((settle) => child.on('exit', (code, by) => settle(by ?? code)));
      clearTimeout(limit);
      clearInterval(again);
      // In its first moments Node ends by the signal itself.
      expect([130, signal], line).toContain(end);
    }
  });

  test('a pipe of the shell is read', () => {
    const bench = new ProcessBench(FILE);
    expect(shell(bench, 'get networkingMode --file <(cat .wslconfig)')).toMatchObject({ code: 0, stdout: 'nat\n' });
  });

  test.each([
    ['show --file /dev/zero', 3, /larger than 16 MB/],
    ['show --file big', 3, /larger than 16 MB/],
    ['set nat --file big', 3, /larger than 16 MB/],
    ['show --file - < /dev/zero', 3, /standard input cannot be read: it is larger than 16 MB/],
    ['set nat --file - < /dev/zero', 3, /larger than 16 MB/],
    ['show --file - < .', 2, /Standard input cannot be read: it is a folder/],
    ['show --file - 0> written', 2, /Standard input cannot be read: it is closed, or open for writing only/],
    ['show --file - 0>&-', 2, /Standard input cannot be read|/],
    ['set nat --file missing/', 2, /'missing\/' is the path of a folder, .*\nFor example: missing\/\.wslconfig/],
    ['set nat --dry-run --file missing/', 2, /the path of a folder/],
    ['show --file missing/', 2, /the path of a folder/],
    ['path --file big', 0, /^$/],
    ['path --file .', 0, /^$/],
    ['path --file /dev/zero', 0, /^$/],
    ['path --file missing', 0, /^The file does not exist\.$/m],
    ['path --file .wslconfig/x', 0, /^The file does not exist\.$/m],
  ])('%s', (line, code, said) => {
    const bench = new ProcessBench(FILE);
    writeFileSync(join(bench.folder, 'big'), '');
    truncateSync(join(bench.folder, 'big'), 3 * 1024 ** 3);
    const result = shell(bench, line);
    expect(result.stderr).toMatch(said);
    if (!line.endsWith('0>&-')) expect(result.code).toBe(code);
    expect(result.code).not.toBe(70);
    expect(readdirSync(bench.folder)).not.toContain('missing');
  });

  test.each([
    ['show', '--file', ''],
    ['set', 'nat', '--file', ''],
    ['check', '--fix', '--file', ''],
    ['check', ''],
    ['apply', ''],
  ])('an empty name is a usage error: %j', async (...words) => {
    const { code, stdout } = await new Bench(FILE).runWith({}, ...words, '--json');
    expect({ code, error: JSON.parse(stdout).code }).toEqual({ code: 2, error: 'empty-name' });
  });

  test('WSLNET_CONFIG=- is no way to name standard input', async () => {
    const result = await new Bench(FILE).runWith({ env: { WSLNET_CONFIG: '-' } }, 'show');
    expect(result).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/WSLNET_CONFIG needs a path/) });
  });

  test('a link whose target has a name that is not UTF-8 is read, and not written', () => {
    const bench = new ProcessBench();
    const target = Buffer.concat([Buffer.from(`${bench.folder}/`), Buffer.from([0xff])]);
    writeFileSync(target, FILE);
    symlinkSync(target, bench.file);
    expect(shell(bench, 'get networkingMode --file .wslconfig')).toMatchObject({ code: 0, stdout: 'nat\n' });
    const { code, stderr } = shell(bench, 'set mirrored --file .wslconfig');
    expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringMatching(/name is not UTF-8/) });
    expect(bench.text).toBe(FILE);
    const named = shell(bench, "set mirrored --file $'\\xfe.conf'");
    expect(named).toMatchObject({ code: 4, stderr: expect.stringMatching(/name is not UTF-8/) });
    expect(readdirSync(bench.folder)).toHaveLength(2);
  });
});

describe('an answer that cannot be written', () => {
  test.each(['--json', '--dry-run --json'])('set %s > /dev/full', (option) => {
    const bench = new ProcessBench(FILE);
    const { code, stderr } = shell(bench, `set mirrored ${option} --file .wslconfig > /dev/full`);
    const isWritten = option === '--json';
    expect({ code, text: bench.text }).toEqual({ code: isWritten ? 0 : 4, text: isWritten ? MIRRORED : FILE });
    expect(stderr).toMatch(/The output cannot be written/);
    expect(/only the report was lost/.test(stderr)).toBe(isWritten);
  });

  test.each(['> /dev/full', '| true', '> /dev/full 2> /dev/full'])('never cuts off what is under way: %s', (target) => {
    const bench = new ProcessBench();
    const names = ['a', 'b', 'c', 'd'];
    for (const name of names) writeFileSync(join(bench.folder, name), '[wsl2]\n; a note\nnetworkingMode=host\n');
    const { code } = shell(bench, `check --fix ${names.join(' ')} ${target}`);
    // Of a pipe the shell tells how its end fared.
    if (target !== '| true') expect(code).toBe(1);
    for (const name of names) expect(readFileSync(join(bench.folder, name), 'utf8')).toContain('# a note');
  });

  test('of a command that only reads is a failure', () => {
    const { code } = shell(new ProcessBench(FILE), 'get networkingMode --file .wslconfig > /dev/full');
    expect(code).toBe(4);
  });
});

describe('characters that a terminal acts on', () => {
  const ODD = 'a\u001b[31mb\u009bc';

  test('are visible there, and bytes to a program', async () => {
    const machine = new MemoryMachine(`[wsl2]\nkernel=${ODD}\n`);
    const onTerminal = await runInMemory(machine, ['get', 'kernel'], { isTTY: true });
    for (const unit of ['\u001b', '\u009b']) expect(onTerminal.stdout).not.toContain(unit);
    const toProgram = await runInMemory(machine, ['get', 'kernel']);
    expect(toProgram.stdout).toContain('\u001b[31mb');
  });

  test('of a path too', async () => {
    const bench = new Bench(FILE);
    const odd = join(bench.folder, 'a\u001b[31m');
    mkdirSync(odd);
    expect((await bench.runWith({}, 'path', '--file', odd)).stdout).toContain('\u001b');
    const machine = new MemoryMachine(FILE);
    expect((await runInMemory(machine, ['path', '--file', odd], { isTTY: true })).stdout).not.toContain('\u001b');
  });

  test('are escaped in JSON, with those that have no width or turn the direction', async () => {
    // The last ones are of the plane of tags, and one that stands behind an emoji.
    const name = 'x\u009b\u202e\u200b\ufeff\u0007\u{e0041}\ufe0f';
    const { stdout } = await runInMemory(new MemoryMachine(FILE), ['path', '--json', '--file', name]);
    expect(stdout).toMatch(/^[\n -~]*$/);
    expect(JSON.parse(stdout).file).toBe(name);
    const odd = new MemoryMachine(`[wsl2]\nkernel=${name}\n${name}=1\n`);
    const report = await runInMemory(odd, ['check', '--format', 'sarif']);
    expect(report.stdout).toMatch(/^[\n -~]*$/);
    const text = await runInMemory(odd, ['check'], { isTTY: true });
    expect(text.stdout).toContain('<U+E0041>');
    expect(text.stdout).not.toMatch(/\u{e0041}|\ufe0f/u);
  });
});
