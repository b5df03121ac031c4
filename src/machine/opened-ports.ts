import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Port } from './facts.ts';
import type { PortStep } from './port-scripts.ts';

/*
 * What Windows has open only Windows knows, and it takes seconds to tell. So a list of what this wslnet opened is kept
 * beside the history: enough to remind of it, and of no use to decide anything by.
 */

/** The ports that this wslnet opened and has not closed since. None where the list cannot be read. */
export function readOpenedPorts(path: string): Port[] {
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines.flatMap((line): Port[] => {
      const [, protocol, port] = /^(tcp|udp) (\d{1,5})$/.exec(line) ?? [];
      return protocol === 'tcp' || protocol === 'udp' ? [{ protocol, port: Number(port) }] : [];
    });
  } catch {
    return [];
  }
}

/** Keeps what was just opened or closed. Never throws: the ports are open all the same. */
export function noteOpenedPorts(path: string, steps: readonly PortStep[]): void {
  const open = new Set(readOpenedPorts(path).map(nameOf));
  for (const step of steps) {
    if (step.kind === 'add-hyper-v-rule' || step.kind === 'add-windows-rule') open.add(nameOf(step.port));
    if (step.kind === 'remove-hyper-v-rule' || step.kind === 'remove-windows-rule') open.delete(nameOf(step.port));
  }
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, [...open].map((name) => `${name}\n`).join(''), { mode: 0o600 });
  } catch {
    // Then nobody is reminded.
  }
}

function nameOf({ protocol, port }: Port): string {
  return `${protocol} ${port}`;
}
