import type { Context } from '../../commands/context.ts';
import { EXIT_CODES_TOPIC } from '../exit-codes.ts';

/** Where on a command line something is to be completed. */
export interface Spot {
  /** The words that the command has been given before it, options not among them. */
  readonly before: readonly string[];
  /** What is there already, up to the cursor. */
  readonly word: string;
  /** The commands of the program. */
  readonly commands: readonly Candidate[];
  readonly context: Context;
}

export type Sources = Readonly<Record<string, (spot: Spot) => Offer | Promise<Offer>>>;

/**
 * What completes an argument, or the value of an option, by the name it is declared with; where commands differ in what
 * they mean by a name, the command's stands before it. Those that have choices of their own need no place here. What
 * a source needs is loaded when it is asked; where it ends in a failure, nothing is offered.
 */
export const SOURCES: Sources = {
  path: () => A_FILE,
  fragment: () => A_FILE,
  command: ({ commands }) => [...commands, EXIT_CODES_TOPIC],
  setting: async ({ word }) => (await import('./candidates.ts')).settingCandidates(word),
  change: async ({ before, word }) => (await import('./candidates.ts')).changeCandidates(before, word),
  profile: async ({ context }) => (await import('./candidates.ts')).profileCandidates(context),
  'save profile': async ({ context }) => (await import('./candidates.ts')).profileCandidates(context, true),
  'delete profile': async ({ context }) => (await import('./candidates.ts')).profileCandidates(context, true),
  'schema name': async () => {
    const { SCHEMA_NAMES, schemaDescription } = await import('../../commands/schemas/json-schema.ts');
    return SCHEMA_NAMES.map((value) => ({ value, description: schemaDescription(value) }));
  },
  'explain topic': async () => (await import('./candidates.ts')).explainTopics(),
  'doctor topic': async () => (await import('./candidates.ts')).doctorTopics(),
};

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
