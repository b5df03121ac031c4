import type { Fact, FactName, Facts, Unknown, WhyUnknown, WindowsVersion, WslVersions } from '../facts.ts';
import { FIRST_WINDOWS_11 } from '../settings/machine-environment.ts';
import { printable } from './printable.ts';
import type { UnknownJson } from './schemas/documents.ts';

const TITLES: { readonly [N in FactName]: string } = {
  wsl: 'the WSL version',
  windows: 'the Windows version',
  arm64: 'the processor',
  distributions: 'what runs',
  modeInForce: 'the mode in force',
  vmStartedAt: 'when WSL started',
  fileChangedAt: 'when the file was changed',
  neighbours: 'the files beside it',
  otherProfiles: "other users' files",
  policies: 'policies',
  ipv6DisabledComponents: 'the IPv6 switch',
  globalSecureAccess: 'Global Secure Access',
  proxy: "Windows' proxy",
  windowsPorts: 'ports Windows listens on',
  linuxPorts: 'ports Linux listens on',
  reservedPorts: 'reserved ports',
  dynamicPorts: 'the dynamic port range',
  hyperVFirewall: 'the Hyper-V firewall',
  nameServers: 'resolv.conf',
  wslConf: 'wsl.conf',
  docker: 'the Docker version',
  networks: 'networks',
};

/** What a fact is called, in the middle of a sentence. */
export function factTitle(name: FactName): string {
  return TITLES[name];
}

const REASONS: { readonly [W in WhyUnknown]: (asked: string) => string } = {
  'not-here': () => 'there is nobody to ask here',
  'no-program': (asked) => `there is no ${asked}`,
  'timed-out': (asked) => `${asked} did not answer in time`,
  failed: (asked) => `${asked} ended with an error`,
  'not-understood': (asked) => `what ${asked} answered was not understood`,
  'not-running': () => 'WSL is not running, and asking would start it',
  unreadable: (asked) => `${asked} cannot be read`,
  'no-file': () => 'there is no file to look at',
};

/** Why a fact is not known, as half a sentence. */
export function whyUnknown({ why, asked }: Unknown): string {
  return REASONS[why](asked);
}

/** What is not known, each reason once: `Unknown: policies, the IPv6 switch (reg.exe did not answer in time).` */
export function unknownSentences(facts: Partial<Facts>): string[] {
  const titles = new Map<string, string[]>();
  for (const [name, fact] of entriesOf(facts)) {
    if (fact.known) continue;
    const why = whyUnknown(fact);
    titles.set(why, [...(titles.get(why) ?? []), TITLES[name]]);
  }
  return [...titles].map(([why, names]) => `Unknown: ${names.join(', ')} (${why}).`);
}

/** The `unknown` member of JSON documents. */
export function unknownJson(facts: Partial<Facts>): UnknownJson[] {
  return entriesOf(facts).flatMap(([name, fact]) => (fact.known ? [] : [{ fact: name, reason: whyUnknown(fact) }]));
}

/** The value of a fact as JSON holds it: null while it is unknown. */
export function factJson<T>(fact: Fact<T>): T | null {
  return fact.known ? fact.value : null;
}

function entriesOf(facts: Partial<Facts>): [FactName, Fact<unknown>][] {
  return Object.entries(facts) as [FactName, Fact<unknown>][];
}

export function wslText({ wsl, kernel }: WslVersions): string {
  if (wsl === null) return 'the one that ships in Windows, without --version';
  return printable(kernel === null ? wsl : `${wsl}, kernel ${kernel}`);
}

/** As `11 Pro, build 26100.4652`. */
export function windowsText({ build, revision, edition }: WindowsVersion): string {
  const name = [build >= FIRST_WINDOWS_11 ? '11' : '10', edition && editionName(edition)].filter(Boolean).join(' ');
  return `${name}, build ${build}.${revision}`;
}

/** The registry's names are not those on the box. */
function editionName(edition: string): string {
  if (edition.startsWith('Core')) return 'Home';
  return printable(edition.replace(/^Professional/, 'Pro'));
}
