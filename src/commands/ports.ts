import { unknownJson, unknownSentences } from '../doctor/facts.ts';
import { EXIT } from '../failure.ts';
import type { Listener, Port } from '../machine/facts.ts';
import { portText, requirePort } from '../reach/notation.ts';
import { type PortRow, portRows } from '../reach/ports.ts';
import { type ReachReason, reasonText } from '../reach/reasons.ts';
import { printable } from '../text/printable.ts';
import type { Channel } from '../text/terminal.ts';
import { displayWidth, wrap, wrapped } from '../text/wrap.ts';
import { defineCommand, optionalOperand } from './define.ts';
import { portNumber, protocol, shape } from './json.ts';
import { viewReach } from './look.ts';

const listenerList = shape((z) =>
  z.array(
    z.strictObject({
      address: z.string(),
      program: z.nullable(z.string()).check(z.describe('Null if the system does not tell this user.')),
    }),
  ),
);

const reachAnswer = shape((z) =>
  z
    .strictObject({
      answer: z.enum(['yes', 'no', 'unknown'] satisfies PortRow['reach']['lan']['answer'][]),
      code: z.string().check(z.describe('Why. Stable.')),
      because: z.string().check(z.describe('The same in words.')),
    })
    .check(z.meta({ id: 'reach' })),
);

/** A row of `ports`. */
const portRow = shape((z) =>
  z.strictObject({
    port: portNumber(z),
    protocol: protocol(z),
    linux: listenerList(z),
    windows: listenerList(z),
    portproxy: z
      .nullable(
        z.strictObject({
          listenAddress: z.string(),
          listenPort: portNumber(z),
          connectAddress: z.string(),
          connectPort: portNumber(z),
        }),
      )
      .check(z.describe('Where Windows forwards this port.')),
    reach: z.strictObject({ linux: reachAnswer(z), windows: reachAnswer(z), lan: reachAnswer(z) }),
    stale: z
      .nullable(z.enum(['vm-address', 'network', 'mode'] satisfies NonNullable<PortRow['stale']>[]))
      .check(z.describe('Why it is no longer open; wslnet open renews it.')),
    openedBy: z.nullable(z.enum(['wslnet', 'other'])),
  }),
);

export default defineCommand({
  summary: 'show who listens on which port, and who can reach it',
  details: ['It changes nothing and needs no administrator rights.'],
  operands: { port: optionalOperand('port', 'show only this port') },
  examples: ['wslnet ports', 'wslnet ports 3000', 'wslnet ports --verbose'],
  json: (z) =>
    z.strictObject({
      mode: z.nullable(z.string()).check(z.describe('The active mode; null if unknown.')),
      ports: z.array(portRow(z)),
      unknown: z
        .array(z.strictObject({ fact: z.string(), reason: z.string() }))
        .check(z.describe('What is unknown, and why.')),
    }),
  async run(options, context) {
    const wanted = options.port === undefined ? null : requirePort(options.port);
    const isProtocolNamed = options.port?.includes('/') ?? false;
    const view = await viewReach(options, context);
    const rows = portRows(view).filter((row) => !wanted || isThat(row, wanted, isProtocolNamed));
    const isNothingKnown = !view.facts.linuxListeners.known && !view.facts.windowsListeners.known;
    const exit = isNothingKnown ? EXIT.noAnswer : EXIT.done;
    if (options.json) {
      const mode = view.mode.known ? view.mode.value : null;
      context.printJson({ mode, ports: rows.map(rowJson), unknown: unknownJson(view.unknown) });
      return exit;
    }
    const shown = wanted || options.verbose ? rows : rows.filter(isOfInterest);
    context.out.write(shown.length > 0 ? portTable(shown, context.out) : `${nothing(wanted)}\n`);
    const say = (line: string) => context.err.write(wrapped(line, context.err.width));
    if (options.quiet) return exit;
    const hidden = rows.length - shown.length;
    if (hidden > 0) say(hiddenText(hidden));
    for (const sentence of unknownSentences(view.unknown)) say(sentence);
    return exit;
  },
});

