/**
 * How long a whole process of wslnet takes, from start to end, and how much memory it has at most, beside `node -e 0` and
 * other programs that read such files; the executable too, where `npm run executables` has made it. One of each in turn, so that whatever else the machine does slows all of them;
 * medians of 41 rounds behind 3 that do not count. Memory is taken in runs of its own, which are not timed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostTarget, programName } from '../scripts/targets.js';

const ROUNDS = 41;
const WARM_UP = 3;
const MEMORY_RUNS = 5;
const PROGRAM = fileURLToPath(new URL('../bin/wslnet.js', import.meta.url));
const EXECUTABLE = executable();
const PEAK_MEMORY = fileURLToPath(new URL('peak-memory.cjs', import.meta.url));
const SAMPLE = `# A machine for builds
[wsl2]
memory=8GB
networkingMode=mirrored
dnsTunneling=true

[experimental]
ignoredPorts=3000,9000
`;

const folder = mkdtempSync(join(tmpdir(), 'wslnet-bench-'));
const file = join(folder, '.wslconfig');
const peak = join(folder, 'peak');
// A setting like NODE_EXTRA_CA_CERTS makes every Node slower, and ratios smaller.
const { PATH, SystemRoot } = process.env;
const env = { PATH, SystemRoot, HOME: folder, LOCALAPPDATA: folder, PEAK_MEMORY: peak };

const tasks = {
  '--version': ['--version'],
  get: ['get', 'networkingMode', '--file', file],
  show: ['show', '--file', file],
  check: ['check', '--file', file],
  'set, nothing to do': ['set', 'mirrored', '--file', file],
};
const each = (name, ...program) =>
  Object.fromEntries(Object.entries(tasks).map(([task, words]) => [`${name} ${task}`, [...program, ...words]]));
const commands = {
  'node -e 0': [process.execPath, '-e', '0'],
  ...each('wslnet', process.execPath, PROGRAM),
  ...each('executable', EXECUTABLE),
  'crudini --get': ['crudini', '--get', file, 'wsl2', 'networkingMode'],
  'git config --file': ['git', 'config', '--file', file, 'wsl2.networkingMode'],
};

try {
  writeFileSync(file, SAMPLE);
  const installed = Object.entries(commands).filter(([, command]) => run(command).error?.code !== 'ENOENT');
  const times = measure(installed.map(([, command]) => command)).map(median);
  const peaks = installed.map(([, command]) => (command[0] === process.execPath ? measureMemory(command) : null));
  console.log(`Node ${process.version}, ${process.platform} ${process.arch}, medians of ${ROUNDS} processes each\n`);
  const rows = installed.map(([name], index) => [
    name,
    times[index].toFixed(1),
    (times[index] / times[0]).toFixed(2),
    peaks[index] === null ? '-' : signed(peaks[index] - peaks[0]),
  ]);
  printTable([['', 'ms', 'x bare Node', 'peak memory, MiB'], ...rows]);
} finally {
  rmSync(folder, { recursive: true });
}

/** Where the executable for this machine is, if it was made. */
function executable() {
  const host = hostTarget();
  const folder = fileURLToPath(new URL('../release/programs/', import.meta.url));
  return host ? join(folder, host.name, programName(host)) : '';
}

function run([program, ...words]) {
  return spawnSync(program, words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The times of each command, in milliseconds. */
function measure(all) {
  const times = all.map(() => []);
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    for (const [index, command] of all.entries()) {
      const start = process.hrtime.bigint();
      const { status, stderr } = run(command);
      const time = Number(process.hrtime.bigint() - start) / 1e6;
      if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
      if (round >= WARM_UP) times[index].push(time);
    }
  }
  return times;
}

/** The peak memory of a Node process, in MiB. */
function measureMemory([node, ...words]) {
  const peaks = Array.from({ length: MEMORY_RUNS }, () => {
    run([node, '--require', PEAK_MEMORY, ...words]);
    return Number(readFileSync(peak, 'utf8')) / 1024;
  });
  return median(peaks);
}

function signed(number) {
  return `${number < 0 ? '' : '+'}${number.toFixed(1)}`;
}

function median(numbers) {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const pad = (cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]));
  const lines = rows.map((row) => `| ${row.map(pad).join(' | ')} |`);
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  console.log([lines[0], rule, ...lines.slice(1)].join('\n'));
}
