import { requireMeant } from '../change/decode.ts';
import { type OpenFile, openOrEmpty } from '../change/open-file.ts';
import { type Change, planChanges } from '../change/plan.ts';
import { EXIT, type ExitCode, Failure } from '../failure.ts';
import { SECTIONS, SETTINGS, type Section, type Setting } from '../settings/catalogue.ts';
import { askedFor, jsonValue } from '../settings/value-text.ts';
import { safeJson } from '../text/json.ts';
import type { CommonOptions, Context } from './context.ts';
import { defineCommand } from './define.ts';
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

/** One setting that an instance names. */
interface Wish {
  readonly setting: Setting;
  readonly section: Section;
  readonly value: JsonValue;
}

export default defineCommand({
  summary: 'read and set the file for Desired State Configuration (DSC 3)',
  commands: {
    get: operation('print what the file sets', async (wishes, options, context) => {
      const file = await openOrEmpty(options, context);
      return [stateOf(file, wishes)];
    }),
    test: operation('print whether the file is as asked', async (wishes, options, context) => {
      const file = await openOrEmpty(options, context);
      const isHeld = planChanges(file.document, changesOf(wishes)).edits.length === 0;
      return [{ ...stateOf(file, wishes), _inDesiredState: isHeld }];
    }),
    set: operation('make the file as asked', set),
    export: operation('print the file as an instance', async (_, options, context) => {
      const file = await openOrEmpty(options, context);
      return [stateOf(file, [])];
    }),
    schema: defineCommand({
      summary: 'print the JSON Schema of an instance',
      async run(_, { out }) {
        const [{ toJsonSchema }, { fileSchema }] = await Promise.all([
          import('./json-schema.ts'),
          import('../settings/schema.ts'),
        ]);
        out.write(`${safeJson(instanceSchema(toJsonSchema(fileSchema) as FileSchema))}\n`);
        return EXIT.done;
      },
    }),
  },
});

type Operation = (wishes: readonly Wish[], options: CommonOptions, context: Context) => Promise<readonly unknown[]>;

/** A verb that takes an instance and gives lines of JSON. */
function operation(summary: string, perform: Operation) {
  return defineCommand({
    summary,
    async run(options, context): Promise<ExitCode> {
      try {
        const wishes = readInstance(Buffer.from(await context.readInput()).toString('utf8'));
        for (const line of await perform(wishes, options, context)) context.out.write(`${safeJson(line)}\n`);
        return EXIT.done;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        say(context, 'error', error.hint === null ? error.message : `${error.message} ${error.hint}`);
        return error.exitCode;
      }
    },
  });
}

function say({ err }: Context, level: 'error' | 'warn', message: string): void {
  err.write(`${safeJson({ [level]: message })}\n`);
}

/** What `set` changes is told by the same document as of `wslnet set --json`. */
async function set(wishes: readonly Wish[], options: CommonOptions, context: Context): Promise<readonly unknown[]> {
  const { makeChanges } = await import('./make-changes.ts');
  const before = await openOrEmpty(options, context);
  let document = null as ChangeDocument | null;
  const printJson = (members: ChangeDocument) => {
    document = members;
  };
  await makeChanges(
    { ...options, json: true, force: false, ifSupported: false },
    { ...context, printJson },
    before,
    () => changesOf(wishes),
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

/** What the file sets, and null for what is asked for and not set. */
function stateOf({ reading }: OpenFile, wishes: readonly Wish[]): State {
  const state: State = {};
  const put = (section: Section, setting: Setting, value: JsonValue) => {
    state[section] = { ...state[section], [setting.name]: value };
  };
  for (const { section, setting } of wishes) put(section, setting, null);
  for (const [setting, applied] of reading.applied) {
    const section = wishes.find((wish) => wish.setting === setting)?.section ?? setting.section;
    put(section, setting, jsonValue(askedFor(applied)));
  }
  return state;
}

function changesOf(wishes: readonly Wish[]): Change[] {
  return wishes.map(({ setting, value }) => ({ setting, value: textOf(value) }));
}

/** A value as the file has it. */
function textOf(value: JsonValue): string | null {
  if (value === null) return null;
  return Array.isArray(value) ? value.join(',') : String(value);
}

/** Members that DSC itself adds to an instance. */
const OF_DSC = ['_inDesiredState', '_metadata'];

/** @throws Failure where the text is no instance, or WSL could not read back what it asks for */
function readInstance(text: string): readonly Wish[] {
  // DSC gives no input where an instance has no properties.
  const instance: unknown = text.trim() === '' ? {} : parse(text);
  if (!isObject(instance)) throw refuse('The instance is not a JSON object.');
  const wishes = Object.entries(instance).flatMap(([section, settings]) => {
    if (OF_DSC.includes(section)) return [];
    if (!isSection(section)) throw refuse(`Unknown property '${section}'.`, `There are ${SECTIONS.join(', ')}.`);
    if (!isObject(settings)) throw refuse(`'${section}' is not a JSON object.`);
    return Object.entries(settings).map(([name, value]) => wishOf(section, name, value));
  });
  const twice = wishes.find(({ setting }, index) => wishes.findIndex((wish) => wish.setting === setting) !== index);
  if (twice) throw refuse(`'${twice.setting.name}' is there twice.`);
  requireMeant(changesOf(wishes));
  return wishes;
}

function wishOf(section: Section, name: string, value: unknown): Wish {
  const setting = SETTINGS.find((each) => each.name === name && [each.section, each.formerSection].includes(section));
  if (!setting) throw refuse(`Unknown property '${section}.${name}'.`, 'wslnet dsc schema prints what there is.');
  const isScalar = value === null || ['boolean', 'number', 'string'].includes(typeof value);
  if (!isScalar && !Array.isArray(value)) throw refuse(`'${section}.${name}' cannot be an object.`);
  return { setting, section, value: value as JsonValue };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refuse(`Standard input is not JSON: ${(error as Error).message}.`);
  }
}

function refuse(message: string, hint: string | null = null): Failure {
  return new Failure('bad-usage', { message, hint });
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
      _inDesiredState: { type: ['boolean', 'null'], readOnly: true, description: 'Whether the file is as asked.' },
      _metadata: { type: ['object', 'null'], description: 'What DSC is told beside the instance.' },
    },
  };
}
