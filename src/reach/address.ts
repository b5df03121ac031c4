import { EXIT, Failure, type FailureKind } from '../failure.ts';
import type { Fact, Port } from '../machine/facts.ts';
import { isLoopback, portText } from './notation.ts';
import { linuxListeners, ownListeners, type PortRow, portRows, type ReachView } from './ports.ts';
import { reasonText } from './reasons.ts';

/** What an address may be asked of: Windows or Linux as this side reaches it, or either as another device does. */
export const TARGETS = ['windows', 'linux', 'lan'] as const;

/** One of {@link TARGETS}. */
export type Target = (typeof TARGETS)[number];

/** A machine, and the address of Windows in nat mode. */
export interface AddressView extends ReachView {
  readonly natGateway: Fact<string>;
}

const LOCALHOST = '127.0.0.1';

const NO_ADDRESS: FailureKind<{ readonly mode: string }> = {
  code: 'no-address',
  exit: EXIT.no,
  message: ({ mode }) => `WSL has no network in ${mode} mode, so there is no such address.`,
  hint: () => 'To change the mode: wslnet set mirrored --restart',
};

/**
 * The one address that works from where the program runs; for `lan` from another device.
 * @throws Failure `address-unknown`, `no-address`, `not-connected`
 */
export function addressOf(target: Target, view: AddressView): string {
  const isOnWindows = view.place === 'windows';
  if (target === 'lan') return lanAddress(view);
  if (target === (isOnWindows ? 'windows' : 'linux')) return LOCALHOST;
  const mode = modeOf(view);
  if (mode === 'none') throw new Failure(NO_ADDRESS, { mode });
  if (target === 'windows') {
    if (mode === 'nat') return required(view.natGateway, 'Windows');
    return mode === 'bridged' ? windowsAddress(view) : LOCALHOST;
  }
  const isForwarded = mode === 'mirrored' || mode === 'wsl1' || (view.localhostForwarding && mode !== 'bridged');
  return isForwarded ? LOCALHOST : required(view.facts.vmAddress, 'Linux');
}

/** What another device types to reach Linux, or Windows. @throws Failure `address-unknown`, `no-address`, `not-connected` */
export function lanAddress(view: ReachView): string {
  return view.mode.known && view.mode.value === 'bridged'
    ? required(view.facts.vmAddress, 'Linux')
    : windowsAddress(view);
}

/** Where Windows or Linux did not say its address. */
export const ADDRESS_UNKNOWN: FailureKind<{ readonly whose: string; readonly asked: string }> = {
  code: 'address-unknown',
  exit: EXIT.noAnswer,
  message: ({ whose, asked }) => `Could not get the address of ${whose} from ${asked}.`,
  hint: () => 'To find the cause: wslnet doctor',
};

const NOT_CONNECTED: FailureKind = {
  code: 'not-connected',
  exit: EXIT.noAnswer,
  message: () => 'wslnet sees no network that Windows is connected to, so it has no address there.',
  hint: () => 'Connect Windows to a network, then try again.',
};

/** Windows' address on the adapter that holds its default route. */
function windowsAddress({ facts }: ReachView): string {
  const { windowsNetworks } = facts;
  const networks = windowsNetworks.known ? windowsNetworks.value : [];
  const network = networks.find(({ isDefault }) => isDefault) ?? networks[0];
  if (network) return network.address;
  if (windowsNetworks.known) throw new Failure(NOT_CONNECTED, {});
  throw new Failure(ADDRESS_UNKNOWN, { whose: 'Windows', asked: windowsNetworks.asked });
}

/** Where what is asked depends on the active mode, and that is not known. */
export const MODE_UNKNOWN: FailureKind<{ readonly asked: string; readonly isStopped: boolean }> = {
  code: 'mode-unknown',
  exit: EXIT.noAnswer,
  message: ({ asked, isStopped }) =>
    isStopped ? 'WSL is not running.' : `Could not get the active networking mode from ${asked}.`,
  hint: ({ isStopped }) => (isStopped ? 'Start it first: wsl' : 'To find the cause: wslnet doctor'),
};

function modeOf({ mode }: ReachView): string {
  if (mode.known) return mode.value;
  throw new Failure(MODE_UNKNOWN, { asked: mode.asked, isStopped: mode.why === 'not-running' });
}

function required(fact: Fact<string>, whose: string): string {
  if (!fact.known) throw new Failure(ADDRESS_UNKNOWN, { whose, asked: fact.asked });
  return fact.value;
}

/**
 * Why a port does not answer, or may not, by the address of {@link addressOf}: a sentence, null where nothing is wrong.
 * @throws Failure those of {@link addressOf}
 */
export function addressProblem(target: Target, port: Port, view: AddressView): string | null {
  const here = view.place === 'windows' ? 'windows' : 'linux';
  const side = target === 'lan' ? (linuxListeners(view, port).length > 0 ? 'linux' : 'windows') : target;
  const fact = side === 'linux' ? view.facts.linuxListeners : view.facts.windowsListeners;
  if (!fact.known) return null;
  const row = portRows(view).find((one) => isOn(one, port, side));
  const place = side === 'linux' ? 'in Linux' : 'on Windows';
  if (!row) {
    const nowhere = target === 'lan' ? 'in Linux or on Windows' : place;
    return `Nothing listens on port ${portText(port)} ${nowhere}.`;
  }
  const who = target === 'lan' ? 'lan' : here;
  // By an address nobody hears who listens on localhost, even if localhost leads there.
  const isByAddress = target !== 'lan' && !isLoopback(addressOf(target, view));
  const isDeaf = isByAddress && row[side].every(({ address }) => isLoopback(address));
  const { answer, because } = isDeaf
    ? ({ answer: 'no', because: { code: 'loopback-only', side } } as const)
    : row.reach[who];
  if (answer === 'yes') return null;
  const [listener] = side === 'linux' ? row.linux : ownListeners(view, port);
  const what = `Port ${portText(port)} ${place}${listener?.program ? ` (${listener.program})` : ''}`;
  const why = reasonText(because, port);
  return answer === 'no'
    ? `${what} cannot be reached from ${FROM[who]}: ${why}.`
    : `${what} may not be reachable from ${FROM[who]}: ${why}.`;
}

const FROM = { windows: 'Windows', linux: 'Linux', lan: 'other devices' } as const;

function isOn(row: PortRow, { protocol, port }: Port, side: 'linux' | 'windows'): boolean {
  return row.protocol === protocol && row.port === port && row[side].length > 0;
}
