import { Argument, CommanderError, Command as Parser, Option as ParserOption } from 'commander';
import type { Command, Operand, Option, Options, Program } from '../commands/define.ts';
import {
  type Found,
  findCommand,
  GLOBAL_OPTIONS,
  type GlobalOptions,
  isList,
  longName,
  type Problem,
  type Request,
  TEXT_OPTIONS,
} from './grammar.ts';
import { usageFailure } from './usage.ts';

/** What is wrong with a command line, on its way through the parser. */
class ProblemFound extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

/**
 * Reads any command line, with a parser that commander makes of the declaration of the one command that is asked for:
 * options may stand anywhere up to `--`, and letters may be joined.
 * @param argv behind the program's name
 * @throws Failure `bad-usage`
 */
export async function parseArguments(argv: readonly string[], program: Program): Promise<Request> {
  const { words, unknown, options, fault } = scout(argv);
  const about = await findCommand(program, words);
  try {
    if (options.asksForVersion) return { asks: 'version' };
    const isBare = argv.length === 0 || (options.asksForHelp && words.length === 0);
    if (isBare || (options.asksForHelp && about)) return { asks: 'help', about, options: options.chosen };
    if (about) return { asks: 'run', found: about, options: parse(argv, about, words.slice(about.path.length)) };
    const [word, next] = words;
    const [option] = unknown;
    if (word !== undefined) throw new ProblemFound({ code: 'unknown-command', word, next });
    if (fault !== null) throw new ProblemFound(fault);
    throw new ProblemFound(option === undefined ? { code: 'no-command' } : { code: 'unknown-option', option });
  } catch (error) {
    if (error instanceof ProblemFound) throw await usageFailure(program, about, error.problem);
    throw error;
  }
}

/** What a command line says before the verb is known: the verb decides which other options there are. */
function scout(argv: readonly string[]) {
  const parser = parserOf('wslnet', { ...GLOBAL_OPTIONS, ...TEXT_OPTIONS });
  try {
    const { operands, unknown } = parser.parseOptions([...argv]);
    // Behind the first option that is not known yet commander leaves everything as it is.
    const words = [...operands, ...unknown.filter((word) => !word.startsWith('-'))];
    const given = parser.opts();
    const options = {
      asksForVersion: given['version'] === true,
      asksForHelp: given['help'] === true,
      chosen: valuesOf(parser, GLOBAL_OPTIONS) as unknown as GlobalOptions,
    };
    return { words, unknown: unknown.filter((word) => word.startsWith('-')), options, fault: null };
  } catch (error) {
    if (!(error instanceof CommanderError || error instanceof ProblemFound)) throw error;
    // Reading it whole finds the same fault, and then knows the command.
    const words = argv.filter((word) => !word.startsWith('-'));
    const options = { asksForVersion: false, asksForHelp: false, chosen: {} as GlobalOptions };
    return { words, unknown: argv.filter((word) => word.startsWith('-')), options, fault: faultOf(error) };
  }
}

/** What is wrong with an option that every command takes; null where commander found something else. */
function faultOf(error: CommanderError | ProblemFound): Problem | null {
  if (error instanceof ProblemFound) return error.problem;
  const [, option] = error.code === 'commander.optionMissingArgument' ? (/(--[\w-]+)/.exec(error.message) ?? []) : [];
  return option === undefined ? null : { code: 'missing-value', option };
}

/** @param words behind those that lead to the command */
function parse(argv: readonly string[], { command, path }: Found, words: readonly string[]): GlobalOptions {
  if (!command.run) {
    const [word] = words;
    throw new ProblemFound(word === undefined ? { code: 'no-subcommand' } : { code: 'unknown-subcommand', word });
  }
  const { operands } = command;
  const options = { ...GLOBAL_OPTIONS, ...command.options };
  // At the root commander knows them in front of the verb as well.
  const root = parserOf('wslnet', options);
  let leaf = root;
  for (const word of path) leaf = leaf.command(word).helpOption(false).helpCommand(false);
  for (const operand of Object.values(operands)) leaf.addArgument(argumentOf(operand));
  leaf.action(() => {});
  const files: string[] = [];
  root.on('option:file', (file: string) => files.push(file));
  try {
    root.parse([...argv], { from: 'user' });
  } catch (error) {
    throw error instanceof CommanderError ? new ProblemFound(problemOf(error, leaf, command)) : error;
  }
  if (files.length > 1 && !command.takesFiles) throw new ProblemFound({ code: 'repeated-option', option: '--file' });
  const several = files.length > 1 ? { files } : {};
  const values = Object.keys(operands).map((key, index) => [key, leaf.processedArgs[index] ?? emptyOf(operands[key])]);
  return { ...valuesOf(root, options), ...several, ...Object.fromEntries(values) } as unknown as GlobalOptions;
}

