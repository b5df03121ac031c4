import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith, placeOf } from '../needs.ts';
import type { Order, Report } from './fault-server.ts';
import { printFigures } from './program.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../bin/wslnet.js', import.meta.url));

const { errno } = constants;
const EUCLEAN = 117;
const ERRORS: Readonly<Record<string, number>> = {
  ...{ EACCES: errno.EACCES, EPERM: errno.EPERM, EBUSY: errno.EBUSY, EIO: errno.EIO, ENOSPC: errno.ENOSPC },
  ...{ EDQUOT: errno.EDQUOT, EROFS: errno.EROFS, ESTALE: errno.ESTALE, ENOENT: errno.ENOENT, EMFILE: errno.EMFILE },
  ...{ ENOMEM: errno.ENOMEM, EFBIG: errno.EFBIG, EINVAL: errno.EINVAL, ENOTSUP: errno.ENOTSUP, EUCLEAN },
};

const FILE = '[wsl2]\nmemory=8GB\nnetworkingMode=nat # home\n';
const MIRRORED = FILE.replace('nat', 'mirrored');

/** A command that writes, what it starts from, and which file it is about. */
interface Case {
  readonly name: string;
  readonly words: readonly string[];
  /** Runs before, without faults. */
  readonly before?: readonly string[];
  readonly file?: string;
  readonly content?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** No command waits nearly that long for anything, in milliseconds. */
const LONGEST_RUN = 30_000;

const CONFIG = 'home/.wslconfig';
const EDITOR = 'sed -i s/=nat/=mirrored/';
const CASES: readonly Case[] = [
  { name: 'set', words: ['set', 'mirrored'] },
  { name: 'set, of no file', words: ['set', 'mirrored'], content: '' },
  { name: 'undo', words: ['undo'], before: ['set', 'mirrored'] },
  { name: 'apply', words: ['apply', 'ROOT/home/fragment'] },
  { name: 'check --fix', words: ['check', '--fix'], content: '[wsl2]\n; a note\nnetworkingMode=nat\n' },
  { name: 'edit', words: ['edit'], env: { EDITOR } },
  { name: 'profile save', words: ['profile', 'save', 'mine', 'networkingMode'], file: 'config/wslnet/profiles.ini' },
  {
    name: 'completion install',
    words: ['completion', 'install', 'bash', '--yes'],
    file: 'data/bash-completion/completions/wslnet',
  },
];

/** What lies in the folder, but for the history and drafts. */
function leftovers(root: string): string[] {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /wslnet-(?:lock|tmp)|unfinished/.test(name));
}

const contentOf = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : null);

