import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { known, unknown } from '../../src/machine/facts.ts';
import { type PowerShell, powershellArguments, powershellOf } from '../../src/machine/powershell.ts';
import { addressLiteral, portLiteral, SCRIPTS, WINDOWS_END } from '../../src/machine/powershell-scripts.ts';
import type { RunningProgram } from '../../src/machine/programs.ts';
import { describeWith, placeOf } from '../needs.ts';

const TIMEOUT = { timeout: 20_000 };

describeWith(['pwsh'], 'PowerShell', () => {
  const pwsh = placeOf('pwsh');
  const powershell = powershellOf(async () => known({ path: pwsh, cwd: '/', env: process.env }));

  test('prints UTF-8, line by line', async () => {
    expect(await powershell.run("'Grüße'; ''; 'Zoë 中'", TIMEOUT)).toEqual({
      lines: ['Grüße', '', 'Zoë 中'],
      end: known(0),
      error: null,
    });
  });

  test('hands on the exit code of a script', async () => {
    expect(await powershell.run('exit 7', TIMEOUT)).toEqual({ lines: [], end: known(7), error: null });
  });

  test('stops at the first error and tells it in words that no language changes', async () => {
    const run = await powershell.run("'before'\nGet-Item /no/such/place\n'after'", TIMEOUT);
    expect(run.lines).toEqual(['before']);
    expect(run.end).toEqual(known(1));
    expect(run.error).toMatchObject({ category: 'ObjectNotFound', id: expect.stringMatching(/^PathNotFound,/) });
  });

  test('keeps what came before a timeout', async () => {
    let lines: readonly string[] = [];
    // A busy machine takes its time to start it.
    for (const timeout of [3000, 10_000, 30_000]) {
      const run = await powershell.run("'first'; 'second'; Start-Sleep 60; 'third'", { timeout });
      expect(run).toMatchObject({ end: unknown('timed-out', 'powershell.exe'), error: null });
      ({ lines } = run);
      if (lines.length > 0) break;
    }
    expect(lines).toEqual(['first', 'second']);
  });

  test('does not wait for standard input', async () => {
    const run = await powershell.run("'read: ' + [Console]::In.ReadToEnd()", TIMEOUT);
    expect(run.lines).toEqual(['read: ']);
  });

  test.each(Object.entries(SCRIPTS))('%s is a script that PowerShell can read', async (_, script) => {
    const check = [
      '$text = while (($line = [Console]::In.ReadLine()) -ne "#end") { $line }',
      "[void][scriptblock]::Create($text -join [char]10); 'read'",
    ].join('\n');
    const lines: string[] = [];
    const started = await powershell.start(check, (line) => lines.push(line));
    if (!started.known) throw new Error('PowerShell did not start');
    started.value.send(`${script}\n#end`);
    await started.value.ended;
    expect(lines).toEqual(['read']);
    expect(powershellArguments(script).join(' ').length).toBeLessThan(32_767);
  });

  test('the Windows end ends by itself when its input does', async () => {
    const child = spawn(pwsh, powershellArguments(WINDOWS_END), { stdio: ['pipe', 'pipe', 'ignore'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  windowsEnd(powershell);
});

function windowsEnd(powershell: PowerShell): void {
  // biome-ignore lint/suspicious/noExplicitAny: what a script prints has any shape
  const events: any[] = [];
  let running: RunningProgram;
  let server: Server;
  let port: number;

  beforeAll(async () => {
    const started = await powershell.start(WINDOWS_END, (line) => events.push(JSON.parse(line)));
    if (!started.known) throw new Error('PowerShell did not start');
    running = started.value;
    server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (said) => socket.end(`You said ${said}`));
    });
    await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
    port = (server.address() as { port: number }).port;
    await event({ event: 'ready' });
  }, 60_000);

  afterAll(async () => {
    server.close();
    await running.stop();
  });

  async function event(like: object) {
    const isThat = (each: object) => Object.entries(like).every(([key, value]) => Reflect.get(each, key) === value);
    return await vi.waitFor(() => events.find(isThat) ?? expect.fail(`no ${JSON.stringify(like)}`), {
      timeout: 10_000,
      interval: 10,
    });
  }

  function ask(question: object) {
    running.send(JSON.stringify(question));
  }

  const base64 = (text: string) => Buffer.from(text).toString('base64');

  test('the Windows end says something and hears the answer', async () => {
    ask({ id: 1, do: 'exchange', address: '127.0.0.1', port, say: base64('hello'), want: 100, timeout: 5000 });
    expect(await event({ id: 1 })).toMatchObject({
      event: 'exchanged',
      connected: expect.any(Number),
      local: '127.0.0.1',
      head: base64('You said hello'),
      received: 14,
      problem: 'Closed',
    });
  });

  test('the Windows end names a refusal, and a silence', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((settle) => silent.once('listening', settle));
    const quiet = (silent.address() as { port: number }).port;
    const rest = { do: 'exchange', address: '127.0.0.1', say: '', timeout: 300 };
    ask({ ...rest, id: 2, port: quiet, want: 1 });
    ask({ ...rest, id: 3, port: quiet, want: 0 });
    expect(await event({ id: 2 })).toMatchObject({ connected: expect.any(Number), problem: 'TimedOut' });
    expect(await event({ id: 3 })).toMatchObject({ connected: expect.any(Number), problem: null });
    silent.close();
    ask({ ...rest, id: 4, port: quiet, want: 0, timeout: 2000 });
    expect(await event({ id: 4 })).toMatchObject({ connected: null, problem: 'ConnectionRefused' });
  });

  test('the Windows end listens until it is told to close', async () => {
    ask({ id: 5, do: 'listen', address: '127.0.0.1', port: 0, answer: base64('welcome') });
    const { port: theirs } = await event({ id: 5, event: 'listening' });
    const socket = connect(theirs, '127.0.0.1');
    socket.write('knock\n');
    const heard = await new Promise((settle) => socket.once('data', (data) => settle(String(data))));
    expect(heard).toBe('welcome');
    expect(await event({ id: 5, event: 'visit' })).toMatchObject({
      said: base64('knock\n'),
      from: /^127\.0\.0\.1:\d+$/,
    });
    ask({ id: 5, do: 'close' });
    ask({ id: 6, do: 'exchange', address: '127.0.0.1', port: theirs, say: '', want: 0, timeout: 2000 });
    expect(await event({ id: 6 })).toMatchObject({ problem: 'ConnectionRefused' });
  });

  test('the Windows end says which port is taken', async () => {
    ask({ do: 'alive' });
    ask({ id: 7, do: 'listen', address: '127.0.0.1', port, answer: '' });
    expect(await event({ id: 7 })).toMatchObject({ event: 'failed', problem: 'AddressAlreadyInUse' });
  });

  test('the Windows end looks names up, and refuses what is no address', async () => {
    ask({ id: 8, do: 'resolve', name: 'localhost', timeout: 5000 });
    expect((await event({ id: 8 })).addresses).toContain('127.0.0.1');
    ask({ id: 9, do: 'exchange', address: 'localhost', port, say: '', want: 0, timeout: 1000 });
    expect(await event({ id: 9 })).toMatchObject({ event: 'failed', problem: expect.any(String) });
  });

  test('the Windows end describes its adapters', async () => {
    ask({ id: 10, do: 'describe' });
    const { adapters } = await event({ id: 10 });
    for (const { name, addresses } of adapters) {
      expect(name).not.toBe('lo');
      expect(addresses).toEqual(expect.any(Array));
    }
  });
}

test('without PowerShell there is a reason, and nothing is thrown', async () => {
  const nowhere = powershellOf(async () => known({ path: '/no/such/powershell.exe', cwd: '/', env: {} }));
  expect((await nowhere.run('1', TIMEOUT)).end).toEqual(unknown('no-program', 'powershell.exe'));
  const started = await nowhere.start('1', () => {});
  if (!started.known) throw new Error('The start is asked for, and its end tells');
  started.value.send('into the void');
  await started.value.stop();

  const notHere = powershellOf(async () => unknown('not-here', 'powershell.exe'));
  expect(await notHere.start('1', () => {})).toEqual(unknown('not-here', 'powershell.exe'));
  expect((await notHere.run('1', TIMEOUT)).end).toEqual(unknown('not-here', 'powershell.exe'));
});

test('a script is given checked numbers and addresses only', () => {
  expect(portLiteral(3000)).toBe('3000');
  expect(addressLiteral('192.168.1.5')).toBe("'192.168.1.5'");
  expect(addressLiteral('fe80::1')).toBe("'fe80::1'");
  for (const port of [-1, 65536, 1.5, Number.NaN]) expect(() => portLiteral(port)).toThrow(RangeError);
  for (const address of ['localhost', "1.2.3.4'; exit", 'fe80::1%x', '']) {
    expect(() => addressLiteral(address)).toThrow(RangeError);
  }
});

test('a script that is too long for a command line is refused', () => {
  expect(() => powershellArguments('#'.repeat(12_000))).toThrow('does not fit');
});
