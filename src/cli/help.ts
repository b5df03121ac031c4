import {
  anyOperands,
  type Command,
  defineCommand,
  type Members,
  type Option,
  type Options,
  type Program,
} from '../commands/define.ts';
import type { Zod } from '../commands/zod.ts';
import { definitions, INDENT, joinPage, type PageStyle, paragraph, section } from '../explain/page.ts';
import { BAD_USAGE, EXIT, Failure } from '../failure.ts';
import { findByName } from '../settings/catalogue.ts';
import { modeOfSpelling } from '../settings/modes.ts';
import { type Found, findCommand, GLOBAL_OPTIONS, isList, longName, TEXT_OPTIONS, usageLine } from './grammar.ts';

/** The first sentence of the help and of the manual page. */
export const ABOUT = 'Find out why the network in WSL does not work, and fix it.';

const ROOT_USAGE = 'wslnet <command> [options]';

/** `wslnet help`: the page of a command, or of one of {@link HELP_TOPICS}. */
export function helpCommand(program: Program): Command {
  return defineCommand({
    summary: 'print help for a command',
    operands: { words: anyOperands('command', 'a command, or a topic: options, exit-codes') },
    examples: ['wslnet help set', 'wslnet help profile use', 'wslnet help options', 'wslnet help exit-codes'],
    json: helpDocument,
    async run({ words, json }, { out, page, printJson }) {
      const [first = ''] = words;
      const found = await findCommand(program, words);
      const topic = words.length === 1 && Object.hasOwn(HELP_TOPICS, first) ? HELP_TOPICS[first] : undefined;
      const isKnown = words.length === 0 || topic !== undefined || found?.path.length === words.length;
      if (!isKnown) throw await unknown(program, found, words);
      if (json) printJson(await helpJson(program, found));
      else if (found) await page(commandPage(found, out));
      else await page(topic ? topic.page(out) : await rootPage(program, out));
      return EXIT.done;
    },
  });
}

/** What `--json` prints of a command, or of the whole program with the options that every command takes. */
function helpDocument(z: Zod) {
  return z.strictObject({
    command: z.nullable(z.string()).check(z.describe('The words after wslnet; null for the whole program.')),
    usage: z.string(),
    summary: z.string(),
    details: z.array(z.string()),
    arguments: z.array(
      z.strictObject({
        name: z.string(),
        about: z.string(),
        required: z.boolean(),
        several: z.boolean(),
        choices: z.nullable(z.array(z.string())),
      }),
    ),
    options: z.array(
      z.strictObject({
        name: z.string().check(z.describe('As it is typed: --dry-run.')),
        short: z.nullable(z.string()).check(z.describe('As it is typed: -n.')),
        value: z.nullable(z.string()).check(z.describe('What its value is called; null for one without a value.')),
        about: z.string(),
        default: z.nullable(z.string()),
      }),
    ),
    commands: z.array(z.strictObject({ name: z.string(), summary: z.string() })),
    examples: z.array(z.string()),
    exitCodes: z.array(z.strictObject({ code: z.int(), meaning: z.string() })),
  });
}

/** @param found null for the whole program */
async function helpJson(program: Program, found: Found | null): Promise<Members<ReturnType<typeof helpDocument>>> {
  const { summary, details, operands, options, examples, commands } = found?.command ?? (await asCommand(program));
  return {
    command: found ? found.path.join(' ') : null,
    usage: found ? usageLine(found) : ROOT_USAGE,
    ...{ summary, details, examples },
    arguments: Object.values(operands).map(({ name, about, count, choices }) => {
      return { name, about, required: count === 'one' || count === 'some', several: isList(count), choices };
    }),
    options: Object.entries(options).map(([key, { short, value, about, fallback = null }]) => {
      return { name: `--${longName(key)}`, short: short && `-${short}`, value, about, default: fallback };
    }),
    commands: commandRows(commands).map(([name, own]) => ({ name, summary: own })),
    exitCodes: EXIT_CODES.map(([code, meaning]) => ({ code, meaning })),
  };
}

/** The whole program as if it were a command. */
async function asCommand(program: Program): Promise<Command> {
  const verbs = program.flatMap((group) => (group.title === null ? [] : Object.entries(group.verbs)));
  const loaded = await Promise.all(verbs.map(async ([verb, load]) => [verb, await load()] as const));
  const options = { ...GLOBAL_OPTIONS, ...TEXT_OPTIONS };
  return defineCommand({ summary: ABOUT, options, commands: Object.fromEntries(loaded) });
}

async function unknown(program: Program, found: Found | null, words: readonly string[]) {
  const { usageFailure } = await import('./usage.ts');
  const word = words[found?.path.length ?? 0] ?? '';
  if (!found && (modeOfSpelling(word) || findByName(word))) {
    return new Failure(BAD_USAGE, {
      message: `Unknown command '${word}'.`,
      hint: `Did you mean wslnet explain ${word}?`,
    });
  }
  return await usageFailure(program, found, { code: found ? 'unknown-subcommand' : 'unknown-command', word });
}

