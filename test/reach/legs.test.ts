import { once } from 'node:events';
import { connect } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { expect, onTestFinished, test, vi } from 'vitest';
import { known } from '../../src/machine/facts.ts';
import { lanResponse, visitResult } from '../../src/reach/lan-visit.ts';
import { type Bench, type Leg, type Outcome, openBench, type Trouble, works } from '../../src/reach/leg.ts';
import { clientHello } from '../../src/reach/named-legs.ts';
import { runLegs } from '../../src/reach/run-legs.ts';
import { playEnds } from './played-ends.ts';

/** In milliseconds: what takes so long hangs, on the busiest machine too. */
const HANG = 50_000;

function bench(): Bench {
  return openBench(playEnds(), {
    ...{ mode: 'mirrored', promises: null, wsl: null, localhostForwarding: null, dnsTunneling: null, target: null },
  });
}

function leg(attempt: () => Promise<Outcome>): Leg {
  return { id: 'dns', title: 'A leg', ability: null, attempt };
}

test('what takes too long is unknown, and keeps nobody else', async () => {
  const hanging = leg(() => new Promise(() => {}));
  const quick = leg(async () => works(1));
  const deadline = performance.now();
  const results = await runLegs([hanging, quick, hanging, quick, hanging, quick], bench(), { deadline });
  expect(results.map(({ outcome }) => outcome.state)).toEqual([
    ...['unknown', 'works', 'unknown', 'works', 'unknown', 'works'],
  ]);
  expect(results[0]?.outcome).toMatchObject({ why: 'It took too long.' });
});

test('no more than three are tried at once, and all are told of', async () => {
  const running: (() => void)[] = [];
  let most = 0;
  const waiting = leg(async () => {
    await new Promise<void>((settle) => {
      most = Math.max(most, running.push(settle));
      // Each goes on once it has company.
      if (running.length >= 3) for (const goOn of running.splice(0)) goOn();
    });
    return works(null);
  });
  const onChange = vi.fn();
  const results = await runLegs(Array<Leg>(9).fill(waiting), bench(), { deadline: performance.now() + HANG, onChange });
  expect(results.map(({ outcome }) => outcome.state)).toEqual(Array(9).fill('works'));
  expect(most).toBe(3);
  expect(onChange).toHaveBeenCalled();
});

test.each([
  ['mirrored', 'A device at 192.168.1.9 reached Linux.'],
  ['nat', 'A device reached Linux, through Windows at 192.168.1.9.'],
])('who opened the page is told, unless Windows stands between (%s)', (mode, note) => {
  const page = { address: '192.168.1.5', port: 80, mode, time: new Date() };
  expect(visitResult(known({ from: '192.168.1.9:50123', said: 'GET / ' }), page, '2 min')).toMatchObject({ note });
  // Of ports that only root may have nobody is told to stop the program there.
  expect(visitResult('denied', page, '2 min')).toMatchObject({ trouble: { cause: 'port-privileged' } });
  expect(visitResult('in-use', page, '2 min')).toMatchObject({ trouble: { cause: 'port-taken' } });
});

test.each([
  ['virtioproxy', 'through Windows at <strong>192.168.1.5</strong>, port <strong>80</strong>, in virtioproxy mode.'],
  ['bridged', '<p>at <strong>192.168.1.5</strong>, port <strong>80</strong>, in bridged mode.'],
  [null, 'through Windows at <strong>192.168.1.5</strong>, port <strong>80</strong>.'],
])('the page says which way led there (%s)', (mode, way) => {
  expect(lanResponse({ address: '192.168.1.5', port: 80, mode, time: new Date() })).toContain(way);
});

test('of a port that is taken nobody is told to take it', () => {
  for (const port of [8080, 8081]) {
    const page = { address: '192.168.1.5', port, mode: null, time: new Date() };
    const [, other] = (visitResult('in-use', page, '2 min') as { trouble: Trouble }).trouble.steps;
    expect(other?.command).toBe(`wslnet test ${port === 8080 ? 8081 : 8082} --lan`);
  }
});

/** What a server of TLS without a certificate says to a first message: `22 …` for an answer, `21 …` and why not. */
async function answerTo(hello: string): Promise<Buffer> {
  const server = createTlsServer({}).on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const socket = connect((server.address() as { port: number }).port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(Buffer.from(hello, 'latin1'));
  const [data] = await once(socket, 'data');
  socket.destroy();
  return data as Buffer;
}

const ALERT = 21;
const HANDSHAKE_FAILURE = 40;
const DECODE_ERROR = 50;

test('the first message of TLS is one that a server understands, and large', async () => {
  const hello = clientHello('git.example.com', 4000);
  expect(hello.length).toBeGreaterThan(4000);
  // Without a certificate it can agree on nothing; a message that it could not read would be another error.
  const answer = await answerTo(hello);
  expect([answer[0], answer[6]]).toEqual([ALERT, HANDSHAKE_FAILURE]);
  // The length of the session's name, which is none, becomes longer than the message.
  const broken = await answerTo(`${hello.slice(0, 43)}\xff${hello.slice(44)}`);
  expect([broken[0], broken[6]]).toEqual([ALERT, DECODE_ERROR]);
});

test('the first message of TLS names a server by its name, never by an address or with a dot at the end', () => {
  const nameIn = (host: string) => /git\.example\.com\.?|203\.0\.113\.9|2001:db8::1/.exec(clientHello(host, 0))?.[0];
  expect(['git.example.com', 'git.example.com.', '203.0.113.9', '2001:db8::1'].map(nameIn)).toEqual([
    ...['git.example.com', 'git.example.com', undefined, undefined],
  ]);
});
