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
 * Lets the user pick from a list with the arrow keys or by its number.
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
  const options = choices.map(({ value, label }, index) => ({ value, label: `${index + 1}  ${label}` }));
  const initial = first === null ? {} : { initialValue: first };
  const start = Math.max(
    0,
    choices.findIndex(({ value }) => value === first),
  );
  const release = takeNumbers(choices.length, start);
  const output = hasColors ? process.stderr : withoutColors(process.stderr);
  const answer = await select({ message: question, options, output, ...initial }).finally(release);
  return isCancel(answer) ? null : answer;
}

/** Which way each key of the list moves its mark, as the library has them. */
const MOVES: Readonly<Record<string, -1 | 1>> = { up: -1, left: -1, k: -1, h: -1, down: 1, right: 1, j: 1, l: 1 };

/**
 * Has a number move the mark of a list of that many to what it counts from 1, as that many arrow keys would.
 * @param start where the mark is at first, counted from 0
 * @returns what ends it
 */
function takeNumbers(count: number, start: number): () => void {
  let mark = start;
  const onKey = (typed: string | undefined, key: { readonly name?: string }) => {
    mark = (mark + (MOVES[key?.name ?? ''] ?? 0) + count) % count;
    const number = /^[1-9]$/.test(typed ?? '') ? Number(typed) : 0;
    if (number < 1 || number > count) return;
    const steps = (number - 1 - mark + count) % count;
    for (let step = 0; step < steps; step++) process.stdin.emit('keypress', undefined, { name: 'down' });
  };
  process.stdin.on('keypress', onKey);
  return () => process.stdin.off('keypress', onKey);
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