describeWith(['gcc'], 'faults below Node', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wslnet-injection-'));
  const library = join(folder, 'faulty-system.so');
  const server = join(folder, 'fault-server.mjs');
  const lanes: Lane[] = [];

  beforeAll(async () => {
    const built = spawnSync(placeOf('gcc'), [
      '-O1',
      '-shared',
      '-fPIC',
      '-o',
      library,
      join(HERE, 'faulty-system.c'),
      '-ldl',
    ]);
    expect(built.stderr.toString()).toBe('');
    const bundle = await rolldown({ input: join(HERE, 'fault-server.ts'), platform: 'node', logLevel: 'silent' });
    await bundle.write({ file: server, format: 'esm', codeSplitting: false });
    for (const name of ['a', 'b']) lanes.push(new Lane(join(folder, name), library, server));
  });

  afterAll(async () => {
    await Promise.all(lanes.map((lane) => lane.end()));
    rmSync(folder, { recursive: true, force: true });
  });

  /** Hands work to whichever lane is free. */
  async function inLanes<T>(items: readonly T[], work: (item: T, lane: Lane) => Promise<void>): Promise<void> {
    const queue = [...items];
    await Promise.all(
      lanes.map(async (lane) => {
        for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item, lane);
      }),
    );
  }

  test.each(CASES)('$name: each operation fails once, with each error', async (each) => {
    const [lane] = lanes;
    if (!lane) throw new Error('there is no lane');
    await lane.prepare(each);
    const { count } = await lane.run(each, '0:0');
    const [old, wanted] = [lane.old, contentOf(lane.pathOf(each))];
    expect(wanted).not.toBe(old);
    const tally = { done: 0, refused: 0, uncertain: 0, warned: 0 };
    const plans = Object.entries(ERRORS).flatMap(([name, number]) =>
      Array.from({ length: count }, (_, index) => ({ name, plan: `${index + 1}:${number}` })),
    );
    await inLanes(plans, async ({ name, plan }, free) => {
      const told = `${each.name} with ${name} at operation ${plan}`;
      await free.prepare(each);
      const { code, said } = await free.run(each, plan);
      const now = contentOf(free.pathOf(each));
      const shown = `${told}: exit ${code}\n${said}`;
      expect([old, wanted], shown).toContain(now);
      expect([0, 1, 3, 4], shown).toContain(code);
      const isUncertain = /may have been changed/.test(said);
      // Whoever is told that there is no such file does what is right without one.
      if (name !== 'ENOENT' && !isUncertain) expect(now === wanted, shown).toBe(code === 0);
      if (code !== 0 && !isUncertain) expect(now === old, shown).toBe(true);
      tally[isUncertain ? 'uncertain' : code === 0 ? 'done' : 'refused']++;
      if (/^warning: /m.test(said)) tally.warned++;
      // The holder of a lock that was left behind is this process, which goes on to live.
      const lock = leftovers(free.root).find((left) => left.endsWith('-lock'));
      if (lock) rmSync(join(free.root, lock));
      await free.expectNextWorks(each, wanted, shown);
    });
    printFigures(
      `${each.name}: ${count} operations, ${plans.length} faults: ${tally.done} times done (${tally.warned} with a warning), ` +
        `${tally.refused} times refused with the file as it was, ${tally.uncertain} times uncertain and said so, 0 times another file.`,
    );
  });

  test('on a drive that refuses owners, permissions, syncs, links and moves of what is open, all is done', async () => {
    const [lane] = lanes;
    if (!lane) throw new Error('there is no lane');
    for (const each of CASES) {
      await lane.prepare(each);
      await lane.run(each, '0:0');
      const wanted = contentOf(lane.pathOf(each));
      await lane.prepare(each);
      const { code, said } = await lane.run(each, '0:refuse');
      const shown = `${each.name}: exit ${code}\n${said}`;
      expect({ code, content: contentOf(lane.pathOf(each)) }, shown).toEqual({ code: 0, content: wanted });
      expect(said).not.toMatch(/^warning: /m);
      expect(leftovers(lane.root), shown).toEqual([]);
    }
    printFigures(`${CASES.length} commands on a drive that refuses what drvfs and 9p refuse: all done, no warnings.`);
  });

  test.each(CASES)('$name: killed before and after each operation, and interrupted at it', async (each) => {
    const [lane] = lanes;
    if (!lane) throw new Error('there is no lane');
    await lane.prepare(each);
    const dry = lane.start(each, '0:0');
    expect(dry.status, dry.stderr.toString()).toBe(0);
    const wanted = contentOf(lane.pathOf(each));
    const count = lane.countOf(dry);
    const tally = { old: 0, new: 0, interrupted: 0 };
    // One command meets every end at every operation; of the others, each operation meets one.
    const ends = ['kill-before', 'kill-after', 'interrupt'];
    const plans = Array.from({ length: count }, (_, index) => index + 1).flatMap((number) =>
      ends.filter((_, index) => each.name === 'set' || number % 3 === index).map((end) => `${number}:${end}`),
    );
    await inLanes(plans, async (plan, free) => {
      await free.prepare(each);
      const { status, signal, stderr } = await free.startLater(each, plan);
      const now = contentOf(free.pathOf(each));
      const shown = `${each.name} at ${plan}: exit ${status}, ${signal}\n${stderr}`;
      expect([free.old, wanted], shown).toContain(now);
      if (plan.endsWith('interrupt')) {
        // Before the program has begun, Node ends by the signal itself.
        expect(status === 130 || status === 0 || signal === 'SIGTERM', shown).toBe(true);
        if (status === 0) expect(now, shown).toBe(wanted);
        if (status === 130) tally.interrupted++;
        expect(leftovers(free.root), shown).toEqual([]);
      }
      tally[now === wanted ? 'new' : 'old']++;
      await free.expectNextWorks(each, wanted, shown);
    });
    printFigures(
      `${each.name}: ${plans.length} times killed or interrupted: ${tally.old} times the old file, ${tally.new} times the new one, ` +
        `0 times another; ${tally.interrupted} times exit 130. The next command worked each time.`,
    );
  });
});

/** A folder with everything that a command touches, and a process that runs commands in it, one after the other. */
class Lane {
  readonly root: string;
  /** The file before the command. */
  old: string | null = null;
  private readonly template: string;
  private readonly library: string;
  private readonly child: ChildProcess;
  private readonly reports: AsyncIterator<string>;

