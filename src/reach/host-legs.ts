import type { Exchange } from '../machine/ends.ts';
import type { Fact } from '../machine/facts.ts';
import { cannotTell, fails, howItFailed, type Leg, notPromised, step, unknownOutcome, works } from './leg.ts';

/** How long a connection may take, in milliseconds. */
const TIMEOUT = 2000;
/** How long answers by multicast are waited for. */
const MULTICAST_TIMEOUT = 1500;

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
      landmarks.windowsPorts.map((port) => linux.exchange({ address, port, timeout: TIMEOUT })),
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
    const ask = { address: '127.0.0.1', port: Number(port), timeout: TIMEOUT };
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
