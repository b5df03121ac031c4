import { INWARD_SYMPTOMS } from './inward-symptoms.ts';
import { OUTWARD_SYMPTOMS } from './outward-symptoms.ts';
import {
  commandLine,
  type Explanation,
  INDENT,
  joinPage,
  pageTitle,
  paragraph,
  section,
  type TopicKind,
  troubleLines,
} from './page.ts';
import { START_SYMPTOMS } from './start-symptoms.ts';
import type { Symptom } from './troubles.ts';

/** Every symptom that `explain` knows. Where words lead to several, the first is meant. */
export const SYMPTOMS: readonly Symptom[] = [...OUTWARD_SYMPTOMS, ...INWARD_SYMPTOMS, ...START_SYMPTOMS];

/** What goes wrong, under the words people have for it. */
export const SYMPTOM_TOPICS: TopicKind = {
  title: 'Symptoms',
  summaries: new Map(SYMPTOMS.map(({ topic, title }) => [topic, title])),
  find(word) {
    const symptom = SYMPTOMS.find(({ topic }) => topic === word.toLowerCase());
    return symptom ? explainSymptom(symptom) : null;
  },
};

function explainSymptom({ topic, title, causes, related, doctor }: Symptom): Explanation {
  const look = doctor.length > 0 ? `wslnet doctor ${doctor.join(' ')}` : null;
  return {
    members: { topic, kind: 'symptom', title, causes, related, doctor: look },
    toText: (style) =>
      joinPage([
        pageTitle(topic, 'symptom', style),
        paragraph(title, style.width),
        troubleLines(causes, style),
        section('To check this machine', look === null ? [] : [commandLine(look)], style.colors),
        section('More topics', paragraph(related.join(', '), style.width, INDENT), style.colors),
      ]),
  };
}

/** A part of a message that is shorter than this may stand in any. */
const SHORTEST_QUOTE = 12;
/** Of a message that is known, this much at least. */
const LEAST_PART = 0.6;

/** Characters. No message is near this long, and looking for its parts takes the square of the time. */
const LONGEST_MESSAGE = 4000;

/**
 * The topic that a message pasted in, or a few words, lead to; null where nothing does. A code decides before a message
 * and a message before words; of several the longest message and the most words.
 */
export function topicOfText(text: string): string | null {
  const plain = normalise(text);
  for (const [, code = ''] of plain.matchAll(/\b(?:0x)?([0-9a-f]{8})\b/g)) {
    const topic = ERROR_CODES.get(code);
    if (topic) return topic;
  }
  const start = plain.slice(0, LONGEST_MESSAGE);
  const [, topicInAnyLanguage = null] = WSL_SHAPES.find(([shape]) => shape.test(start)) ?? [];
  const topic = topicOfMessage(plain) ?? topicInAnyLanguage;
  return topic ?? (OTHER_ERROR.test(start) ? null : topicOfWords(plain));
}

/** The path of an error of WSL's, which names the part that failed; here none of the network. */
const OTHER_ERROR = /\bwsl\/(?!\S*configurenetworking)\w+\/\S*(?:0x|e_)\w+/;

function topicOfMessage(plain: string): string | null {
  const messages = [
    ...SYMPTOMS.flatMap(({ topic, messages: own }) => own.map((message) => [message, topic] as const)),
    ...WSL_MESSAGES,
  ];
  const found = messages.filter(([message]) => {
    const isQuote = plain.length >= Math.max(SHORTEST_QUOTE, message.length * LEAST_PART);
    return plain.includes(message) || (isQuote && message.includes(plain));
  });
  // A message that is whole says more than one that is only begun.
  const isWhole = (message: string) => Number(plain.includes(message));
  const [best] = found.sort(([a], [b]) => isWhole(b) - isWhole(a) || b.length - a.length);
  return best?.[1] ?? null;
}

function topicOfWords(plain: string): string | null {
  const words = plain
    .split(/[^\p{L}\p{N}._-]+/u)
    .map((word) => word.replace(/^[._-]+|[._-]+$/g, ''))
    .flatMap((word) => [word, word.replace(/e?s$/, ''), word.replace(/s$/, '')]);
  const counts = SYMPTOMS.map(({ topic, isBroad = false, words: own }) => {
    const hits = own.filter((word) => (word.includes(' ') ? plain.includes(word) : words.includes(word)));
    return { topic, isBroad, count: hits.length };
  });
  const [best] = counts
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || Number(a.isBroad) - Number(b.isBroad));
  return best?.topic ?? null;
}

/** Lower case, blanks and quotes alike. */
function normalise(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\u2018-\u201f\u00ab\u00bb\u300c\u300d"`]/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
}

