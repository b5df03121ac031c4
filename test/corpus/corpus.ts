import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** One measured case; its members are described in FORMAT.md beside this file. */
export interface CorpusCase {
  readonly id: number;
  readonly kind: 'realistic' | 'malformed' | 'mutated' | 'fixed';
  readonly bytes: Uint8Array;
  readonly env?: Record<string, unknown>;
  /** What WSL made of the bytes, with the modes spelled as in wslnet's catalogue. */
  readonly expected: Record<string, unknown>;
}

export const CORPUS: readonly CorpusCase[] = gunzipSync(readFileSync(new URL('cases.jsonl.gz', import.meta.url)))
  .toString()
  .trimEnd()
  .split('\n')
  .map((line) => {
    const { id, kind, input, env, ...expected } = JSON.parse(line);
    for (const config of [expected.config, expected.effective]) {
      if (config) config.networkingMode = catalogueSpelling(config.networkingMode);
    }
    for (const message of expected.effectiveWarnings ?? []) {
      if (message.id === 'MessageConsommeRequiresVirtio') message.args = message.args.map(catalogueSpelling);
    }
    return { id, kind, bytes: Buffer.from(input, 'base64'), ...(env && { env }), expected };
  });

/** `npm run test:full` tries every law on everything, `npm test` on a part that takes seconds. */
const IS_FULL = process.env['WSLNET_TEST'] === 'full';

/** The cases that long laws are tried on: each, or one of ten beside the few in which reading is given up. */
export const SAMPLE: readonly CorpusCase[] = CORPUS.filter(
  ({ id, kind, expected }) => IS_FULL || id % 10 === 0 || kind === 'fixed' || expected['error'] !== null,
);

/** How often to try a law on made-up input, of so many times in a full run. */
export function numRuns(full: number): number {
  return IS_FULL ? full : full / 10;
}

/** The one way in which an interpretation differs from a record of the corpus. */
function catalogueSpelling(mode: string): string {
  return mode === 'Consomme' ? 'virtioproxy' : mode.toLowerCase();
}
