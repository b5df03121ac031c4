import { Failure } from '../failure.ts';
import type { CommonOptions, Context } from './context.ts';

/**
 * Makes sure that a question can be answered, before anything is done.
 * @throws Failure `needs-yes` where there is nobody to ask
 */
export function requireAnswer({ yes, input }: CommonOptions, { ask }: Context, command: string): void {
  if (!yes && (input === false || ask === null)) throw new Failure('needs-yes', { command });
}

/** Whether the user agrees. Behind {@link requireAnswer}. */
export async function confirm(question: string, { yes }: CommonOptions, { ask }: Context): Promise<boolean> {
  if (yes) return true;
  const answer = (await ask?.(question)) ?? '';
  return /^y(?:es)?$/i.test(answer.trim());
}
