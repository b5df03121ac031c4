import * as z from 'zod/mini';
import { fileSchema } from '../../settings/schema.ts';
import { DOCUMENTS } from './documents.ts';

/** What `wslnet schema` prints, by name. */
const SCHEMAS: Readonly<Record<string, z.core.$ZodType>> = { settings: fileSchema, ...DOCUMENTS };

export const SCHEMA_NAMES = Object.keys(SCHEMAS);

/** The JSON Schema (2020-12) of a name; null where there is none. */
export function jsonSchema(name: string): object | null {
  const schema = Object.hasOwn(SCHEMAS, name) ? SCHEMAS[name] : undefined;
  if (!schema) return null;
  return z.toJSONSchema(schema, {
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

const SIZE = {
  description: 'In bytes, or as text such as 8GB or 512MB.',
  anyOf: [
    { type: 'integer', minimum: 0 },
    { type: 'string', pattern: '^[0-9]+(B|[KMGT]B?)?$' },
  ],
};

/** In a few words, what a schema is of. */
export function schemaDescription(name: string): string {
  return z.globalRegistry.get(SCHEMAS[name] as z.core.$ZodType)?.description ?? '';
}
