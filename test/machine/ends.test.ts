import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Ends, LinuxEnd } from '../../src/machine/ends.ts';
import { known, unknown } from '../../src/machine/facts.ts';
import { LINUX_END, LINUX_END_IN_PYTHON } from '../../src/machine/linux-end-scripts.ts';
import { openDistributionEnd } from '../../src/machine/remote-end.ts';
import { openMachine } from '../../src/machine/this-machine.ts';
import { Sandbox } from '../bench/sandbox.ts';
import { describeWith, placeOf } from '../needs.ts';

const REAL_PATH = 'PATH=/usr/sbin:/usr/bin:/sbin:/bin; export PATH; ';
const DISTRIBUTIONS = '  NAME      STATE      VERSION\n* Debian    Running    2\n';

/** A busy machine takes its time to tell. */
const WAIT = { timeout: 20_000 };

/** Ends are opened on a machine whose wsl.exe runs things here. */
async function open(
  place: 'windows' | 'wsl2',
  programs: Readonly<Record<string, string>> = {},
  path = REAL_PATH,
): Promise<Ends> {
  // A busy machine takes its time to start programs.
  const sandbox = new Sandbox(place, { root: '/', timeout: 20_000 });
  sandbox.program('wsl.exe', `case "$1" in -l) printf '${DISTRIBUTIONS}'; exit;; esac; ${path} shift 3; exec "$@"`);
  sandbox.program('env', 'exec /usr/bin/env');
  sandbox.program('getent', 'exec /usr/bin/getent "$@"');
  // Programs of Windows start there.
  sandbox.write('Windows/win.ini', '');
  for (const [name, script] of Object.entries(programs)) sandbox.program(name, script);
  const ends = await openMachine(sandbox.system).openEnds();
  onTestFinished(() => ends.close());
  return ends;
}

/** A server here that does as it is told with each connection. */
async function serve(onConnection: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => {});
    onConnection(socket);
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

async function knock(port: number, word: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(word);
  const answer = await new Promise<Buffer>((settle) => socket.once('data', settle));
  socket.destroy();
  return answer.toString('latin1');
}

const LINUX = {
  'Linux, from within': async () => (await open('wsl2')).linux,
  'Linux, from Windows': async () => (await open('windows')).linux,
};
const openWindows = async () =>
  (await open('wsl2', { 'powershell.exe': `HOME=/tmp; export HOME; ${REAL_PATH} exec ${placeOf('pwsh')} "$@"` }))
    .windows;

describe.each(Object.entries(LINUX))('%s', (_, openEnd) => endLaws(openEnd));
describeWith(['pwsh'], 'Windows', () => endLaws(openWindows));

