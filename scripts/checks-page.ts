import { TOPICS } from '../src/doctor/check.ts';
import { KNOWN_TROUBLES } from '../src/doctor/checks/versions.ts';
import { CHECKS } from '../src/doctor/checks.ts';
import { CURE_IDS, type CureId, cure } from '../src/doctor/cures.ts';

/** What a cure is told, where it has to be told anything. */
const EXAMPLES: { readonly [I in CureId]?: readonly string[] } = {
  set: ['memory=8GB'],
  unset: ['localhostForwarding'],
  'turn-off': ['autoProxy'],
  'name-file': ['Name a file with --file, or set WSLNET_CONFIG.'],
  'rename-file': ['ren "C:\\Users\\anna\\.wslconfig.txt" .wslconfig'],
  'look-at-other-file': ['C:\\Users\\bob\\.wslconfig'],
  'edit-wsl-conf': ['Correct line 3 of /etc/wsl.conf.'],
  'ask-administrator': ['who set it'],
  'as-tested': ['What wslnet test says about the path.'],
  'use-other-port': ['3000'],
  'ignore-ports': ['3000'],
  'open-port': ['3000'],
  'remove-port-proxy': ['listenaddress=0.0.0.0 listenport=8080'],
};

/** docs/checks.md: every check of `wslnet doctor`, the facts it rests on, how it can end, and what it then advises. */
export function checksPage(): string {
  const topics = TOPICS.flatMap((topic) => {
    const checks = CHECKS.filter((check) => check.topic === topic).flatMap(({ id, asks, facts, hints, endings }) => [
      `### ${id}`,
      '',
      `${asks} ${factsSentence(facts, hints)}`,
      '',
      '| ending | outcome | what it means | what to do |',
      '| --- | --- | --- | --- |',
      ...Object.entries(endings).map(([ending, { outcome, cause, why, cures }]) => {
        const advice = cures.map((name) => `[${name}](#${name})`).join(', ');
        return `| ${ending} | ${outcome} | ${cell(why === null ? cause : `${cause} ${why}`)} | ${advice} |`;
      }),
      '',
    ]);
    return [`## ${topic}`, '', ...checks];
  });
  const cures = CURE_IDS.flatMap((id) => {
    const { text, commands, needsAdministrator, restart } = (cure as (...args: unknown[]) => ReturnType<typeof cure>)(
      id,
      ...argumentsOf(id),
    );
    const notes = [
      ...(needsAdministrator ? ['Needs administrator rights.'] : []),
      ...(restart === 'wsl' ? ['WSL must restart afterwards.'] : []),
      ...(restart === 'windows' ? ['Windows must restart afterwards.'] : []),
    ];
    const block = commands.length > 0 ? ['```text', ...commands, '```', ''] : [];
    return [`### ${id}`, '', [text, ...notes].join(' '), '', ...block];
  });
  const troubles = KNOWN_TROUBLES.map(({ source, modes, affects, symptom }) => {
    const builds = affects.of === 'windows' ? affects.builds.map((build) => `${build}.`).join(' and ') : '';
    const seen = affects.from === affects.to ? `${builds}${affects.from}` : `${builds}${affects.from} to ${affects.to}`;
    const of = affects.of === 'windows' ? 'Windows' : 'WSL';
    return `| ${of} ${seen} | ${affects.fixedIn ?? 'not known'} | ${modes.join(', ')} | ${cell(symptom)} | ${source} |`;
  });
  return [
    '# What `wslnet doctor` looks at',
    '',
    'A failure means that the network is not as the file asks. A warning means that something does not work, or may soon',
    'stop working. An info may look like a problem, but is none. If wslnet cannot get the facts for a check, the result is',
    '`unknown`, never `pass`. If there is nothing to check, it is `not-applicable`. The names of checks, endings and cures are',
    'stable. `wslnet doctor --json` prints them.',
    '',
    ...topics,
    '## Cures',
    '',
    'The examples use port 3000.',
    '',
    ...cures,
    '## Known problems by version',
    '',
    '| seen in | fixed in | modes | what goes wrong | source |',
    '| --- | --- | --- | --- | --- |',
    ...troubles,
    '',
  ].join('\n');
}

function factsSentence(facts: readonly string[], hints: readonly string[]): string {
  if (facts.length === 0) return 'Uses only the file.';
  const names = facts.map((name) => `\`${name}\``).join(', ');
  const more = hints.map((name) => `\`${name}\``).join(', ');
  return hints.length > 0 ? `Uses ${names}, and ${more} if known.` : `Uses ${names}.`;
}

function argumentsOf(id: CureId): readonly unknown[] {
  return id === 'set-rp-filter' ? [['all', 'loopback0']] : (EXAMPLES[id] ?? []);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
