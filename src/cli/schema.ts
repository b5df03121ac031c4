import type * as zod from 'zod/mini';
import manifest from '../../package.json' with { type: 'json' };
import { type Command, defineCommand, optionalOperand, type Program, type Shape } from '../commands/define.ts';
import { documentName } from '../commands/json.ts';
import { toJsonSchema, ZOD, type Zod } from '../commands/zod.ts';
import { definitions, joinPage, paragraph } from '../explain/page.ts';
import { EXIT, Failure, type FailureKind, quote } from '../failure.ts';
import { fileSchema } from '../settings/schema.ts';
import { nearestOf } from '../text/names.ts';
import { safeJson } from '../text/printable.ts';

const UNKNOWN_SCHEMA: FailureKind<{ readonly name: string; readonly nearest: string | null }> = {
  code: 'unknown-schema',
  exit: EXIT.usage,
  message: ({ name }) => `Unknown schema ${quote(name)}.`,
  hint: ({ nearest }) => (nearest ? `Did you mean ${nearest}?` : 'To list the schemas: wslnet schema'),
  showsUsage: true,
};

/** `wslnet schema`: the JSON Schema of the settings, or of a document that `--json` prints. Reads no file. */
export function schemaCommand(program: Program): Command {
  return defineCommand({
    summary: 'print the JSON Schema of the settings or of an answer',
    details: ['Without a name, it lists the schemas.'],
    operands: {
      name: optionalOperand('name', 'settings, or the command that prints the answer', {
        complete: async () => {
          const schemas = await loadSchemas(program);
          return [...schemas].map(([value, { description }]) => ({ value, description }));
        },
      }),
    },
    examples: ['wslnet schema settings', 'wslnet schema show'],
    json: (z) => z.strictObject({ schemas: z.array(z.strictObject({ name: z.string(), description: z.string() })) }),
    async run({ name, json }, { out, printJson }) {
      const schemas = await loadSchemas(program);
      if (name !== undefined) {
        const found = schemas.get(name);
        if (!found) throw new Failure(UNKNOWN_SCHEMA, { name, nearest: nearestOf([...schemas.keys()], name) });
        out.write(`${safeJson(found.toJson(), 2)}\n`);
        return EXIT.done;
      }
      const rows = [...schemas].map(([each, { description }]) => ({ name: each, description }));
      if (json) {
        printJson({ schemas: rows });
        return EXIT.done;
      }
      const title = 'wslnet schema <name> prints the JSON Schema of one of these.';
      const pairs = rows.map((row) => [row.name, row.description] as const);
      out.write(joinPage([paragraph(title, out.width), definitions(pairs, out)]));
      return EXIT.done;
    },
  });
}

/** A JSON Schema (2020-12) that `wslnet schema` prints. */
export interface NamedSchema {
  readonly description: string;
  readonly toJson: () => object;
}

/** Every schema by its name: that of the settings, and that of each document, which every command declares. */
export async function loadSchemas(program: Program): Promise<ReadonlyMap<string, NamedSchema>> {
  const z = ZOD;
  const schemas: [string, zod.ZodMiniType][] = [['settings', fileSchema]];
  for (const [verb, load] of program.flatMap(({ verbs }) => Object.entries(verbs))) {
    for (const [command, summary, shape] of shapesOf(z, await load(), verb)) {
      schemas.push([command.replaceAll(' ', '-'), documentOf(z, command, summary, shape)]);
    }
  }
  schemas.push(['error', documentOf(z, 'error', 'why a command failed, instead of its own document', errorShape(z))]);
  return new Map(
    schemas.map(([name, schema]) => {
      const description = z.globalRegistry.get(schema)?.description ?? '';
      return [name, { description, toJson: () => addressed(name, toJsonSchema(schema)) }];
    }),
  );
}

/** Where the npm package of any version with the same shapes has it. */
function addressed(name: string, { $schema, ...schema }: { readonly $schema?: string }): object {
  const [major] = manifest.version.split('.');
  return { $schema, $id: `https://unpkg.com/wslnet@${major}/dist/schemas/${name}.json`, ...schema };
}

/** The shapes of a command and of those below it, each with the words that lead to it and its summary. */
function shapesOf(z: Zod, command: Command, path: string): (readonly [string, string, Shape])[] {
  const own = command.json ? [[path, command.summary, command.json(z)] as const] : [];
  const below = Object.entries(command.commands).flatMap(([word, each]) => shapesOf(z, each, `${path} ${word}`));
  return [...own, ...below];
}

function errorShape(z: Zod): Shape {
  return z.strictObject({
    code: z.string().check(z.describe('Stable.')),
    message: z.string(),
    hint: z.nullable(z.string()).check(z.describe('What to do about it.')),
  });
}

/** A shape with the member `schema`, which names the document; in each of its forms where it has several. */
function documentOf(z: Zod, command: string, summary: string, shape: Shape): zod.ZodMiniType {
  const title = documentName(command);
  const describe = (text: string) => z.meta({ title, description: text });
  const sentence = `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
  const formOf = (form: zod.core.$ZodType, fallback: string) => {
    const members = (form as zod.ZodMiniObject)._zod.def.shape;
    const own = z.globalRegistry.get(form)?.description ?? fallback;
    return z.strictObject({ schema: z.literal(title), ...members }).check(describe(own));
  };
  const { def } = shape._zod;
  if (def.type !== 'union') return formOf(shape, sentence);
  const forms = (def as zod.core.$ZodUnionDef).options.map((form) => formOf(form, sentence));
  return z.union(forms).check(describe(sentence));
}
