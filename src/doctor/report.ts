import type { IniDocument } from '../ini/document.ts';
import type { Distribution, Facts, Place } from '../machine/facts.ts';
import { printable } from '../text/printable.ts';

/** What a report is made of. Each text ends in a newline. */
export interface ReportParts {
  readonly version: string;
  readonly runtime: string;
  readonly place: Place;
  /** Null where there is none. */
  readonly file: IniDocument | null;
  readonly distributions: Facts['distributions'];
  readonly status: string;
  readonly doctor: string;
  /** Null where it was not run. */
  readonly test: string | null;
}

const PLACES: { readonly [P in Place]: string } = {
  windows: 'on Windows',
  wsl2: 'in a WSL 2 distribution',
  wsl1: 'in a WSL 1 distribution',
  container: 'in a container',
  linux: 'on Linux',
  macos: 'on macOS',
};

/** One text in Markdown, with all that a reader has to know of this machine. */
export function reportText({
  version,
  runtime,
  place,
  file,
  distributions,
  status,
  doctor,
  test,
}: ReportParts): string {
  return [
    '# wslnet report',
    '',
    `wslnet ${version}, ${runtime}, ${PLACES[place]}. User names, computer names and addresses are replaced.`,
    '',
    ...(distributions.known
      ? [`Distributions: ${distributions.value.map(distributionText).join(', ') || 'none'}.`, '']
      : []),
    ...part('Status', 'text', status),
    ...(file === null ? [] : part('.wslconfig, without its comments', 'ini', settingsText(file))),
    ...part('Doctor', 'text', doctor),
    ...(test === null ? [] : part('Test', 'text', test)),
  ].join('\n');
}

function distributionText({ name, version, isRunning, isDefault }: Distribution): string {
  const notes = [`WSL ${version}`, ...(isRunning ? ['running'] : []), ...(isDefault ? ['default'] : [])];
  return `${printable(name)} (${notes.join(', ')})`;
}

function part(title: string, language: string, text: string): string[] {
  // A line of a file may look like the end of the block.
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return [`## ${title}`, '', fence + language, text.replace(/\n$/, ''), fence, ''];
}

const SECRET = /pass(?:word|wd|phrase)?|secret|token|credential|api_?key|private/i;

/** The file as it is read: headers and settings, without comments, and without values that look like secrets. */
function settingsText({ lines, text }: IniDocument): string {
  const shown = [...lines].flatMap((line): string[] => {
    switch (line.kind) {
      case 'header':
        return [`[${printable(text.slice(line.name.start, line.name.end))}]`];
      case 'entry':
        return [`${printable(text.slice(line.key.start, line.key.end))}=${valueText(line.name, line.value)}`];
      case 'invalid':
        return ['# (a line that WSL cannot read)'];
      default:
        return [];
    }
  });
  return shown.length === 0 ? '# (empty)\n' : `${shown.join('\n')}\n`;
}

function valueText(name: string, value: string): string {
  if (SECRET.test(name)) return '<removed>';
  return printable(value.replace(/(\w*(?:pass\w*|secret|token|credential|api_?key)\w*[=:])\S+/gi, '$1<removed>'));
}

/** The facts that tell which names are private. */
export const NAME_FACTS = ['computerName', 'proxy', 'winHttpProxy', 'distributions', 'wsl'] as const;

/** The names that a report must not have. */
export function knownNames(facts: Pick<Facts, (typeof NAME_FACTS)[number]>): KnownNames {
  const { computerName, proxy, winHttpProxy, distributions, wsl } = facts;
  const proxies = [
    ...(proxy.known ? [proxy.value.server, proxy.value.autoConfigUrl] : []),
    ...(winHttpProxy.known ? [winHttpProxy.value] : []),
  ];
  return {
    hosts: [...(computerName.known ? [computerName.value] : []), ...proxies.flatMap(hostsIn)],
    distributions: distributions.known ? distributions.value.map(({ name }) => name) : [],
    versions: wsl.known ? [wsl.value.wsl, wsl.value.kernel].filter((version) => version !== null) : [],
  };
}

