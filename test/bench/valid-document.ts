import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { loadSchemas } from '../../src/cli/schema.ts';
import { PROGRAM } from '../../src/cli/verbs.ts';

/** A validator that refuses to overlook anything in a schema. The format stands beside a pattern that says the same. */
export function strictValidator(): Ajv2020 {
  return new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true, formats: { ipv4: true } });
}

const schemas = await loadSchemas(PROGRAM);
const ajv = strictValidator();
const START = '{\n  "schema": "wslnet.';

/** Checks an output that is a document of `--json` against its schema; others are of no concern here. */
export function expectValidDocument(output: string): void {
  if (output.startsWith(START)) expect(findErrors(JSON.parse(output)), output).toEqual([]);
}

/** What is wrong with a document, by the schema it names. */
export function findErrors(document: { readonly schema: string }): string[] {
  const name = /^wslnet\.(.+)\/1$/.exec(document.schema)?.[1] ?? '';
  const schema = schemas.get(name)?.toJson();
  if (!schema) return [`${document.schema} has no schema`];
  const validate = ajv.getSchema(name) ?? ajv.addSchema(schema, name).getSchema(name);
  return validate?.(document) ? [] : (validate?.errors ?? []).map((error) => JSON.stringify(error));
}
