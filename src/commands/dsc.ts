import { requireMeant } from '../change/decode.ts';
import { type OpenFile, openOrEmpty } from '../change/open-file.ts';
import { type Change, planChanges } from '../change/plan.ts';
import { BAD_USAGE, EXIT, type ExitCode, Failure } from '../failure.ts';
import { SECTIONS, SETTINGS, type Section, type Setting } from '../settings/catalogue.ts';
import { textOfJson } from '../settings/schema.ts';
import { jsonValue } from '../settings/value-text.ts';
import { excerpt, quoted, safeJson } from '../text/printable.ts';
import { type CommonOptions, type Context, defineCommand } from './define.ts';
import type { ChangeDocument } from './json.ts';

/**
 * The verbs by which Microsoft's Desired State Configuration (DSC 3) reads and sets a `.wslconfig`, as
 * `wslnet.dsc.resource.json` declares them. An instance is the file: its sections, each with settings, in JSON's types.
 * What an instance does not name is left alone; `null` takes a setting out of the file. Input is one JSON document on
 * standard input, each answer one line, and what is said goes to standard error as JSON lines. Every exit code but 0 is
 * a failure to DSC, so `test` exits 0 for either answer.
 */

type JsonValue = ReturnType<typeof jsonValue> | null;

/** What a file sets, or is to set: by section and name. */
type State = { [S in Section]?: Record<string, JsonValue> };

/** One setting that an instance names, and the text it is to have in the file; null for none. */
interface Wish extends Change {
  readonly section: Section;
}

export default defineCommand({
  summary: 'read and set the file for Desired State Configuration (DSC 3)',
  details: ['DSC runs it as the resource Wslnet.WSL/Config. See docs/fleets.md.'],
  examples: ['wslnet dsc schema', 'wslnet dsc export'],
  commands: {
    get: operation('print what the file sets', async (wishes, file, _, context) => {
      warnOfRefused(file, context);
      return [stateOf(file, wishes)];
    }),
    test: operation('print whether the file is in the desired state', async (wishes, file, _, context) => {
      warnOfRefused(file, context);
      return [{ ...stateOf(file, wishes), _inDesiredState: missing(file, wishes).length === 0 }];
    }),
    set: operation('bring the file into the desired state', set),
    export: operation('print the file as an instance', async (_wishes, file, _options, context) => {
      warnOfRefused(file, context);
      return [stateOf(file, [])];
    }),
    schema: defineCommand({
      summary: 'print the JSON Schema of an instance',
      async run(_, { out }) {
        const [{ toJsonSchema }, { fileSchema }] = await Promise.all([
          import('./zod.ts'),
          import('../settings/schema.ts'),
        ]);
        out.write(`${safeJson(instanceSchema(toJsonSchema(fileSchema) as FileSchema))}\n`);
        return EXIT.done;
      },
    }),
  },
});

type Operation = (
  wishes: readonly Wish[],
  file: OpenFile,
  options: CommonOptions,
  context: Context,
) => Promise<readonly unknown[]>;

/** A verb that takes an instance and gives lines of JSON. */
function operation(summary: string, perform: Operation) {
  return defineCommand({
    summary,
    details: ['An instance is read, as JSON, from standard input. Empty input names no settings.'],
    async run(options, context): Promise<ExitCode> {
      try {
        const wishes = readInstance(Buffer.from(await context.readInput()).toString('utf8'));
        // With --verbose the file is named too.
        const source = { ...context, err: { write: (text: string) => say(context, 'info', text.trim()) } };
        const file = await openOrEmpty(options, source);
        for (const line of await perform(wishes, file, options, context)) context.out.write(`${safeJson(line)}\n`);
        return EXIT.done;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        say(context, 'error', error.hint === null ? error.message : `${error.message} ${error.hint}`);
        return error.exitCode;
      }
    },
  });
}

function say({ err }: Context, level: 'error' | 'warn' | 'info', message: string): void {
  err.write(`${safeJson({ [level]: message })}\n`);
}

/** What `set` changes is told by the same document as of `wslnet set --json`. */
async function set(
  wishes: readonly Wish[],
  before: OpenFile,
  options: CommonOptions,
  context: Context,
): Promise<readonly unknown[]> {
  const { makeChanges } = await import('./outcome.ts');
  let document = null as ChangeDocument | null;
  const printJson = (members: ChangeDocument) => {
    document = members;
  };
  await makeChanges({ ...options, json: true, force: false }, { ...context, printJson }, before, (file) =>
    missing(file, wishes),
  );
  const { changes, diagnostics } = document ?? { changes: [], diagnostics: [] };
  for (const { line, code, message } of diagnostics) say(context, 'warn', `Line ${line}: ${message} (${code})`);
  const state = stateOf(before, wishes);
  for (const { setting, section, after } of changes) {
    const named = wishes.find((wish) => wish.setting.name === setting)?.section ?? section;
    state[named] = { ...state[named], [setting]: after };
  }
  const changed = [
    ...new Set(
      wishes
        .filter(({ setting }) => changes.some((each) => each.setting === setting.name))
        .map(({ section }) => section),
    ),
  ];
  // WSL reads the file when its virtual machine starts, which a restart of the service brings about.
  const restart = changed.length > 0 ? { _metadata: { _restartRequired: [{ service: 'WSLService' }] } } : {};
  return [{ ...state, ...restart }, changed];
}

