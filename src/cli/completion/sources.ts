import type { Context } from '../../commands/context.ts';
import { EXIT_CODES_TOPIC } from '../exit-codes.ts';
import { A_FILE, type Candidate, type Offer } from './candidate.ts';

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
  setting: async ({ word }) => (await import('./setting-candidates.ts')).settingCandidates(word),
  change: async ({ before, word }) => (await import('./setting-candidates.ts')).changeCandidates(before, word),
  profile: async ({ context }) => (await import('./profile-candidates.ts')).profileCandidates(context),
  'save profile': async ({ context }) => (await import('./profile-candidates.ts')).profileCandidates(context, true),
  'delete profile': async ({ context }) => (await import('./profile-candidates.ts')).profileCandidates(context, true),
  'schema name': async () => {
    const { SCHEMA_NAMES, schemaDescription } = await import('../../report/schemas/json-schema.ts');
    return SCHEMA_NAMES.map((value) => ({ value, description: schemaDescription(value) }));
  },
  'explain topic': async () => (await import('./topic-candidates.ts')).explainTopics(),
  'doctor topic': async () => (await import('./topic-candidates.ts')).doctorTopics(),
};
