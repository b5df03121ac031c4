import type { Layer } from '../reach/leg.ts';
import type { LegResult } from '../reach/run-legs.ts';
import { shape } from './shapes.ts';

/** What documents say of the paths that were tried. */

const LAYERS = [
  'DNS',
  'routing',
  'firewall',
  'localhost',
  'packet size',
  'proxy',
  'program',
  'Windows',
] as const satisfies readonly Layer[];

const legShape = shape((z) =>
  z.strictObject({
    id: z.string().check(z.describe('Stable.')),
    title: z.string(),
    state: z.enum(['works', 'fails', 'not-promised', 'unknown']),
    ms: z.nullable(z.int()).check(z.describe('How long it took to connect or to get the answer; null if untimed.')),
    took: z.int().check(z.describe('How long it took to try, in milliseconds.')),
    reason: z.nullable(z.string()).check(z.describe('Why it is not promised or unknown, or a note; null for none.')),
    trouble: z
      .nullable(
        z.strictObject({
          cause: z.string().check(z.describe('Stable.')),
          layer: z.enum(LAYERS),
          seen: z.string(),
          steps: z.array(z.strictObject({ text: z.string(), command: z.nullable(z.string()) })),
        }),
      )
      .check(z.describe('Why it fails, or what is wrong although it works; null for nothing.')),
  }),
);

export const legShapes = shape((z) => z.array(legShape(z)));

/** A path that was tried, for a document. */
export function legJson({ leg: { id, title }, outcome, took }: LegResult) {
  const nothing = { ms: null, reason: null, trouble: null };
  const shared = { id, title, state: outcome.state, took };
  switch (outcome.state) {
    case 'works':
      return { ...shared, ms: outcome.ms, reason: outcome.note, trouble: outcome.warning };
    case 'fails':
      return { ...shared, ...nothing, trouble: outcome.trouble };
    default:
      return { ...shared, ...nothing, reason: outcome.why };
  }
}
