import * as promises from 'node:fs/promises';
import type { Port } from './facts.ts';
import { writeNote } from './file-system.ts';
import type { PortStep } from './port-scripts.ts';
import { readRegular } from './whole-file.ts';

/*
 * What Windows has open only Windows knows, and it takes seconds to tell. So a list of what this wslnet opened is kept
 * beside the history: enough to remind of it, and of no use to decide anything by.
 */

/** The ports that this wslnet opened and has not closed since. None where the list cannot be read. */
export async function readOpenedPorts(path: string): Promise<Port[]> {
  try {
    const lines = (await readRegular(promises, path)).toString().split('\n');
    return lines.flatMap((line): Port[] => {
      const [, protocol, port] = /^(tcp|udp) (\d{1,5})$/.exec(line) ?? [];
      return protocol === 'tcp' || protocol === 'udp' ? [{ protocol, port: Number(port) }] : [];
    });
  } catch {
    return [];
  }
}

/** Keeps what was just opened or closed. Never throws: the ports are open all the same. */
export async function noteOpenedPorts(path: string, steps: readonly PortStep[]): Promise<void> {
  const open = new Set((await readOpenedPorts(path)).map(nameOf));
  for (const step of steps) {
    if (step.kind === 'add-hyper-v-rule' || step.kind === 'add-windows-rule') open.add(nameOf(step.port));
    if (step.kind === 'remove-hyper-v-rule' || step.kind === 'remove-windows-rule') open.delete(nameOf(step.port));
  }
  try {
    await writeNote(promises, path, [...open].map((name) => `${name}\n`).join(''));
  } catch {
    // Then nobody is reminded.
  }
}

function nameOf({ protocol, port }: Port): string {
  return `${protocol} ${port}`;
}
