import { BAD_USAGE, EXIT, Failure } from '../failure.ts';
import type { Port } from '../machine/facts.ts';
import { stepCommands } from '../machine/port-scripts.ts';
import { portsText, requirePorts } from '../reach/notation.ts';
import { type ClosePlan, planClose } from '../reach/rules.ts';
import { wrapped } from '../text/wrap.ts';
import { anyOperands, defineCommand, flag } from './define.ts';
import { portNumber, protocol } from './json.ts';
import { viewReach } from './look.ts';
import { commandList, confirmSteps } from './open.ts';

export default defineCommand({
  summary: 'close ports that wslnet opened',
  details: ['It leaves rules and port proxies of other programs alone. Windows asks once for administrator rights.'],
  operands: { ports: anyOperands('port', 'such as 3000, or 5000/udp') },
  options: { all: flag('every port that wslnet opened') },
  examples: ['wslnet close 3000', 'wslnet close --all'],
  json: (z) =>
    z.strictObject({
      changed: z.boolean().check(z.describe('Whether Windows was (with --dry-run: would be) changed.')),
      dryRun: z.boolean(),
      ports: z.array(z.strictObject({ port: portNumber(z), protocol: protocol(z), changed: z.boolean() })),
      commands: commandList(z),
    }),
  async run(options, context) {
    const ports = requireWhich(options);
    const view = await viewReach(options, context);
    const plans = planClose(view, ports);
    const steps = plans.flatMap((plan) => plan.steps);
    const commands = steps.flatMap(stepCommands);
    const isDryRun = options.dryRun === true;
    const isAsked = steps.length > 0 && !isDryRun;
    const intro = `To close ${portsText(toClose(plans)).toLowerCase()}, Windows has to run this as administrator:`;
    const isDone = !isAsked || (await confirmSteps(intro, steps, options, context));
    if (isAsked && isDone) for (const part of partsOf(plans)) await context.machine.changePorts(part);
    if (options.json) {
      context.printJson({
        changed: isDone && steps.length > 0,
        dryRun: isDryRun,
        ports: plans.map((plan) => ({ ...plan.port, changed: isDone && plan.steps.length > 0 })),
        commands,
      });
    } else if (isDone) {
      if (isDryRun) for (const command of commands) context.out.write(`${command}\n`);
      const sentences = [isDryRun ? '' : closedText(toClose(plans)), untouchedText(plans)].filter(
        (text) => text !== '',
      );
      if (!options.quiet) for (const text of sentences) context.err.write(wrapped(text, context.err.width));
    }
    return isDone ? EXIT.done : EXIT.no;
  },
});

/** The ports that are named; null for all. @throws Failure `bad-usage`, `bad-port` */
function requireWhich({ all, ports }: { readonly all: boolean; readonly ports: readonly string[] }): Port[] | null {
  if (all === ports.length > 0) {
    const message = all ? '--all cannot be used together with ports.' : 'Say which ports to close, or add --all.';
    throw new Failure(BAD_USAGE, { message, hint: 'To see the open ports: wslnet ports' });
  }
  return all ? null : requirePorts(ports);
}

/** How many ports are closed by one question of Windows: what is handed over has to fit on one command line. */
const PORTS_AT_ONCE = 20;

function partsOf(plans: readonly ClosePlan[]): ClosePlan['steps'][] {
  const left = plans.filter(({ steps }) => steps.length > 0);
  const count = Math.ceil(left.length / PORTS_AT_ONCE);
  return Array.from({ length: count }, (_, index) =>
    left.slice(index * PORTS_AT_ONCE, (index + 1) * PORTS_AT_ONCE).flatMap(({ steps }) => steps),
  );
}

function toClose(plans: readonly ClosePlan[]): Port[] {
  return plans.flatMap(({ port, steps }) => (steps.length > 0 ? [port] : []));
}

/** What was closed; empty where nothing was. */
function closedText(ports: readonly Port[]): string {
  if (ports.length === 0) return '';
  return ports.length === 1 ? `${portsText(ports)} is closed again.` : `${portsText(ports)} are closed again.`;
}

/** What is left alone since wslnet did not open it; empty where there is nothing of the kind. */
function untouchedText(plans: readonly ClosePlan[]): string {
  if (plans.length === 0) return 'wslnet has not opened any ports; nothing to close.';
  const ports = plans.flatMap(({ port, steps }) => (steps.length > 0 ? [] : [port]));
  if (ports.length === 0) return '';
  return ports.length === 1
    ? `${portsText(ports)} was not opened by wslnet; nothing to close.`
    : `${portsText(ports)} were not opened by wslnet; nothing to close.`;
}
