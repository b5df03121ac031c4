import { describe, expect, test } from 'vitest';
import { Bench } from '../bench/bench.ts';
import { MemoryMachine, runInMemory } from '../bench/run-in-memory.ts';
import { expectGolden } from '../golden/golden.ts';

const MODES = ['nat', 'mirrored', 'virtioproxy', 'bridged', 'none', 'wsl1'];

interface Trouble {
  readonly symptom: string;
  readonly cause: string;
  readonly cure: string;
  readonly commands: readonly string[];
}

/** `wslnet explain …` on a machine without the file. */
async function explain(...words: string[]) {
  return await new Bench().runWith({}, 'explain', ...words);
}

/** What `--json` says, on a machine in memory. */
async function explainJson(...words: string[]) {
  const { code, stdout } = await runInMemory(new MemoryMachine(null), ['explain', ...words, '--json']);
  expect(code, words.join(' ')).toBe(0);
  return JSON.parse(stdout);
}

async function everyTopic(): Promise<{ topic: string; group: string; summary: string | null }[]> {
  return (await explainJson()).topics;
}

/** Every trouble of every topic, by the topic it stands under. */
async function everyTrouble(): Promise<[topic: string, trouble: Trouble][]> {
  const found: [string, Trouble][] = [];
  for (const { topic } of await everyTopic()) {
    const { troubles = [] } = await explainJson(topic);
    for (const trouble of troubles) found.push([topic, trouble]);
  }
  return found;
}

