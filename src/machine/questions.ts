import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { isCancel, select } from '@clack/prompts';

/*
 * Questions to a person at a terminal. They go to standard error, where what is said goes: standard output may be a pipe.
 */

/** Asks for a line. The end of the input is an empty answer. */
export async function askLine(question: string): Promise<string> {
  process.stderr.write(question);
  // The terminal stays as it is, so that Ctrl-C ends the program as ever.
  const lines = createInterface({ input: process.stdin, terminal: false });
  return await new Promise((settle) => {
    lines.once('line', (line) => {
      settle(line);
      lines.close();
    });
    lines.once('close', () => settle(''));
  });
}

/**
 * Lets the user pick from a list with the arrow keys.
 * @param first the value that is marked at first; null for the first of the list
 * @param hasColors whether the list may be colored
 * @returns the value; null where the user leaves by Ctrl-C or Esc
 */
export async function pickFromList(
  question: string,
  choices: readonly { readonly value: string; readonly label: string }[],
  first: string | null,
  hasColors: boolean,
): Promise<string | null> {
  const options = choices.map(({ value, label }) => ({ value, label }));
  const initial = first === null ? {} : { initialValue: first };
  const answer = await select({
    message: question,
    options,
    output: hasColors ? process.stderr : withoutColors(process.stderr),
    ...initial,
  });
  return isCancel(answer) ? null : answer;
}

const COLORS = new RegExp(`${String.fromCharCode(0x1b)}\\[[\\d;]*m`, 'g');

/** A terminal that is written to without colors, whatever the library makes of the environment. */
function withoutColors(terminal: NodeJS.WriteStream): Writable {
  const plain = new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      terminal.write(text.replace(COLORS, ''));
      done();
    },
  });
  return Object.assign(plain, { isTTY: true, columns: terminal.columns, rows: terminal.rows });
}