function isThat(row: PortRow, { protocol, port }: Port, isProtocolNamed: boolean): boolean {
  return row.port === port && (!isProtocolNamed || row.protocol === protocol);
}

/** What is left out because it is nobody's own. */
function hiddenText(count: number): string {
  return count === 1
    ? '1 more port is used by Windows or Linux itself. To list it: wslnet ports --verbose'
    : `${count} more ports are used by Windows and Linux themselves. To list them: wslnet ports --verbose`;
}

function nothing(port: Port | null): string {
  return port ? `Nothing listens on port ${portText(port)}, and no rule opens it.` : 'Nothing listens on any port.';
}

/** Programs of Windows itself. */
const SYSTEM_PROGRAMS = ['system', 'svchost', 'lsass', 'services', 'wininit', 'spoolsv', 'jhi_service', 'dashost'];

/** Where programs get a port that they did not ask for. */
const FIRST_DYNAMIC = 32768;

/** Whether a person would look for it: what neither system runs for itself, and all that somebody opened. */
function isOfInterest({ protocol, port, linux, windows, openedBy, stale, proxy }: PortRow): boolean {
  if (openedBy === 'wslnet' || stale !== null || proxy) return true;
  if (protocol === 'udp' && port >= FIRST_DYNAMIC) return false;
  if (linux.length > 0) return true;
  const isSystem = ({ program }: Listener) => program === null || SYSTEM_PROGRAMS.includes(program.toLowerCase());
  return protocol === 'tcp' && (windows.length === 0 || !windows.every(isSystem));
}

/** As `wslnet.ports/1` has it. */
function rowJson({ port, protocol, linux, windows, proxy, reach, stale, openedBy }: PortRow) {
  const one = { port, protocol };
  const listeners = (list: readonly Listener[]) => list.map(({ address, program }) => ({ address, program }));
  const say = ({ answer, because }: PortRow['reach']['lan']) => ({
    answer,
    code: because.code,
    because: reasonText(because, one),
  });
  return {
    ...one,
    linux: listeners(linux),
    windows: listeners(windows),
    portproxy: proxy,
    reach: { linux: say(reach.linux), windows: say(reach.windows), lan: say(reach.lan) },
    stale,
    openedBy,
  };
}

const HEAD = ['PORT', 'LINUX', 'WINDOWS', 'WHO CAN REACH IT'] as const;
const LAST = 'BECAUSE';
const GAP = '  ';

/** Narrower than this the last column goes below the others. */
const LEAST_WIDTH = 24;

/** The longest cell of a column, but for the last. */
const LONGEST_CELL = 24;

/** The table of `wslnet ports`; on a narrow terminal a paragraph for each port. */
export function portTable(rows: readonly PortRow[], { colors, width }: Pick<Channel, 'colors' | 'width'>): string {
  const cells = rows.map((row) => cellsOf(row).map((cell) => shorten(cell)));
  const widths = HEAD.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => displayWidth(row[column] ?? ''))),
  );
  const line = (row: readonly string[]) => row.map((cell, column) => pad(cell, widths[column] ?? 0)).join(GAP);
  const used = widths.reduce((sum, one) => sum + one + GAP.length, 0);
  const isBeside = width - used >= LEAST_WIDTH;
  const isTable = used - GAP.length <= width;
  const indent = ' '.repeat(isBeside ? used : 4);
  const head = isBeside ? `${line(HEAD)}${GAP}${LAST}` : line(HEAD).trimEnd();
  const body = rows.flatMap((row, index) => {
    const style = row.stale ? colors.yellow : colors;
    const taken = new Set(rows.flatMap((one) => (one.windows.length > 0 ? [portText(one)] : [])));
    const because = wrap(becauseText(row, !taken.has(portText(row))), width - indent.length).filter(
      (part) => part !== '',
    );
    const below = because.map((part) => indent + style(part));
    const own = cells[index] ?? [];
    if (!isTable) return [...paragraph(own), ...below];
    if (!isBeside) return [line(own).trimEnd(), ...below];
    const [first, ...rest] = because;
    const whole = first === undefined ? line(own).trimEnd() : `${line(own)}${GAP}${style(first)}`;
    return [whole, ...rest.map((part) => indent + style(part))];
  });
  return [...(isTable ? [colors.bold(head)] : []), ...body].map((text) => `${text}\n`).join('');
}

