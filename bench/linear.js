/**
 * Whether commands stay linear on files as no person writes them: each on a text and on one eight times as long, in fresh
 * processes in turn. A command that is linear takes at most ten times as long.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TURNS = 3;
const FACTOR = 8;
const MOST = 10;
/** Less than this is noise, in milliseconds. */
const LEAST = 10;
const PROGRAM = fileURLToPath(new URL('../bin/wslnet.js', import.meta.url));

const MIRRORED = '[wsl2]\nnetworkingMode=mirrored\n';
const ports = (count) => Array.from({ length: count }, (_, index) => 1 + ((index * 7919) % 65535)).join(',');

/** Texts by what is odd about them; each is made from a size. */
const TEXTS = {
  ports: (size) => `${MIRRORED}[experimental]\nignoredPorts=${ports(size)}\n`,
  'bad ports': (size) => `${MIRRORED}[experimental]\nignoredPorts=${'x,3000-3010,'.repeat(size / 2)}1\n`,
  duplicates: (size) => `[wsl2]\n${'memory=8GB\n'.repeat(size)}`,
  'unknown keys': (size) => `[wsl2]\n${Array.from({ length: size }, (_, n) => `key${n}=1\n`).join('')}`,
  'broken headers': (size) => '[wsl2\nmemory=8GB\n'.repeat(size / 2),
  comments: (size) => `[wsl2]\n${'; x\n'.repeat(size)}`,
  'a long line': (size) => `[wsl2]\nkernelCommandLine=${'x'.repeat(size * 10)}\n`,
  'a long escape': (size) => `[wsl2]\nkernel=C:\\${'x'.repeat(size * 10)}\n`,
  quotes: (size) => `[wsl2]\nkernelCommandLine=${'"a" '.repeat(size * 2)}\n`,
  'not UTF-8': (size) => Buffer.concat([Buffer.from('[wsl2]\n# '), Buffer.alloc(size * 10, 0xe9)]),
};

const COMMANDS = {
  show: ['show'],
  check: ['check'],
  set: ['set', 'memory=4GB', 'ignoredPorts+=1', '--force', '--dry-run', '--quiet'],
  '--fix': ['check', '--fix', '--dry-run', '--quiet'],
};

const SIZE = Number(process.argv[2] ?? 12_500);
const words = process.argv.slice(3);
const folder = mkdtempSync(join(tmpdir(), 'wslnet-linear-'));
const rows = [];
try {
  for (const [text, make] of Object.entries(TEXTS)) {
    if (words.length > 0 && !words.includes(text)) continue;
    for (const [command, args] of Object.entries(COMMANDS)) {
      const [small, large] = [SIZE, SIZE * FACTOR].map((size) => join(folder, `${size}`));
      writeFileSync(small, make(SIZE));
      writeFileSync(large, make(SIZE * FACTOR));
      const base = Math.min(...Array.from({ length: TURNS }, () => timeOf(['--version'])));
      const [one, eight] = [small, large].map((file) =>
        Math.min(...Array.from({ length: TURNS }, () => timeOf([...args, '--file', file]))),
      );
      // The start of the program is no part of what grows.
      const growth = (eight - base) / Math.max(one - base, LEAST);
      rows.push({
        text,
        command,
        ms: Math.round(one),
        'ms, 8 times': Math.round(eight),
        growth: Number(growth.toFixed(1)),
      });
      if (growth > MOST) process.exitCode = 1;
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.table(rows);

function timeOf(args) {
  const start = process.hrtime.bigint();
  const { error } = spawnSync(process.execPath, [PROGRAM, ...args], { stdio: 'ignore', timeout: 120_000 });
  if (error) return Number.POSITIVE_INFINITY;
  return Number(process.hrtime.bigint() - start) / 1e6;
}
