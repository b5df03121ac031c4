import { unknownSentences } from '../doctor/facts.ts';
import { BAD_USAGE, EXIT, Failure, type FailureKind, quote } from '../failure.ts';
import type { Port } from '../machine/facts.ts';
import { type PortStep, stepCommands } from '../machine/port-scripts.ts';
import { lanAddress } from '../reach/address.ts';
import { isLoopback, parseRange, portsText, portText, requirePorts, ruleName } from '../reach/notation.ts';
import { type OpenRequest, type PortPlan, planOpen, type ReservedPorts } from '../reach/rules.ts';
import { printable } from '../text/printable.ts';
import { qrCode } from '../text/terminal.ts';
import { wrapped } from '../text/wrap.ts';
import {
  type CommonOptions,
  type Context,
  confirm,
  defineCommand,
  flag,
  operands,
  requireAnswer,
  text,
} from './define.ts';
import { portNumber, protocol, shape } from './json.ts';
import { type PortsView, viewReach } from './look.ts';

/** The commands of a document. */
export const commandList = shape((z) =>
  z.array(z.string()).check(z.describe('What runs as administrator in PowerShell, one command each.')),
);

/** A port that `open` was asked for. */
const openedPort = shape((z) =>
  z.strictObject({
    port: portNumber(z),
    protocol: protocol(z),
    changed: z.boolean(),
    renewed: z.boolean().check(z.describe('Whether it was open before in another way or for another network.')),
    rule: z.string().check(z.describe("The name of wslnet's rule.")),
    warnings: z
      .array(z.strictObject({ code: z.string().check(z.describe('Stable.')), message: z.string() }))
      .check(z.describe('Why it may still not be reachable.')),
    url: z.nullable(z.string()).check(z.describe('What to type on another device; null if the address is unknown.')),
  }),
);

export default defineCommand({
  summary: 'let other devices reach a port in Linux',
  details: [
    'By default, devices on the local network can connect, on networks that are private in Windows. wslnet shows the commands, then Windows asks once for administrator rights. To undo it: wslnet close',
  ],
  operands: { ports: operands('port', 'such as 3000, or 5000/udp') },
  options: {
    public: flag('also on public and domain networks'),
    from: text('address', 'only from this address, subnet or range; any: from anywhere'),
    qr: flag('also show the address as a QR code'),
  },
  examples: [
    'wslnet open 3000',
    'wslnet open 3000 --qr',
    'wslnet open 5432 --from 192.168.1.7',
    'wslnet open 3000 --dry-run',
  ],
  json: (z) =>
    z.strictObject({
      changed: z.boolean().check(z.describe('Whether Windows was (with --dry-run: would be) changed.')),
      dryRun: z.boolean(),
      mode: z.string().check(z.describe('The active mode.')),
      ports: z.array(openedPort(z)),
      commands: commandList(z),
    }),
  async run(options, context) {
    const request = readRequest(options);
    const [view, reserved] = await Promise.all([viewReach(options, context), findReserved(context)]);
    const plans = planOpen(view, request, reserved);
    const steps = plans.flatMap((plan) => plan.steps);
    const commands = steps.flatMap(stepCommands);
    const isDryRun = options.dryRun === true;
    const isAsked = steps.length > 0 && !isDryRun;
    const isDone = !isAsked || (await confirmSteps(intro(plans, view), steps, options, context));
    if (isAsked && isDone) await context.machine.changePorts(steps);
    if (options.json) {
      const address = addressToType(view);
      context.printJson({
        changed: isDone && steps.length > 0,
        dryRun: isDryRun,
        mode: view.mode.known ? view.mode.value : '',
        ports: plans.map((plan) => ({ ...portJson(plan, isDone), url: urlOf(plan.port, address) })),
        commands,
      });
    } else if (isDone) {
      if (isDryRun) tellCommands(commands, plans, view, options, context);
      else await tellOpened(plans, request, view, options, context);
      tellDoubts(plans, view, options, context);
    }
    return isDone ? EXIT.done : EXIT.no;
  },
});

async function findReserved({ machine }: Context<never>): Promise<ReservedPorts> {
  const { reservedPorts, reservedUdpPorts } = await machine.findFacts(['reservedPorts', 'reservedUdpPorts'], null);
  return {
    tcp: reservedPorts.known ? reservedPorts.value : [],
    udp: reservedUdpPorts.known ? reservedUdpPorts.value : [],
  };
}

/** @throws Failure `bad-usage` for too many ports, `bad-port`, `bad-range` */
function readRequest(options: {
  readonly ports: readonly string[];
  readonly public: boolean;
  readonly from: string | undefined;
}): OpenRequest {
  if (options.ports.length > MOST_PORTS) {
    const message = `${options.ports.length} ports are too many to open at once.`;
    throw new Failure(BAD_USAGE, { message, hint: `Open at most ${MOST_PORTS} at a time.` });
  }
  return { ports: requirePorts(options.ports), isPublic: options.public, from: readFrom(options.from) };
}

/** Says a sentence on standard error. */
function say(sentence: string, { quiet }: CommonOptions, { err }: Context<never>, style = err.colors): void {
  if (!quiet) err.write(wrapped(sentence, err.width, style));
}

