import { ERROR_CODES, WSL_MESSAGES, WSL_SHAPES } from './messages.ts';
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
import { SYMPTOMS, type Symptom } from './symptoms.ts';

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
  return topicOfMessage(plain) ?? topicInAnyLanguage ?? topicOfWords(plain);
}

function topicOfMessage(plain: string): string | null {
  const messages = [
    ...SYMPTOMS.flatMap(({ topic, messages: own }) => own.map((message) => [message, topic] as const)),
    ...WSL_MESSAGES,
  ];
  const found = messages.filter(([message]) => {
    const isQuote = plain.length >= Math.max(SHORTEST_QUOTE, message.length * LEAST_PART);
    return plain.includes(message) || (isQuote && message.includes(plain));
  });
  const [best] = found.sort(([a], [b]) => b.length - a.length);
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