/** `3000  node 0.0.0.0 in Linux`, and below who can reach it. */
function paragraph([port = '', linux = '', windows = '', who = '']: readonly string[]): string[] {
  const places = [linux === '-' ? '' : `${linux} in Linux`, windows === '-' ? '' : `${windows} on Windows`];
  const where = places.filter((place) => place !== '').join(', ') || 'nobody listens';
  return [`${port}${GAP}${where}`, `    can be reached by ${who}`];
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - displayWidth(cell)));
}

function shorten(cell: string): string {
  return cell.length > LONGEST_CELL ? `${cell.slice(0, LONGEST_CELL - 3)}...` : cell;
}

function cellsOf({ linux, windows, proxy, reach, ...port }: PortRow): string[] {
  const windowsCell = windows.length > 0 ? listenerText(windows) : proxy ? 'portproxy' : '-';
  const order = windows.length > 0 ? (['windows', 'linux', 'lan'] as const) : (['linux', 'windows', 'lan'] as const);
  const who = order.flatMap((name) => {
    const { answer } = reach[name];
    return answer === 'no' ? [] : [answer === 'yes' ? NAMES[name] : `${NAMES[name]}?`];
  });
  return [portText(port), listenerText(linux), windowsCell, who.join(', ') || 'nobody'];
}

const NAMES = { linux: 'Linux', windows: 'Windows', lan: 'LAN' } as const;

/** `node 0.0.0.0`: each program once, with the address that hears most. */
function listenerText(listeners: readonly Listener[]): string {
  if (listeners.length === 0) return '-';
  return [...groupByProgram(listeners)]
    .map(([program, addresses]) => {
      const wide = addresses.find((one) => one === '0.0.0.0') ?? addresses.find((one) => one === '::');
      return printable(`${program} ${wide ?? [...new Set(addresses)].join(',')}`.trim());
    })
    .join(', ');
}

function groupByProgram(listeners: readonly Listener[]): ReadonlyMap<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { program, address } of listeners) {
    groups.set(program ?? '', [...(groups.get(program ?? '') ?? []), address]);
  }
  return groups;
}

/** What lets the network in, and what keeps whoever is kept out; those with one reason together. */
function becauseText(row: PortRow, isFree: boolean): string {
  const { reach, linux, windows, openedBy } = row;
  const reasons = new Map<string, string[]>();
  for (const name of ['linux', 'windows', 'lan'] as const) {
    if (reach[name].answer === 'yes') continue;
    const text = reasonWithCure(reach[name].because, row, isFree);
    reasons.set(text, [...(reasons.get(text) ?? []), NAMES[name]]);
  }
  const parts = [...reasons].map(([text, names]) => (names.length === 3 ? text : `${names.join(', ')}: ${text}`));
  if (reach.lan.answer === 'yes') parts.unshift(reasonText(reach.lan.because, row));
  if (openedBy === 'wslnet' && linux.length + windows.length === 0) {
    parts.push(`opened by wslnet (wslnet close ${portText(row)})`);
  }
  return parts.join('; ');
}

/** With the command that lets the network in to Linux, where one does: while Windows has no listener there itself. */
function reasonWithCure(reason: ReachReason, row: PortRow, isFree: boolean): string {
  const text = reasonText(reason, row);
  const isCurable =
    ['blocked-by-default', 'no-portproxy', 'portproxy-without-rule'].includes(reason.code) ||
    (reason.code === 'portproxy-in-the-way' && row.openedBy === 'wslnet');
  return isCurable && isFree ? `${text} (wslnet open ${portText(row)})` : text;
}
