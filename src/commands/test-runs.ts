import { locateFile } from '../change/open-file.ts';
import { planChanges } from '../change/plan.ts';
import { type ExplainedMode, MODE_FACTS } from '../explain/modes.ts';
import { EXIT, Failure, type FailureKind } from '../failure.ts';
import type { Port } from '../machine/facts.ts';
import { INTERRUPTED } from '../machine/machine.ts';
import { lanAddress } from '../reach/address.ts';
import {
  awaitVisitor,
  type LanPage,
  lanBlocked,
  lanReach,
  otherNetworks,
  pageUrl,
  portToTry,
  visitResult,
} from '../reach/lan-visit.ts';
import {
  type Bench,
  type Leg,
  type LegResult,
  type Outcome,
  openBench,
  type Situation,
  seconds,
  type Target,
} from '../reach/leg.ts';
import { type ModeTrial, type TriableMode, trialTable, tryModes } from '../reach/mode-trial.ts';
import { targetText } from '../reach/notation.ts';
import { portLegs } from '../reach/port-legs.ts';
import type { ReachView } from '../reach/ports.ts';
import { LEGS, type LiveLegs, runLegs, showLegs } from '../reach/run-legs.ts';
import { outcomeText, testScreen } from '../reach/screen.ts';
import { requireSetting } from '../settings/catalogue.ts';
import { Document } from '../settings/document.ts';
import { printable } from '../text/printable.ts';
import { type Channel, progressOn, qrCode } from '../text/terminal.ts';
import { type CommonOptions, type Context, confirm, requireAnswer } from './define.ts';
import { lookAround, viewReach } from './look.ts';

/** What `wslnet test` was asked for. */
export interface TestOptions extends CommonOptions {
  readonly port: Port | null;
  readonly target: Target | null;
  readonly lan: boolean;
  /** How long to wait for another device, in milliseconds. */
  readonly wait: number;
  readonly modes: readonly TriableMode[] | null;
}

/** What came of it. */
export interface Tested {
  /** The active mode; null where it is not known. */
  readonly mode: string | null;
  readonly results: readonly LegResult[];
  /** By mode, where several were tried. */
  readonly trials: readonly ModeTrial[] | null;
  /** @param ms how long all of it took */
  readonly text: (channel: Channel, ms: number) => string;
}

/** When all of a test is over, in milliseconds, whatever hangs. */
const TIME_LIMIT = 13_000;

/** How much of it PowerShell may take to tell of ports and firewalls. */
const POWERSHELL_TIMEOUT = 9_000;

/** Tries every path. */
export async function testPaths(
  options: CommonOptions & { readonly target?: Target | null },
  context: Context,
): Promise<Tested> {
  const deadline = performance.now() + TIME_LIMIT;
  const { target = null } = options;
  const legs = LEGS.filter(({ id }) => id !== 'target' || target !== null);
  const live = showLegs(legs, context.err, options.quiet);
  // Windows' end takes long to start: it does so while the machine is looked at.
  return await onBench(context, async (open) => {
    const bench = open(await findSituation(options, context, target));
    return await tryAll(legs, bench, deadline, live, options);
  }).finally(live.end);
}

/** Tries the paths to one port. */
export async function testPort(port: Port, options: TestOptions, context: Context): Promise<Tested> {
  const deadline = performance.now() + TIME_LIMIT;
  return await onBench(context, async (open) => {
    const [situation, legs] = await lookAtPort(port, options, context);
    const live = showLegs(legs, context.err, options.quiet);
    return await tryAll(legs, open(situation), deadline, live, options);
  });
}