/** A parser that prints nothing and ends nothing: whatever it has to say, it throws. */
function parserOf(name: string, options: Options): Parser {
  const parser = new Parser(name)
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .showSuggestionAfterError(false)
    .allowExcessArguments(false)
    .helpOption(false)
    .helpCommand(false);
  addOptions(parser, options);
  return parser;
}

function argumentOf({ name, count, choices }: Operand): Argument {
  const word = isList(count) ? `${name}...` : name;
  const argument = new Argument(count === 'one' || count === 'some' ? `<${word}>` : `[${word}]`);
  return argument.argParser<string | readonly string[]>((value, before = []) => {
    requireChoice(`<${name}>`, value, choices);
    return isList(count) ? [...before, value] : value;
  });
}

function emptyOf(operand: Operand | undefined): readonly string[] | undefined {
  return operand && isList(operand.count) ? [] : undefined;
}

function requireChoice(of: string, word: string, choices: readonly string[] | null): void {
  if (choices && !choices.includes(word)) throw new ProblemFound({ code: 'bad-choice', of, word, choices });
}

function addOptions(parser: Parser, options: Options): void {
  const typed = Object.entries(options).flatMap(([key, { short }]) => [
    `--${longName(key)}`,
    ...(short ? [`-${short}`] : []),
  ]);
  const all = new Set(typed);
  for (const [key, option] of Object.entries(options)) {
    const long = `--${longName(key)}`;
    const flags = option.short === null ? long : `-${option.short}, ${long}`;
    if (option.value === null) {
      parser.addOption(new ParserOption(flags));
      // A value that need not be there would take the next word; an option of its own for each takes none.
      for (const choice of option.choices ?? []) parser.addOption(new ParserOption(`${long}=${choice}`));
      continue;
    }
    parser.addOption(valueOption(`${flags} <value>`, long, option, all));
    // Editors type `--clientProcessId` as it is declared.
    if (long !== `--${key}`) parser.addOption(valueOption(`--${key} <value>`, long, option, all));
  }
}

function valueOption(
  flags: string,
  long: string,
  { choices, fallback }: Option,
  others: ReadonlySet<string>,
): ParserOption {
  const option = new ParserOption(flags).argParser((value: string) => {
    // commander takes whatever comes next.
    if (others.has(value)) throw new ProblemFound({ code: 'missing-value', option: long });
    requireChoice(long, value, choices);
    return value;
  });
  return fallback === undefined ? option : option.default(fallback);
}

/** What was given for each option, under the names of the declaration. */
function valuesOf(parser: Parser, options: Options): Record<string, unknown> {
  const given = parser.opts();
  const values = Object.entries(options).map(([key, { value, choices }]): [string, unknown] => {
    if (value !== null) return [key, given[key]];
    const long = longName(key);
    const choice = choices?.find((each) => given[`${attributeOf(long)}=${each}`] === true);
    // commander takes `--no-input` for the opposite of `--input`.
    const isGiven = long.startsWith('no-') ? given[attributeOf(long.slice(3))] === false : given[key] === true;
    return [key, choice ?? isGiven];
  });
  return Object.fromEntries(values);
}

/** The name under which commander keeps `dry-run`: `dryRun`. */
function attributeOf(long: string): string {
  return new ParserOption(`--${long}`).attributeName();
}

/** What commander found, in our terms. @param leaf the parser of the command */
function problemOf(error: CommanderError, leaf: Parser, { operands, options }: Command): Problem {
  const [, quoted = ''] = /'(.*)'/s.exec(error.message) ?? [];
  switch (error.code) {
    case 'commander.optionMissingArgument':
      return { code: 'missing-value', option: /--[\w-]+/.exec(quoted)?.[0] ?? quoted };
    case 'commander.missingArgument':
      return { code: 'missing-operand', operand: quoted };
    case 'commander.excessArguments':
      return { code: 'too-many', word: leaf.args[Object.keys(operands).length] ?? '' };
    case 'commander.unknownOption': {
      const [, long = '', value] = /^--([^=]+)=(.*)$/s.exec(quoted) ?? [];
      const found = Object.entries({ ...GLOBAL_OPTIONS, ...options }).find(([key]) => longName(key) === long);
      if (!found || value === undefined) return { code: 'unknown-option', option: quoted };
      const choices = found[1].choices;
      if (choices) return { code: 'bad-choice', of: `--${long}`, word: value, choices };
      return { code: 'unexpected-value', option: `--${long}` };
    }
    default:
      throw error;
  }
}