/** Codes in messages of WSL, and the topics they lead to. */
const ERROR_CODES: ReadonlyMap<string, string> = new Map([
  ['8007054f', 'no-network'],
  ['803b0007', 'no-network'],
  ['803b0015', 'fallback'],
  ['8037010d', 'bridge'],
  ['80072740', 'ports'],
  ['8007271d', 'ports'],
]);

/** What WSL says of a line of the file, or of a setting, and the topic that explains it. */
const WSL_MESSAGES: ReadonlyMap<string, string> = new Map([
  ['unknown key', 'unknown-key'],
  ['duplicated config key', 'duplicate-key'],
  ['invalid section name', 'bad-header'],
  ['invalid key name', 'invalid-line'],
  ['invalid escaped character', 'invalid-escape'],
  ['invalid boolean value', 'invalid-value'],
  ['invalid integer value', 'invalid-value'],
  ['invalid memory string', 'invalid-value'],
  ['invalid ip value', 'invalid-dns-address'],
  ['invalid mac address', 'invalid-mac'],
  ["invalid value 'consomme'", 'consomme-spelling'],
  ['for config key', 'invalid-value'],
  ['setting has no effect when using mirrored networking mode', 'localhost-forwarding-in-mirrored'],
  ['expected =', 'missing-equals'],
  ["expected '='", 'missing-equals'],
  ["expected ']'", 'bad-header'],
  ["expected ' ' or", 'bad-header'],
  ["expected ' in", 'open-quote'],
  ["expected '''", 'open-quote'],
  ['consomme networking is not supported', 'virtio-off'],
  ['virtioproxy networking is not supported', 'virtio-off'],
  ['in /etc/wsl.conf', 'other-file'],
  ["unknown key 'boot.", 'other-file'],
  ["unknown key 'network.", 'other-file'],
  ["unknown key 'automount.", 'other-file'],
  ["unknown key 'interop.", 'other-file'],
  ["unknown key 'user.", 'other-file'],
  ['invalid networking mode', 'invalid-value'],
  ['safe mode', 'safe-mode'],
  ['hyper-v firewall is not supported', 'firewall'],
  ['failed to create virtual network with address range', 'nat'],
  ['failed to create network endpoint with address', 'nat'],
]);

/**
 * What a message of WSL has in every language of Windows: names, numbers and places, in lower case and with plain
 * quotes. The first that fits counts.
 */
const WSL_SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\(networkingmode \w+\).*networkingmode (?:virtioproxy|consomme)/, 'fallback'],
  [/\(networkingmode \w+\)/, 'no-network'],
  [/' ?(?:boot|network|automount|interop|user)\.\w+ ?'.*\.wslconfig:\d+/, 'other-file'],
  [/\.wslconfig:\d+.*\.wslconfig:\d+/, 'duplicate-key'],
  [/wsl2\.macaddress.*\.wslconfig:\d+|\.wslconfig:\d+.*wsl2\.macaddress/, 'invalid-mac'],
  [/dnstunnelingipaddress.*\.wslconfig:\d+|\.wslconfig:\d+.*dnstunnelingipaddress/, 'invalid-dns-address'],
  [/'\]'.*\.wslconfig:\d+|\.wslconfig:\d+.*'\]'/, 'bad-header'],
  [/'='.*\.wslconfig:\d+|\.wslconfig:\d+.*'='/, 'missing-equals'],
  [/'[^']*'[^']+'[^']*'.*\.wslconfig:\d+|\.wslconfig:\d+.*'[^']*'[^']+'[^']*'/, 'invalid-value'],
  [/' ?\w+\.\w+ ?'.*\.wslconfig:\d+|\.wslconfig:\d+.*' ?\w+\.\w+ ?'/, 'unknown-key'],
  [/' ?.? ?'.*\.wslconfig:\d+|\.wslconfig:\d+.*' ?.? ?'/, 'invalid-escape'],
  [/\.wslconfig\b.*' ?(?:wsl2|experimental)\.\w+ ?'|' ?(?:wsl2|experimental)\.\w+ ?'.*\.wslconfig\b/, 'policy'],
  [/wsl2\.virtio\b/, 'virtio-off'],
  [/^wsl: .*wsl2\.localhostforwarding/, 'localhost-forwarding-in-mirrored'],
  // The build and revision of Windows, or the kernel that the mirrored mode needs, and the mode WSL falls back to.
  [/^wsl: .*(?:\b\d{5}\. ?\d+|5\.10).*\bnat\b/, 'fallback'],
  [/^wsl: .*(?:localhost|ipv6).*\bnat\b/, 'proxy'],
  [/^wsl: .*\bhttp\b/, 'proxy'],
  [/^wsl: hyper-v/, 'firewall'],
  [/^wsl: .*\bdns\b/, 'dns'],
];
