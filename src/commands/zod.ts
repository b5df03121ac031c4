import type { ZodMiniType } from 'zod/mini';
import {
  array,
  boolean,
  describe,
  enum as enumeration,
  globalRegistry,
  int,
  literal,
  maximum,
  meta,
  minimum,
  null as nothing,
  nullable,
  number,
  optional,
  record,
  strictObject,
  string,
  toJSONSchema,
  tuple,
  union,
} from 'zod/mini';

/**
 * What commands use of zod to declare the shapes of their JSON documents: it is handed to them, so that none loads zod to
 * run, and it is no more than this, so that the rest stays out of the package. What a shape needs besides goes in here.
 */
export const ZOD = {
  array,
  boolean,
  describe,
  enum: enumeration,
  globalRegistry,
  int,
  literal,
  maximum,
  meta,
  minimum,
  null: nothing,
  nullable,
  number,
  optional,
  record,
  strictObject,
  string,
  toJSONSchema,
  tuple,
  union,
};

/** What declarations of shapes are handed. */
export type Zod = typeof ZOD;

const SIZE = {
  description: 'In bytes, or as text such as 8GB or 512MB.',
  anyOf: [
    { type: 'integer', minimum: 0 },
    { type: 'string', pattern: '^[0-9]+(B|[KMGT]B?)?$' },
  ],
};

/** The JSON Schema (2020-12) of a shape. */
export function toJsonSchema(schema: ZodMiniType): object {
  return ZOD.toJSONSchema(schema, {
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema: json }) {
      // A size of memory, which JSON holds in bytes and people write with a unit.
      if (zodSchema._zod.def.type === 'bigint') Object.assign(json, SIZE);
      // JSON Schema knows no such format, and some validators refuse what they do not know; the pattern says it all.
      if (json.format === 'mac') delete json.format;
      // That JavaScript counts no further is of no interest.
      if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
      if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
    },
  });
}
