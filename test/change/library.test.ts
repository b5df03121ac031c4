import { expect, test } from 'vitest';
import { ChangeError, change, interpret } from 'wslnet';

const FILE = Buffer.from('[wsl2]\nnetworkingMode=nat\n');

/** What `change` throws. */
function refusal(
  bytes: Uint8Array,
  ...changes: readonly (readonly [setting: string, value: string | null])[]
): unknown {
  try {
    change(
      bytes,
      changes.map(([setting, value]) => ({ setting, value })),
    );
  } catch (error) {
    return error;
  }
  return expect.fail('it was taken');
}

const UTF16_BE = Buffer.from([0xfe, 0xff, 0, 0x5b]);

test.each([
  ['unknown-setting', "Unknown setting 'dnsTuneling'.", 'Did you mean dnsTunneling?', FILE, ['dnsTuneling', 'true']],
  ['unknown-setting', "Unknown setting 'qqq'.", null, FILE, ['qqq', null]],
  ['bad-value', /is not a valid value for ipv6/, expect.any(String), FILE, ['ipv6', 'perhaps']],
  ['unwritable-character', /cannot read/, expect.any(String), FILE, ['kernel', 'C:\\\\caf\u00e9']],
  ['not-text', /as text/, expect.any(String), UTF16_BE, ['ipv6', 'true']],
] as const)('change refuses with %s: %s', (code, message, hint, bytes, wanted) => {
  const error = refusal(bytes, wanted);
  expect(error).toBeInstanceOf(ChangeError);
  expect(error).toMatchObject({
    name: 'ChangeError',
    code,
    message: expect.stringMatching(message),
    hint,
    problems: [],
  });
  // Nothing of the command line: no exit code, no command, no arguments of its sentences.
  expect(Object.keys(error as object).sort()).toEqual(['code', 'hint', 'name', 'problems']);
  expect(`${(error as ChangeError).message} ${hint ?? ''}`).not.toMatch(/wslnet /);
});

test('all that is wrong is told at once, each by itself too', () => {
  const error = refusal(FILE, ['ipv6', 'perhaps'], ['kernel', 'caf\u00e9']);
  expect(error).toBeInstanceOf(ChangeError);
  expect(error).toMatchObject({
    code: 'several-problems',
    problems: [{ code: 'bad-value' }, { code: 'unwritable-character' }],
  });
  for (const problem of (error as ChangeError).problems) expect(problem).toBeInstanceOf(ChangeError);
});

test('interpret throws for no bytes', () => {
  for (const bytes of [UTF16_BE, Buffer.from([0xff, 0xfe, 1]), Buffer.alloc(3), new Uint8Array()]) {
    expect(() => interpret(bytes, {})).not.toThrow();
  }
});
