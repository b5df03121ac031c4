import { EXIT, Failure } from '../failure.ts';
import type { Port } from '../machine/facts.ts';
import { stepCommands } from '../machine/port-scripts.ts';
import { lanAddress } from '../reach/address.ts';
import { parsePort, parseRange, portText, ruleName } from '../reach/addresses.ts';
import { type OpenRequest, type PortPlan, planOpen } from '../reach/rules.ts';
import type { Channel } from '../text/colors.ts';
import { printable } from '../text/printable.ts';
import { qrCode } from '../text/qr.ts';
import { wrap } from '../text/wrap.ts';
import { confirm, requireAnswer } from './context.ts';
import { defineCommand, flag, operands, text } from './define.ts';
import { commandList, openedPort } from './port-shapes.ts';
import { type ReachSight, viewReach } from './reach-view.ts';

export default defineCommand({
  summary: 'open a port in Linux to the local network',
  details: [
    'By default devices of the local network may come in, on networks that Windows calls private. Windows asks once for administrator rights; the commands are shown before. wslnet close takes it back.',
  ],
  operands: { ports: operands('port', 'such as 3000, or 5000/udp') },
  options: {
    public: flag('also on networks that Windows does not call private'),
    from: text('address', 'only from this address, subnet or range; any: from everywhere'),
    qr: flag('show the address as a QR code too'),
  },
  examples: [
    'wslnet open 3000',
    'wslnet open 3000 --qr',
    'wslnet open 5432 --from 192.168.1.7',
    'wslnet open 3000 --dry-run',
  ],
  json: (z) =>
    z.strictObject({
      changed: z.boolean().check(z.describe('Whether Windows is, or with --dry-run would be, set up differently.')),
      dryRun: z.boolean(),
      mode: z.string().check(z.describe('The active mode.')),
      ports: z.array(openedPort(z)),
      commands: commandList(z),
    }),
  async run(options, context) {
    if (options.ports.length > MOST_PORTS) {
      const message = `${options.ports.length} ports are too many for one question of Windows.`;
      throw new Failure('bad-usage', { message, hint: `Open at most ${MOST_PORTS} at a time.` });
    }
    const request: OpenRequest = {
      ports: options.ports.map(requirePort),
      isPublic: options.public,
      from: readFrom(options.from),
    };
    const view = await viewReach(options, context);
    const plans = planOpen(view, request);
    const steps = plans.flatMap((plan) => plan.steps);
    const commands = steps.flatMap(stepCommands);
    const isDryRun = options.dryRun === true;
    const say = (line: string, style = context.err.colors) => {
      if (!options.quiet) for (const part of wrap(line, context.err.width)) context.err.write(`${style(part)}\n`);
    };

    if (steps.length > 0 && !isDryRun) {
      requireAnswer(options, context, 'open');
      say(intro(plans, view));
      sayCommands(commands, options.quiet === true, context.err);
      if (!(await confirm('Windows will ask for administrator rights. Continue? [y/N] ', options, context))) {
        throw new Failure('administrator-declined', {});
      }
      await context.machine.changePorts(steps);
    }
    const address = addressToType(view);
    if (options.json) {
      context.printJson({
        changed: steps.length > 0,
        dryRun: isDryRun,
        mode: view.mode.known ? view.mode.value : '',
        ports: plans.map((plan) => ({ ...portJson(plan), url: urlOf(plan.port, address) })),
        commands,
      });
      return EXIT.done;
    }
    if (isDryRun) {
      for (const command of commands) context.out.write(`${command}\n`);
      if (commands.length === 0) say(unchanged(plans, view));
    } else {
      say(steps.length > 0 ? done(plans, request, view) : unchanged(plans, view), context.err.colors.green);
      for (const { port } of plans) {
        const url = urlOf(port, address);
        if (url === null) continue;
        context.out.write(`${url}\n`);
        if (options.qr) context.out.write(await qrCode(url));
      }
    }
    for (const { warnings } of plans)
      for (const { message } of warnings) say(`! ${printable(message)}`, context.err.colors.yellow);
    return EXIT.done;
  },
});

/** What is handed to Windows for them has to fit on one command line. */
const MOST_PORTS = 10;

/** @throws Failure `bad-port` */
export function requirePort(word: string): Port {
  const port = parsePort(word);
  if (!port) throw new Failure('bad-port', { word });
  return port;
}

function readFrom(word: string | undefined): OpenRequest['from'] {
  if (word === undefined) return null;
  if (word.toLowerCase() === 'any') return 'any';
  const range = parseRange(word);
  if (!range) throw new Failure('bad-range', { word });
  return range;
}

/** Each command on a line of its own, however long, so that it can be copied. */
export function sayCommands(commands: readonly string[], isQuiet: boolean, err: Channel): void {
  if (isQuiet) return;
  err.write(`\n${commands.map((command) => `  ${err.colors.bold(command)}\n`).join('')}\n`);
}

function portJson({ port, steps, isRenewal, warnings }: PortPlan) {
  return {
    port: port.port,
    protocol: port.protocol,
    changed: steps.length > 0,
    renewed: isRenewal,
    rule: ruleName(port),
    warnings: warnings.map(({ code, message }) => ({ code, message })),
  };
}

/** Null while it is not known; then the port is open all the same. */
function addressToType(view: ReachSight): string | null {
  try {
    return lanAddress(view);
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

function urlOf({ protocol, port }: Port, address: string | null): string | null {
  if (address === null) return null;
  return protocol === 'tcp' ? `http://${address}:${port}` : `${address}:${port}`;
}

/** `Port 3000`, `Ports 3000 and 8080`. */
export function portsText(ports: readonly Port[]): string {
  const names = ports.map(portText);
  const list = names.length < 3 ? names.join(' and ') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return `${names.length === 1 ? 'Port' : 'Ports'} ${list}`;
}

function intro(plans: readonly PortPlan[], { mode }: ReachSight): string {
  const ports = portsText(plans.filter(({ steps }) => steps.length > 0).map(({ port }) => port));
  const name = mode.known ? mode.value : 'this';
  return `To let other devices reach ${ports.toLowerCase()} in Linux in ${name} mode, Windows has to run this as administrator:`;
}

function done(plans: readonly PortPlan[], { isPublic, from }: OpenRequest, { mode }: ReachSight): string {
  if (mode.known && mode.value === 'bridged') return unchanged(plans, { mode });
  const verb = plans.length === 1 ? 'is' : 'are';
  const who = from === null ? 'the local subnet' : from === 'any' ? 'every address' : from;
  const where = isPublic ? 'all networks' : 'private networks';
  return `${portsText(plans.map(({ port }) => port))} ${verb} open to ${who} on ${where}. wslnet close takes it back.`;
}

function unchanged(plans: readonly PortPlan[], { mode }: Pick<ReachSight, 'mode'>): string {
  const ports = portsText(plans.map(({ port }) => port));
  if (mode.known && mode.value === 'bridged') {
    return 'In bridged mode Linux is on the local network itself. There is nothing to open on Windows.';
  }
  return `${ports} ${plans.length === 1 ? 'is' : 'are'} open already; nothing to change.`;
}
