import { describe, expect, test } from 'vitest';
import { known } from '../../src/machine/facts.ts';
import { portText } from '../../src/reach/notation.ts';
import { portRows, stalePorts } from '../../src/reach/ports.ts';
import { FORMER_VM, listener, MACHINES, machineOf, network, proxy, rule } from './machines.ts';

/** `port`, who listens, then from Linux, Windows and the network whether they reach it and why, then what is stale. */
function summary(name: string): string[] {
  const view = MACHINES[name];
  if (!view) throw new Error(name);
  return portRows(view).map((row) => {
    const side = row.linux.length > 0 ? 'L' : row.windows.length > 0 ? 'W' : '-';
    const say = (who: 'linux' | 'windows' | 'lan') => {
      const { answer, because } = row.reach[who];
      return `${{ yes: '+', no: '-', unknown: '?' }[answer]}${because.code}`;
    };
    const tail = [row.stale, row.openedBy && `by ${row.openedBy}`].filter(Boolean).join(', ');
    return `${portText(row)} ${side} ${say('linux')} ${say('windows')} ${say('lan')}${tail && ` (${tail})`}`;
  });
}

/** Written by hand, from what WSL and Windows are known to do. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'mirrored, nothing opened': [
    '445 W +mode +same-side -blocked-by-default',
    '3000 L +same-side +mode -blocked-by-default',
    '5004 L -kept-by-windows -kept-by-windows -kept-by-windows',
    '5173 L +same-side -ipv6-loopback-only -loopback-only',
    '5353/udp L +same-side +mode -blocked-by-default',
    '5432 W +mode +same-side +rule (by other)',
    '6379 W +mode +same-side -loopback-only',
    '8080 L +same-side +mode -loopback-only',
  ],
  'mirrored, opened by wslnet and by others': [
    '80 L +same-side +mode +rule (by other)',
    '3000 L +same-side +mode +rule (by wslnet)',
    '7777 - -nobody-listens -nobody-listens -nobody-listens (by wslnet)',
    // A rule for a program of Windows says nothing of Linux.
    '8443 L +same-side +mode -blocked-by-default',
    '9000 L +same-side +mode +rule (by other)',
  ],
  'mirrored, on another network than before': [
    '3000 L +same-side +mode -other-network (network, by wslnet)',
    '8080 L +same-side +mode +rule (by wslnet)',
    '9000 L +same-side +mode -other-addresses (by wslnet)',
  ],
  'mirrored, with remains of nat and ports kept back': [
    '53 L +same-side -ignored-port -ignored-port',
    '3000 L +same-side +mode -portproxy-in-the-way (mode, by wslnet)',
    '5000 L +same-side -ignored-port -ignored-port',
    '8080 L +same-side +mode -blocked-by-rule',
  ],
  'mirrored, on a public network, and Windows does not tell all': [
    '3000 L +same-side +mode -other-profile (by wslnet)',
    '5432 W +mode +same-side ?firewall-unknown',
    '8080 L +same-side +mode ?firewall-unknown',
  ],
  'mirrored, where the firewall is not told': [
    '3000 L +same-side +mode ?firewall-unknown',
    '5432 W +mode +same-side ?firewall-unknown',
  ],
  'mirrored, with a policy against local rules': [
    '3000 L +same-side +mode -rule-ignored (by wslnet)',
    '8080 L +same-side +mode +rule (by other)',
  ],
  'nat, nothing opened': [
    '22 W +rule +same-side +rule (by other)',
    '80 L +same-side +by-address -no-portproxy',
    '80 W -blocked-by-default +same-side -blocked-by-default',
    '3000 L +same-side +mode -no-portproxy',
    '3306 W -loopback-only +same-side -loopback-only',
    '5300/udp L +same-side +by-address -udp-not-forwarded',
    '5432 W -blocked-by-default +same-side -blocked-by-default',
    '5433 L +same-side +mode -loopback-only',
  ],
  'nat, opened by wslnet and by others': [
    '81 - ?portproxy +portproxy +portproxy (by other)',
    '3000 L +same-side +mode +portproxy (by wslnet)',
    '4000 - -nobody-listens -nobody-listens -nobody-listens (mode, by wslnet)',
    '8000 L +same-side +mode ?portproxy-to-localhost (by other)',
    '8080 L +same-side +mode -portproxy-stale (vm-address, by wslnet)',
    '9090 L +same-side +mode -portproxy-without-rule (by other)',
  ],
  'nat without localhost forwarding, and the firewall off': [
    '3000 L +same-side +by-address -no-portproxy',
    '5173 L +same-side -forwarding-off -loopback-only',
    '5432 W ?firewall-unknown +same-side +firewall-off',
  ],
  virtioproxy: [
    '3000 L +same-side +mode +rule (by wslnet)',
    '5300/udp L +same-side -udp-not-forwarded -blocked-by-default',
    '5432 W +mode +same-side -blocked-by-default',
    '8080 L +same-side +mode -blocked-by-default',
  ],
  bridged: [
    '3000 L +same-side +mode +mode',
    '5432 W -blocked-by-default +same-side -blocked-by-default',
    '5433 L +same-side +mode -loopback-only',
  ],
  'WSL 1': ['3000 L +same-side +mode +rule (by wslnet)'],
  'WSL is stopped': [
    '3000 - ?listeners-unknown ?listeners-unknown ?listeners-unknown (by wslnet)',
    '5432 W ?mode-unknown +same-side -blocked-by-default',
  ],
};

describe('who reaches whom', () => {
  test.each(Object.keys(MACHINES))('%s', (name) => {
    expect(summary(name)).toEqual(EXPECTED[name]);
  });

  test('one network that comes through is enough, and a block on all of them wins', () => {
    const linux = [listener('node', '0.0.0.0', 3000)];
    const networks = [network('Public', '10.0.0.2', 'LAN'), network('Private')];
    const lan = (hyperV: ReturnType<typeof rule>[]) =>
      portRows(machineOf({ mode: 'mirrored', linux, networks, hyperV }))[0]?.reach.lan.answer;
    expect(lan([rule('a', 3000, { remote: null })])).toBe('yes');
    expect(lan([rule('a', 3000, { remote: null }), rule('b', 3000, { action: 'block', remote: null })])).toBe('no');
    expect(lan([rule('a', null, { protocol: null, remote: null })])).toBe('yes');
    expect(lan([rule('a', 3000, { remote: null, protocol: 'udp' })])).toBe('no');
    expect(lan([rule('a', 3000, { ports: [{ from: 2000, to: 4000 }] })])).toBe('yes');
  });

  test('without a network nobody comes in', () => {
    const view = machineOf({ mode: 'mirrored', linux: [listener('node', '0.0.0.0', 3000)], networks: [] });
    expect(portRows(view)[0]?.reach.lan.because.code).toBe('not-connected');
  });
});

describe('what was opened goes stale', () => {
  const stale = (name: string, mode?: string) => {
    const view = MACHINES[name];
    if (!view) throw new Error(name);
    return stalePorts(mode === undefined ? view : { ...view, mode: known(mode) }).map(portText);
  };

  test.each([
    ['nat, opened by wslnet and by others', undefined, ['4000', '8080']],
    // The port proxies are in the way; a rule alone does in these modes.
    ['nat, opened by wslnet and by others', 'mirrored', ['3000', '8080']],
    ['nat, opened by wslnet and by others', 'virtioproxy', ['3000', '8080']],
    ['nat, opened by wslnet and by others', 'bridged', []],
    ['mirrored, opened by wslnet and by others', undefined, []],
    ['mirrored, opened by wslnet and by others', 'nat', ['3000', '7777']],
    ['mirrored, opened by wslnet and by others', 'virtioproxy', ['3000', '7777']],
    ['mirrored, on another network than before', undefined, ['3000']],
    ['mirrored, where the firewall is not told', undefined, []],
    ['WSL is stopped', undefined, []],
  ] as const)('%s, then %s', (name, mode, ports) => {
    expect(stale(name, mode)).toEqual(ports);
  });

  test('whether or not anybody listens', () => {
    const opened = { rules: [rule('wslnet-tcp-3000', 3000)], proxies: [proxy(3000, FORMER_VM)] };
    expect(stalePorts(machineOf({ mode: 'nat', ...opened })).map(portText)).toEqual(['3000']);
    expect(portRows(machineOf({ mode: 'nat', ...opened }))[0]?.stale).toBe('vm-address');
  });
});

test('a rule of wslnet that was disabled lets nobody in', () => {
  const disabled = rule('wslnet-tcp-3000', 3000, { action: 'none' });
  const linux = [listener('node', '0.0.0.0', 3000)];
  const [row] = portRows(machineOf({ mode: 'virtioproxy', linux, rules: [disabled] }));
  expect(row).toMatchObject({ reach: { lan: { because: { code: 'blocked-by-default' } } }, openedBy: 'wslnet' });
});
