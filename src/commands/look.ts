import { hasSameBytes } from '../change/commit.ts';
import { type OpenFile, openForReading } from '../change/open-file.ts';
import { type Found, type MachineView, viewMachine } from '../doctor/view.ts';
import { EXIT, Failure, type FailureKind } from '../failure.ts';
import { type FactName, type Facts, known, type Place, unknown } from '../machine/facts.ts';
import type { AddressView, Target } from '../reach/address.ts';
import { PORT_FACTS } from '../reach/ports.ts';
import type { ResolvedSettings } from '../settings/resolve.ts';
import { progressOn } from '../text/terminal.ts';
import type { CommonOptions, Context } from './define.ts';

/**
 * Looks at the file that the options name, or else the one WSL reads, and at the machine. That there is no such file,
 * or that it cannot be read, is a part of the answer.
 * @param names facts to find besides those that every look needs
 * @param onFound called as each fact is found, with those that are still asked for
 * @param powershellTimeout in milliseconds
 */
export async function lookAround<N extends FactName>(
  options: CommonOptions,
  context: Context,
  names: readonly N[],
  onFound?: (waitingFor: readonly FactName[]) => void,
  powershellTimeout?: number,
): Promise<MachineView<N>> {
  return await viewMachine(context.machine, await findFile(options, context), names, onFound, powershellTimeout);
}

async function findFile(options: CommonOptions, context: Context): Promise<Found> {
  const isNamed = options.file !== undefined;
  try {
    const file = await openForReading(options, context);
    return { file, absence: null, isNamed, isOther: isNamed && (await isOther(file, context)) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { file: null, absence: error, isNamed };
  }
}

/** Whether WSL reads something else than what is in a file; false where it is not known what WSL reads. */
async function isOther({ snapshot }: OpenFile, { machine }: Context): Promise<boolean> {
  try {
    const { path } = await machine.locate();
    return !hasSameBytes((await machine.read(path)).bytes, snapshot.bytes);
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

/** What commands about ports look at. */
export interface PortsView extends AddressView {
  /** What could not be found out, for the `unknown` member and its sentences. */
  readonly unknown: Partial<Facts>;
  /** The mode that the file leads to; null where there is no file, or where it was not read. */
  readonly expected: string | null;
}

const FACTS = [...PORT_FACTS, 'natGateway', 'activeMode'] as const;

type ReachFacts = Pick<Facts, (typeof FACTS)[number]>;

/**
 * Looks at the machine's ports. It takes seconds, for Windows' firewall is slow to tell.
 * @param powershellTimeout in milliseconds
 * @throws Failure `no-wsl-here` where there is neither Windows nor WSL
 */
export async function viewReach(
  options: CommonOptions,
  context: Context,
  powershellTimeout?: number,
): Promise<PortsView> {
  const place = await requirePlace(context);
  const progress = progressOn(context.err, options.quiet);
  const tell = (waiting: readonly FactName[]) =>
    progress.update(`Looking at ports and firewalls (${waiting.length} left)`);
  const view = await lookAround(options, context, FACTS, tell, powershellTimeout).finally(progress.end);
  return portsViewOf(place, view.facts, view.file?.resolution.settings);
}

/**
 * Looks at what addresses alone depend on, which is told at once, but for the networks of Windows. What nobody needs is
 * not asked for, and counts as unknown.
 * @throws Failure `no-wsl-here`
 */
export async function viewAddresses(
  targets: readonly Target[],
  options: CommonOptions,
  context: Context,
): Promise<PortsView> {
  const place = await requirePlace(context);
  const names = new Set<FactName>(['activeMode']);
  if (targets.includes('lan')) names.add('windowsNetworks').add('vmAddress');
  if (place === 'windows' && targets.includes('linux')) {
    const { facts, file } = await lookAround(options, context, [...names, 'vmAddress']);
    return portsViewOf(place, { ...NOT_ASKED, ...facts }, file?.resolution.settings);
  }
  if (place !== 'windows' && targets.includes('windows')) names.add('natGateway');
  const facts: Partial<Facts> = await context.machine.findFacts([...names], null);
  const isBridged = facts.activeMode?.known && facts.activeMode.value === 'bridged';
  const more = isBridged ? await context.machine.findFacts(['windowsNetworks'], null) : {};
  return portsViewOf(place, { ...NOT_ASKED, ...facts, ...more }, undefined);
}

const NOT_ASKED = Object.fromEntries(
  FACTS.map((name) => [name, unknown('not-here', 'Windows')]),
) as unknown as ReachFacts;

/** Of commands that need Windows or a distribution. */
export const NO_WSL_HERE: FailureKind = {
  code: 'no-wsl-here',
  exit: EXIT.noAnswer,
  message: () => 'This is neither Windows nor a WSL distribution.',
  hint: () => 'Run it on Windows, or in WSL.',
};

async function requirePlace({ machine }: Context): Promise<Place> {
  const place = await machine.place();
  if (!['windows', 'wsl1', 'wsl2'].includes(place)) throw new Failure(NO_WSL_HERE, {});
  return place;
}

/** @param settings as the file leads to them; the defaults where there is none */
function portsViewOf(place: Place, facts: ReachFacts, settings: ResolvedSettings | undefined): PortsView {
  const asked = [...PORT_FACTS, 'activeMode'] as const;
  return {
    place,
    mode: place === 'wsl1' ? known('wsl1') : facts.activeMode,
    ignoredPorts: settings?.ignoredPorts.value ?? [],
    localhostForwarding: settings?.localhostForwarding.value ?? true,
    facts,
    natGateway: facts.natGateway,
    expected: settings?.networkingMode.value ?? null,
    unknown: Object.fromEntries(asked.flatMap((name) => (facts[name].known ? [] : [[name, facts[name]]]))),
  };
}
