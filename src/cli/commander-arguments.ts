import { CommanderError } from 'commander';
import { EXIT, Failure } from '../failure.ts';
import type { Invocation } from './invocation.ts';
import { createProgram, type ProgramOutput } from './program.ts';

/**
 * Reads the arguments behind the program's name.
 * @returns null where help or the version was asked for and is written
 * @throws Failure `bad-usage`
 */
export function parseArguments(argv: readonly string[], output: ProgramOutput): Invocation | null {
  let invocation: Invocation | null = null;
  const program = createProgram(output, (chosen) => {
    invocation = chosen;
  });
  if (argv.length === 0) {
    program.outputHelp();
    return null;
  }
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== EXIT.done) throw usageFailure(error, argv);
  }
  return invocation;
}

/** commander puts `error:` in front and a suggestion on a second line. */
function usageFailure({ message, code }: CommanderError, argv: readonly string[]): Failure {
  if (code === 'commander.help') {
    // Help that nobody asked for: options without a command, or help for what is none.
    const unknown = argv[argv.indexOf('help') + 1];
    const isHelp = argv.includes('help') && unknown !== undefined;
    const problem = isHelp ? `There is no command '${unknown}'.` : 'No command was given.';
    return new Failure('bad-usage', { message: problem, hint: HELP_HINT });
  }
  const [first = '', suggestion] = message.replace(/^error: /, '').split('\n');
  const sentence = `${first.charAt(0).toUpperCase()}${first.slice(1)}${first.endsWith('.') ? '' : '.'}`;
  const hint = suggestion?.replace(/^\((.*)\)$/, '$1') ?? HELP_HINT;
  return new Failure('bad-usage', { message: sentence, hint });
}

const HELP_HINT = 'wslnet --help shows what there is.';
