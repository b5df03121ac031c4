import { describe, expect, test } from 'vitest';
import { Bench } from '../bench/bench.ts';

describe('path', () => {
  const run = async (env: NodeJS.ProcessEnv, ...words: string[]) =>
    await new Bench().runWith({ env }, 'path', ...words);

  test('--file comes first, then WSLNET_CONFIG, then the shared USERPROFILE inside WSL', async () => {
    const wsl = { WSL_DISTRO_NAME: 'Debian', USERPROFILE: '/mnt/d/Users/Zoë' };
    expect(await run({ ...wsl, WSLNET_CONFIG: '/tmp/x' }, '-f', 'y')).toMatchObject({ code: 0, stdout: 'y\n' });
    expect(await run({ ...wsl, WSLNET_CONFIG: '/tmp/x' })).toMatchObject({ code: 0, stdout: '/tmp/x\n' });
    expect(await run(wsl)).toMatchObject({ code: 0, stdout: '/mnt/d/Users/Zoë/.wslconfig\n' });
  });

  test('--verbose says which rule found it, on standard error', async () => {
    const { stdout, stderr } = await run({ WSLNET_CONFIG: '/tmp/x' }, '-v');
    expect(stdout).toBe('/tmp/x\n');
    expect(stderr).toMatch(/WSLNET_CONFIG/);
  });

  test('--json', async () => {
    const { stdout } = await run({ WSLNET_CONFIG: '/nowhere/x' }, '--json');
    expect(JSON.parse(stdout)).toEqual({
      schema: 'wslnet.path/1',
      file: '/nowhere/x',
      rule: 'WSLNET_CONFIG',
      exists: false,
    });
  });

  test('where there is no WSL it asks for --file', async () => {
    const { code, stderr } = await run({});
    expect(code).toBe(5);
    expect(stderr).toMatch(/--file/);
  });

  test('where Windows does not answer it asks for --file', async () => {
    const { code, stderr } = await run({ WSL_DISTRO_NAME: 'Debian' });
    expect(code).toBe(5);
    expect(stderr).toMatch(/did not say who you are.*\n.*--file/);
  });
});
