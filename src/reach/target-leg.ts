import { isIP } from 'node:net';
import type { End, Exchange, LinuxEnd } from '../machine/ends.ts';
import { type Fact, known } from '../machine/facts.ts';
import { type Bench, cannotTell, fails, howItFailed, type Leg, notPromised, type Outcome, step, works } from './leg.ts';
import { clientHello } from './tls-hello.ts';

/** How long a name may take, a connection, and a transfer, in milliseconds. */
const LOOKUP_TIMEOUT = 4000;
const CONNECT_TIMEOUT = 3000;
const TRANSFER_TIMEOUT = 3500;

/** Bytes that are said at once: more than two packets of any size that is in use. */
const LARGE = 4000;

/** Ports on which TLS is spoken. */
const TLS_PORTS = [443, 465, 636, 853, 993, 995, 6443, 8443];

/** Whether Linux reaches what the user named, from a VPN for example, as Windows does: small packets and large ones. */
export const TARGET: Leg = {
  id: 'target',
  title: 'Target',
  ability: null,
  async attempt(bench) {
    const { target, ends } = bench;
    if (target === null) return notPromised('No target was named.');
    const name = `${target.host}:${target.port}`;
    const [inLinux, inWindows] = await Promise.all([find(ends.linux, target.host), find(ends.windows, target.host)]);
    if (!inLinux.known) return cannotTell(inLinux);
    const windowsAddress = inWindows.known ? inWindows.value[0] : undefined;
    const [address] = inLinux.value;
    if (address === undefined) {
      if (inWindows.known && windowsAddress === undefined) {
        return fails('DNS', 'target-no-name', `${target.host} resolves neither in Linux nor on Windows.`, [
          step('Check the name, and that the VPN is connected.'),
        ]);
      }
      const contrast = inWindows.known ? `; on Windows it is ${windowsAddress}` : '';
      return fails('DNS', 'target-no-name-in-linux', `${target.host} does not resolve in Linux${contrast}.`, [
        step('Let Windows resolve names:', 'wslnet set dnsTunneling=true --restart'),
      ]);
    }
    const small = await ends.linux.exchange({ address, port: target.port, timeout: CONNECT_TIMEOUT });
    if (!small.known) return cannotTell(small);
    if (small.value.connected === null) return await whyUnreached(bench, name, small.value, address, inWindows);
    return await transfer(bench, name, address, small.value.connected);
  },
};

/** The addresses of a host, IPv4 first: that is what most VPNs carry. */
async function find(end: End, host: string): Promise<Fact<readonly string[]>> {
  if (isIP(host) !== 0) return known([host]);
  const found = await end.resolve(host, LOOKUP_TIMEOUT);
  if (!found.known) return found;
  return known([...found.value.addresses].sort((a, b) => isIP(a) - isIP(b)));
}

async function whyUnreached(
  { ends, target, mode }: Bench,
  name: string,
  attempt: Exchange,
  address: string,
  inWindows: Fact<readonly string[]>,
): Promise<Outcome> {
  const windowsAddress = inWindows.known ? inWindows.value[0] : undefined;
  const port = target?.port ?? 0;
  const windows = await ends.windows.exchange({ address: windowsAddress ?? address, port, timeout: CONNECT_TIMEOUT });
  const how = howItFailed(attempt);
  if (windows.known && windows.value.connected === null) {
    return fails('Windows', 'target-down', `Neither Windows nor Linux can reach ${name}: ${how}.`, [
      step('Check that the VPN is connected, and that the program there is running.'),
    ]);
  }
  if (windows.known && windowsAddress !== undefined && inWindows.known && !inWindows.value.includes(address)) {
    const seen = `Linux cannot reach ${name}, but Windows can: the name resolves to ${address} in Linux and to ${windowsAddress} on Windows.`;
    return fails('DNS', 'target-other-address', seen, [
      step('Let Windows resolve names:', 'wslnet set dnsTunneling=true --restart'),
    ]);
  }
  const contrast = windows.known ? ' Windows can.' : '';
  const other = mode === 'mirrored' ? 'virtioproxy' : 'mirrored';
  return fails('routing', 'target-blocked', `Linux cannot reach ${name}: ${how}.${contrast}`, [
    step('Try another mode, which may work with the VPN:', `wslnet set ${other} --restart`),
    step('To try them all:', `wslnet test --modes nat,mirrored,virtioproxy --target ${name}`),
  ]);
}

/** Sends a lot at once: where only small packets get through, the connection is made and then hangs. */
async function transfer({ ends, target }: Bench, name: string, address: string, connected: number): Promise<Outcome> {
  const { host, port } = target ?? { host: '', port: 0 };
  const say = TLS_PORTS.includes(port) ? clientHello(host, LARGE) : largeRequest(host);
  const ask = { address, port, say, want: 3000, timeout: TRANSFER_TIMEOUT };
  const linux = await ends.linux.exchange(ask);
  if (!linux.known) return cannotTell(linux);
  const { received, problem, unacknowledged } = linux.value;
  if (received > 0 || problem !== 'timed-out') return works(connected, rate(linux.value));
  const windows = await ends.windows.exchange(ask);
  const isWindowsHeard = windows.known && windows.value.received > 0;
  if ((unacknowledged ?? 0) === 0 && !isWindowsHeard) {
    return works(connected, 'It connects, but its answer is too short to test large packets.');
  }
  const adapters = await ends.windows.adapters();
  const sizes = adapters.known ? adapters.value.flatMap(({ mtu }) => (mtu === null ? [] : [mtu])) : [];
  const smallest = sizes.length > 0 ? Math.min(...sizes) : 1500;
  const size = smallest < 1500 ? smallest : 1280;
  const contrast = isWindowsHeard ? ' From Windows, they do.' : '';
  const seen = `${name} connects, but large packets from Linux do not arrive, so transfers hang.${contrast}`;
  const device = (await deviceOf(ends.linux)) ?? 'eth0';
  return fails('packet size', 'mtu-black-hole', seen, [
    step('Try smaller packets:', `sudo ip link set dev ${device} mtu ${size}`),
    step(
      'If that helps, make it permanent, in /etc/wsl.conf below [boot]:',
      `command=ip link set dev ${device} mtu ${size}`,
    ),
  ]);
}

/** The interface of the default route. */
async function deviceOf(linux: LinuxEnd): Promise<string | null> {
  const table = await linux.readText('/proc/net/route');
  return (table.known && /^(\S+)\t00000000\t/m.exec(table.value)?.[1]) || null;
}

function largeRequest(host: string): string {
  return `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nX-Padding: ${'x'.repeat(LARGE)}\r\n\r\n`;
}

/** `34 kB/s` where enough bytes came to tell. */
function rate({ received, ms, connected }: Exchange): string | null {
  const spent = ms - (connected ?? 0);
  if (received < 3000 || spent <= 0) return null;
  return `${Math.round(received / spent)} kB/s`;
}
