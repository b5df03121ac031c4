/** A word that may stand where the cursor is. */
export interface Candidate {
  readonly value: string;
  /** What it is, in a few words, for shells that show it; empty where there is nothing to say. */
  readonly description: string;
}

/** The name of a file. Shells complete these better than anybody: they know their quotes, `~` and variables. */
export const A_FILE = 'a file';

/** What may stand somewhere. */
export type Offer = readonly Candidate[] | typeof A_FILE;
