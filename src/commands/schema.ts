import { definitions, joinPage, paragraph } from '../explain/page.ts';
import { EXIT, type ExitCode, Failure } from '../failure.ts';
import { nearestOf } from '../settings/catalogue.ts';
import type { CommonOptions, Context } from './context.ts';
import { jsonDocument } from './json.ts';
import { jsonSchema, SCHEMA_NAMES, schemaDescription } from './schemas/json-schema.ts';

export interface SchemaOptions extends CommonOptions {
  /** Of what to print the schema; undefined for a list of what there is. */
  readonly name: string | undefined;
}

/** `wslnet schema`: the JSON Schema of the settings, or of a document that `--json` prints. Reads no file. */
export async function schema({ name, json }: SchemaOptions, { out }: Context): Promise<ExitCode> {
  if (name !== undefined) {
    const found = jsonSchema(name);
    if (!found) throw new Failure('unknown-schema', { name, nearest: nearestOf(SCHEMA_NAMES, name) });
    out.write(`${JSON.stringify(found, null, 2)}\n`);
    return EXIT.done;
  }
  const schemas = SCHEMA_NAMES.map((each) => ({ name: each, description: schemaDescription(each) }));
  if (json) {
    out.write(jsonDocument('schema', { schemas }));
    return EXIT.done;
  }
  const rows = schemas.map((each) => [each.name, each.description] as const);
  const title = 'wslnet schema <name> prints the JSON Schema of one of these.';
  out.write(joinPage([paragraph(title, out.width), definitions(rows, out)]));
  return EXIT.done;
}
