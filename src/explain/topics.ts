import { Failure } from '../failure.ts';
import { nearestName, nearestOf } from '../settings/catalogue.ts';
import { CODE_TOPICS } from './code-pages.ts';
import { MODE_TOPICS } from './mode-pages.ts';
import { definitions, type Explanation, INDENT, joinPage, paragraph, section, type TopicKind } from './page.ts';
import { SETTING_TOPICS } from './setting-pages.ts';

/** Every kind of topic, in the order in which a word is looked up and the list has them. A new kind goes in here. */
const TOPIC_KINDS: readonly TopicKind[] = [MODE_TOPICS, SETTING_TOPICS, CODE_TOPICS];

/**
 * What there is to say of what a person names.
 * @throws Failure `unknown-topic`, with the nearest topic where one is near
 */
export function requireExplanation(word: string): Explanation {
  for (const { find } of TOPIC_KINDS) {
    const explanation = find(word);
    if (explanation) return explanation;
  }
  const names = TOPIC_KINDS.flatMap(({ summaries }) => [...summaries.keys()]);
  throw new Failure('unknown-topic', { topic: word, nearest: nearestOf(names, word) ?? nearestName(word) });
}

/** The topics there are, by kind, each with one sentence; null where only the name is told. */
export const TOPICS = TOPIC_KINDS.flatMap(({ title, summaries }) =>
  [...summaries].map(([topic, summary]) => ({ topic, group: title, summary })),
);

/** What there is to say of no topic in particular: which ones there are. */
export const TOPIC_LIST: Explanation = {
  members: { topic: null, kind: 'list', topics: TOPICS },
  toText({ colors, width }) {
    const sections = TOPIC_KINDS.map(({ title, summaries }) => {
      const described = [...summaries].filter((entry): entry is [string, string] => entry[1] !== null);
      const bare = [...summaries].filter(([, summary]) => summary === null).map(([name]) => name);
      return section(
        title,
        [
          ...definitions(described, { colors, width }),
          ...(bare.length > 0 ? paragraph(`Also, in short: ${bare.join(', ')}.`, width, INDENT) : []),
        ],
        colors,
      );
    });
    return joinPage([paragraph('wslnet explain <topic> explains one of these.', width), ...sections]);
  },
};