/** The page of the whole program: each command on a line of its own, but for those that few people type. */
export async function rootPage(program: Program, style: PageStyle): Promise<string> {
  const groups = program.flatMap((group) => (group.title === null ? [] : [{ ...group, title: group.title }]));
  const names = groups.flatMap(({ verbs, isBrief }) => (isBrief ? [] : Object.keys(verbs)));
  const nameWidth = Math.max(...names.map((name) => name.length));
  const lines: string[] = [];
  for (const { title, verbs, isBrief } of groups) {
    if (isBrief) {
      lines.push(...paragraph(`${title}: ${Object.keys(verbs).join(', ')}`, style.width, '', INDENT));
      continue;
    }
    const loaded = Object.entries(verbs).map(async ([verb, load]) => [verb, (await load()).summary] as const);
    const rows = (await Promise.all(loaded)).map(([verb, summary]) => [verb.padEnd(nameWidth), summary] as const);
    lines.push(...section(`${title}:`, definitions(rows, style), style.colors));
  }
  return joinPage([
    paragraph(ABOUT, style.width),
    [`Usage: ${ROOT_USAGE}`],
    lines,
    pointers('Details:', ['wslnet help <command>', 'wslnet help options', 'wslnet help exit-codes'], style.width),
  ]);
}

/** The page of a command: how it is typed, what it does, its operands and options, and examples. */
export function commandPage(found: Found, style: PageStyle): string {
  const { summary, details, operands, options, examples, commands } = found.command;
  const { colors, width } = style;
  const words = Object.values(operands).filter(({ about }) => about !== '');
  return joinPage([
    [`Usage: ${usageLine(found)}`],
    paragraph([sentence(summary), ...details].join(' '), width),
    section(
      'Arguments:',
      definitions(
        words.map(({ name, about, choices }) => [`<${name}>`, withChoices(about, choices)] as const),
        style,
      ),
      colors,
    ),
    section('Commands:', definitions(commandRows(commands), style), colors),
    section('Options:', definitions(optionRows(options), style), colors),
    // Commands to copy are never broken.
    section(
      'Examples:',
      examples.map((example) => INDENT + example),
      colors,
    ),
    pointers('Options of every command:', ['wslnet help options'], width),
  ]);
}

/** Commands behind a label, or each on a line of its own: commands to copy are never broken. */
function pointers(label: string, commands: readonly string[], width: number): string[] {
  const line = `${label} ${commands.join(', ')}`;
  return line.length <= width ? [line] : [label, ...commands.map((command) => INDENT + command)];
}

const MEANINGS: { readonly [E in keyof typeof EXIT]: string } = {
  done: 'success, or nothing to do',
  no: 'the answer is no: check found errors (with --strict, warnings), get found no value, apply --check would change something, doctor found a problem, test found a path that fails',
  usage: 'the command line is wrong; nothing was changed',
  unreadable: 'the file cannot be found or read',
  unwritable: 'the file cannot be written; it is unchanged',
  noAnswer: 'Windows or WSL did not answer, or this machine has neither',
  bug: 'a bug in wslnet',
  interrupted: 'interrupted',
};

/** Every exit code with what it means, for the help, the man page and README. */
export const EXIT_CODES: readonly (readonly [code: number, meaning: string])[] = Object.entries(EXIT)
  .map(([name, code]) => [code, MEANINGS[name as keyof typeof EXIT]] as const)
  .sort(([a], [b]) => a - b);

interface Topic {
  readonly summary: string;
  readonly page: (style: PageStyle) => string;
}

/** What `wslnet help` tells beside commands. */
export const HELP_TOPICS: Readonly<Record<string, Topic>> = {
  options: {
    summary: 'options of every command',
    page: (style) =>
      joinPage([
        paragraph('Every command takes these options:', style.width),
        definitions(optionRows({ ...GLOBAL_OPTIONS, ...TEXT_OPTIONS }), style),
      ]),
  },
  'exit-codes': {
    summary: 'what the exit codes mean',
    page: (style) =>
      joinPage([
        ['Exit codes:'],
        definitions(
          EXIT_CODES.map(([code, meaning]) => [String(code), meaning] as const),
          style,
        ),
      ]),
  },
};

/** How an option is typed: `-f, --file <path>`. */
export function optionTerm(key: string, { short, value }: Option): string {
  const name = `--${longName(key)}${value === null ? '' : ` <${value}>`}`;
  return short === null ? name : `-${short}, ${name}`;
}

/** What an option is for, with its default. */
export function optionText({ about, fallback }: Option): string {
  return fallback === undefined ? about : `${about} (default: ${fallback})`;
}

function optionRows(options: Options): (readonly [string, string])[] {
  return Object.entries(options).map(([key, option]) => [optionTerm(key, option), optionText(option)] as const);
}

function commandRows(commands: Command['commands']): (readonly [string, string])[] {
  return Object.entries(commands).map(([name, { summary }]) => [name, summary] as const);
}

/** What an operand is, with the words it may be. */
export function withChoices(about: string, choices: readonly string[] | null): string {
  return choices ? `${about}: ${choices.join(', ')}` : about;
}

/** A summary as a sentence of its own. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/\.\)?$/.test(text) ? '' : '.'}`;
}
