import { mkdirSync, readlinkSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { createInterface } from 'node:readline';
import { openMachine } from '../../src/machine/this-machine.ts';
import { run } from '../../src/main.ts';

/** A command line to run, once a plan of `faulty-system.c` is laid. */
export interface Order {
  readonly words: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Where the plan is laid. */
  readonly root: string;
  readonly plan: string;
}

/** How it ended. */
export interface Report {
  readonly code: number;
  readonly said: string;
  /** How many operations on files there were. */
  readonly count: number;
}

/*
 * Runs one command after the other in this process, as its input says, so that thousands of them need no start of Node:
 * one order a line, one report a line. It is bundled by the test, and runs under `faulty-system.c`.
 */
const { platform, arch } = process;
for await (const line of createInterface({ input: process.stdin })) {
  const { words, env, root, plan } = JSON.parse(line) as Order;
  let said = '';
  const output = {
    write(chunk: string | Uint8Array) {
      said += Buffer.from(chunk).toString();
    },
  };
  const machine = openMachine({
    ...{ root: '/', env, platform, arch, networkInterfaces },
    ...{ timeout: 2000, restartTimeout: 2000 },
  });
  const world = {
    machine,
    env,
    stdout: output,
    stderr: output,
    readInput: async () => Buffer.from(''),
    ask: null,
    pick: null,
    showInPager: null,
  };
  mkdirSync(`${root}/.fault/${plan}`);
  const code = await run(words, world);
  const count = Number(readlinkSync(`${root}/.fault/count`));
  mkdirSync(`${root}/.fault/0:0`);
  process.stdout.write(`${JSON.stringify({ code, said, count } satisfies Report)}\n`);
}
