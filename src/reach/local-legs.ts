import { randomBytes } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { End, Exchange } from '../machine/ends.ts';
import type { Fact } from '../machine/facts.ts';
import {
  type Bench,
  cannotTell,
  fails,
  howItFailed,
  type Leg,
  notPromised,
  type Outcome,
  SHOW_FIREWALL,
  type Step,
  step,
  type Trouble,
  unknownOutcome,
  works,
} from './leg.ts';

const LOCALHOST = '127.0.0.1';
/** How long a connection may take, in milliseconds. */
const TIMEOUT = 3000;
/** How long a connection to the gateway or a container may take, in milliseconds. */
const NEAR_TIMEOUT = 2000;
/** How long answers by multicast are waited for. */
const MULTICAST_TIMEOUT = 1500;
/** In nat a program on Windows needs a while to see that Linux listens. */
const RELAY_DELAY = 3000;
const PAUSE = 250;

/** Whether Linux reaches a program on Windows via 127.0.0.1. */
export const LINUX_TO_WINDOWS: Leg = {
  id: 'linux-to-windows',
  title: 'Linux to Windows on localhost',
  ability: 'linuxToWindows',
  attempt: (bench) => meet(bench, bench.ends.windows, bench.ends.linux, 'Linux to Windows'),
};

/** Whether Windows reaches a program in Linux via 127.0.0.1. */
export const WINDOWS_TO_LINUX: Leg = {
  id: 'windows-to-linux',
  title: 'Windows to Linux on localhost',
  ability: 'windowsToLinux',
  async attempt(bench) {
    if (bench.mode !== 'mirrored' && bench.localhostForwarding === false) {
      return notPromised('localhostForwarding is off.');
    }
    return await meet(bench, bench.ends.linux, bench.ends.windows, 'Windows to Linux');
  },
};

/** Lets one end listen on 127.0.0.1 and the other connect to it. Each sends the other a random word, so that no other program is taken for it. */
async function meet(bench: Bench, server: End, client: End, way: string): Promise<Outcome> {
  const question = `wslnet ${randomBytes(8).toString('hex')}\n`;
  const answer = `wslnet ${randomBytes(8).toString('hex')}\n`;
  const listening = await server.listen(LOCALHOST, 0, answer);
  if (!listening.known) return cannotTell(listening);
  const { port, problem, visits, close } = listening.value;
  if (problem !== null) return cannotListen(bench, server, way);
  const delay = monitorEventLoopDelay();
  delay.enable();
  try {
    const ask = { address: LOCALHOST, port, say: question, want: answer.length, timeout: TIMEOUT };
    const exchange = await untilHeard(
      () => client.exchange(ask),
      async () => (await knownTrouble(bench, '')) !== null,
    );
    if (!exchange.known) return cannotTell(exchange);
    const { head, connected } = exchange.value;
    if (head === answer) {
      // The first connection is slower than those after it.
      const again = await client.exchange(ask);
      const ms = again.known ? (again.value.connected ?? connected) : connected;
      return works(ms, null, await portRangeWarning(bench));
    }
    const isMet = visits.some(({ said }) => said === question);
    if (connected !== null && !isMet && head !== '') {
      const seen = `${way} on localhost: another program answers on port ${port}.`;
      return fails('program', 'localhost-other-program', seen, [step('Test again: each test uses another port.')]);
    }
    // One end is in this process: if its event loop was held up, the time says nothing.
    if (delay.max / 1e6 > TIMEOUT / 2) return unknownOutcome('This computer is too busy to test it.');
    return await whyNot(bench, `${way} on localhost: ${howItFailed(exchange.value)}.`);
  } finally {
    delay.disable();
    close();
  }
}