/** What holds of every end. */
function endLaws(openEnd: () => Promise<LinuxEnd | Ends['windows']>): void {
  test('says something, and hears the answer', async () => {
    const end = await openEnd();
    const port = await serve((socket) => socket.once('data', (said) => socket.end(`You said ${said}`)));
    const ask = { address: '127.0.0.1', port, say: 'hello\n', want: 100, timeout: 5000 };
    expect(await end.exchange(ask)).toMatchObject({
      known: true,
      value: { connected: expect.any(Number), local: '127.0.0.1', received: 15, problem: 'closed' },
    });
  });

  test('is content with what it wanted, or with what comes before a pause', async () => {
    const end = await openEnd();
    const port = await serve((socket) => void socket.write('some bytes'));
    const ask = { address: '127.0.0.1', port, timeout: 5000 };
    expect(await end.exchange(ask)).toMatchObject({ value: { connected: expect.any(Number), problem: null } });
    const heard = { value: { received: 10, head: 'some bytes', problem: null } };
    expect(await end.exchange({ ...ask, want: 10 })).toMatchObject(heard);
    expect(await end.exchange({ ...ask, want: 500 })).toMatchObject(heard);
  });

  test('sends and receives much', async () => {
    const end = await openEnd();
    let bytes = 0;
    const port = await serve((socket) =>
      socket.on('data', (data) => {
        bytes += data.length;
        if (bytes === 6000) socket.write('x'.repeat(200_000));
      }),
    );
    const ask = { address: '127.0.0.1', port, say: 'y'.repeat(6000), want: 200_000, timeout: 5000 };
    expect(await end.exchange(ask)).toMatchObject({
      value: { received: 200_000, head: 'x'.repeat(512), problem: null },
    });
  });

  test('names a refusal, a silence, and what is no address', async () => {
    const end = await openEnd();
    const silent = await serve(() => {});
    const ask = { address: '127.0.0.1', port: silent, want: 1, timeout: 2000 };
    expect(await end.exchange(ask)).toMatchObject({ value: { connected: expect.any(Number), problem: 'timed-out' } });
    const refusal = { value: { connected: null, problem: 'refused' } };
    expect(await end.exchange({ ...ask, port: 1, timeout: 3000 })).toMatchObject(refusal);
  });

  test('listens, tells who came, and is closed', async () => {
    const end = await openEnd();
    const listening = await end.listen('127.0.0.1', 0, 'welcome\n');
    if (!listening.known) throw new Error(listening.asked);
    const { port, visits, problem, close } = listening.value;
    expect(problem).toBeNull();
    expect(await knock(port, 'first\n')).toBe('welcome\n');
    await expect.poll(() => visits.map(({ said }) => said), WAIT).toEqual(['first\n']);
    expect(await knock(port, 'second\n')).toBe('welcome\n');
    await expect.poll(() => visits.map(({ said }) => said), WAIT).toEqual(['first\n', 'second\n']);
    expect(visits[0]?.from).toMatch(/^127\.0\.0\.1:\d+$/);
    const again = await end.listen('127.0.0.1', port, '');
    expect(again).toMatchObject({ value: { problem: 'in-use' } });
    close();
    await expect
      .poll(async () => await end.exchange({ address: '127.0.0.1', port, timeout: 1000 }), WAIT)
      .toMatchObject({ value: { problem: 'refused' } });
  });

  test('answers one who says more than is kept of it, and goes on when some come and go', async () => {
    const end = await openEnd();
    const listening = await end.listen('127.0.0.1', 0, 'welcome\n'.repeat(200));
    if (!listening.known) throw new Error(listening.asked);
    const { port, visits } = listening.value;
    for (let count = 0; count < 20; count++) {
      const socket = connect(port, '127.0.0.1', () => socket.resetAndDestroy());
      await once(socket, 'close');
    }
    for (const length of [600, 60_000]) {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      socket.write('x'.repeat(length));
      let received = 0;
      socket.on('data', (data) => {
        received += data.length;
      });
      await once(socket, 'end');
      expect(received).toBe(1600);
      // Of a connection that was reset some systems lose what came before.
      await new Promise<void>((settle, fail) => socket.write('more', (error) => (error ? fail(error) : settle())));
      socket.end();
    }
    await expect.poll(() => visits.map(({ said }) => said[0]), WAIT).toEqual(['x', 'x']);
    expect(Math.max(...visits.map(({ said }) => said.length))).toBeLessThan(5000);
  });

  test('goes on with what is no question', async () => {
    const end = await openEnd();
    const port = await serve((socket) => socket.end('here'));
    const ask = { address: '127.0.0.1', port, want: 4, timeout: 5000 };
    expect(await end.exchange({ ...ask, address: 'no address' })).toMatchObject({ value: { connected: null } });
    expect(await end.exchange(ask)).toMatchObject({ value: { received: 4 } });
  });

  test('looks names up', async () => {
    const end = await openEnd();
    const local = await end.resolve('localhost', 5000);
    expect(local).toMatchObject({ known: true, value: { problem: null } });
    expect(local.known && local.value.addresses.some((address) => ['127.0.0.1', '::1'].includes(address))).toBe(true);
    expect(await end.resolve('no-such-host.invalid', 5000)).toMatchObject({ value: { addresses: [] } });
  });

  test('does several things at a time', async () => {
    const end = await openEnd();
    const guests: Socket[] = [];
    // Nobody is answered before all five are there.
    const port = await serve((socket) => {
      if (guests.push(socket) === 5) for (const guest of guests) guest.end('late');
    });
    const ask = { address: '127.0.0.1', port, want: 4, timeout: 20_000 };
    const all = await Promise.all(Array.from({ length: 5 }, () => end.exchange(ask)));
    expect(all.every((one) => one.known && one.value.received === 4)).toBe(true);
  });
}

describe.each(Object.entries(LINUX))('%s', (_, openEnd) => {
  test('reads files and runs programs, and says what is missing', async () => {
    const end = await openEnd();
    expect(await end.readText('/proc/sys/kernel/ostype')).toEqual(known('Linux\n'));
    expect(await end.readText('/no/such/file')).toMatchObject({ known: false });
    expect(await end.run('env')).toMatchObject({ known: true, value: { exit: 0 } });
    expect(await end.run('no-such-program')).toEqual(unknown('no-program', 'no-such-program'));
  });
});

describeWith(['python3'], 'Linux, from Windows, without Perl', () => {
  endLaws(async () => (await open('windows', {}, pathWith('python3'))).linux);
});

