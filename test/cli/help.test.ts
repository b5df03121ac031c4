import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Bench } from '../bench/bench.ts';
import { expectGolden } from '../golden/golden.ts';

describe('the help', () => {
  test.each([
    ['help', ['--help']],
    ['help-show', ['show', '--help']],
    ['help-get', ['get', '-h']],
    ['help-set', ['help', 'set']],
    ['help-unset', ['unset', '--help']],
    ['help-explain', ['explain', '--help']],
    ['help-edit', ['edit', '--help']],
    ['help-undo', ['undo', '--help']],
    ['help-history', ['history', '--help']],
    ['help-history-show', ['history', 'show', '--help']],
    ['help-status', ['status', '--help']],
    ['help-doctor', ['doctor', '--help']],
    ['help-restart', ['restart', '--help']],
    ['help-path', ['path', '--help']],
    ['help-apply', ['apply', '--help']],
    ['help-profile', ['profile', '--help']],
    ['help-profile-use', ['profile', 'use', '--help']],
    ['help-schema', ['schema', '--help']],
    ['help-exit-codes', ['help', 'exit-codes']],
    ['help-options', ['help', 'options']],
    ['help-profile-use', ['help', 'profile', 'use']],
    ['help-history-show', ['help', 'history', 'show']],
    ['help-completion', ['completion', '--help']],
    ['help-completion-install', ['completion', 'install', '--help']],
  ])('%s', async (name, words) => {
    const { code, stdout, stderr } = await new Bench().runWith({}, ...words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expectGolden(name, stdout);
  });

  test('without arguments prints its help', async () => {
    const { code, stdout } = await new Bench().runWith({});
    expect(code).toBe(0);
    expectGolden('help', stdout);
  });

  test('knows its version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    for (const words of [['--version'], ['-V'], ['show', '--version']]) {
      expect(await new Bench().runWith({}, ...words)).toMatchObject({ code: 0, stdout: `${version}\n` });
    }
    const { stdout } = await new Bench().runWith({}, '--json', '-V');
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'wslnet.version/1', version });
  });

  test.each([
    ['an unknown command', ['shw'], /Did you mean wslnet show\?/],
    ['an unknown option', ['show', '--jsn'], /'wslnet show' has no option '--jsn'.\nDid you mean --json\?/],
    ['help for an unknown command', ['help', 'nope'], /Unknown command 'nope'/],
    ['options without a command', ['--quiet'], /No command given/],
    ['an option without its value', ['show', '--file'], /needs a value/],
  ])('%s exits with 2', async (_, words, said) => {
    const { code, stdout, stderr } = await new Bench().runWith({}, ...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(said);
  });

  test('a usage error is JSON where JSON was asked for', async () => {
    const { code, stdout } = await new Bench().runWith({}, 'shw', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'wslnet.error/1',
      code: 'bad-usage',
      hint: 'Did you mean wslnet show?',
    });
  });
});
