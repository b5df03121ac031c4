import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GLOBAL_OPTIONS, longName, type Request, readPlainArguments, TEXT_OPTIONS } from '../../src/cli/grammar.ts';
import { allCommands } from '../../src/cli/man-page.ts';
import { parseArguments } from '../../src/cli/parser.ts';
import { PROGRAM } from '../../src/cli/verbs.ts';

const COMMANDS = await allCommands(PROGRAM);
const ODD_WORDS = [
  '-',
  '--',
  '',
  'x',
  'ipv6=true',
  '--=',
  '---',
  '-n-',
  '--file=y',
  '-fy',
  '-nq',
  '-nfx',
  '--json=yes',
];

/** Commands about the command line are made anew each time. */
function seen(request: Request) {
  return request.asks === 'run' ? { path: request.found.path, options: request.options } : request;
}

test('plain command lines are read as commander reads them, and all others are left to it', async () => {
  let plain = 0;
  const commandLine = fc.constantFrom(...COMMANDS).chain(({ command, path }) => {
    const options = Object.entries({ ...GLOBAL_OPTIONS, ...command.options, ...TEXT_OPTIONS });
    const names = options.flatMap(([key, { short }]) =>
      short ? [`--${longName(key)}`, `-${short}`] : [`--${longName(key)}`],
    );
    const choices = options.flatMap(([, option]) => option.choices ?? []);
    const fair = fc.constantFrom(...names, ...choices, 'x', 'y', '-');
    const odd = fc.oneof(fc.constantFrom(...ODD_WORDS, ...path), fc.string({ maxLength: 6 }));
    const words = fc.array(fc.oneof({ weight: 8, arbitrary: fair }, { weight: 1, arbitrary: odd }), { maxLength: 6 });
    return fc.tuple(fc.boolean(), words).map(([isLed, more]) => (isLed ? [...path, ...more] : [...more, ...path]));
  });
  await fc.assert(
    fc.asyncProperty(commandLine, async (argv) => {
      const read = await readPlainArguments(argv, PROGRAM);
      if (read === null) return;
      plain++;
      expect(seen(await parseArguments(argv, PROGRAM))).toEqual(seen(read));
    }),
    { numRuns: 3000 },
  );
  expect(plain).toBeGreaterThan(500);
});

test.each([
  [['get', '--', 'ipv6']],
  [['--file=x', 'show']],
  [['show', '-qv']],
  [['show', '--nosuch']],
  [['show', '--file']],
])('%j is left to commander', async (argv) => {
  expect(await readPlainArguments(argv, PROGRAM)).toBeNull();
});
