import type { Members } from '../schemas/documents.ts';
import type { PageStyle } from './page.ts';

/** What there is to say of a topic. */
export interface Explanation {
  readonly members: Members<'explain'>;
  readonly toText: (style: PageStyle) => string;
}

/** Topics of one kind. */
export interface TopicKind {
  /** What stands above them in the list of topics. */
  readonly title: string;
  /** What the list says, by name; null where only the name is told. */
  readonly summaries: ReadonlyMap<string, string | null>;
  /** The explanation of what a person names, in any letter case; null where it is no topic of this kind. */
  readonly find: (word: string) => Explanation | null;
}