/** What would be run, on standard output. */
function tellCommands(
  commands: readonly string[],
  plans: readonly PortPlan[],
  view: PortsView,
  options: CommonOptions,
  context: Context<never>,
): void {
  for (const command of commands) context.out.write(`${command}\n`);
  if (commands.length === 0) say(unchanged(plans, view), options, context);
}

/** What is open now, with the addresses to type on standard output. */
async function tellOpened(
  plans: readonly PortPlan[],
  request: OpenRequest,
  view: PortsView,
  options: CommonOptions & { readonly qr: boolean },
  context: Context<never>,
): Promise<void> {
  const isChanged = plans.some(({ steps }) => steps.length > 0);
  say(isChanged ? done(plans, request, view) : unchanged(plans, view), options, context, context.err.colors.green);
  const address = addressToType(view);
  for (const { port } of plans) {
    const url = urlOf(port, address);
    if (url === null) continue;
    context.out.write(`${url}\n`);
    if (options.qr) context.out.write(await qrCode(url));
  }
}

/** Why a port may be out of reach all the same, and what is not known of that. */
function tellDoubts(
  plans: readonly PortPlan[],
  view: PortsView,
  options: CommonOptions,
  context: Context<never>,
): void {
  const { yellow } = context.err.colors;
  for (const { message } of plans.flatMap(({ warnings }) => warnings)) {
    say(`! ${printable(message)}`, options, context, yellow);
  }
  const { linuxListeners, windowsListeners } = view.unknown;
  const unseen = { ...(linuxListeners && { linuxListeners }), ...(windowsListeners && { windowsListeners }) };
  for (const sentence of unknownSentences(unseen)) say(sentence, options, context);
}

/** What is handed to Windows for them has to fit on one command line. */
const MOST_PORTS = 10;

const BAD_RANGE: FailureKind<{ readonly word: string }> = {
  code: 'bad-range',
  exit: EXIT.usage,
  message: ({ word }) => `${quote(word)} is not an address, a subnet or a range.`,
  hint: () => 'Use 192.168.1.7, 192.168.1.0/24, 192.168.1.10-192.168.1.20, or any.',
  showsUsage: true,
};

function readFrom(word: string | undefined): OpenRequest['from'] {
  if (word === undefined) return null;
  if (word.toLowerCase() === 'any') return 'any';
  const range = parseRange(word);
  if (!range) throw new Failure(BAD_RANGE, { word });
  if (isLoopback(range)) {
    const message = `No other device has the address ${range}.`;
    throw new Failure(BAD_USAGE, { message, hint: 'Give an address of your network, such as 192.168.1.7.' });
  }
  return range;
}

function portJson({ port, steps, isRenewal, warnings }: PortPlan, isDone: boolean) {
  return {
    port: port.port,
    protocol: port.protocol,
    changed: isDone && steps.length > 0,
    renewed: isDone && isRenewal,
    rule: ruleName(port),
    warnings: warnings.map(({ code, message }) => ({ code, message })),
  };
}

/** Null while it is not known; then the port is open all the same. */
function addressToType(view: PortsView): string | null {
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

function intro(plans: readonly PortPlan[], { mode }: PortsView): string {
  const ports = portsText(plans.filter(({ steps }) => steps.length > 0).map(({ port }) => port));
  const place = mode.known && mode.value !== 'wsl1' ? `in Linux in ${mode.value} mode` : 'in WSL 1';
  return `To let other devices reach ${ports.toLowerCase()} ${place}, Windows has to run this as administrator:`;
}

function done(plans: readonly PortPlan[], { isPublic, from }: OpenRequest, { mode }: PortsView): string {
  if (mode.known && mode.value === 'bridged') return unchanged(plans, { mode });
  const who = from === null ? 'the local subnet' : from === 'any' ? 'every address' : from;
  const where = isPublic ? 'all networks' : 'private networks';
  const words = plans.map(({ port }) => portText(port)).join(' ');
  const ports = portsText(plans.map(({ port }) => port));
  return plans.length === 1
    ? `${ports} is open to ${who} on ${where}. To undo it: wslnet close ${words}`
    : `${ports} are open to ${who} on ${where}. To undo it: wslnet close ${words}`;
}

function unchanged(plans: readonly PortPlan[], { mode }: Pick<PortsView, 'mode'>): string {
  const ports = portsText(plans.map(({ port }) => port));
  if (mode.known && mode.value === 'bridged') {
    return 'Nothing to open: in bridged mode, Linux is on the local network itself.';
  }
  return plans.length === 1
    ? `${ports} is already open; nothing to change.`
    : `${ports} are already open; nothing to change.`;
}

/**
 * Shows what is to run as administrator, and asks whether it may. Each command has a line of its own, however long, so
 * that it can be copied.
 * @param intro what it is for
 * @throws Failure `needs-yes`
 */
export async function confirmSteps(
  intro: string,
  steps: readonly PortStep[],
  options: CommonOptions,
  context: Context,
): Promise<boolean> {
  const { err, command } = context;
  requireAnswer(options, context, command);
  if (!options.quiet) {
    const commands = steps.flatMap(stepCommands).map((line) => `  ${err.colors.bold(line)}\n`);
    err.write(`${wrapped(intro, err.width)}\n${commands.join('')}\n`);
  }
  const isAgreed = await confirm('Windows will ask for administrator rights. Continue? [y/N] ', options, context);
  if (!isAgreed && !options.quiet) err.write('Nothing was changed.\n');
  return isAgreed;
}