/** From 2.8.7 on WSL refuses ports of Windows' dynamic range to Linux, and does so sparingly since 2.9.5. */
function cannotListen({ ends, wsl }: Bench, server: End, way: string): Outcome {
  if (server === ends.windows) return unknownOutcome('Windows does not let any program listen on 127.0.0.1.');
  return fails(
    'localhost',
    'listen-refused',
    `${way} on localhost: Linux does not let any program listen on 127.0.0.1.`,
    [
      step(
        `WSL 2.8.7 to 2.9.4 have this bug${wsl === null ? '' : ` (this is ${wsl})`}. Update, on Windows:`,
        'wsl --update',
      ),
      step('See which ports Windows keeps for itself:', 'wslnet doctor ports'),
    ],
  );
}

/**
 * Tries again: for a while where a connection is refused, and once where none is made in time, as on a busy machine.
 * @param isExplained whether it is known already why none can be made
 */
async function untilHeard(
  attempt: () => Promise<Fact<Exchange>>,
  isExplained: () => Promise<boolean>,
): Promise<Fact<Exchange>> {
  const start = performance.now();
  for (let silences = 0; ; ) {
    const exchange = await attempt();
    const problem = exchange.known ? exchange.value.problem : null;
    if (problem === 'timed-out' && ++silences < 2 && !(await isExplained())) continue;
    if (problem !== 'refused' || performance.now() - start > RELAY_DELAY) return exchange;
    await sleep(PAUSE);
  }
}

/** What keeps localhost from working in mirrored mode, by the settings of Linux; null for nothing. */
async function knownTrouble(bench: Bench, seen: string): Promise<Trouble | null> {
  if (bench.mode !== 'mirrored') return null;
  return (await filterTrouble(bench, seen)) ?? (await portRangeTrouble(bench, seen)) ?? (await noLoopback(bench, seen));
}

async function whyNot(bench: Bench, seen: string): Promise<Outcome> {
  const trouble = await knownTrouble(bench, seen);
  if (trouble) return { state: 'fails', trouble };
  if (bench.mode === 'mirrored') {
    return fails('localhost', 'localhost-blocked', seen, [
      ...brokenRelay(bench),
      step('Check for a firewall in Linux:', 'sudo nft list ruleset'),
      step('Check in PowerShell that LoopbackEnabled is not False:', SHOW_FIREWALL),
    ]);
  }
  return fails('localhost', 'localhost-blocked', seen, [
    ...brokenRelay(bench),
    step('Restart WSL and its localhost relay:', 'wslnet restart'),
    step('If it happens again, another Windows program, such as a virus scanner, may block localhost.'),
  ]);
}

/** Releases of WSL whose localhost is known to stall. */
const BROKEN_RELEASES = ['2.7.8', '2.9.4'];

function brokenRelay({ wsl }: Bench): Step[] {
  const isBroken = BROKEN_RELEASES.some((release) => wsl === release || wsl?.startsWith(`${release}.`));
  return isBroken ? [step(`WSL ${wsl} has a bug that causes this. Update it, on Windows:`, 'wsl --update')] : [];
}

/** Reverse path filtering drops packets that come from 127.0.0.1 by the interface loopback0. */
async function filterTrouble(bench: Bench, seen: string): Promise<Trouble | null> {
  for (const name of ['loopback0', 'all']) {
    const setting = `net.ipv4.conf.${name}.rp_filter`;
    if ((await readNumbers(bench, setting))[0] !== 1) continue;
    const where = await whereIsSet(bench, 'rp_filter');
    const off = step('Turn it off until the next start:', `sudo sysctl -w ${setting}=0`);
    const search = step(
      'Something sets it at every start. Find it:',
      'grep -rn rp_filter /etc/sysctl.conf /etc/sysctl.d',
    );
    return {
      layer: 'localhost',
      cause: 'rp-filter',
      seen: `${seen} rp_filter is 1 for ${name}, which drops these packets.`,
      steps: where.length > 0 ? [...where, off] : [off, search],
    };
  }
  return null;
}

/** How many ports WSL keeps on Windows for Linux. */
const PORTS_KEPT = 4096;

