import { BAD_USAGE, EXIT, type ExitCode, Failure, type FailureKind, quote } from '../failure.ts';
import type { Port } from '../machine/facts.ts';
import { hasFailed, type LegResult } from '../reach/leg.ts';
import { TRIABLE_MODES, type TriableMode } from '../reach/mode-trial.ts';
import { BAD_PORT, isLoopback, requirePort, requireTarget, targetIn, targetText } from '../reach/notation.ts';
import { type CommonOptions, type Context, defineCommand, flag, optionalOperand, text } from './define.ts';
import { legJson, legShapes } from './json.ts';
import { NO_WSL_HERE } from './look.ts';
import { type TestOptions, testLan, testModes, testPaths, testPort } from './test-runs.ts';

export default defineCommand({
  summary: 'test what works right now, path by path',
  details: [
    'It connects Linux and Windows to each other, to the internet and to --target, and says what fails. It contacts www.msftconnecttest.com, as Windows itself does, and a public name server. It takes a few seconds and needs no administrator rights.',
    '--modes (on Windows) tests several modes in turn: it changes the file and restarts WSL for each, and restores everything at the end.',
  ],
  operands: { port: optionalOperand('port', 'test only this port: what reaches it, and what blocks it') },
  options: {
    target: text('host:port', 'also test this host, from both sides; for example behind a VPN'),
    lan: flag('test from a phone or another computer; shows a QR code'),
    wait: text('seconds', 'with --lan: how long to wait (default 120)'),
    modes: text('list', `compare modes, separated by commas: ${TRIABLE_MODES.join(', ')}`),
    start: flag('start WSL if it is not running'),
  },
  examples: [
    'wslnet test',
    'wslnet test 3000',
    'wslnet test --lan',
    'wslnet test --target git.example.com:443',
    'wslnet test --modes nat,mirrored --target git.example.com:443',
  ],
  json: (z) =>
    z.strictObject({
      mode: z.nullable(z.string()).check(z.describe('The active mode; null if unknown.')),
      works: z
        .boolean()
        .check(z.describe('Whether every path that the mode supports works; with --modes, in at least one mode.')),
      ms: z.int().check(z.describe('How long the whole test took.')),
      legs: legShapes(z),
      trials: z
        .nullable(
          z.array(
            z.strictObject({
              mode: z.enum(TRIABLE_MODES),
              active: z.nullable(z.string()).check(z.describe('The mode that became active; null if unknown.')),
              legs: legShapes(z).check(z.describe('Empty if another mode became active.')),
            }),
          ),
        )
        .check(z.describe('The result for each mode of --modes; null without it.')),
    }),
  async run(options, context) {
    refuseMixture({
      ...{ 'a port': options.port !== undefined, '--lan': options.lan, '--modes': options.modes !== undefined },
      ...{ '--target': options.target !== undefined, '--wait': options.wait !== undefined },
    });
    const chosen: TestOptions = {
      ...options,
      port: options.port === undefined ? null : requireTcpPort(options.port),
      target: options.target === undefined ? null : requireTarget(options.target),
      wait: requireSeconds(options.wait ?? '120'),
      modes: options.modes === undefined ? null : requireModes(options.modes),
    };
    const began = performance.now();
    await requireWsl(options, context);
    const tested = await run(chosen, context);
    const ms = Math.round(performance.now() - began);
    if (tested === null) {
      if (options.json) context.printJson({ mode: null, works: false, ms, legs: [], trials: [] });
      return options.dryRun ? EXIT.done : EXIT.no;
    }
    const { mode, results, trials } = tested;
    const attempts = trials?.filter((trial) => trial.results.length > 0).map((trial) => trial.results) ?? [results];
    const best = attempts.find((attempt) => !hasFailed(attempt));
    if (options.json) {
      context.printJson({
        mode,
        works: best !== undefined,
        ms,
        legs: results.map(legJson),
        trials:
          trials?.map((trial) => ({ mode: trial.mode, active: trial.active, legs: trial.results.map(legJson) })) ??
          null,
      });
    } else {
      context.out.write(tested.text(context.out, ms));
    }
    return exitCodeOf(best ?? attempts[0] ?? []);
  },
});

