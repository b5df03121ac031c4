import { setTimeout as sleep } from 'node:timers/promises';
import type { Ends, Problem, Visit } from '../machine/ends.ts';
import { type Fact, known, type WindowsNetwork } from '../machine/facts.ts';
import { cannotTell, fails, type Outcome, step, works } from './leg.ts';
import { type PortRow, portRows, type ReachView } from './ports.ts';
import { type ReachReason, reasonText } from './reasons.ts';

/** How long the page stays for what else the visitor's browser asks for. */
const AFTERMATH = 1500;
const PAUSE = 100;

/** The port that is tried where none is named: one that many have open. */
const USUAL_PORT = 8080;

/** What the page tells its visitor. */
export interface LanPage {
  /** The address that was typed. */
  readonly address: string;
  readonly port: number;
  /** The active mode; null where it is not known. */
  readonly mode: string | null;
  readonly time: Date;
}

/** A port to try: one that wslnet opened and that nobody uses, or one that is usual. */
export function portToTry(view: ReachView): number {
  const opened = portRows(view).find(
    ({ protocol, openedBy, linux, windows, stale }) =>
      protocol === 'tcp' && openedBy === 'wslnet' && linux.length === 0 && windows.length === 0 && stale === null,
  );
  return opened?.port ?? USUAL_PORT;
}

/** Whether other devices would get to a program in Linux that listens on this port, by all that is known. */
export function lanReach(view: ReachView, port: number): PortRow['reach']['lan'] {
  const others = view.facts.linuxListeners.known ? view.facts.linuxListeners.value : [];
  const listener = { protocol: 'tcp', address: '0.0.0.0', port, program: null } as const;
  const linuxListeners = known([...others.filter((other) => other.port !== port), listener]);
  const rows = portRows({ ...view, facts: { ...view.facts, linuxListeners } });
  const row = rows.find((each) => each.port === port && each.protocol === 'tcp' && each.linux.length > 0);
  const nobody: ReachReason = { code: 'nobody-listens' };
  return row?.reach.lan ?? { answer: 'unknown', because: nobody };
}

/**
 * Serves a page from Linux until somebody opens it.
 * @param onReady called once the page can be visited
 * @param timeout milliseconds
 * @returns who came first; null for nobody; or why nobody can listen on the port. Unknown where Linux cannot be asked
 */
export async function awaitVisitor(
  ends: Ends,
  page: LanPage,
  onReady: () => Promise<void>,
  timeout: number,
): Promise<Fact<Visit | null> | Problem> {
  const listening = await ends.linux.listen('0.0.0.0', page.port, lanResponse(page));
  if (!listening.known) return listening;
  const { visits, problem, close } = listening.value;
  if (problem !== null) return problem;
  try {
    await onReady();
    const deadline = performance.now() + timeout;
    while (performance.now() < deadline) {
      const visitor = visits.find(({ said }) => said.startsWith('GET '));
      if (visitor) {
        await sleep(AFTERMATH);
        return known(visitor);
      }
      await sleep(PAUSE);
    }
    return known(null);
  } finally {
    close();
  }
}

/** Why no other device would get there, and what to do first. */
export function lanBlocked({ because }: PortRow['reach']['lan'], port: number): Outcome {
  const seen = `Other devices cannot reach port ${port} in Linux yet: ${reasonText(because, { protocol: 'tcp', port })}.`;
  const again = step('Then let the device try:', `wslnet test ${port} --lan`);
  const isOpened = OPENED.includes(because.code);
  return fails('firewall', because.code, seen, isOpened ? [step('Open it:', `wslnet open ${port}`), again] : []);
}

/** What `wslnet open` changes. */
const OPENED: readonly ReachReason['code'][] = [
  'blocked-by-default',
  'no-portproxy',
  'portproxy-without-rule',
  'portproxy-stale',
  'other-network',
  'other-profile',
];

/** What is typed on the other device. */
export function pageUrl({ address, port }: Pick<LanPage, 'address' | 'port'>): string {
  return `http://${address}:${port}/`;
}

/** The networks, beside that of the page, on which a device may reach it: with a VPN, none may be where the page is. */
export function otherNetworks({ address, mode }: LanPage, { facts }: ReachView): WindowsNetwork[] {
  const networks = facts.windowsNetworks.known && mode !== 'bridged' ? facts.windowsNetworks.value : [];
  // Those of virtual machines lead to no other device.
  return networks.filter((network) => network.address !== address && !network.adapter.startsWith('vEthernet'));
}

/** @param wait how long nobody came, in words */
export function visitResult(visitor: Fact<Visit | null> | Problem, page: LanPage, wait: string): Outcome {
  const { port, mode } = page;
  if (visitor === 'denied') {
    const seen = `In Linux, only root can use port ${port}, so the test page cannot use it.`;
    return fails('program', 'port-privileged', seen, [step('Use a port above 1023:', 'wslnet test 8080 --lan')]);
  }
  if (typeof visitor === 'string') {
    return fails('program', 'port-taken', `Port ${port} is in use, so the test page cannot use it.`, [
      step('See which program uses it:', `wslnet ports ${port}`),
      step('Stop that program, or use another port:', `wslnet test ${port === 8081 ? 8082 : 8081} --lan`),
    ]);
  }
  if (!visitor.known) return cannotTell(visitor);
  if (visitor.value === null) {
    return fails('firewall', 'no-visitor', `No device opened ${pageUrl(page)} within ${wait}.`, [
      step('Check that the device is on the same network, not on mobile data or a guest network.'),
      step('See what Windows allows:', `wslnet test ${port}`),
    ]);
  }
  const from = visitor.value.from.replace(/:\d+$/, '');
  // A port proxy connects by itself.
  const isHidden = mode === 'nat';
  return works(
    null,
    isHidden ? `A device reached Linux, through Windows at ${from}.` : `A device at ${from} reached Linux.`,
  );
}

/** What the visitor is answered, all of it in Latin-1: whatever it asks for, it gets the page. */
export function lanResponse(page: LanPage): string {
  const body = lanPage(page);
  return [
    'HTTP/1.1 200 OK',
    'Content-Type: text/html; charset=utf-8',
    `Content-Length: ${body.length}`,
    'Cache-Control: no-store',
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}

/** A page for a phone: no scripts, nothing from elsewhere, light or dark as the phone is. */
function lanPage({ address, port, mode, time }: LanPage): string {
  const minutes = time.toISOString().replace('T', ' ').slice(0, 16);
  // In bridged mode Linux is on the network by itself.
  const through = mode === 'bridged' ? 'at' : 'through Windows at';
  const inMode = mode === null ? '' : `, in ${mode} mode`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>It works</title>
<link rel="icon" href="data:,">
<style>
  :root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --good: #1a7f37; --dim: #57606a }
  @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --good: #3fb950; --dim: #8b949e } }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper); color: var(--ink);
    font: 1.125rem/1.5 system-ui, sans-serif }
  main { padding: 1.5rem; max-width: 26rem; text-align: center; overflow-wrap: anywhere }
  .mark { margin: 0; font-size: 4rem; line-height: 1; color: var(--good) }
  h1 { font-size: 1.5rem; line-height: 1.25; margin: 1rem 0; text-wrap: balance }
  p { margin: 0.5rem 0 }
  small { color: var(--dim) }
</style>
<main>
  <p class="mark">&#10003;</p>
  <h1>Your device reached Linux</h1>
  <p>${through} <strong>${address}</strong>, port <strong>${port}</strong>${inMode}.</p>
  <p><small>wslnet test --lan, started at ${minutes} UTC. You can close this page.</small></p>
</main>
</html>
`;
}
