import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allTokens, simpleTokens, type Token } from '../../src/cli/arguments.ts';
import { GLOBAL_OPTIONS, longName, TEXT_OPTIONS } from '../../src/cli/grammar.ts';
import { allCommands } from '../../src/cli/man-page.ts';
import { PROGRAM } from '../../src/cli/verbs.ts';

const COMMANDS = await allCommands(PROGRAM);

/** What the program looks at. */
function seen(tokens: readonly Token[]) {
  return tokens.map(({ kind, name, rawName, value }) => ({ kind, name, rawName, value }));
}

test('command lines of whole words are taken apart as Node does, or left to it', () => {
  let simple = 0;
  const commandLine = fc.constantFrom(...COMMANDS).chain(({ command, path }) => {
    const declared = { ...GLOBAL_OPTIONS, ...command.options };
    const options = Object.entries({ ...declared, ...TEXT_OPTIONS });
    const names = options.flatMap(([key, { short }]) => [
      `--${longName(key)}`,
      ...(short === null ? [] : [`-${short}`]),
    ]);
    const words = [
      ...names,
      ...path,
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
    ];
    const word = fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 6 }));
    return fc.record({ declared: fc.constant(declared), argv: fc.array(word, { maxLength: 7 }) });
  });
  fc.assert(
    fc.property(commandLine, ({ declared, argv }) => {
      const tokens = simpleTokens(argv, declared);
      if (tokens === null) return;
      simple++;
      expect(seen(tokens)).toEqual(seen(allTokens(argv, declared)));
    }),
    { numRuns: 5000 },
  );
  expect(simple).toBeGreaterThan(500);
});

test.each([[['--']], [['--file=x']], [['-qv']], [['--nosuch']], [['--file']], [['-fx']]])(
  '%j is left to Node',
  (argv) => {
    expect(simpleTokens(argv, GLOBAL_OPTIONS)).toBeNull();
  },
);