/** Words of which one would have no effect beside the other. */
const MIXTURES = [
  ['--target', 'a port'],
  ['--target', '--lan'],
  ['--modes', 'a port'],
  ['--modes', '--lan'],
] as const;

/** @throws Failure `bad-usage` */
function refuseMixture(isGiven: Readonly<Record<(typeof MIXTURES)[number][number] | '--wait', boolean>>): void {
  const mixture = MIXTURES.find(([one, other]) => isGiven[one] && isGiven[other]);
  if (mixture) throw new Failure(BAD_USAGE, { message: `${mixture.join(' cannot be used with ')}.`, hint: null });
  if (isGiven['--wait'] && !isGiven['--lan']) {
    throw new Failure(BAD_USAGE, { message: '--wait needs --lan.', hint: 'wslnet test --lan --wait 60' });
  }
}

async function run(options: TestOptions, context: Context) {
  if (options.modes) return await testModes(options.modes, options, context);
  if (options.lan) return await testLan(options, context);
  return options.port ? await testPort(options.port, options, context) : await testPaths(options, context);
}

const WSL_NOT_RUNNING: FailureKind = {
  code: 'wsl-not-running',
  exit: EXIT.noAnswer,
  message: () => 'No WSL 2 distribution is running, so there is nothing to test.',
  hint: () => 'Add --start to start the default one.',
};

/** @throws Failure `no-wsl-here`, `wsl-not-running`, `wsl-no-answer` */
async function requireWsl(
  { start, dryRun }: CommonOptions & { readonly start: boolean },
  { machine }: Context,
): Promise<void> {
  const place = await machine.place();
  if (place === 'wsl1' || place === 'wsl2') return;
  if (place !== 'windows') throw new Failure(NO_WSL_HERE, {});
  const { distributions } = await machine.findFacts(['distributions'], null);
  const isRunning = distributions.known && distributions.value.some((each) => each.isRunning && each.version === 2);
  if (isRunning) return;
  if (!start || dryRun) throw new Failure(WSL_NOT_RUNNING, {});
  await machine.startWsl();
}

/** @throws Failure `bad-port`, `bad-usage` for a port of UDP, which gives no sign of being reached */
function requireTcpPort(word: string): Port {
  const meant = targetIn(word);
  if (meant !== null && /[.:]/.test(meant.host) && !isLoopback(meant.host)) {
    throw new Failure(BAD_PORT, { word, hint: `Did you mean wslnet test --target ${targetText(meant)}?` });
  }
  const port = requirePort(word);
  if (port.protocol === 'tcp') return port;
  throw new Failure(BAD_USAGE, {
    message: 'wslnet test supports TCP ports only.',
    hint: `For UDP, see: wslnet ports ${word}`,
  });
}

/** A number of seconds, as milliseconds. @throws Failure `bad-usage` */
function requireSeconds(word: string): number {
  const value = /^\d{1,4}$/.test(word) ? Number(word) : 0;
  if (value > 0 && value <= 3600) return value * 1000;
  throw new Failure(BAD_USAGE, {
    message: `'${word}' is not a number of seconds.`,
    hint: '--wait needs a number from 1 to 3600.',
  });
}

const BAD_MODES: FailureKind<{ readonly word: string; readonly modes: readonly string[] }> = {
  code: 'bad-modes',
  exit: EXIT.usage,
  message: ({ word }) => `${quote(word)} is not a mode that --modes can test.`,
  hint: ({ modes }) => `Choose from ${modes.join(', ')}, separated by commas.`,
  showsUsage: true,
};

/** Modes with commas between them. @throws Failure `bad-modes` */
function requireModes(list: string): TriableMode[] {
  const words = list.split(',').map((word) => word.trim().toLowerCase());
  return [...new Set(words)].map((word) => {
    // WSL has two names for it.
    const mode = TRIABLE_MODES.find((each) => each === (word === 'consomme' ? 'virtioproxy' : word));
    if (!mode) throw new Failure(BAD_MODES, { word, modes: TRIABLE_MODES });
    return mode;
  });
}

function exitCodeOf(results: readonly LegResult[]): ExitCode {
  if (hasFailed(results)) return EXIT.no;
  return results.some(({ outcome }) => outcome.state === 'works') ? EXIT.done : EXIT.noAnswer;
}
