/** Pieces that sentences of the diagnosis have in common. Numbers and lists only: whole sentences are with their checks. */

/** `1 error`, `2 errors`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listOf(items: readonly (string | number)[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** `port 80`, `ports 80 and 443`; long lists are cut short. */
export function portsOf(ports: readonly number[]): string {
  const shown = ports.length > 6 ? [...ports.slice(0, 5), `${ports.length - 5} more`] : ports;
  return `${ports.length === 1 ? 'port' : 'ports'} ${listOf(shown)}`;
}
