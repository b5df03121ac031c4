import type { PortRow } from '../reach/ports.ts';
import { shape } from './shapes.ts';

/** What documents of commands about ports have in common. */

export const portNumber = shape((z) => z.int().check(z.minimum(1), z.maximum(65535)));

export const protocol = shape((z) => z.enum(['tcp', 'udp']));

export const commandList = shape((z) =>
  z.array(z.string()).check(z.describe('What runs as administrator in PowerShell, one command each.')),
);

/** A port that `open` was asked for. */
export const openedPort = shape((z) =>
  z.strictObject({
    port: portNumber(z),
    protocol: protocol(z),
    changed: z.boolean(),
    renewed: z.boolean().check(z.describe('Whether it was open before, in another way or for another network.')),
    rule: z.string().check(z.describe("The name of wslnet's rule.")),
    warnings: z
      .array(z.strictObject({ code: z.string().check(z.describe('Stable.')), message: z.string() }))
      .check(z.describe('Why it may be out of reach all the same.')),
    url: z.nullable(z.string()).check(z.describe('What another device types; null where the address is not known.')),
  }),
);

const listeners = shape((z) =>
  z.array(
    z.strictObject({
      address: z.string(),
      program: z.nullable(z.string()).check(z.describe('Null where the system does not tell this user.')),
    }),
  ),
);

const reach = shape((z) =>
  z
    .strictObject({
      answer: z.enum(['yes', 'no', 'unknown'] satisfies PortRow['reach']['lan']['answer'][]),
      code: z.string().check(z.describe('Why; stable.')),
      because: z.string().check(z.describe('The same in words.')),
    })
    .check(z.meta({ id: 'reach' })),
);

/** A row of `ports`. */
export const portRow = shape((z) =>
  z.strictObject({
    port: portNumber(z),
    protocol: protocol(z),
    linux: listeners(z),
    windows: listeners(z),
    portproxy: z
      .nullable(
        z.strictObject({
          listenAddress: z.string(),
          listenPort: portNumber(z),
          connectAddress: z.string(),
          connectPort: portNumber(z),
        }),
      )
      .check(z.describe('What Windows passes on from this port.')),
    reach: z.strictObject({ linux: reach(z), windows: reach(z), lan: reach(z) }),
    stale: z
      .nullable(z.enum(['vm-address', 'network', 'mode'] satisfies NonNullable<PortRow['stale']>[]))
      .check(z.describe('Why what opened it no longer does; wslnet open renews it.')),
    openedBy: z.nullable(z.enum(['wslnet', 'other'])),
  }),
);
