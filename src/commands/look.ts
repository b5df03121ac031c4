import { openOrEmpty } from '../change/open-file.ts';
import { type Found, type MachineView, viewMachine } from '../doctor/view.ts';
import { Failure } from '../failure.ts';
import type { FactName } from '../machine/facts.ts';
import type { CommonOptions, Context } from './context.ts';

/**
 * Looks at the file that the options name, or else the one WSL reads, and at the machine. That there is no such file,
 * or that it cannot be read, is a part of the answer.
 * @param names facts to find besides those that every look needs
 * @param onFound called as each fact is found, with those that are still asked for
 */
export async function lookAround<N extends FactName>(
  options: CommonOptions,
  context: Context,
  names: readonly N[],
  onFound?: (waitingFor: readonly FactName[]) => void,
): Promise<MachineView<N>> {
  return await viewMachine(context.machine, await findFile(options, context), names, onFound);
}

async function findFile(options: CommonOptions, context: Context): Promise<Found> {
  const isNamed = options.file !== undefined;
  try {
    return { file: await openOrEmpty(options, context), absence: null, isNamed };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { file: null, absence: error, isNamed };
  }
}
