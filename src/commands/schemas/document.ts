import * as z from 'zod/mini';

/** One document of `--json`: what it answers in a few words, and its members besides `schema`. No others are allowed. */
export function document<const N extends string, M extends z.core.$ZodLooseShape>(
  name: N,
  description: string,
  members: M,
) {
  const schema = z.literal(schemaName(name));
  return z.strictObject({ schema, ...members }).check(z.meta({ title: schemaName(name), description }));
}

/** A document of several forms, each made by {@link document} under the same name. */
export function documentOf<const F extends readonly [z.core.$ZodType, ...z.core.$ZodType[]]>(
  name: string,
  description: string,
  forms: F,
) {
  return z.union(forms).check(z.meta({ title: schemaName(name), description }));
}

/** What the member `schema` of a document says. The number rises when the shape changes. */
export function schemaName<const N extends string>(name: N): `wslnet.${N}/1` {
  return `wslnet.${name}/1`;
}
