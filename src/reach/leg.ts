import type { Adapter, Ends, Exchange, Resolution } from '../machine/ends.ts';
import type { Fact, Unknown } from '../machine/facts.ts';
import { once } from '../machine/system.ts';

/**
 * A leg is one way that packets can go: from Linux to the internet, from Windows to Linux on localhost. It is tried
 * with real sockets and ends in an {@link Outcome}.
 */
export interface Leg {
  /** Stable: scripts know it. */
  readonly id: LegId;
  readonly title: string;
  /** What modes promise about it; null where every mode with a network has it. */
  readonly ability: AbilityName | null;
  /** Tries it. Never throws; the bench ends what takes too long. */
  readonly attempt: (bench: Bench) => Promise<Outcome>;
}

/** The name of a leg. Stable: scripts know it. */
export type LegId =
  | 'dns'
  | 'ipv4'
  | 'ipv6'
  | 'linux-to-windows'
  | 'gateway'
  | 'windows-to-linux'
  | 'proxy'
  | 'docker'
  | 'lan'
  | 'multicast'
  | 'target'
  | 'port-listener'
  | 'port-from-linux'
  | 'port-from-windows'
  | 'port-from-lan';

/** How a leg ended. */
export type Outcome =
  | {
      readonly state: 'works';
      /** How long it took to connect or to get the answer, in milliseconds; null where nothing was timed. */
      readonly ms: number | null;
      /** What else is worth knowing; null for nothing. */
      readonly note: string | null;
      /** What is not as it should be all the same; null for nothing. */
      readonly warning: Trouble | null;
    }
  | { readonly state: 'fails'; readonly trouble: Trouble }
  /** The active mode does not have it, or there is nothing to try it on. */
  | { readonly state: 'not-promised'; readonly why: string }
  /** It could not be tried, which says nothing about the network. */
  | { readonly state: 'unknown'; readonly why: string };

/** A leg that was tried. */
export interface LegResult {
  readonly leg: Leg;
  readonly outcome: Outcome;
  /** How long it took to try, in milliseconds. */
  readonly took: number;
}

/** Whether anything failed that the mode promises. */
export function hasFailed(results: readonly LegResult[]): boolean {
  return results.some(({ outcome }) => outcome.state === 'fails');
}

/** What is in the way of a leg. */
export interface Trouble {
  /** Stable, in kebab case: scripts know it. */
  readonly cause: string;
  readonly layer: Layer;
  /** What was seen, in one or two sentences. */
  readonly seen: string;
  /** What to do, in order. */
  readonly steps: readonly Step[];
}

/** The layer that fails. */
export type Layer = 'DNS' | 'routing' | 'firewall' | 'localhost' | 'packet size' | 'proxy' | 'program' | 'Windows';

/** One thing to do. */
export interface Step {
  readonly text: string;
  /** The command that does it; null where no command does. */
  readonly command: string | null;
}

/** An ability of a mode that a leg tries. */
export type AbilityName =
  | 'linuxToWindows'
  | 'windowsToLinux'
  | 'lanToLinux'
  | 'ipv6'
  | 'multicast'
  | 'vpn'
  | 'dockerPorts';

/** What a mode says of each ability: the table of `wslnet explain modes` has this shape. */
export type Promises = {
  readonly [A in AbilityName]: { readonly works: 'yes' | 'partly' | 'no' | 'unknown'; readonly note: string | null };
};

/** What legs are told before they try. */
export interface Situation {
  /** The active mode in the catalogue's spelling, or `wsl1`; null where it is not known. */
  readonly mode: string | null;
  /** What that mode promises; null where the mode is not known. */
  readonly promises: Promises | null;
  /** WSL's version, as `2.9.4.0`; null where it is not known. */
  readonly wsl: string | null;
  /** The settings in effect; null where they are not known. */
  readonly localhostForwarding: boolean | null;
  readonly dnsTunneling: boolean | null;
  /** What the user asked to reach; null for nothing. */
  readonly target: Target | null;
}

