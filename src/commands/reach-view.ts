import { Failure } from '../failure.ts';
import { known } from '../machine/facts.ts';
import type { AddressView } from '../reach/address.ts';
import { PORT_FACTS } from '../reach/ports.ts';
import { progressOn } from '../text/progress.ts';
import type { CommonOptions, Context } from './context.ts';
import { lookAround } from './look.ts';

/** What commands about ports look at. */
export interface ReachSight extends AddressView {
  /** What could not be found out, for the `unknown` member and its sentences. */
  readonly unknown: Partial<Awaited<ReturnType<Context['machine']['findFacts']>>>;
  /** The mode that the file leads to; null where there is no file. */
  readonly expected: string | null;
}

/**
 * Looks at the machine's ports. It takes seconds, for Windows' firewall is slow to tell.
 * @throws Failure `no-wsl-here` where there is neither Windows nor WSL
 */
export async function viewReach(options: CommonOptions, context: Context): Promise<ReachSight> {
  const place = await context.machine.place();
  if (!['windows', 'wsl1', 'wsl2'].includes(place)) throw new Failure('no-wsl-here', {});
  const progress = progressOn(context.err, options.quiet);
  const names = [...PORT_FACTS, 'natGateway'] as const;
  const view = await lookAround(options, context, names, (waiting) =>
    progress.update(`Looking at ports and firewalls (${waiting.length} left)`),
  ).finally(progress.end);
  const settings = view.file?.resolution.settings;
  const { facts } = view;
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
