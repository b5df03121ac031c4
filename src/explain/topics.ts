import { CODES, type DiagnosticCode, titleSentence } from '../check/codes.ts';
import { EXIT, Failure, type FailureKind, quote } from '../failure.ts';
import { nearestName } from '../settings/catalogue.ts';
import { nearestOf } from '../text/names.ts';
import { printable } from '../text/printable.ts';
import { COMPARISON, MODE_TOPICS } from './mode-pages.ts';
import {
  definitions,
  type Explanation,
  INDENT,
  joinPage,
  pageTitle,
  paragraph,
  section,
  type TopicKind,
} from './page.ts';
import { SETTING_TOPICS } from './settings.ts';
import { SYMPTOM_TOPICS, topicOfText } from './symptom-pages.ts';

/** The codes of `wslnet check`. */
const CODE_TOPICS: TopicKind = {
  title: 'Codes of wslnet check',
  summaries: new Map(Object.entries(CODES).map(([code, { title }]) => [code, title])),
  find(word) {
    const code = word.toLowerCase();
    return Object.hasOwn(CODES, code) ? explainCode(code as DiagnosticCode) : null;
  },
};

function explainCode(code: DiagnosticCode): Explanation {
  const { title, severities, why, wsl, wrong, right } = CODES[code];
  return {
    members: { topic: code, kind: 'code', title, severities, why, wsl, wrong, right },
    toText(style) {
      const facts: [string, string][] = [
        ['Severity', severities.join(' or ')],
        ['Why', why],
        ['WSL', wsl],
      ];
      return joinPage([
        pageTitle(code, 'check', style),
        paragraph(titleSentence(title), style.width),
        definitions(facts, style),
        section('Wrong', example(wrong), style.colors),
        section('Right', wrong === '' ? [] : example(right), style.colors),
      ]);
    },
  };
}

/** The lines of a file. What an editor would not show is made visible. */
function example(text: string): string[] {
  const lines = text.replace(/\n$/, '').split('\n');
  return text === '' ? [] : lines.map((line) => `${INDENT}${INDENT}${printable(line)}`.trimEnd());
}

/** Every kind of topic, in the order in which a word is looked up. A new kind goes in here. */
const TOPIC_KINDS: readonly TopicKind[] = [MODE_TOPICS, SETTING_TOPICS, SYMPTOM_TOPICS, CODE_TOPICS];

/** What people look for comes first in the list. */
const LISTED_KINDS: readonly TopicKind[] = [SYMPTOM_TOPICS, MODE_TOPICS, SETTING_TOPICS, CODE_TOPICS];

/** Questions that the comparison of the modes answers. */
const WHICH_MODE =
  /\bwhich (?:\w+ )?mode|^network(?:ing)? modes?$|\bmodes?\b.*\b(?:use|choose|best|better|differ\w*|compare\w*)\b|\b(?:best|better|right)\b.*\bmode|\bcompar|\bshould (?:i|we) use (?:nat|mirrored|virtioproxy|bridged)\b/i;

const UNKNOWN_TOPIC: FailureKind<{ readonly topic: string; readonly nearest: string | null }> = {
  code: 'unknown-topic',
  exit: EXIT.usage,
  message: ({ topic }) => `No topic matches ${quote(topic)}.`,
  hint: ({ nearest }) => (nearest ? `Did you mean ${nearest}?` : 'To list the topics: wslnet explain'),
  showsUsage: true,
};

/**
 * What there is to say of what a person names: a topic, a symptom in a few words, or a message pasted in.
 * @throws Failure `unknown-topic`, with the nearest topic where one is near
 */
export function requireExplanation(text: string): Explanation {
  const named = findTopic(text.trim());
  if (named) return named;
  if (WHICH_MODE.test(text) || areModes(text)) return MODE_TOPICS.find(COMPARISON) as Explanation;
  const topic = text.trim() === '' ? null : topicOfText(text);
  const meant = topic === null ? topicAmong(text) : findTopic(topic);
  if (meant) return meant;
  const names = TOPIC_KINDS.flatMap(({ summaries }) => [...summaries.keys()]);
  const nearest = nearestOf(names, text) ?? nearestName(text);
  throw new Failure(UNKNOWN_TOPIC, { topic: text, nearest });
}

function findTopic(word: string): Explanation | null {
  for (const { find } of TOPIC_KINDS) {
    const explanation = find(word);
    if (explanation) return explanation;
  }
  return null;
}

/** The first word of several that is a topic by itself: `what is mirrored`; several modes are compared. */
function topicAmong(text: string): Explanation | null {
  const words = text.split(/[^\w.-]+/).filter(Boolean);
  if (words.length < 2) return null;
  const modes = new Set(words.map((word) => word.toLowerCase()).filter((word) => MODE_TOPICS.find(word) !== null));
  if (modes.size > 1) return MODE_TOPICS.find(COMPARISON);
  return words.reduce<Explanation | null>((found, word) => found ?? findTopic(word), null);
}

/** Whether someone wants to see modes beside each other: `nat mirrored`. */
function areModes(text: string): boolean {
  const words = text.trim().split(/[\s,]+/);
  return words.length > 1 && words.every((word) => MODE_TOPICS.find(word) !== null || /^(?:vs\.?|or|and)$/i.test(word));
}

/** The topics there are, by kind, each with one sentence; null where only the name is told. */
export const TOPICS = TOPIC_KINDS.flatMap(({ title, summaries }) =>
  [...summaries].map(([topic, summary]) => ({ topic, group: title, summary })),
);

/** What there is to say of no topic in particular: which ones there are. */
export const TOPIC_LIST: Explanation = {
  members: { topic: null, kind: 'list', topics: TOPICS },
  toText({ colors, width }) {
    const sections = LISTED_KINDS.map(({ title, summaries }) => {
      const described = [...summaries].filter((entry): entry is [string, string] => entry[1] !== null);
      const bare = [...summaries].filter(([, summary]) => summary === null).map(([name]) => name);
      return section(
        title,
        [
          ...definitions(described, { colors, width }),
          ...(bare.length > 0 ? paragraph(`Not about the network: ${bare.join(', ')}.`, width, INDENT) : []),
        ],
        colors,
      );
    });
    return joinPage([
      paragraph(
        'Type wslnet explain and one of these topics, or paste a message of WSL, Docker or Linux in quotes.',
        width,
      ),
      ...sections,
    ]);
  },
};