  constructor(root: string, library: string, server: string) {
    this.root = root;
    this.template = `${root}-template`;
    this.library = library;
    mkdirSync(root);
    const env = { PATH: process.env['PATH'], TMPDIR: join(root, 'tmp'), LD_PRELOAD: library, WSLNET_FAULT_ROOT: root };
    this.child = spawn(process.execPath, [server], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    if (!this.child.stdout) throw new Error('the server has no output');
    this.reports = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  async end(): Promise<void> {
    this.child.stdin?.end();
    const { exitCode, signalCode } = this.child;
    if (exitCode === null && signalCode === null) await new Promise((settle) => this.child.on('exit', settle));
  }

  pathOf({ file = CONFIG }: Case): string {
    return join(this.root, file);
  }

  /** Makes the folder what it is before the command. What has to run first runs once for each case. */
  async prepare(each: Case): Promise<void> {
    const kept = join(this.template, each.name);
    if (!existsSync(kept)) {
      rmSync(this.root, { recursive: true, force: true });
      for (const name of ['home', 'state', 'config', 'data', 'tmp'])
        mkdirSync(join(this.root, name), { recursive: true });
      const { content = FILE } = each;
      if (content !== '') writeFileSync(join(this.root, CONFIG), content);
      writeFileSync(join(this.root, 'home/fragment'), MIRRORED);
      if (each.before) expect((await this.run({ ...each, words: each.before }, '0:0')).code).toBe(0);
      cpSync(this.root, kept, { recursive: true });
    }
    rmSync(this.root, { recursive: true, force: true });
    cpSync(kept, this.root, { recursive: true });
    this.old = contentOf(this.pathOf(each));
  }

  private orderOf({ words, env }: Case, plan: string): Order {
    const { root } = this;
    const own = words[0] === 'completion' ? [] : ['--file', join(root, CONFIG)];
    const folders = { HOME: join(root, 'home'), TMPDIR: join(root, 'tmp'), PATH: process.env['PATH'] };
    const xdg = {
      XDG_STATE_HOME: join(root, 'state'),
      XDG_CONFIG_HOME: join(root, 'config'),
      XDG_DATA_HOME: join(root, 'data'),
    };
    const replaced = words.map((word) => word.replace('ROOT', root));
    return { root, plan, words: [...replaced, ...own], env: { ...folders, ...xdg, ...env } };
  }

  async run(each: Case, plan: string): Promise<Report> {
    this.child.stdin?.write(`${JSON.stringify(this.orderOf(each, plan))}\n`);
    // What hangs is named, and the tests that follow need not wait for it.
    const watch = setTimeout(() => this.child.kill('SIGKILL'), LONGEST_RUN);
    const { value, done } = await this.reports.next();
    clearTimeout(watch);
    if (done) throw new Error(`the server ended at ${each.name} ${plan}, or took over ${LONGEST_RUN} ms`);
    return JSON.parse(value);
  }

  /** The same in a process of its own. */
  private commandOf(each: Case, plan: string) {
    const { words, env, root } = this.orderOf(each, plan);
    const faulty = { LD_PRELOAD: this.library, WSLNET_FAULT_ROOT: root, WSLNET_FAULT: plan, WSLNET_FAULT_COUNT: '1' };
    return { words: [PROGRAM, ...words], env: { ...env, ...faulty } };
  }

  start(each: Case, plan: string) {
    const { words, env } = this.commandOf(each, plan);
    return spawnSync(process.execPath, words, { env });
  }

  countOf(run: { readonly stderr: Buffer }): number {
    return Number(/operations: (\d+)/.exec(run.stderr.toString())?.[1] ?? 0);
  }

  async startLater(each: Case, plan: string) {
    const { words, env } = this.commandOf(each, plan);
    const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    return await new Promise<{ status: number | null; signal: string | null; stderr: string }>((settle) => {
      child.on('close', (status, signal) => settle({ status, signal, stderr }));
    });
  }

  /** The next command does what the one with the fault was to do, and cleans up behind it. */
  async expectNextWorks(each: Case, wanted: string | null, told: string): Promise<void> {
    // Done already, it would have nothing to write: then it is done once more on the old file.
    if (contentOf(this.pathOf(each)) === wanted) {
      if (this.old === null) rmSync(this.pathOf(each), { force: true });
      else writeFileSync(this.pathOf(each), this.old);
    }
    const { code, said } = await this.run(each, '0:0');
    expect({ code, content: contentOf(this.pathOf(each)) }, `${told}\nthen: ${said}`).toEqual({
      code: 0,
      content: wanted,
    });
    expect(
      leftovers(this.root).map((name) => relative(this.root, name)),
      told,
    ).toEqual([]);
  }
}