describe('explain', () => {
  test.each<[name: string, words: string[]]>([
    ['explain', []],
    ['explain-modes', ['modes']],
    ...MODES.map((mode): [string, string[]] => [`explain-${mode}`, [mode]]),
    ['explain-networkingMode', ['networkingMode']],
    ['explain-dnsTunneling', ['dnsTunneling']],
    ['explain-firewall', ['firewall']],
    ['explain-localhostForwarding', ['localhostForwarding']],
    ['explain-ignoredPorts', ['ignoredPorts']],
    ['explain-memory', ['memory']],
    ['explain-duplicate-key', ['duplicate-key']],
    ['explain-after-ctrl-z', ['AFTER-CTRL-Z']],
    ['explain-utf-16', ['utf-16']],
  ])('%s', async (name, words) => {
    const { code, stdout, stderr } = await explain(...words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expectGolden(name, stdout);
  });

  test('every topic is plain ASCII in at most 80 columns, on any width', async () => {
    for (const { topic } of await everyTopic()) {
      for (const columns of [80, 200]) {
        const { stdout } = await runInMemory(new MemoryMachine(null), ['explain', topic], { columns });
        // What an editor would not show has a picture or a number, and one example is about such characters.
        const ascii = topic === 'mangled-value' ? stdout.replaceAll('\u00fc', 'u') : stdout.replaceAll('\u241a', '^');
        expect(ascii, topic).toMatch(/^[\n -~]*$/);
        expect(Math.max(...stdout.split('\n').map((line) => line.length)), topic).toBeLessThanOrEqual(80);
      }
    }
  });

  test('a narrow terminal gets more tables and no broken drawing', async () => {
    const modes = await runInMemory(new MemoryMachine(null), ['explain', 'modes'], { columns: 50 });
    expect(Math.max(...modes.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(50);
    expect(modes.stdout.match(/^LAN to Linux/gm)).toHaveLength(2);
    const nat = await runInMemory(new MemoryMachine(null), ['explain', 'nat'], { columns: 50 });
    expect(nat.stdout).not.toContain('+---');
    expect(nat.stdout).toMatch(/^What works$/m);
  });

  test('colour only adds to the text', async () => {
    for (const topic of ['mirrored', 'modes', 'dnsTunneling']) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with ESC
      const plain = (await explain(topic, '--color', 'always')).stdout.replace(/\u001b\[\d+m/g, '');
      expect(plain).toBe((await explain(topic)).stdout);
    }
  });

  test.each([
    ['consomme', 'virtioproxy'],
    ['Mirrored', 'mirrored'],
    ['WSL1', 'wsl1'],
    ['MODES', 'modes'],
    ['wsl2.DNSTUNNELING', 'dnsTunneling'],
    ['experimental.firewall', 'firewall'],
    ['NetworkingMode', 'networkingMode'],
  ])('%s is %s', async (word, topic) => {
    expect((await explainJson(word)).topic).toBe(topic);
  });
});

describe('what does not explain exits with 2', () => {
  test.each([
    [['mirored'], /no topic 'mirored'.*\n.*mean mirrored\?/],
    [['mode'], /mean modes\?/],
    [['dnstuneling'], /mean dnsTunneling\?/],
    [['wsl2.dnsTuneling'], /mean wsl2\.dnsTunneling\?/],
    [['experimental.memory'], /no topic 'experimental\.memory'/],
    [['firewalls-and-more'], /explain lists the topics/],
    [[''], /no topic ''/],
    [['nat', 'mirrored'], /does not take 'mirrored'/],
  ])('%j', async (words, said) => {
    const { code, stdout, stderr } = await explain(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(said);
  });

  test('as JSON where JSON was asked for', async () => {
    const { code, stdout } = await explain('mirored', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'wslnet.error/1',
      code: 'unknown-topic',
      hint: 'Did you mean mirrored?',
    });
  });
});

describe('explain --json', () => {
  test('of a setting has the facts of the catalogue', async () => {
    expect(await explainJson('dnsTunneling')).toMatchObject({
      schema: 'wslnet.explain/1',
      topic: 'dnsTunneling',
      kind: 'setting',
      section: 'wsl2',
      formerSection: 'experimental',
      expects: 'true or false',
      choices: ['true', 'false'],
      default: true,
      modes: ['nat', 'mirrored', 'virtioproxy'],
      needs: null,
      since: '2.0.0',
    });
    expect(await explainJson('initialAutoProxyTimeout')).toMatchObject({
      needs: { setting: 'autoProxy', value: true },
    });
    expect(await explainJson('memory')).toEqual({
      schema: 'wslnet.explain/1',
      topic: 'memory',
      kind: 'setting',
      section: 'wsl2',
      formerSection: null,
      expects: 'a size such as 8GB or 512MB',
      choices: [],
    });
  });

  test('of a mode says what works and which settings count', async () => {
    const mirrored = await explainJson('mirrored');
    expect(mirrored).toMatchObject({
      schema: 'wslnet.explain/1',
      topic: 'mirrored',
      kind: 'mode',
      abilities: { linuxToWindows: { works: 'yes' }, lanToLinux: { works: 'partly', condition: 'firewall rule' } },
    });
    expect(mirrored.settings.applied).toContain('ignoredPorts');
    expect(mirrored.settings.idle).toContain('localhostForwarding');
    expect(await explainJson('wsl1')).toMatchObject({ kind: 'mode', settings: null });
  });

  test('of all modes has the same verdicts', async () => {
    const { kind, modes } = await explainJson('modes');
    expect(kind).toBe('comparison');
    expect(modes.map(({ mode }: { mode: string }) => mode)).toEqual(MODES);
    for (const { mode, abilities } of modes) expect(abilities).toEqual((await explainJson(mode)).abilities);
  });

  test('of nothing lists every topic, and each has an explanation', async () => {
    const topics = await everyTopic();
    expect(topics.filter(({ group }) => group === 'Modes').map(({ topic }) => topic)).toEqual([...MODES, 'modes']);
    const { settings } = JSON.parse((await new Bench('').run('show', '--json')).stdout);
    const names = settings.map(({ name }: { name: string }) => name);
    expect(topics.filter(({ group, summary }) => group === 'Settings' && summary).map(({ topic }) => topic)).toEqual(
      names,
    );
    for (const { topic } of topics) expect((await explainJson(topic)).topic).toBe(topic);
  });
});

describe('every explanation', () => {
  test('of a mode or a networking setting names trouble, why it comes and what ends it', async () => {
    const troubles = await everyTrouble();
    const troubled = new Set(troubles.map(([topic]) => topic));
    const named = (await everyTopic()).filter(({ topic, summary }) => summary !== null && topic !== 'modes');
    const meant = named.filter(({ group }) => group === 'Modes' || group === 'Settings');
    expect(meant.length).toBeGreaterThan(20);
    expect(meant.map(({ topic }) => topic).filter((topic) => !troubled.has(topic))).toEqual([]);
    for (const [topic, { symptom, cause, cure, commands }] of troubles) {
      for (const sentence of [symptom, cause, cure]) expect(sentence, topic).toMatch(/^[A-Za-z"].*\."?$/);
      expect(commands.length, `${topic}: ${symptom}`).toBeGreaterThan(0);
    }
  });

  test('names commands of wslnet that run', async () => {
    const commands = new Set<string>();
    for (const { topic } of await everyTopic()) {
      const explanation = JSON.stringify(await explainJson(topic));
      for (const [, command = ''] of explanation.matchAll(/"(wslnet [^"\\]+)\\?"/g)) commands.add(command);
    }
    expect(commands.size).toBeGreaterThan(15);
    for (const command of commands) {
      const words = command.split(' ').slice(1);
      const { code, stderr } = await runInMemory(new MemoryMachine('[wsl2]\n'), [...words, '--dry-run']);
      expect({ command, code, stderr: code === 0 ? '' : stderr }).toEqual({ command, code: 0, stderr: '' });
    }
  });

  test('breaks a command over lines only as PowerShell can read it', async () => {
    for (const [topic, { commands }] of await everyTrouble()) {
      const { stdout } = await runInMemory(new MemoryMachine(null), ['explain', topic], { columns: 60 });
      const unbroken = stdout.replace(/ `\n +/g, ' ');
      for (const command of commands) {
        expect(unbroken).toContain(`        ${command}\n`);
        expect(command).not.toMatch(/(["'])[^"']* [^"']*\1/);
        if (command.length > 60) expect(command).toMatch(/^([A-Z]\w+-[A-Z]|netsh )/);
      }
    }
  });
});
