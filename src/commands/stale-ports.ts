import { CHECKS, examineMachine } from '../doctor/checks.ts';
import { findingLines } from '../doctor/screen.ts';
import { inputOf, type MachineView } from '../doctor/view.ts';
import type { Facts } from '../machine/facts.ts';
import { openedPorts } from '../reach/ports.ts';
import type { Context } from './context.ts';

const CHECK = CHECKS.filter(({ id }) => id === 'opened-ports');

/** What a restart of WSL does not change. Windows takes seconds to tell it. */
const LASTING_FACTS = ['windowsRules', 'hyperVRules', 'windowsNetworks'] as const;

type LastingFacts = Pick<Facts, (typeof LASTING_FACTS)[number]>;

/** Asks for what wslnet opened, while WSL restarts. */
export function askOpened({ machine }: Context): Promise<LastingFacts> {
  return machine.findFacts(LASTING_FACTS, null);
}

/** Says which ports were open before the restart and are not any more, with the command that opens them anew. */
export async function sayStalePorts(
  asked: Promise<LastingFacts>,
  view: MachineView<never>,
  { machine, err }: Context,
): Promise<void> {
  const lasting = await asked;
  if (openedPorts(lasting).length === 0) return;
  const now = await machine.findFacts(['activeMode', 'vmAddress', 'portProxies'], null);
  for (const finding of examineMachine(CHECK, inputOf(view), { ...lasting, ...now })) {
    if (finding.outcome === 'warning') err.write(`${findingLines(finding, err).join('\n')}\n`);
  }
}
