import { loadSchemas } from '../src/cli/schema.ts';
import { PROGRAM } from '../src/cli/verbs.ts';

/** Every schema that `wslnet schema` prints, by the name of its file: the addresses in them lead to the npm package. */
export async function schemaFiles(): Promise<ReadonlyMap<string, string>> {
  const schemas = await loadSchemas(PROGRAM);
  return new Map([...schemas].map(([name, { toJson }]) => [`${name}.json`, `${JSON.stringify(toJson())}\n`]));
}