/** What `--target` names. */
export interface Target {
  /** A name, in ASCII and lower case, or an address, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Where legs are tried. What several legs need is asked once. */
export interface Bench extends Situation {
  readonly ends: Ends;
  /** What the names of the landmarks are, to Windows. */
  readonly windowsNames: () => Promise<Fact<Resolution>>;
  readonly windowsNames6: () => Promise<Fact<Resolution>>;
  readonly adapters: () => Promise<Fact<readonly Adapter[]>>;
  /** The environment of programs in Linux. */
  readonly variables: () => Promise<Fact<ReadonlyMap<string, string>>>;
}

/** How long a lookup in Linux may take, in milliseconds: programs ask a second server after five seconds. */
export const LOOKUP_TIMEOUT = 6500;

/** How long names may take to look up on Windows, in milliseconds. */
const NAMES_TIMEOUT = 4000;

/** A bench on which to try legs between these ends. */
export function openBench(ends: Ends, situation: Situation): Bench {
  const { windows, linux, landmarks } = ends;
  return {
    ...situation,
    ends,
    windowsNames: once(() => windows.resolve(landmarks.name, NAMES_TIMEOUT)),
    windowsNames6: once(() => windows.resolve(landmarks.name6, NAMES_TIMEOUT)),
    adapters: once(() => windows.adapters()),
    variables: once(async () => {
      const answer = await linux.run('env');
      if (!answer.known) return answer;
      const lines = answer.value.text.split('\n').map((line) => line.split('='));
      return { known: true, value: new Map(lines.map(([name = '', ...rest]) => [name, rest.join('=')])) };
    }),
  };
}

/** It works. @param ms how long it took; null where nothing was timed */
export function works(ms: number | null, note: string | null = null, warning: Trouble | null = null): Outcome {
  return { state: 'works', ms, note, warning };
}

/** It does not work. @param cause stable, in kebab case */
export function fails(layer: Layer, cause: string, seen: string, steps: readonly Step[]): Outcome {
  return { state: 'fails', trouble: { cause, layer, seen, steps } };
}

/** The active mode does not have it. @param why in a sentence */
export function notPromised(why: string): Outcome {
  return { state: 'not-promised', why };
}

/** It could not be tried. @param why in a sentence */
export function unknownOutcome(why: string): Outcome {
  return { state: 'unknown', why };
}

/** @param command null where no command does it */
export function step(text: string, command: string | null = null): Step {
  return { text, command };
}

/** What to try where names do not resolve: the other of the two ways in which WSL resolves them. */
export function otherNames({ dnsTunneling, mode }: Situation): Step[] {
  const rewrite = step('Let WSL create the file again:', 'sudo rm /etc/resolv.conf && wslnet restart');
  if (mode === 'wsl1' || mode === 'bridged' || dnsTunneling === null) return [rewrite];
  return dnsTunneling
    ? [rewrite, step('If it happens again, turn DNS tunneling off:', 'wslnet set dnsTunneling=false --restart')]
    : [step('Let Windows resolve names:', 'wslnet set dnsTunneling=true --restart')];
}

/** What shows in PowerShell whether the firewall in front of Linux lets packets out, and localhost in. */
export const SHOW_FIREWALL =
  "Get-NetFirewallHyperVVMSetting -PolicyStore ActiveStore -Name '{40E0AC32-46A5-438A-A0B2-2B479E8F2E90}'";

const WHYS: { readonly [W in Unknown['why']]: (asked: string) => string } = {
  'not-here': (asked) => `${asked} cannot be started from here.`,
  'interop-off': (asked) => `${asked} cannot be started, because interop is off in this distribution.`,
  'only-docker': (asked) => `${asked} could not be asked: only Docker Desktop's own distributions are running.`,
  'wsl-1': () => 'WSL 1 has none.',
  'no-program': (asked) => `${asked} was not found.`,
  'timed-out': (asked) => `${asked} did not answer in time.`,
  failed: (asked) => `${asked} ended with an error.`,
  denied: (asked) => `${asked} answers administrators only.`,
  'not-installed': (asked) => `${asked} could not be asked, because WSL is not installed.`,
  'clock-changed': (asked) => `${asked} does not know, because the clock was changed.`,
  'not-understood': (asked) => `${asked} gave an answer that wslnet does not understand.`,
  'not-running': (asked) => `${asked} could not be asked, because WSL is not running.`,
  unreadable: (asked) => `${asked} could not be read.`,
  'no-file': (asked) => `${asked} was not found.`,
};

/** The outcome where an end could not be asked. */
export function cannotTell({ why, asked }: Unknown): Outcome {
  return unknownOutcome(WHYS[why](asked));
}

/** How a connection failed, as the end of a sentence. */
export function howItFailed({ problem, ms, connected }: Pick<Exchange, 'problem' | 'ms' | 'connected'>): string {
  switch (problem) {
    case 'refused':
      return 'the connection was refused';
    case 'timed-out':
      return connected === null
        ? `the connection timed out after ${seconds(ms)}`
        : `it connects, but no answer came within ${seconds(ms)}`;
    case 'unreachable':
      return 'there is no route to it';
    case 'reset':
      return 'the connection was dropped';
    case 'closed':
      return 'the connection was closed without an answer';
    case 'denied':
      return 'the system does not allow it';
    default:
      return 'the connection failed';
  }
}

/** `4.1 s`; below a second `12 ms`. */
export function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1).replace(/\.0$/, '')} s`;
}