async function portRangeTrouble(bench: Bench, seen: string | null): Promise<Trouble | null> {
  const [from, to] = await readNumbers(bench, 'net.ipv4.ip_local_port_range');
  if (from === undefined || to === undefined || to - from + 1 <= PORTS_KEPT) return null;
  const range = `Linux uses ports ${from} to ${to} for its connections, but WSL keeps only ${PORTS_KEPT} of them free on Windows. Connections from the others hang.`;
  const where = await whereIsSet(bench, 'ip_local_port_range');
  return {
    layer: 'localhost',
    cause: 'port-range',
    seen: seen === null ? range : `${seen} ${range}`,
    steps: [...where, step('WSL sets the right range when it starts:', 'wslnet restart')],
  };
}

/** A range that is too wide breaks some connections and not others. */
async function portRangeWarning(bench: Bench): Promise<Trouble | null> {
  return bench.mode === 'mirrored' ? await portRangeTrouble(bench, null) : null;
}

async function noLoopback({ ends: { linux } }: Bench, seen: string): Promise<Trouble | null> {
  const devices = await linux.readText('/proc/net/dev');
  if (!devices.known || /^\s*loopback0:/m.test(devices.value)) return null;
  return {
    layer: 'localhost',
    cause: 'no-loopback0',
    seen: `${seen} Linux has no interface loopback0, which connects it to Windows.`,
    steps: [
      step('Restart the WSL network:', 'wslnet restart'),
      step('If it happens again, restart Windows. That clears an old network state.'),
    ],
  };
}

/** The numbers of a sysctl; none where it cannot be read. */
async function readNumbers({ ends: { linux } }: Bench, setting: string): Promise<number[]> {
  const text = await linux.readText(`/proc/sys/${setting.replaceAll('.', '/')}`);
  return text.known ? text.value.trim().split(/\s+/).map(Number) : [];
}

/** The step that corrects the file which sets a sysctl, where one is found. */
async function whereIsSet({ ends: { linux } }: Bench, name: string): Promise<Step[]> {
  const places = ['/etc/sysctl.conf', '/etc/sysctl.d', '/run/sysctl.d', '/usr/local/lib/sysctl.d', '/usr/lib/sysctl.d'];
  const found = await linux.run('grep', '-rnsE', `^[^#]*${name} *=`, ...places);
  const [, file, line] = (found.known && /^(\/[^:]+):(\d+):/m.exec(found.value.text)) || [];
  return file === undefined ? [] : [step(`Delete line ${line} of ${file}, which sets it.`)];
}

/** Whether Linux reaches Windows by the address of the gateway, where localhost does not lead there. */
export const GATEWAY: Leg = {
  id: 'gateway',
  title: 'Linux to Windows via gateway',
  ability: null,
  async attempt({ mode, ends: { linux, landmarks } }) {
    if (mode !== 'nat') return notPromised('Only nat mode has a gateway to Windows.');
    const table = await linux.readText('/proc/net/route');
    if (!table.known) return cannotTell(table);
    const address = gatewayIn(table.value);
    if (address === null) {
      return fails('routing', 'no-gateway', 'Linux has no default route, so it cannot reach Windows.', [
        step('Restart the WSL network:', 'wslnet restart'),
      ]);
    }
    const tries = await Promise.all(
      landmarks.windowsPorts.map((port) => linux.exchange({ address, port, timeout: NEAR_TIMEOUT })),
    );
    const answered = tries.find(hasAnswered);
    if (answered?.known) return works(answered.value.connected ?? answered.value.ms, address);
    // Windows' firewall drops what it does not know. That the network card is known says that Windows is there.
    const neighbours = await linux.readText('/proc/net/arp');
    const isThere =
      neighbours.known &&
      new RegExp(`^${address.replaceAll('.', '\\.')}\\s+\\S+\\s+0x2\\s`, 'm').test(neighbours.value);
    if (isThere) return works(null, `${address}; a program there needs a Windows Firewall rule`);
    return fails(
      'routing',
      'gateway-silent',
      `Windows does not answer at ${address}, its address in the WSL network.`,
      [
        step('Restart the WSL network:', 'wslnet restart'),
        step('If it happens again, a VPN may use the same addresses. See:', 'wslnet explain nat'),
      ],
    );
  },
};

