import { BAD_USAGE, EXIT, Failure } from '../failure.ts';
import { stepCommands } from '../machine/port-scripts.ts';
import { portsText, requirePort } from '../reach/addresses.ts';
import { type ClosePlan, planClose } from '../reach/rules.ts';
import { wrapped } from '../text/wrap.ts';
import { anyOperands, defineCommand, flag } from './define.ts';
import { viewReach } from './look.ts';
import { commandList, confirmSteps } from './open.ts';
import { portNumber, protocol } from './shapes.ts';

export default defineCommand({
  summary: 'close ports that wslnet opened',
  details: ['It leaves rules and port proxies of other programs alone. Windows asks once for administrator rights.'],
  operands: { ports: anyOperands('port', 'such as 3000, or 5000/udp') },
  options: { all: flag('every port that wslnet opened') },
  examples: ['wslnet close 3000', 'wslnet close --all'],
  json: (z) =>
    z.strictObject({
      changed: z.boolean().check(z.describe('Whether Windows is, or with --dry-run would be, set up differently.')),
      dryRun: z.boolean(),
      ports: z.array(z.strictObject({ port: portNumber(z), protocol: protocol(z), changed: z.boolean() })),
      commands: commandList(z),
    }),
  async run(options, context) {
    if (options.all === options.ports.length > 0) {
      const message = options.all
        ? '--all cannot be used together with ports.'
        : 'Say which ports to close, or add --all.';
      throw new Failure(BAD_USAGE, { message, hint: 'To see the open ports: wslnet ports' });
    }
    const ports = options.all ? null : options.ports.map(requirePort);
    const view = await viewReach(options, context);
    const plans = planClose(view, ports);
    const steps = plans.flatMap((plan) => plan.steps);
    const commands = steps.flatMap(stepCommands);
    const isDryRun = options.dryRun === true;
    const say = (line: string) => {
      if (!options.quiet) context.err.write(wrapped(line, context.err.width));
    };

    let isDone = true;
    if (steps.length > 0 && !isDryRun) {
      const intro = `To close ${portsText(toClose(plans)).toLowerCase()}, Windows has to run this as administrator:`;
      isDone = await confirmSteps(intro, steps, options, context);
      if (isDone) for (const part of partsOf(plans)) await context.machine.changePorts(part);
    }
    if (options.json) {
      context.printJson({
        changed: isDone && steps.length > 0,
        dryRun: isDryRun,
        ports: plans.map((plan) => ({ ...plan.port, changed: isDone && plan.steps.length > 0 })),
        commands,
      });
      return isDone ? EXIT.done : EXIT.no;
    }
    if (!isDone) return EXIT.no;
    if (isDryRun) for (const command of commands) context.out.write(`${command}\n`);
    else if (steps.length > 0) say(closedText(toClose(plans)));
    const others = plans.flatMap(({ port, steps: own }) => (own.length > 0 ? [] : [port]));
    if (plans.length === 0) say('wslnet has not opened any ports; nothing to close.');
    else if (others.length > 0) say(notOurs(others));
    return EXIT.done;
  },
});

/** How many ports are closed by one question of Windows: what is handed over has to fit on one command line. */
const PORTS_AT_ONCE = 20;

function partsOf(plans: readonly ClosePlan[]): ClosePlan['steps'][] {
  const left = plans.filter(({ steps }) => steps.length > 0);
  const count = Math.ceil(left.length / PORTS_AT_ONCE);
  return Array.from({ length: count }, (_, index) =>
    left.slice(index * PORTS_AT_ONCE, (index + 1) * PORTS_AT_ONCE).flatMap(({ steps }) => steps),
  );
}

function toClose(plans: readonly ClosePlan[]): ClosePlan['port'][] {
  return plans.flatMap(({ port, steps }) => (steps.length > 0 ? [port] : []));
}

function closedText(ports: readonly ClosePlan['port'][]): string {
  return ports.length === 1 ? `${portsText(ports)} is closed again.` : `${portsText(ports)} are closed again.`;
}

function notOurs(ports: readonly ClosePlan['port'][]): string {
  return ports.length === 1
    ? `${portsText(ports)} was not opened by wslnet; nothing to close.`
    : `${portsText(ports)} were not opened by wslnet; nothing to close.`;
}