async function onBench(
  { machine }: Context,
  work: (open: (situation: Situation) => Bench) => Promise<Tested>,
): Promise<Tested> {
  const ends = await machine.openEnds();
  try {
    return await work((situation) => openBench(ends, situation));
  } finally {
    await ends.close();
  }
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
    viewReach(options, context, POWERSHELL_TIMEOUT),
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

async function tryAll(
  legs: readonly Leg[],
  bench: Bench,
  deadline: number,
  live: LiveLegs,
  options: CommonOptions,
): Promise<Tested> {
  const results = await runLegs(legs, bench, { deadline, onChange: live.update }).finally(live.end);
  const { mode, target } = bench;
  const windowsAddress = await addressOfWindows(bench);
  const shown = target && targetText(target);
  const how = { isVerbose: options.verbose ?? false, isQuiet: options.quiet ?? false };
  const text = (channel: Channel, ms: number) =>
    testScreen({ results, mode, windowsAddress, target: shown, ms }, channel, how);
  return { mode, results, trials: null, text };
}

/** The address of Windows on the network that leads out; null where it is not known. */
async function addressOfWindows(bench: Bench): Promise<string | null> {
  const adapters = await bench.adapters();
  if (!adapters.known) return null;
  const outward = adapters.value.find(({ gateways }) => gateways.some((gateway) => gateway.includes('.')));
  return outward?.addresses.find((address) => address.includes('.')) ?? null;
}

/** Lets another device come. */
export async function testLan(options: TestOptions, context: Context): Promise<Tested> {
  const began = performance.now();
  const view = await viewReach(options, context, POWERSHELL_TIMEOUT);
  const address = lanAddress(view);
  const mode = view.mode.known ? view.mode.value : null;
  const port = options.port?.port ?? portToTry(view);
  const reach = lanReach(view, port);
  const page = { address, port, mode, time: new Date() };
  const outcome = reach.answer === 'no' ? lanBlocked(reach, port) : await receive(page, view, options.wait, context);
  const leg: Leg = { id: 'lan', title: 'LAN to Linux', ability: null, attempt: async () => outcome };
  const results = [{ leg, outcome, took: Math.round(performance.now() - began) }];
  return { mode, results, trials: null, text: (channel) => outcomeText(outcome, channel) };
}

/** Shows the page until somebody comes. @param wait milliseconds */
async function receive(page: LanPage, view: ReachView, wait: number, { machine, err }: Context): Promise<Outcome> {
  const url = pageUrl(page);
  const ends = await machine.openEnds();
  const invite = async () => {
    err.write(`On a device on the same network, open ${url}\n\n${err.isUnicode ? `${await qrCode(url)}\n` : ''}`);
    for (const { address, adapter } of otherNetworks(page, view)) {
      err.write(`Or, on ${printable(adapter)}: ${pageUrl({ address, port: page.port })}\n`);
    }
    err.write(`Waiting up to ${seconds(wait)}. To stop: Ctrl-C\n`);
  };
  try {
    return visitResult(await awaitVisitor(ends, page, invite, wait), page, seconds(wait));
  } finally {
    await ends.close();
  }
}

/** `command` is what was typed. */
const MODES_FROM_INSIDE: FailureKind<{ readonly command: string }> = {
  code: 'modes-from-inside',
  exit: EXIT.usage,
  message: () => '--modes works on Windows only: it restarts WSL, which would end this program too.',
  hint: ({ command }) => `Run it on Windows, in PowerShell: ${command}`,
};

/**
 * Tries modes one after the other, and puts everything back.
 * @returns null where the user does not want that, and with --dry-run
 * @throws Failure `modes-from-inside`, `interrupted`, those of writing the file and of restarting WSL
 */
export async function testModes(
  modes: readonly TriableMode[],
  options: TestOptions,
  context: Context,
): Promise<Tested | null> {
  const { machine, err } = context;
  if ((await machine.place()) !== 'windows') {
    const target = options.target === null ? '' : ` --target ${targetText(options.target)}`;
    throw new Failure(MODES_FROM_INSIDE, { command: `wslnet test --modes ${modes.join(',')}${target}` });
  }
  if (options.dryRun) {
    err.write(`This would try ${modes.join(', ')}, and restart WSL ${modes.length + 1} times.\n`);
    return null;
  }
  requireAnswer(options, context, 'test --modes');
  err.write(
    `This restarts WSL ${modes.length + 1} times, which shuts down all distributions and everything in them.\n`,
  );
  if (!(await confirm('Continue? [y/N] ', options, context))) return null;
  const { path } = await locateFile(options, context);
  const { bytes: original } = await machine.read(path);
  const write = async (bytes: Uint8Array | null, summary: string) =>
    await machine.update(path, () => ({ bytes, note: { command: 'test', summary } }));
  const restart = async (title: string) => {
    const progress = progressOn(err, options.quiet);
    progress.update(`${title}: restarting WSL`);
    try {
      await machine.stopWsl(() => {});
      await machine.startWsl();
    } finally {
      progress.end();
    }
  };
  return await machine.uninterrupted(async (signal) => {
    const actions = {
      async change(mode: TriableMode) {
        const document = Document.decode(original ?? new Uint8Array());
        const { edits } = planChanges(document, [{ setting: requireSetting('networkingMode'), value: mode }]);
        await write(document.edited(edits).encode(), `networkingMode=${mode}, to try it`);
        await restart(mode);
      },
      async test() {
        const { mode, results } = await testPaths(options, context);
        return { active: mode, results };
      },
      async restore() {
        await write(original, 'as before the test of modes');
        await restart('Restoring everything');
      },
    };
    const trials = await tryModes(modes, actions, signal);
    if (signal.aborted) throw new Failure(INTERRUPTED, { path, isWritten: false });
    return { mode: null, results: [], trials, text: (channel: Channel) => trialTable(trials, channel) };
  });
}