/** Says which values WSL refuses, so that it uses the default: they are no part of a state. */
function warnOfRefused({ reading, lines }: OpenFile, context: Context): void {
  for (const [setting, { entry, value }] of reading.applied) {
    if (value !== undefined) continue;
    const line = lines.lineAt(entry.start);
    say(context, 'warn', `Line ${line}: WSL does not accept ${quoted(entry.value)} for ${setting.name}.`);
  }
}

/** What the file sets, and null for what is asked for and not set. */
function stateOf({ reading }: OpenFile, wishes: readonly Wish[]): State {
  const state: State = {};
  const put = (section: Section, setting: Setting, value: JsonValue) => {
    state[section] = { ...state[section], [setting.name]: value };
  };
  for (const { section, setting } of wishes) put(section, setting, null);
  for (const [setting, { value }] of reading.applied) {
    if (value === undefined) continue;
    const section = wishes.find((wish) => wish.setting === setting)?.section ?? setting.section;
    put(section, setting, jsonValue(value));
  }
  return state;
}

/**
 * What a file lacks of what is asked for. What it has already is not looked at, even where wslnet would not write it.
 * @throws Failure where WSL could not read it back
 */
function missing({ document }: OpenFile, wishes: readonly Wish[]): Change[] {
  const changes = planChanges(document, wishes).changes.map(({ setting, after }) => ({ setting, value: after }));
  requireMeant(changes);
  return changes;
}

/** Members that DSC itself adds to an instance. */
const OF_DSC = ['_inDesiredState', '_metadata'];

/** @throws Failure where the text is no instance by the schema */
function readInstance(text: string): readonly Wish[] {
  // DSC gives no input where an instance has no properties, and PowerShell a byte order mark, which is a blank here.
  const json = text.trim();
  const instance: unknown = json === '' ? {} : parse(json);
  if (!isObject(instance)) throw refuse('The instance is not a JSON object.');
  const wishes = Object.entries(instance).flatMap(([section, settings]) => {
    if (OF_DSC.includes(section)) return [];
    if (!isSection(section)) throw refuse(`Unknown property '${section}'.`, `Choose from ${SECTIONS.join(', ')}.`);
    if (!isObject(settings)) throw refuse(`'${section}' is not a JSON object.`);
    return Object.entries(settings).map(([name, value]) => wishOf(section, name, value));
  });
  const twice = wishes.find(({ setting }, index) => wishes.findIndex((wish) => wish.setting === setting) !== index);
  if (twice) throw refuse(`'${twice.setting.name}' is set twice.`);
  return wishes;
}

function wishOf(section: Section, name: string, value: unknown): Wish {
  const setting = SETTINGS.find((each) => each.name === name && [each.section, each.formerSection].includes(section));
  if (!setting) throw refuse(`Unknown property '${section}.${name}'.`, 'To list the properties: wslnet dsc schema');
  const text = value === null ? null : textOfJson(setting, value);
  if (text !== undefined) return { setting, section, value: text };
  const problem = `'${section}.${name}' cannot be ${excerpt(JSON.stringify(value))}.`;
  throw refuse(problem, `It expects ${setting.kind.expects}. To see how to write that in JSON: wslnet dsc schema`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refuse(`Standard input is not JSON: ${(error as Error).message}.`);
  }
}

function refuse(message: string, hint: string | null = null): Failure {
  return new Failure(BAD_USAGE, { message, hint });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSection(name: string): name is Section {
  return (SECTIONS as readonly string[]).includes(name);
}

interface FileSchema {
  readonly properties: Readonly<Record<string, { readonly properties: Readonly<Record<string, object>> }>>;
}

/** The schema of the settings, with null for what is to be taken out, and what DSC adds. */
function instanceSchema(file: FileSchema): object {
  const sections = Object.entries(file.properties).map(([section, schema]) => {
    const settings = Object.entries(schema.properties).map(([name, value]) => [
      name,
      { anyOf: [value, { type: 'null' }] },
    ]);
    return [section, { ...schema, properties: Object.fromEntries(settings) }];
  });
  return {
    ...file,
    properties: {
      ...Object.fromEntries(sections),
      _inDesiredState: {
        type: ['boolean', 'null'],
        readOnly: true,
        description: 'Whether the file is in the desired state.',
      },
      _metadata: { type: ['object', 'null'], description: 'What DSC passes along with the instance.' },
    },
  };
}
