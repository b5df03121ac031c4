import { isIP } from 'node:net';
import type { LinuxEnd, Resolution } from './ends.ts';
import { type Distribution, type Fact, known, unknown } from './facts.ts';
import { LINUX_END } from './perl-script.ts';
import { type ProgramAnswer, type Programs, understood } from './programs.ts';
import { LINUX_END_IN_PYTHON } from './python-script.ts';
import { openRemoteEnd } from './remote-end.ts';
import { startProgram } from './running-program.ts';

/** How long it may take to start a program in a distribution, in milliseconds. */
const START_TIMEOUT = 5000;

/**
 * What the Linux end may be written in, the first that there is, and how it runs a script in hexadecimal, which passes
 * through every way of quoting as it is. No shell can listen.
 */
const LANGUAGES = [
  { name: 'perl', run: ['-e', 'eval pack(q(H*),shift);die $@ if $@'], script: LINUX_END },
  { name: 'python3', run: ['-c', 'import sys;exec(bytes.fromhex(sys.argv[1]))'], script: LINUX_END_IN_PYTHON },
] as const;

/** A Linux end that can be closed. */
export interface OpenDistributionEnd extends LinuxEnd {
  close(): Promise<void>;
}

/**
 * The Linux end where this program runs on Windows: a program in a distribution that is running. None is started.
 * @param distributions those there are
 */
export function openDistributionEnd(
  programs: Pick<Programs, 'askWindows' | 'findWindows'>,
  distributions: Fact<readonly Distribution[]>,
): OpenDistributionEnd {
  const through = distributions.known ? usableDistribution(distributions.value) : distributions;
  const { exchange, listen, close } = openRemoteEnd({
    name: 'Linux',
    encoding: 'hex',
    startTimeout: START_TIMEOUT,
    async start(onLine) {
      if (!through.known) return through;
      const wsl = await programs.findWindows('wsl.exe');
      if (!wsl.known) return wsl;
      const names = LANGUAGES.map(({ name }) => name);
      const there = await run('sh', '-c', `${names.map((name) => `command -v ${name}`).join('; ')}; true`);
      if (!there.known) return there;
      // The paths of those that there are, a line each.
      const language = LANGUAGES.find(({ name }) => there.value.text.split(/[/\n]/).includes(name));
      if (!language) return unknown('no-program', `${names.join(' or ')} in ${through.value}`);
      const script = Buffer.from(language.script, 'latin1').toString('hex');
      return known(
        startProgram(wsl.value, ['-d', through.value, '-e', language.name, ...language.run, script], onLine),
      );
    },
  });
  return {
    exchange,
    listen,
    close,
    run,
    resolve,
    readText: async (path) => understood(path, await run('cat', path), (text) => text),
    askServer: async () => unknown('not-here', 'The name server'),
    countMulticastAnswers: async () => unknown('not-here', 'Multicast'),
  };

  async function run(program: string, ...args: readonly string[]): Promise<Fact<ProgramAnswer>> {
    if (!through.known) return through;
    const answer = await programs.askWindows('wsl.exe', '-d', through.value, '-e', program, ...args);
    // So says wsl.exe of a program that is not there, after a sentence in the language of Windows.
    if (answer.known && NOT_FOUND.includes(answer.value.exit)) return unknown('no-program', program);
    return answer;
  }

  async function resolve(name: string, timeout: number): Promise<Fact<Resolution>> {
    const start = performance.now();
    const seconds = String(Math.ceil(timeout / 1000));
    const answer = await run('timeout', seconds, 'getent', 'ahosts', name);
    const ms = Math.round(performance.now() - start);
    if (!answer.known && answer.why !== 'timed-out') return answer;
    if (!answer.known || answer.value.exit === TIMED_OUT) return known({ addresses: [], ms, problem: 'timed-out' });
    const first = answer.value.text.split('\n').map((line) => line.split(/\s/, 1)[0] ?? '');
    const addresses = [...new Set(first.filter((address) => isIP(address) !== 0))];
    return known({ addresses, ms, problem: addresses.length > 0 ? null : 'no-name' });
  }
}

/** What `timeout` ends with where it had to end what it ran. */
const TIMED_OUT = 124;
const NOT_FOUND = [126, 127];

/** A running distribution of WSL 2, the default one before others. Docker's own have no programs. */
function usableDistribution(distributions: readonly Distribution[]): Fact<string> {
  const running = distributions.filter(({ isRunning, version }) => isRunning && version === 2);
  const usable = running.filter(({ name }) => !name.startsWith('docker-desktop'));
  const [through] = usable.sort((a, b) => Number(b.isDefault) - Number(a.isDefault));
  return through ? known(through.name) : unknown('not-running', 'Linux');
}
