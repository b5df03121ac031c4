import * as z from 'zod/mini';
import { type Outcome, TOPICS } from '../../doctor/check.ts';
import type { RestartState } from '../../doctor/facts.ts';
import type { Place } from '../../machine/facts.ts';

/** What documents say of a machine. A fact that is not known is null. */

export const place = z.enum(['windows', 'wsl2', 'wsl1', 'container', 'linux', 'macos'] satisfies Place[]);

export const restartState = z.enum([
  'due',
  'not-due',
  'not-running',
  'not-applicable',
  'unknown',
] satisfies RestartState[]);

export const wslVersions = z.strictObject({
  wsl: z.nullable(z.string()).check(z.describe('Null for the WSL that ships in Windows, which does not tell.')),
  kernel: z.nullable(z.string()),
});

export const windowsVersion = z.strictObject({
  build: z.int(),
  revision: z.int(),
  edition: z.nullable(z.string()).check(z.describe('As the registry names it: Core is Home.')),
});

export const distribution = z.strictObject({
  name: z.string(),
  isDefault: z.boolean(),
  isRunning: z.boolean(),
  version: z.literal([1, 2]),
});

export const unknownFact = z.strictObject({ fact: z.string(), reason: z.string() });

const OUTCOMES = ['pass', 'warning', 'failure', 'unknown', 'not-applicable'] satisfies Outcome[];

export const finding = z
  .strictObject({
    id: z.string().check(z.describe('Stable.')),
    topic: z.enum(TOPICS),
    outcome: z.enum(OUTCOMES),
    seen: z.string(),
    mend: z.nullable(z.string()).check(z.describe('The command that mends it, or what to do where none does.')),
  })
  .check(z.meta({ id: 'finding' }));
