import type { ConfEntry } from '../../machine/facts.ts';
import { isLoopback } from '../../reach/notation.ts';
import { hasDnsTunnelingInVirtioproxy, WINDOWS_11_22H2 } from '../../settings/vm-start.ts';
import { listOf } from '../../text/names.ts';
import { printable } from '../../text/printable.ts';
import {
  type Check,
  type FileInput,
  failure,
  fileCheck,
  info,
  notApplicable,
  open,
  pass,
  warning,
  whatComesFirst,
} from '../check.ts';
import { cure } from '../cures.ts';
import { windowsName } from '../facts.ts';

/** Whether names resolve: via DNS tunneling where this machine has it. */
export const DNS_CHECKS: readonly Check[] = [
  fileCheck({
    id: 'dns-service',
    topic: 'dns',
    asks: 'Does Global Secure Access turn DNS tunneling off?',
    facts: ['globalSecureAccess'],
    unless: ({ file }) =>
      file.settings.dnsTunneling.applied?.value === false ? 'The file turns DNS tunneling off.' : null,
    endings: {
      absent: pass('Its service does not run.'),
      running: info('Its service runs, and nothing in the file turns DNS tunneling on.'),
      overrides: warning('Its service runs, and the file turns DNS tunneling on.', ['turn-off']),
    },
    judge: ({ globalSecureAccess }, { file }, end) => {
      if (!globalSecureAccess) return end('absent', 'Global Secure Access is not running.');
      const seen = 'Global Secure Access is running, and WSL turns DNS tunneling off because of it.';
      return file.settings.dnsTunneling.applied?.value === true
        ? end('overrides', seen, cure('turn-off', 'dnsTunneling'))
        : end('running', seen);
    },
  }),
  fileCheck({
    id: 'dns-wsl-conf',
    topic: 'dns',
    asks: 'May WSL write /etc/resolv.conf?',
    facts: ['wslConf'],
    unless: unlessTunneling,
    endings: {
      may: pass('It may.'),
      'may-not': warning(
        'generateResolvConf=false prevents it.',
        ['let-wsl-write-resolv-conf', 'turn-off'],
        'DNS tunneling does not work then.',
      ),
    },
    judge: ({ wslConf }, _, end) => {
      if (!isOwnResolvConf(wslConf)) return end('may', '/etc/wsl.conf lets WSL write /etc/resolv.conf.');
      const seen = '/etc/wsl.conf has generateResolvConf=false, so WSL does not write /etc/resolv.conf.';
      return end('may-not', seen, cure('let-wsl-write-resolv-conf'), cure('turn-off', 'dnsTunneling'));
    },
  }),
  fileCheck({
    id: 'dns-server',
    topic: 'dns',
    asks: 'Does /etc/resolv.conf have the right name server?',
    // Whether names are tunneled at all depends on all of these.
    facts: ['nameServers', 'wslConf', 'windows', 'wsl', 'globalSecureAccess', 'activeMode'],
    endings: {
      tunneled: pass('It has the server of DNS tunneling.'),
      gateway: pass('It has a server, and DNS tunneling is not active.'),
      own: info('WSL may not write it, and it has a server.'),
      local: info('A resolver of the distribution answers.'),
      untold: open('Not documented whether this release tunnels DNS in this mode.'),
      none: failure(
        'It has no server.',
        ['remake-resolv-conf', 'let-wsl-write-resolv-conf'],
        'No names resolve in Linux.',
      ),
      another: warning('DNS tunneling is active, but it has another server.', ['remake-resolv-conf']),
    },
    judge: ({ nameServers, wslConf, windows, activeMode, wsl: { wsl } }, input, end) => {
      const first = whatComesFirst(input, { known: true, value: activeMode });
      if (first) return first;
      if (activeMode === 'none' || activeMode === 'wsl1') return notApplicable(`The active mode is ${activeMode}.`);
      const { dnsTunneling, dnsTunnelingIpAddress } = input.file.settings;
      const isOwn = isOwnResolvConf(wslConf);
      const servers = listOf(nameServers.map(printable));
      if (nameServers.length === 0) {
        const advice = isOwn ? cure('let-wsl-write-resolv-conf') : cure('remake-resolv-conf');
        return end('none', '/etc/resolv.conf has no name server.', advice);
      }
      if (isOwn) return end('own', `/etc/resolv.conf is not written by WSL and uses ${servers}.`);
      if (!dnsTunneling.value) {
        const why = windows.build < WINDOWS_11_22H2 ? ` ${windowsName(windows)} has no DNS tunneling.` : '';
        return end('gateway', `/etc/resolv.conf uses ${servers}.${why}`);
      }
      const address = dnsTunnelingIpAddress.value ?? '';
      if (nameServers.includes(address)) return end('tunneled', `/etc/resolv.conf uses ${servers}, via DNS tunneling.`);
      if (nameServers.every((server) => isLoopback(server) || server === TAILSCALE)) {
        return end('local', `A program in this distribution resolves names (${servers}).`);
      }
      if (activeMode === 'virtioproxy' && wsl !== null && hasDnsTunnelingInVirtioproxy(wsl) === null) {
        return end('untold', `Unknown: whether WSL ${wsl} tunnels DNS in virtioproxy mode.`);
      }
      const seen = `/etc/resolv.conf uses ${servers}, but DNS tunneling answers at ${address}.`;
      return end('another', seen, cure('remake-resolv-conf'));
    },
  }),
];

/** Where Tailscale answers on every machine that it runs on. */
const TAILSCALE = '100.100.100.100';

/** Whether the user keeps WSL from writing resolv.conf. */
function isOwnResolvConf(wslConf: readonly ConfEntry[]): boolean {
  const entry = wslConf.find(({ section, key }) => section === 'network' && key === 'generateresolvconf');
  return entry?.value.toLowerCase() === 'false' || entry?.value === '0';
}

function unlessTunneling({ file }: FileInput): string | null {
  return file.settings.dnsTunneling.value ? null : 'DNS tunneling is off.';
}
