import type { IniDocument } from '../ini/document.ts';
import type { Distribution, Facts, Place } from '../machine/facts.ts';
import { printable } from '../text/printable.ts';
import type { KnownNames } from './anonymous.ts';

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
