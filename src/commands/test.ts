import { type ExplainedMode, MODE_FACTS } from '../explain/modes.ts';
import { EXIT, type ExitCode, Failure } from '../failure.ts';
import type { Port } from '../machine/facts.ts';
import { lanAddress } from '../reach/address.ts';
import { awaitVisitor, type LanPage, lanBlocked, lanReach, portToTry, visitResult } from '../reach/lan-visit.ts';
import {
  type Bench,
  type Leg,
  type Outcome,
  openBench,
  type Situation,
  seconds,
  type Target,
  type Trouble,
} from '../reach/leg.ts';
import { portLegs } from '../reach/port-legs.ts';
import { hasFailed, LEGS, type LegResult, runLegs } from '../reach/run-legs.ts';
import { outcomeText, testScreen } from '../reach/screen.ts';
import { progressOn } from '../text/progress.ts';
import { qrCode } from '../text/qr.ts';
import type { CommonOptions, Context } from './context.ts';
import { defineCommand, flag, optionalOperand, text } from './define.ts';
import { lookAround } from './look.ts';
import { requirePort } from './open.ts';
import { viewReach } from './reach-view.ts';
import { shape } from './shapes.ts';

/** What `--json` prints. */
interface Members {
  readonly mode: string | null;
  readonly works: boolean;
  readonly ms: number;
  readonly legs: readonly {
    readonly id: string;
    readonly title: string;
    readonly state: Outcome['state'];
    readonly ms: number | null;
    readonly took: number;
    readonly reason: string | null;
    readonly trouble: Trouble | null;
  }[];
}

/** When all of a test is over, in milliseconds, whatever hangs. */
const TIME_LIMIT = 13_000;

const LAYERS = ['DNS', 'routing', 'firewall', 'localhost', 'packet size', 'proxy', 'program', 'Windows'] as const;

const legShape = shape((z) =>
  z.strictObject({
    id: z.string().check(z.describe('Stable.')),
    title: z.string(),
    state: z.enum(['works', 'fails', 'not-promised', 'unknown']),
    ms: z.nullable(z.int()).check(z.describe('How long it took to connect or to get the answer; null if untimed.')),
    took: z.int().check(z.describe('How long it took to try, in milliseconds.')),
    reason: z.nullable(z.string()).check(z.describe('Why it is not promised or unknown, or a note; null for none.')),
    trouble: z
      .nullable(
        z.strictObject({
          cause: z.string().check(z.describe('Stable.')),
          layer: z.enum(LAYERS),
          seen: z.string(),
          steps: z.array(z.strictObject({ text: z.string(), command: z.nullable(z.string()) })),
        }),
      )
      .check(z.describe('Why it fails, or what is wrong although it works; null for nothing.')),
  }),
);

