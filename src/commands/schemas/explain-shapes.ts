import * as z from 'zod/mini';
import { ABILITY_NAMES, type AbilityName, EXPLAINED_MODES, type Verdict } from '../../explain/modes.ts';
import { MODES } from '../../settings/kinds.ts';
import { document } from './document.ts';
import { sectionName, settingName, settingValue, severity } from './file-shapes.ts';

/** What there is to say of a topic, by its kind. */
function explanation<K extends string, T extends z.core.$ZodType, M extends z.core.$ZodLooseShape>(
  kind: K,
  topic: T,
  members: M,
) {
  return document('explain', `A topic of the kind ${kind}.`, { topic, kind: z.literal(kind), ...members });
}

const texts = z.array(z.string());

const VERDICTS = ['yes', 'partly', 'no', 'unknown'] satisfies Verdict[];

const ability = z
  .strictObject({
    works: z.enum(VERDICTS).check(z.describe('unknown where nothing says, which is not a no.')),
    condition: z.optional(z.string()),
    note: z.nullable(z.string()),
  })
  .check(z.meta({ id: 'ability' }));

const abilities = z
  .strictObject(Object.fromEntries(ABILITY_NAMES.map((name) => [name, ability])) as Record<AbilityName, typeof ability>)
  .check(z.meta({ id: 'abilities' }));

const trouble = z
  .strictObject({ symptom: z.string(), cause: z.string(), cure: z.string(), commands: texts })
  .check(z.meta({ id: 'trouble' }));

const mode = z.enum(EXPLAINED_MODES);

/** Of every setting. */
const settingMembers = {
  section: sectionName,
  formerSection: z.nullable(sectionName).check(z.describe('Where WSL also reads it.')),
  expects: z.string(),
  choices: texts.check(z.describe('The values to offer; empty where there are too many.')),
};

export const explanations = [
  explanation('list', z.null(), {
    topics: z.array(z.strictObject({ topic: z.string(), group: z.string(), summary: z.nullable(z.string()) })),
  }),
  explanation('comparison', z.string(), { modes: z.array(z.strictObject({ mode, summary: z.string(), abilities })) }),
  explanation('mode', mode, {
    summary: z.string(),
    details: texts,
    needs: texts,
    abilities,
    troubles: z.array(trouble),
    diagram: texts,
    link: z.string(),
    settings: z
      .nullable(z.strictObject({ applied: z.array(settingName), idle: z.array(settingName) }))
      .check(z.describe('Settings that depend on the mode, by whether WSL looks at them; null for WSL 1.')),
  }),
  explanation('setting', settingName, {
    ...settingMembers,
    default: settingValue,
    summary: z.string(),
    modes: z.array(z.enum(MODES)),
    needs: z.nullable(z.strictObject({ setting: settingName, value: z.boolean() })),
    since: z.nullable(z.string()).check(z.describe('A WSL release; null where nothing says.')),
    interactions: texts,
    troubles: z.array(trouble),
    link: z.string(),
  }),
  // A setting that networking has no say in.
  explanation('setting', settingName, settingMembers),
  explanation('code', z.string(), {
    title: z.string(),
    severities: z.array(severity),
    why: z.string(),
    wsl: z.string(),
    wrong: z.string(),
    right: z.string(),
  }),
] as const;
