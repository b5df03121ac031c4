import { isIP } from 'node:net';
import type { Problem, ServerAnswer } from '../machine/ends.ts';
import {
  type Bench,
  cannotTell,
  fails,
  type Leg,
  type Outcome,
  type Step,
  seconds,
  step,
  type Trouble,
  works,
} from './leg.ts';

/** How long a lookup may take, in milliseconds: programs ask a second server after five seconds. */
const LOOKUP_TIMEOUT = 6500;
/** How long one name server may take. */
const SERVER_TIMEOUT = 2500;
/** From when on a lookup is called slow. */
const SLOW = 1500;
/** Programs ask no more than the first three servers of resolv.conf. */
const SERVERS_ASKED = 3;

/** A name server, and what it answered over UDP and TCP; null where that could not be tried. */
interface Server {
  readonly address: string;
  readonly udp: ServerAnswer | null;
  readonly tcp: ServerAnswer | null;
}

/** Whether names resolve: as programs resolve them, and by each server that resolv.conf names. */
export const DNS: Leg = {
  id: 'dns',
  title: 'Names (DNS)',
  ability: null,
  async attempt(bench) {
    const { linux, landmarks } = bench.ends;
    const resolvConf = await linux.readText('/etc/resolv.conf');
    if (!resolvConf.known) return cannotTell(resolvConf);
    const lines = [...resolvConf.value.matchAll(/^\s*nameserver\s+(\S+)/gm)];
    const addresses = lines.map(([, address = '']) => address).filter((address) => isIP(address) !== 0);
    if (addresses.length === 0) {
      return fails('DNS', 'dns-no-server', '/etc/resolv.conf has no name server, so no names resolve.', [
        step('Let WSL create the file again:', 'sudo rm /etc/resolv.conf && wslnet restart'),
      ]);
    }
    const [lookup, all] = await Promise.all([
      linux.resolve(landmarks.name, LOOKUP_TIMEOUT),
      Promise.all(addresses.slice(0, SERVERS_ASKED).map((address) => askServer(bench, address))),
    ]);
    const servers = all.filter(({ udp }) => udp !== null);
    if (!lookup.known && servers.length === 0) return cannotTell(lookup);
    const dead = servers.filter(({ udp }) => udp !== null && isSilent(udp.problem));
    const first = servers.find(({ udp }) => udp?.problem === null);
    const { ms, problem } = lookup.known
      ? lookup.value
      : { ms: first?.udp?.ms ?? 0, problem: first ? null : 'no-name' };
    if (problem !== null) return await whyNoName(bench, dead, servers);
    const warning = whatIsSlow(bench, ms, dead, servers);
    // A lookup starts a program, which takes longer than the answer.
    return works(warning === null ? (first?.udp?.ms ?? ms) : ms, null, warning);
  },
};

async function askServer({ ends: { linux, landmarks } }: Bench, address: string): Promise<Server> {
  const [udp, tcp] = await Promise.all([
    linux.askServer(address, landmarks.name, 'udp', SERVER_TIMEOUT),
    linux.askServer(address, landmarks.name, 'tcp', SERVER_TIMEOUT),
  ]);
  return { address, udp: udp.known ? udp.value : null, tcp: tcp.known ? tcp.value : null };
}

/** Whether a server said nothing at all; that it does not know a name is an answer. */
function isSilent(problem: Problem | null): boolean {
  return problem !== null && problem !== 'no-name';
}

function whatIsSlow(bench: Bench, ms: number, dead: readonly Server[], servers: readonly Server[]): Trouble | null {
  if (dead.length > 0 && dead.length < servers.length) {
    const seen = `Names resolve, in ${seconds(ms)}, but the name server ${listed(dead)} does not answer.`;
    return { layer: 'DNS', cause: 'dns-server-dead', seen, steps: withoutDead(bench, dead) };
  }
  if (ms <= SLOW) return null;
  const seen = `Names resolve slowly: it took ${seconds(ms)}.`;
  return { layer: 'DNS', cause: 'dns-slow', seen, steps: otherWay(bench) };
}

async function whyNoName(bench: Bench, dead: readonly Server[], servers: readonly Server[]): Promise<Outcome> {
  const { name } = bench.ends.landmarks;
  const windows = await bench.windowsNames();
  if (windows.known && windows.value.problem !== null) {
    return fails('Windows', 'dns-windows', 'Names resolve neither in Linux nor on Windows.', [
      step(
        'Fix the connection or the DNS settings of Windows. To check, in PowerShell (it must print an address):',
        `Resolve-DnsName ${name}`,
      ),
    ]);
  }
  const contrast = windows.known ? ' On Windows, they do.' : '';
  if (servers.length === 0) {
    return fails('DNS', 'dns-dead', `No names resolve in Linux.${contrast}`, otherWay(bench));
  }
  const alive = servers.filter((server) => !dead.includes(server));
  if (alive.length === 0) {
    if (dead.every(({ tcp }) => tcp?.problem === null)) {
      const seen = `No names resolve: ${listed(dead)} answers over TCP, but not over UDP, which programs use.${contrast}`;
      return fails('DNS', 'dns-udp-blocked', seen, otherWay(bench));
    }
    const seen =
      dead.length === 1
        ? `No names resolve in Linux: the name server ${listed(dead)} does not answer.${contrast}`
        : `No names resolve in Linux: the name servers ${listed(dead)} do not answer.${contrast}`;
    return fails('DNS', 'dns-dead', seen, otherWay(bench));
  }
  if (alive.every(({ udp }) => udp?.problem !== null)) {
    const seen = `The name server ${listed(alive)} answers but does not know ${name}.${contrast}`;
    return fails('DNS', 'dns-no-name', seen, otherWay(bench));
  }
  if (dead.length > 0) {
    const seen = `Names do not resolve in time: the name server ${listed(dead)} does not answer, and programs give up before they ask ${listed(alive)}.`;
    return fails('DNS', 'dns-server-dead', seen, withoutDead(bench, dead));
  }
  const seen = `The name server ${listed(alive)} knows ${name}, but programs do not get the answer.`;
  return fails('DNS', 'dns-nsswitch', seen, [
    step('Look for "hosts:" in the file; "files dns" is usual:', 'cat /etc/nsswitch.conf'),
  ]);
}

function listed(servers: readonly Server[]): string {
  return servers.map(({ address }) => address).join(' and ');
}

function withoutDead(bench: Bench, dead: readonly Server[]): Step[] {
  return [step(`Remove ${listed(dead)} from /etc/resolv.conf, or:`), ...otherWay(bench)];
}

/** What to try: the other of the two ways in which WSL resolves names. */
function otherWay({ dnsTunneling, mode }: Bench): Step[] {
  const rewrite = step('Let WSL create the file again:', 'sudo rm /etc/resolv.conf && wslnet restart');
  if (mode === 'wsl1' || mode === 'bridged' || dnsTunneling === null) return [rewrite];
  return dnsTunneling
    ? [rewrite, step('If it happens again, turn DNS tunneling off:', 'wslnet set dnsTunneling=false --restart')]
    : [step('Let Windows resolve names:', 'wslnet set dnsTunneling=true --restart')];
}