export default defineCommand({
  summary: 'try what works right now, path by path',
  details: [
    'Connects from Linux and from Windows to each other, to the internet and to what you name, and says which layer fails. It contacts www.msftconnecttest.com, as Windows itself does, and a public name server. It takes a few seconds and needs no administrator.',
  ],
  operands: { port: optionalOperand('port', 'only who gets to this port, and what is in the way') },
  options: {
    target: text('host:port', 'try to reach this too, behind a VPN for example, from both sides'),
    lan: flag('let a phone or another computer try to reach Linux; shows the address as a QR code'),
    wait: text('seconds', 'with --lan, how long to wait for it (120)'),
    start: flag('start WSL where it is not running'),
  },
  examples: ['wslnet test', 'wslnet test 3000', 'wslnet test --lan', 'wslnet test --target git.example.com:443'],
  json: (z) =>
    z.strictObject({
      mode: z.nullable(z.string()).check(z.describe('The active mode; null where it is not known.')),
      works: z.boolean().check(z.describe('Whether nothing failed that the mode promises.')),
      ms: z.int().check(z.describe('How long all of it took.')),
      legs: z.array(legShape(z)),
    }),
  async run(options, context) {
    const port = options.port === undefined ? null : requireTcpPort(options.port);
    const target = options.target === undefined ? null : parseTarget(options.target);
    const wait = requireSeconds(options.wait ?? '120');
    const began = performance.now();
    await requireWsl(options, context);
    if (options.lan) return await testLan(port?.port ?? null, wait, options, context);
    const ends = await context.machine.openEnds();
    try {
      const [situation, legs] = port
        ? await lookAtPort(port, options, context)
        : [await findSituation(options, context, target), LEGS.filter(({ id }) => id !== 'target' || target !== null)];
      const bench = openBench(ends, situation);
      // A look at ports has a time of its own.
      const start = port ? performance.now() : began;
      const results = await tryAll(legs, bench, start + TIME_LIMIT, options, context);
      const ms = Math.round(performance.now() - began);
      if (options.json) {
        context.printJson({ mode: bench.mode, works: !hasFailed(results), ms, legs: results.map(legJson) });
      } else {
        const picture = {
          results,
          mode: bench.mode,
          windowsAddress: await addressOfWindows(bench),
          target: options.target ?? null,
          ms,
        };
        context.out.write(
          testScreen(picture, context.out, { isVerbose: options.verbose ?? false, isQuiet: options.quiet ?? false }),
        );
      }
      return exitCodeOf(results);
    } finally {
      await ends.close();
    }
  },
});

/** Lets another device come. @param port null for one that suits @param wait milliseconds */
async function testLan(
  port: number | null,
  wait: number,
  options: CommonOptions,
  context: Context<Members>,
): Promise<ExitCode> {
  const began = performance.now();
  const view = await viewReach(options, context);
  const address = lanAddress(view);
  const mode = view.mode.known ? view.mode.value : null;
  const tried = port ?? portToTry(view);
  const outcome = await visitOutcome(lanReach(view, tried), { address, port: tried, mode: mode ?? 'unknown' });
  const leg: Leg = { id: 'lan', title: 'LAN to Linux', ability: null, attempt: async () => outcome };
  const ms = Math.round(performance.now() - began);
  const results = [{ leg, outcome, took: ms }];
  if (options.json) context.printJson({ mode, works: !hasFailed(results), ms, legs: results.map(legJson) });
  else context.out.write(outcomeText(outcome, context.out));
  return exitCodeOf(results);

  async function visitOutcome(reach: ReturnType<typeof lanReach>, page: Omit<LanPage, 'time'>): Promise<Outcome> {
    if (reach.answer === 'no') return lanBlocked(reach, page.port);
    const url = `http://${page.address}:${page.port}/`;
    const ends = await context.machine.openEnds();
    try {
      const visitor = await awaitVisitor(
        ends,
        { ...page, time: new Date() },
        async () => {
          context.err.write(`On a device in the same network, open ${url}\n\n${await qrCode(url)}\n`);
          context.err.write(`Waiting for it, ${seconds(wait)} at most. Ctrl-C ends this.\n`);
        },
        wait,
      );
      return visitResult(visitor, url, page.port, seconds(wait));
    } finally {
      await ends.close();
    }
  }
}

/** @throws Failure `no-wsl-here`, `wsl-not-running`, `wsl-no-answer` */
async function requireWsl({ start }: { readonly start: boolean }, { machine }: Context): Promise<void> {
  const place = await machine.place();
  if (place === 'wsl1' || place === 'wsl2') return;
  if (place !== 'windows') throw new Failure('no-wsl-here', {});
  const { distributions } = await machine.findFacts(['distributions'], null);
  const isRunning = distributions.known && distributions.value.some((each) => each.isRunning && each.version === 2);
  if (isRunning) return;
  if (!start) throw new Failure('wsl-not-running', {});
  await machine.startWsl();
}

