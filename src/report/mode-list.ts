import type { Mode } from '../settings/kinds.ts';

/** Modes as a sentence lists them: `nat, bridged and virtioproxy`. */
export function modeList(modes: readonly Mode[]): string {
  return modes.length < 2 ? modes.join() : `${modes.slice(0, -1).join(', ')} and ${modes.at(-1)}`;
}
