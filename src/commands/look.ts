import { hasSameBytes } from '../change/commit.ts';
import { type OpenFile, openExisting, openOrEmpty } from '../change/open-file.ts';
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
    const file = isNamed ? await openExisting(options, context) : await openOrEmpty(options, context);
    return { file, absence: null, isNamed, isOther: isNamed && (await isOther(file, context)) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { file: null, absence: error, isNamed };
  }
}

/** Whether WSL reads something else than what is in a file; false where it is not known what WSL reads. */
async function isOther({ snapshot }: OpenFile, { machine }: Context): Promise<boolean> {
  try {
    const { path } = await machine.locate();
    return !hasSameBytes((await machine.read(path)).bytes, snapshot.bytes);
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}