async function findSituation(options: CommonOptions, context: Context, target: Target | null): Promise<Situation> {
  const { facts, file } = await lookAround(options, context, []);
  const mode = facts.activeMode.known ? facts.activeMode.value : null;
  const settings = file?.resolution.settings;
  return {
    mode,
    promises: mode !== null && mode in MODE_FACTS ? MODE_FACTS[mode as ExplainedMode].abilities : null,
    wsl: facts.wsl.known ? facts.wsl.value.wsl : null,
    localhostForwarding: settings?.localhostForwarding.value ?? null,
    dnsTunneling: settings?.dnsTunneling.value ?? null,
    target,
  };
}

async function lookAtPort(port: Port, options: CommonOptions, context: Context): Promise<[Situation, readonly Leg[]]> {
  const [view, { reservedPorts, wsl }] = await Promise.all([
    viewReach(options, context),
    context.machine.findFacts(['reservedPorts', 'wsl'], null),
  ]);
  const gateway = view.natGateway.known ? view.natGateway.value : null;
  const situation: Situation = {
    mode: view.mode.known ? view.mode.value : null,
    promises: null,
    wsl: wsl.known ? wsl.value.wsl : null,
    localhostForwarding: view.localhostForwarding,
    dnsTunneling: null,
    target: null,
  };
  return [situation, portLegs({ port, view, reservedPorts, gateway })];
}

/** @throws Failure `bad-port`, `bad-usage` for a port of UDP, which gives no sign of being reached */
function requireTcpPort(word: string): Port {
  const port = requirePort(word);
  if (port.protocol === 'tcp') return port;
  throw new Failure('bad-usage', { message: 'test tries ports of TCP only.', hint: `See wslnet ports ${word}` });
}

/** A number of seconds, as milliseconds. @throws Failure `bad-usage` */
function requireSeconds(word: string): number {
  const value = /^\d{1,4}$/.test(word) ? Number(word) : 0;
  if (value > 0 && value <= 3600) return value * 1000;
  throw new Failure('bad-usage', {
    message: `'${word}' is not a number of seconds.`,
    hint: '--wait takes a number from 1 to 3600.',
  });
}

async function tryAll(
  legs: readonly Leg[],
  bench: Bench,
  deadline: number,
  options: CommonOptions,
  { err }: Context,
): Promise<LegResult[]> {
  const progress = progressOn(err, options.quiet);
  return await runLegs(legs, bench, {
    deadline,
    onChange: (running, done) => {
      const titles = running.map(({ title }) => title).join(', ');
      progress.update(`Testing ${done + running.length} of ${legs.length}: ${titles}`);
    },
  }).finally(progress.end);
}

/** The address of Windows on the network that leads out; null where it is not known. */
async function addressOfWindows(bench: Bench): Promise<string | null> {
  const adapters = await bench.adapters();
  if (!adapters.known) return null;
  const outward = adapters.value.find(({ gateways }) => gateways.some((gateway) => gateway.includes('.')));
  return outward?.addresses.find((address) => address.includes('.')) ?? null;
}

function exitCodeOf(results: readonly LegResult[]): ExitCode {
  if (hasFailed(results)) return EXIT.no;
  return results.some(({ outcome }) => outcome.state === 'works') ? EXIT.done : EXIT.noAnswer;
}

function legJson({ leg: { id, title }, outcome, took }: LegResult): Members['legs'][number] {
  const nothing = { ms: null, reason: null, trouble: null };
  const shared = { id, title, state: outcome.state, took };
  switch (outcome.state) {
    case 'works':
      return { ...shared, ms: outcome.ms, reason: outcome.note, trouble: outcome.warning };
    case 'fails':
      return { ...shared, ...nothing, trouble: outcome.trouble };
    default:
      return { ...shared, ...nothing, reason: outcome.why };
  }
}

/** Reads `host:port`, with an IPv6 address in brackets. @throws Failure `bad-target` */
function parseTarget(word: string): Target {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(word) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined || host.startsWith('-') || port < 1 || port > 65535) throw new Failure('bad-target', { word });
  return { host, port };
}
