import * as z from 'zod/mini';

/** What documents say of a profile. */
export const profileMembers = {
  name: z.string(),
  builtIn: z.boolean(),
  settings: z.array(
    z.strictObject({
      setting: z.string().check(z.describe('As the profile names it.')),
      value: z.nullable(z.string()).check(z.describe('As the profile has it; null where it takes the setting out.')),
    }),
  ),
};

export const profilesPath = z.string().check(z.describe('The path of the file of profiles.'));