/** Names of hosts in `http=proxy.corp:8080;https=…` or an address of the web; what is an address is no name. */
function hostsIn(setting: string | null): string[] {
  const words = (setting ?? '').split(/[;\s]+/).map((word) => word.replace(/^\w+=/, '').replace(/^\w+:\/\//, ''));
  return words.map((word) => word.split(/[:/]/)[0] ?? '').filter((host) => /[a-z]/i.test(host) && host !== 'localhost');
}

/** Names that are known to be private, and numbers that look like addresses and are none. */
export interface KnownNames {
  /** Of this computer and of its proxies. */
  readonly hosts: readonly string[];
  readonly distributions: readonly string[];
  /** Versions: one with four numbers looks like an address. */
  readonly versions: readonly string[];
}

/** Distributions by names that tell nothing of who uses them. */
const USUAL_DISTRIBUTION =
  /^(?:ubuntu|debian|kali-linux|opensuse|suse|sles|oraclelinux|almalinux|fedora|arch|alpine|nixos|docker-desktop|podman-machine|rancher-desktop)/i;

const USER_FOLDERS = [/[A-Za-z]:\\+Users\\+([^\\\s"']+)/g, /\/Users\/([^/\s"']+)/g, /\/home\/([^/\s"']+)/g];

/** Folders of Windows that belong to nobody. */
const NOBODY = ['Public', 'Default'];

/** Addresses that are the same on every machine. */
const SHARED_ADDRESS = /^(?:127\.|0\.0\.0\.0$|255\.|224\.|10\.255\.255\.254$)|^(?:::1?|fe80::)$/;

const MAC = /\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b/gi;
const IPV4 = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)/g;
const IPV6 = /(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])/gi;

/**
 * A text without the names of users, of computers and of distributions that people named, and without addresses. Each
 * gets a stand-in, the same wherever it occurs, so that one still sees what belongs together.
 */
export function anonymise(text: string, { hosts, distributions, versions }: KnownNames): string {
  const named = [
    ...usersIn(text).map((name) => [name, 'user'] as const),
    ...hosts.map((name) => [name, 'host'] as const),
    ...distributions.filter((name) => !USUAL_DISTRIBUTION.test(name)).map((name) => [name, 'distribution'] as const),
  ];
  const standIns = new StandIns();
  // Of names that are a part of others the longer one comes first.
  const byLength = named.filter(([name]) => name.length > 1).sort(([a], [b]) => b.length - a.length);
  const withoutNames = byLength.reduce(
    (rest, [name, kind]) => rest.replace(wholeWord(name), () => standIns.of(kind, name.toLowerCase())),
    text,
  );
  return withoutNames
    .replace(MAC, (address) => standIns.of('mac', address.toLowerCase()))
    .replace(IPV4, (address) =>
      versions.includes(address) || SHARED_ADDRESS.test(address) ? address : standIns.of('address', address),
    )
    .replace(IPV6, (address) =>
      isIpv6(address) && !SHARED_ADDRESS.test(address) ? standIns.of('address', address.toLowerCase()) : address,
    );
}

function usersIn(text: string): string[] {
  const names = USER_FOLDERS.flatMap((folder) => [...text.matchAll(folder)].map(([, name = '']) => name));
  return [...new Set(names)].filter((name) => !NOBODY.includes(name));
}

/** A time of day has colons too. */
function isIpv6(text: string): boolean {
  return text.includes('::') || text.split(':').length === 8;
}

function wholeWord(name: string): RegExp {
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'giu');
}

class StandIns {
  private readonly numbers = new Map<string, string>();
  private readonly counts = new Map<string, number>();

  of(kind: string, name: string): string {
    const key = `${kind} ${name}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    const standIn = kind === 'user' && count === 1 ? '<user>' : `<${kind}-${count}>`;
    this.numbers.set(key, standIn);
    return standIn;
  }
}