/** A refusal is an answer too. */
function hasAnswered(exchange: Fact<Exchange>): boolean {
  return exchange.known && (exchange.value.connected !== null || exchange.value.problem === 'refused');
}

/** The gateway of the default route in `/proc/net/route`, where numbers are hexadecimal, the last byte first. */
function gatewayIn(table: string): string | null {
  const [, hex] = /^\S+\t00000000\t([0-9A-F]{8})\t/m.exec(table) ?? [];
  const bytes = hex?.match(/../g)?.reverse();
  return bytes ? bytes.map((byte) => Number.parseInt(byte, 16)).join('.') : null;
}

/** Whether Windows reaches the ports that Docker publishes in Linux. */
export const DOCKER: Leg = {
  id: 'docker',
  title: "Docker's published ports",
  ability: 'dockerPorts',
  async attempt({ mode, ends: { linux, windows } }) {
    const answer = await linux.run('docker', 'ps', '--format', '{{.Ports}}');
    if (!answer.known && answer.why === 'no-program') return notPromised('There is no Docker in Linux.');
    if (!answer.known) return cannotTell(answer);
    if (answer.value.exit !== 0) return notPromised('Docker is not running.');
    // As `0.0.0.0:8080->80/tcp, [::]:8080->80/tcp`.
    const [, port] = /(?:^|[ \n])(?:0\.0\.0\.0|127\.0\.0\.1):(\d+)->\d+\/tcp/.exec(answer.value.text) ?? [];
    if (port === undefined) return notPromised('No container publishes a port.');
    const ask = { address: LOCALHOST, port: Number(port), timeout: NEAR_TIMEOUT };
    const fromWindows = await windows.exchange(ask);
    if (!fromWindows.known) return cannotTell(fromWindows);
    if (fromWindows.value.connected !== null) return works(fromWindows.value.connected, `port ${port}`);
    const fromLinux = await linux.exchange(ask);
    if (fromLinux.known && fromLinux.value.connected === null) {
      return unknownOutcome(`The container behind port ${port} does not answer in Linux either.`);
    }
    const seen = `Windows cannot reach port ${port} of a Docker container: ${howItFailed(fromWindows.value)}. In Linux it answers.`;
    return fails('program', 'docker-port', seen, [
      step('Docker before 27 cannot do this in mirrored mode. To see its version:', 'docker version'),
      ...(mode === 'mirrored'
        ? [
            step(
              'If you cannot update, reserve the port for Linux; Windows and the LAN then cannot reach it:',
              `wslnet set ignoredPorts+=${port}`,
            ),
          ]
        : []),
    ]);
  },
};

/** Another device cannot be simulated from here: this only says how to find out. */
export const LAN: Leg = {
  id: 'lan',
  title: 'LAN to Linux',
  ability: 'lanToLinux',
  async attempt() {
    return unknownOutcome('To test it from another device: wslnet test --lan');
  },
};

/** Whether other hosts answer a question by multicast DNS. Silence proves nothing. */
export const MULTICAST: Leg = {
  id: 'multicast',
  title: 'Multicast',
  ability: 'multicast',
  async attempt({ ends: { linux } }) {
    const count = await linux.countMulticastAnswers(MULTICAST_TIMEOUT);
    if (!count.known) return cannotTell(count);
    if (count.value === 0) return unknownOutcome('No device answered. There may be none.');
    return works(null, count.value === 1 ? 'one device answered' : `${count.value} devices answered`);
  },
};
