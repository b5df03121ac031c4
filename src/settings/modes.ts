/** What WSL knows of each networking mode by, in the order in which people are offered them. */
const TABLE = {
  mirrored: { spellings: ['Mirrored'], policy: 3 },
  nat: { spellings: ['Nat'], policy: 1 },
  // No policy can make it the default, since it needs a switch.
  bridged: { spellings: ['Bridged'], policy: null },
  // WSL 2.9 calls it Consomme and reads both names; older ones know only the first.
  virtioproxy: { spellings: ['VirtioProxy', 'Consomme'], policy: 4 },
  none: { spellings: ['None'], policy: 0 },
} as const;

/** A networking mode. `consomme`, WSL 2.9's name for virtioproxy, is read as `virtioproxy`. */
export type Mode = keyof typeof TABLE;

/** In the order in which people are offered them. */
export const MODES = Object.keys(TABLE) as readonly Mode[];

/** WSL's spellings, as its MessageConfigInvalidEnum lists them. */
export const MODE_SPELLINGS = MODES.flatMap((mode): readonly string[] => TABLE[mode].spellings).sort();

const BY_SPELLING: ReadonlyMap<string, Mode> = new Map(
  MODES.flatMap((mode) => TABLE[mode].spellings.map((spelling) => [spelling.toLowerCase(), mode] as const)),
);

/** The mode of a spelling that WSL reads, in any letter case. */
export function modeOfSpelling(text: string): Mode | undefined {
  return BY_SPELLING.get(text.toLowerCase());
}

/** The mode of a number of the policy DefaultNetworkingMode; undefined for a number that WSL ignores. */
export function modeOfPolicy(number: number | undefined): Mode | undefined {
  return MODES.find((mode) => TABLE[mode].policy === number);
}
