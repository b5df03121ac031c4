import type { Command, Option } from 'commander';

/** What the words before the cursor lead to, as commander would read them. */
export interface Position {
  readonly command: Command;
  /** The words it has been given, options not among them. */
  readonly operands: readonly string[];
  /** The option whose value comes next; null where none waits for one. */
  readonly pending: Option | null;
  /** Whether `--` came before: what follows is no option, whatever it looks like. */
  readonly isVerbatim: boolean;
}

/** @param words those behind the program's name and before the cursor */
export function findPosition(program: Command, words: readonly string[]): Position {
  let command = program;
  let operands: string[] = [];
  let pending: Option | null = null;
  let isVerbatim = false;
  for (const word of words) {
    if (pending) {
      pending = null;
    } else if (word === '--' && !isVerbatim) {
      isVerbatim = true;
    } else if (word.startsWith('-') && word !== '-' && !isVerbatim) {
      pending = optionToFill(command, word);
    } else {
      const subcommand = operands.length === 0 && findCommand(command, word);
      if (subcommand) command = subcommand;
      else operands = [...operands, word];
    }
  }
  return { command, operands, pending, isVerbatim };
}

function findCommand(command: Command, name: string): Command | undefined {
  return command
    .createHelp()
    .visibleCommands(command)
    .find((each) => each.name() === name);
}

/** The option that takes the next word for its value: `--file`, `-f`, or the last letter of `-nf`. */
function optionToFill(command: Command, word: string): Option | null {
  const known = [...ancestorsOf(command)].flatMap(({ options }) => options);
  if (word.startsWith('--')) return known.find(({ long, required }) => required && long === word) ?? null;
  for (const [index, letter] of [...word].entries()) {
    const option = known.find(({ short, required }) => required && short === `-${letter}`);
    if (option) return index === word.length - 1 ? option : null;
  }
  return null;
}

function* ancestorsOf(command: Command): Iterable<Command> {
  for (let each: Command | null = command; each; each = each.parent) yield each;
}
