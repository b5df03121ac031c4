import { describe, expect, test } from 'vitest';
import { Bench } from '../bench/bench.ts';

describe('unset', () => {
  test('takes out every entry under all names, with its comment, and no other comment', async () => {
    const bench = new Bench('[wsl2]\n# why\nfirewall=true # own\nipv6=1\n[experimental]\nfirewall=false\n');
    const { code, stderr } = await bench.run('unset', 'firewall');
    expect({ code, text: bench.text }).toEqual({ code: 0, text: '[wsl2]\n# why\nipv6=1\n[experimental]\n' });
    expect(stderr).toMatch(/firewall +true -> not set +line 3/);
    expect(await bench.run('unset', 'firewall')).toMatchObject({ code: 0, stdout: '' });
  });

  test('of a file that does not exist has nothing to do and makes none', async () => {
    const bench = new Bench();
    expect(await bench.run('unset', 'firewall', '--json')).toMatchObject({ code: 0 });
    expect(() => bench.bytes).toThrow();
  });

  test('--json says what went', async () => {
    const { stdout } = await new Bench('[wsl2]\nipv6=1\n').run('unset', 'ipv6', 'dhcp', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'wslnet.unset/1',
      changed: true,
      changes: [{ setting: 'ipv6', section: 'wsl2', before: true, after: null, line: 2 }],
    });
  });

  test('an unknown setting is refused', async () => {
    expect((await new Bench('[wsl2]\n').run('unset', 'nothing')).code).toBe(2);
  });
});