describeWith(['perl', 'python3'], 'the program that is the Linux end', () => {
  test.each([
    ['perl', ['-e', LINUX_END]],
    ['python3', ['-c', LINUX_END_IN_PYTHON]],
  ] as const)('ends with its input, whatever it is at (%s)', async (language, words) => {
    const silent = await serve(() => {});
    const child = spawn(placeOf(language), words, { stdio: ['pipe', 'pipe', 'inherit'] });
    const listen = { id: 1, do: 'listen', address: '127.0.0.1', port: 0, answer: '' };
    const exchange = { id: 2, do: 'exchange', address: '127.0.0.1', port: silent, say: '', want: 1, timeout: 60_000 };
    child.stdin.write(`${JSON.stringify(exchange)}\n${JSON.stringify(listen)}\n`);
    let said = '';
    for await (const chunk of child.stdout) {
      said += chunk;
      if (said.includes('listening')) child.stdin.end();
    }
    expect(child.exitCode ?? (await once(child, 'close'))[0]).toBe(0);
  });
});

test('a distribution without Perl and Python cannot be tried from Windows, and says so', async () => {
  const { linux } = await open('windows', {}, pathWith());
  expect(await linux.listen('127.0.0.1', 0, '')).toEqual(unknown('no-program', 'perl or python3 in Debian'));
  expect(await linux.readText('/proc/sys/kernel/ostype')).toEqual(known('Linux\n'));
});

/** A PATH on which a distribution has the least it may have, and these programs. */
function pathWith(...programs: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'wslnet-path-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ['sh', 'cat', 'timeout', 'getent', 'env', ...programs]) {
    const place = ['/usr/bin', '/bin'].map((each) => join(each, name)).find((path) => existsSync(path));
    if (place) symlinkSync(place, join(folder, name));
  }
  return `PATH=${folder}; export PATH; `;
}

test('where no distribution is running, none is started', async () => {
  const ends = await open('windows', { 'wsl.exe': `case "$1" in -l) printf '* Debian Stopped 2\n';; esac` });
  expect(await ends.linux.exchange({ address: '127.0.0.1', port: 1, timeout: 100 })).toEqual(
    unknown('not-running', 'Linux'),
  );
  expect(await ends.linux.run('cat')).toEqual(unknown('not-running', 'Linux'));
  expect(await ends.linux.resolve('localhost', 100)).toEqual(unknown('not-running', 'Linux'));
});

test('a wsl.exe that hangs says nothing about names', async () => {
  const hangs = unknown('timed-out', 'wsl.exe');
  const programs = { askWindows: async () => hangs, findWindows: async () => hangs };
  const debian = { name: 'Debian', isDefault: true, isRunning: true, version: 2 } as const;
  const linux = openDistributionEnd(programs, known([debian]));
  expect(await linux.resolve('localhost', 100)).toEqual(hangs);
});

test('a Windows without PowerShell is unknown', async () => {
  const { windows } = await open('wsl2');
  const why = unknown('no-program', 'powershell.exe');
  expect(await windows.exchange({ address: '127.0.0.1', port: 1, timeout: 100 })).toEqual(why);
  expect(await windows.adapters()).toEqual(why);
  expect(await windows.resolve('localhost', 100)).toEqual(why);
  expect(await windows.listen('127.0.0.1', 0, '')).toEqual(why);
});

test('a PowerShell that ends at once, that babbles, or that hangs, is unknown', async () => {
  for (const script of ['exit 1', 'echo "#error {}"; exit 1', 'echo "{not json"; exit 0']) {
    const { windows } = await open('wsl2', { 'powershell.exe': script });
    expect(await windows.adapters()).toEqual(unknown('failed', 'powershell.exe'));
  }
  const ends = await open('wsl2', { 'powershell.exe': 'exec /bin/sleep 60' });
  const answer = ends.windows.adapters();
  await ends.close();
  expect(await answer).toEqual(unknown('timed-out', 'powershell.exe'));
});

test('a name server is asked over UDP', async () => {
  const { linux } = await open('wsl2');
  // Nobody listens on port 53 of this address of the loopback range.
  expect(await linux.askServer('127.9.9.9', 'host.example', 'udp', 500)).toMatchObject({
    value: { problem: 'refused' },
  });
  expect(await linux.askServer('127.9.9.9', 'host.example', 'tcp', 500)).toMatchObject({
    value: { problem: 'refused' },
  });
  const silent = createSocket('udp4');
  await new Promise<void>((settle) => silent.bind(0, '127.0.0.1', settle));
  silent.close();
});
